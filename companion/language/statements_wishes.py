"""Corrections and wishes of how to be treated: what becomes a lesson for the companion."""

from __future__ import annotations

import re

_ANSWERS = (
    r"(?:answers?|repl(?:y|ies)|responses?|messages?|sentences?|explanations?|jokes?|questions?"
    r"|emojis?|advice|tone|language)"
)
_MANNER = (
    r"(?:short(?:er)?|long(?:er)?|brief(?:er)?|direct|honest|simple(?:r)?|plain(?:er)?|detailed|formal|informal|casual|gentle(?:r)?"
    r"|concise|clear(?:er)?|polite|serious|funny|blunt|patient|quiet(?:er)?|slow(?:er|ly)?|kind(?:er)?|strict(?:er)?)"
)
_STOP = (
    r"(?:call|use|say|ask|tell|mention|talk|be|treat|give|interrupt|repeat|bring|send|write|answer|reply|apologi[sz]e"
    r"|compare|assume|pretend|lecture|judge|make|address|suggest|recommend|flatter|start|end)"
)
_LEAD = (
    r"^(?:(?:and|but|so|ok(?:ay)?|well|hey|also|no|oh|listen|from now on|in future|next time|could you"
    r"|can you|would you|just)[,.!]?\s+)*"
)

_WISHES: tuple[tuple[str, str], ...] = (
    (
        "address",
        r"(?:please\s+)?(?:don't|do not|never|stop)\s+(?:ever\s+)?(?:call|calling|address"
        r"|addressing)\s+me\b.+",
    ),
    (
        "address",
        r"(?:please\s+)?(?:just\s+)?(?:you\s+can\s+(?:just\s+)?)?(?:call|address)\s+me\s+(?!back"
        r"|later|when|if|at|tomorrow|crazy)\S.*",
    ),
    ("manner", rf"(?:please\s+)?(?:don't|do not|never)\s+(?:ever\s+)?{_STOP}\b(?! (?:worry|it)\b).+"),
    ("manner", r"(?:please\s+)?stop\s+(?!by|at|it$|in\b)\w+ing\b.*"),
    (
        "manner",
        rf"(?:i(?:'d)?|i would)\s+(?:really\s+|much\s+)?(?:prefer|like|want|need|love)\s+(?:\w+"
        rf"\s+)?{_MANNER}\s+(?:and \w+\s+)?{_ANSWERS}\b.*",
    ),
    (
        "manner",
        rf"(?:i(?:'d)?|i would)\s+(?:really\s+)?(?:prefer|like|rather)\s+(?:it if\s+)?you(?:r"
        rf" {_ANSWERS})?\s+(?:to\s+)?\S.*",
    ),
    (
        "manner",
        r"i\s+(?:really\s+)?(?:don't|do not)\s+(?:like|want|need)\s+(?:it\s+when\s+you|you\s+to|when"
        r"\s+you)\s+\S.*",
    ),
    ("manner", r"i\s+(?:really\s+)?(?:like|love|hate|appreciate)\s+(?:it\s+)?when\s+you\s+\S.*"),
    ("manner", rf"(?:please\s+)?(?:always\s+)?keep\s+(?:it|things|your\s+{_ANSWERS})\s+{_MANNER}\b.*"),
    ("manner", rf"please\s+(?:always\s+)?(?:be|try to be)\s+(?:more\s+|less\s+|a bit\s+)?(?:more\s+)?{_MANNER}\b.*"),
    (
        "manner",
        r"please\s+(?:always\s+)?(?:use|speak|answer|reply|write|talk)\s+(?:to me\s+)?(?:in|more|less"
        r"|fewer|with|without|only|simple|short|plain)\b.*",
    ),
    ("manner", rf"(?:use|give me)\s+(?:more|less|fewer|{_MANNER})\s+(?:\w+\s+)?(?:{_ANSWERS}|words)\b.*"),
    ("remember", r"(?:please\s+)?(?:always\s+)?remember\s+that\s+\S.*"),
    (
        "correction",
        r"(?:it's|it is|my name is|my name's|i said|i meant|that's|that is|it was|he's|she's"
        r"|they're)\s+[^,.;!?]{1,60}(?:,\s+|\s+-\s+|\s+and\s+|\s+)not\s+\S.{0,60}",
    ),
    (
        "correction",
        r"(?:that's|that is|you're|you are|you got (?:that|it))\s+(?:wrong|mistaken|not (?:right"
        r"|true|correct|what i (?:said|meant)))\b.*",
    ),
    (
        "correction",
        r"i\s+(?:never|didn't|did not)\s+(?:say|said|tell|told|mention|mentioned)\s+(?:you\s+)?"
        r"(?:that\s+)?i\b.*",
    ),
)
_COMPILED = tuple(
    (relation, re.compile(_LEAD + f"(?P<wish>{wish})", re.IGNORECASE | re.DOTALL)) for relation, wish in _WISHES
)
_NO_WISH = re.compile(
    r"^(?:please\s+)?(?:don't|do not|never) (?:worry|forget|mention it|be (?:sorry|afraid|silly))\b", re.IGNORECASE
)


_REMINDER = re.compile(
    r"^(?:(?:please|hey|ok(?:ay)?|and|also|can you|could you|will you|would you)[,.]?\s+)*"
    r"(?P<wish>(?:remind me|don't let me forget)\b.{0,40}?\b(?:to|about|that|of)\s+\S.*)",
    re.IGNORECASE | re.DOTALL,
)


def reminder_in(sentence: str) -> tuple[str, int, int] | None:
    """What the user asks to be reminded of, as the relation `plans`, start and end."""
    match = _REMINDER.match(sentence.replace("’", "'"))
    return ("plans", match.start("wish"), match.end("wish")) if match else None


def wish_in(sentence: str) -> tuple[str, int, int] | None:
    """The wish or correction in a sentence as relation (`address`, `manner`, `correction`, `remember`), start, end."""
    plain = sentence.replace("’", "'")
    for relation, pattern in _COMPILED:
        match = pattern.match(plain)
        if match and not _NO_WISH.match(match["wish"]) and not match["wish"].rstrip().endswith("?"):
            return relation, match.start("wish"), match.end("wish")
    return None
