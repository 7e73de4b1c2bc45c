"""What a message takes for granted about the user, and which facts in force say otherwise. English rules, no model.

"I don't like sport, right?" and "Why do I live in Rome?" assert something; an open question does not. What is asserted
is read and compared by the rules by which facts are learned, so that a premise is false exactly when learning it would
end a fact.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from companion.language.calendar import DAY_NAMES, MONTH_NAMES
from companion.language.sentences import sentence_pieces
from companion.language.statements import SELF
from companion.language.statements_words import KIN
from companion.language.words import content_words, listed, stem
from companion.memory.decisions import MOMENTARY, OPPOSITES, Action, decide, is_single_valued
from companion.memory.extraction import FactDraft
from companion.memory.extraction_rules import extract_by_rules
from companion.records import Kind, Memory, Message, Role, Status
from companion.store import timelines
from companion.store.database import Connection

MOST = 3
"""Contradictions that a prompt is told of; more would drown the answer."""
LONGEST_READ = 2000
"""Characters of a message that are read for premises: this is done before every reply."""
_TAG = re.compile(
    r"[\s,;–—-]+(?:right|correct|true|yes|no|ok|huh|eh|remember|is ?n't it|is it|is that (?:right|so|true)"
    r"|(?:do|did|am|have|was|can|is|does)(?:n't)? (?:i|he|she|it)|am i not|are ?n't i|do i not)\s*\?+\s*$",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^(?:(?:so|and|but|well),? )?(?:why|how come|since when|how long|how often)\s+"
    r"(?P<verb>do|did|have|am|was)?(?P<no>n't)?\s*(?P<who>i)\s+(?P<not>not )?(?P<rest>.+?)\?+\s*$",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"^(?:do(?:n't)? )?you (?:still )?(?:remember|know|recall)(?: that)? "
    r"(?P<rest>(?:i|i'm|i've|my|we|our)\b.+?)\?+\s*$",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"^(?:since|as|because|given that|now that) (?P<rest>(?:i|i'm|i've|my)\b[^,?]+),.*\?\s*$", re.IGNORECASE
)
_DENIAL = re.compile(
    r"\b(?:do|does|did)(?:n't| not) (?:really |even )?|(?<=m) not\b|\bnever |(?<=am) not\b|n't\b", re.IGNORECASE
)
_NAMED = re.compile(
    rf"\b(?:my|our) (?:(?:older|younger|little|big|elder|twin) )?(?P<role>{KIN}),? (?-i:(?P<name>[A-Z][\w'-]*\w))\b",
    re.IGNORECASE,
)
_NO_NAME = {name.lower() for name in (*DAY_NAMES, *MONTH_NAMES)} | listed("i i'm i've i'd i'll")
_KINDS = {
    "sport": listed(
        """tennis football soccer basketball volleyball hockey badminton swimming running jogging cycling climbing
        skiing golf rugby cricket baseball boxing judo karate rowing surfing handball squash athletics gymnastics"""
    ),
    "music": listed("jazz rock pop opera blues techno classical piano guitar violin cello singing songs concerts"),
    "animal": listed("dog dogs cat cats horse horses bird birds rabbit rabbits puppies kittens hamsters"),
    "pet": listed("dog dogs cat cats rabbit rabbits hamsters puppies kittens"),
    "meat": listed("beef steak pork bacon chicken ham sausage sausages burgers lamb"),
    "fruit": listed("apples apple bananas banana oranges berries strawberries mango mangoes pears grapes cherries"),
    "reading": listed("books novels poetry"),
    "book": listed("novels thrillers"),
}  # fmt: skip
_MEMBERS = {stem(kind): members for kind, members in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Premise:
    """Something taken for granted. `denied`: the message says that `draft` is not so."""

    draft: FactDraft
    denied: bool = False


def premises(text: str, day: dt.date) -> list[Premise]:
    """What `text`, said on `day`, asserts about its speaker and those close to them. Never raises."""
    found: list[Premise] = []
    for sentence in sentence_pieces(text[:LONGEST_READ].replace("’", "'")):
        stated = _asserted(sentence.text)
        if not stated:
            continue
        found += [Premise(draft) for draft in _facts(stated, day)]
        positive = " ".join(_DENIAL.sub(" ", stated, count=1).split())
        if positive != " ".join(stated.split()):
            found += [Premise(draft, denied=True) for draft in _facts(positive, day)]
    return [one for one in found if one.draft.relation.split(":")[0] not in MOMENTARY]


def names(text: str) -> list[tuple[str, str]]:
    """(role, name) of the relatives that `text` names: "my sister Bea", in a question too."""
    found = [(match["role"].lower(), match["name"]) for match in _NAMED.finditer(text[:LONGEST_READ])]
    return [(role, name) for role, name in found if name.lower() not in _NO_NAME]


def contradicted(premise: Premise, facts: Sequence[Memory]) -> list[Memory]:
    """Those of `facts` that say otherwise. What announces a change ("I moved to …") contradicts nothing: it is news."""
    draft = premise.draft
    if draft.supersedes_hint and not premise.denied:
        return []
    decision = decide(draft, facts)
    turned = (Action.NOOP, Action.MERGE) if premise.denied else (Action.UPDATE,)
    against = [fact for fact in facts if fact.id == decision.target_id and decision.action in turned]
    if not against and (members := _members(premise)):
        stems = {stem(word) for word in members}
        against = [fact for fact in facts if fact.relation == "likes" and stems & _stems(fact.text)]
    return against


def misnamed(role: str, name: str, facts: Sequence[Memory]) -> list[Memory]:
    """Facts that name somebody else in this role, when none of them names `name`."""
    telling = [fact for fact in facts if _name_in(fact, role)]
    known = any(
        name.casefold() in fact.text.casefold().split() or fact.subject.casefold() == name.casefold() for fact in facts
    )
    return [] if known else telling


def contradicting(con: Connection, text: str, day: dt.date, space: str = "") -> tuple[Memory, ...]:
    """The facts in force in a space that say otherwise than `text` takes for granted, at most `MOST`."""
    found: dict[int, Memory] = {}
    for premise in premises(text, day):
        draft = premise.draft
        relations = [draft.relation, OPPOSITES.get(draft.relation, draft.relation)]
        words = None if is_single_valued(draft.relation) else _words(premise)
        stated = timelines.stated(con, Kind.FACT, draft.subject, relations, words, space)
        facts = [fact for fact in stated if fact.status in (Status.ACTIVE, Status.DORMANT)]
        found |= {fact.id: fact for fact in contradicted(premise, facts)}
    for role, name in names(text):
        found |= {fact.id: fact for fact in misnamed(role, name, timelines.named(con, f"family:{role}", space))}
    return tuple(found.values())[:MOST]


def _members(premise: Premise) -> set[str]:
    """What belongs to the kind of thing that the user is said not to like; liking one of them is liking some of it."""
    draft = premise.draft
    if draft.relation != "dislikes" and not (premise.denied and draft.relation == "likes"):
        return set()
    return set().union(*(_MEMBERS.get(word, frozenset()) for word in _stems(draft.value or draft.text)))


def _words(premise: Premise) -> list[str]:
    """The words of which a fact about the same thing holds at least one."""
    return list(dict.fromkeys((*content_words(premise.draft.value or premise.draft.text), *_members(premise))))


def _asserted(sentence: str) -> str:
    """The sentence as a plain statement; empty when it is an open question."""
    if tag := _TAG.search(sentence):
        return sentence[: tag.start()].strip() + "."
    if not sentence.rstrip().endswith("?"):
        return sentence
    if known := _KNOWN.match(sentence) or _GIVEN.match(sentence):
        return known["rest"][:1].upper() + known["rest"][1:] + "."
    if why := _WHY.match(sentence):
        verb = (why["verb"] or "").lower()
        no = bool(why["no"] or why["not"])
        helper = {"have": "have ", "am": "am ", "was": "was "}.get(verb, "")
        denial = ("not " if helper else "don't ") if no else ""
        return f"I {helper}{denial}{why['rest']}."
    return ""


def _facts(text: str, day: dt.date) -> list[FactDraft]:
    at = dt.datetime.combine(day, dt.time(), dt.UTC)
    said = Message(0, 0, Role.USER, "", text, at, day)
    return [replace(fact, valid_from=day) for fact in extract_by_rules([said], "").facts]


def _name_in(fact: Memory, role: str) -> bool:
    named = re.search(
        rf"\b{re.escape(role)}\b(?:'s name is| is| named| called|,)?,? (?-i:[A-Z])\w", fact.text, re.IGNORECASE
    )
    return bool(named) or (fact.subject != SELF and fact.subject[:1].isupper())


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}
