"""How a message was meant: sincerely, as a joke, in a role, or as a supposition; and which sentences state nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from companion.records import Truth

LONGEST_READ = 4000
"""Characters of a message in which marks of a joke or a role are looked for."""
_JOKE = re.compile(
    r"\b(?:just|only|i'm|i am|was|totally) (?:kidding|joking)\b|\bjust messing with you\b|(?:^|\s)(?:j/k|jk"
    r"|/s)(?:$|[\s.!])"
    r"|\bgot you there\b|\bpulling your leg\b|\bapril fool|[😜🤪🤡]",
    re.IGNORECASE,
)
_JOKE_BEFORE = re.compile(
    r"^\W{0,9}(?:(?:ha)+|lol|haha\w*|no,?)?[\s,.!]{0,9}(?:i'm |i am |i was )?(?:just |only )?(?:kidding"
    r"|joking|jk\b|j/k)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:let's|let us|can we|could we|shall we|want to|wanna) (?:pretend|role-?\s?play|play (?:a|the|pretend))\b"
    r"|\b(?:pretend|imagine) (?:that )?(?:i'm|i am|you're|you are|we're|we are|to be)\b"
    r"|\brole-?\s?play\b|\bin character\b|\bi(?:'ll| will) (?:be|play) (?:the|a|an) \w+.{0,40}\byou(?:'ll|"
    r" will)? (?:be|are|play)\b"
    r"|\b(?:act|talk|speak|answer) (?:like|as) (?:a|an|the|if you)\b|\b(?:my|your) character\b|\byou are "
    r"(?:the|a) (?:king|queen|wizard|knight|pirate|dragon)\b",
    re.IGNORECASE,
)
_ROLE_END = re.compile(
    r"\b(?:out of character|stop (?:the )?(?:role-?\s?play|pretending|game)|end (?:of )?(?:the )?"
    r"(?:role-?\s?play|scene|game)"
    r"|back to reality|no more (?:role-?\s?play|pretending)|\(?\(ooc|seriously now)\b",
    re.IGNORECASE,
)
_ACTION = re.compile(r"(?<!\*)\*(?!\*)[a-z][^*\n]{2,120}\*(?!\*)")
_IF = re.compile(
    r"\b(?:if|unless|suppose|supposing|imagine|what if|in case|as though|wish|wished|hypothetically|in theory)\b",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"\b(?:i|we)(?:\s+\w+)?\s+(?:would(?! (?:like|love|also))|could|might|may)\b|\bI'd (?!like|love|also|really)",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:(?:he|she|they|who|people|everyone|everybody|someone|somebody|\w+(?:'s)? (?:mother|father|mom|mum"
    r"|dad|boss|friend"
    r"|wife|husband|sister|brother|teacher|colleague|doctor))\s+(?:always\s+)?(?:says?|said|thinks?|thought|tells?|told|claims?|claimed"
    r"|believes?|wrote|asked|asks)|according to|the (?:song|lyrics|line|quote|character|narrator|hero|poem)\b.{0,30}"
    r"(?:goes|says|said|is|was|:)|do you (?:know|remember|think) (?:that )?|you (?:said|told|think|know))\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^(?:please\s+|can you\s+|could you\s+|now\s+|then\s+)*(?:write|tell|give|make|translate|explain"
    r"|summari[sz]e|draft|create"
    r"|compose|generate|list|show|describe|say|repeat|recommend|suggest|help|find|look up|rewrite|correct"
    r"|rephrase|complete"
    r"|finish|guess|imagine|act|sing|quote|let's|let me|let us|think of|read|check|fix|compare|answer|convert)\b",
    re.IGNORECASE,
)
_ASKS_FIRST = re.compile(
    r"^(?:so\s+|and\s+|but\s+|well,?\s+)?(?:should|could|can|may|shall|do|did|does|am|are|is|was|were|what|how|why|who|when|where|which|would|will|have|has)\b",
    re.IGNORECASE,
)


def truths(texts: Sequence[str]) -> list[Truth]:
    """How each of a person's messages of one session was meant, in order; `texts` are that person's alone.

    A role lasts from the message that opens it to the one that ends it. "Just kidding" takes the message before it
    along.
    """
    found: list[Truth] = []
    in_role = False
    for text in texts:
        plain = text[:LONGEST_READ].replace("’", "'")
        if in_role and _ROLE_END.search(plain):
            in_role = False
            found.append(Truth.ROLE_PLAY)
            continue
        in_role = in_role or bool(_ROLE.search(plain))
        if _JOKE_BEFORE.search(plain) and found and found[-1] is Truth.SINCERE:
            found[-1] = Truth.JOKE
        found.append(_truth_of(plain, in_role))
    return found


def _truth_of(text: str, in_role: bool) -> Truth:
    if in_role or _ACTION.search(text):
        return Truth.ROLE_PLAY
    return Truth.JOKE if _JOKE.search(text) else Truth.SINCERE


def why_not_stated(sentence: str, before: str, clause: str, *, last: bool) -> str:
    """Why a clause states nothing about its speaker; empty when it does state something.

    `before` is the sentence up to the clause; `last` tells that no other clause follows. The reasons are `question`,
    `hypothetical`, `reported` and `request`.
    """
    asks = sentence.rstrip("\"'”’)]… !").endswith("?")
    if asks and (last or _ASKS_FIRST.search(sentence)):
        return "question"
    if _ASKS_FIRST.search(clause):
        return "question"
    if _IF.search(before) or _IF.search(clause) or _MAYBE.search(clause):
        return "hypothetical"
    if _REPORTED.search(before):
        return "reported"
    return "request" if _REQUEST.search(sentence) else ""
