"""What becomes of a new draft beside what is already remembered: add, replace, merge, or strengthen the old one.

The structural guard stands first: only memories of the same kind, subject and relation are compared at all, so that
two sentences that merely sound alike never overwrite each other. Pure and deterministic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from companion.language.calendar import DAY_NAMES, MONTH_NAMES
from companion.language.likeness import likeness
from companion.language.statements_words import EMPTY
from companion.language.words import content_words, listed, stem
from companion.memory.extraction import Draft, FactDraft, IntentionDraft, LessonDraft
from companion.records import Kind, Memory, Status

NEAR_IDENTICAL = 0.92
"""Likeness from which two texts of one relation say the same thing."""
SAME_VALUE = 0.85
"""Likeness from which two values name the same thing."""
WELL_SUPPORTED = 3
"""Sources and uses, together, from which a memory is not replaced without asking."""
SINGLE_VALUED = frozenset(
    (
        "name", "age", "birthday", "born_on", "born_in", "comes_from", "lives_in", "works_at", "works_as", "studies_at",
        "relationship", "diet", "contact", "address", "favourite",
    )
)  # fmt: skip
"""Relations of which a person has one at a time."""
OPPOSITES = {"likes": "dislikes", "dislikes": "likes"}
MOMENTARY = frozenset(("did", "visited", "feels", "does"))
"""Relations that hold for a day: the same words on another day are another event."""
_RELATION_WORDS = listed(
    """
    name named call called live lives lived living moved based work works worked working job employed study
    studies studying studied learn learning learned born birthday old years age turned from come comes like
    likes liked love loves loved enjoy enjoys enjoyed adore prefer prefers hate hates hated dislike dislikes
    stand fan fond keen interested allergic allergy favourite favorite eat eats drink drinks want wants hope
    hopes wanted plan plans planning going considering thinking whether married single engaged divorced dating
    lately recently now currently always really currently just mainly mostly also still already ago year month
    week today yesterday
    """
)
_DAY_WORDS = frozenset(name.lower() for name in (*DAY_NAMES, *MONTH_NAMES))
_RELATIONSHIPS_KEPT = listed("married single engaged divorced dating")
_NEGATION = re.compile(
    r"\b(?:(?<!or )not|no longer|never|don't|doesn't|didn't|isn't|can't|cannot|stop|any ?more)\b", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_KINDS = {FactDraft: Kind.FACT, IntentionDraft: Kind.INTENTION, LessonDraft: Kind.LESSON}
_LIVING = (Status.ACTIVE, Status.DORMANT, Status.INBOX)


class Action(StrEnum):
    """What to do with a draft."""

    ADD = "add"
    UPDATE = "update"
    """The draft becomes a memory and the target is superseded, with `valid_until` set to the draft's day."""
    MERGE = "merge"
    """The target takes the draft's fuller text and its source; no new memory."""
    NOOP = "noop"
    """Nothing new: the target is strengthened and takes the source."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do and why, in words for a person. `target_id`: the old memory that it touches.

    `ask`: the draft contradicts what is well supported or pinned; it goes to the inbox and the target stays as it is.
    """

    action: Action
    target_id: int | None = None
    reason: str = ""
    ask: bool = False


def decide(draft: Draft, neighbours: Sequence[Memory]) -> Decision:
    """The fate of `draft` beside its nearest memories, in any order. Never raises; the model has no say in it."""
    related = sorted((memory for memory in neighbours if _is_related(draft, memory)), key=lambda memory: memory.id)
    same = [memory for memory in related if memory.relation == draft.relation]
    twin = _nearest(draft, [memory for memory in same if _says_the_same(draft, memory)])
    if twin is not None:
        return Decision(Action.NOOP, twin.id, "This was known already.")
    if isinstance(draft, IntentionDraft):
        return _decide_intention(draft, same)
    if isinstance(draft, LessonDraft):
        return _decide_lesson(draft, same)
    return _decide_fact(draft, same, [memory for memory in related if memory.relation != draft.relation])


def is_single_valued(relation: str) -> bool:
    """Whether a person has one value of `relation` at a time (`favourite:colour` counts as `favourite`)."""
    return relation.split(":")[0] in SINGLE_VALUED


def _is_related(draft: Draft, memory: Memory) -> bool:
    if memory.kind is not _KINDS[type(draft)] or memory.status not in _LIVING:
        return False
    if memory.subject.casefold() != draft.subject.casefold() or not draft.relation:
        return False
    return memory.relation in (draft.relation, OPPOSITES.get(draft.relation))


def _decide_fact(draft: FactDraft, same: Sequence[Memory], opposite: Sequence[Memory]) -> Decision:
    value = value_of(draft.text, draft.relation)
    turned = _nearest(
        draft, [memory for memory in opposite if _same_thing(value, value_of(memory.text, memory.relation))]
    )
    if turned is not None:
        return _replace(draft, turned, [turned], "You feel differently about this now.")
    if is_single_valued(draft.relation):
        current = max(same, key=lambda memory: (memory.valid_from or memory.day, memory.id), default=None)
        if current is None:
            return Decision(Action.ADD, None, "New.")
        if not draft.supersedes_hint and (known := _widened(draft, value, [current])).action is not Action.ADD:
            return known
        if (draft.valid_from or current.day) < (current.valid_from or current.day):
            return Decision(Action.ADD, None, "Older than what is known now.")
        return _replace(draft, current, same, "This has changed.")
    if draft.supersedes_hint not in ("", "*"):
        ended = _nearest(draft, [memory for memory in same if _holds(memory, draft.supersedes_hint)])
        if ended is not None:
            return _replace(draft, ended, [ended], "This has ended.")
    return _widened(draft, value, same)


def _widened(draft: FactDraft, value: frozenset[str], same: Sequence[Memory]) -> Decision:
    """ADD, unless the draft says all of an old memory and more (MERGE) or only part of it (NOOP)."""
    if draft.relation in MOMENTARY or not value:
        return Decision(Action.ADD, None, "New.")
    for memory in same:
        old = value_of(memory.text, memory.relation)
        if old and old < value and not _differ_in_kind(draft.text, memory.text):
            return Decision(Action.MERGE, memory.id, "This says more of what was known.")
        if old and value < old and not _differ_in_kind(draft.text, memory.text):
            return Decision(Action.NOOP, memory.id, "This was known already, in more words.")
    return Decision(Action.ADD, None, "New.")


def _decide_intention(draft: IntentionDraft, same: Sequence[Memory]) -> Decision:
    mine = value_of(draft.text, draft.relation)
    moved = _nearest(draft, [memory for memory in same if _same_thing(mine, value_of(memory.text, memory.relation))])
    if moved is None:
        return Decision(Action.ADD, None, "New.")
    if draft.due is None or draft.due == moved.valid_from:
        return Decision(Action.NOOP, moved.id, "This plan was known already.")
    return Decision(Action.UPDATE, moved.id, "The plan has a new day.")


def _decide_lesson(draft: LessonDraft, same: Sequence[Memory]) -> Decision:
    if draft.relation == "address":
        newest = max(same, key=lambda memory: memory.id, default=None)
        if newest is not None:
            return Decision(Action.UPDATE, newest.id, "You want to be called something else now.")
    value = value_of(draft.text, draft.relation)
    turned = [
        m for m in same if _differ_in_kind(draft.text, m.text) and _same_thing(value, value_of(m.text, m.relation))
    ]
    if turned:
        return Decision(Action.UPDATE, turned[-1].id, "You want the opposite now.")
    return Decision(Action.ADD, None, "New.")


def _replace(draft: FactDraft, target: Memory, against: Sequence[Memory], reason: str) -> Decision:
    """UPDATE, or a question to the user where much stands against the draft and its words announce no change."""
    support = sum(max(len(memory.sources), 1) + memory.decay.uses for memory in against)
    if target.pinned:
        return Decision(Action.UPDATE, target.id, "It contradicts a pinned memory.", ask=True)
    if support >= WELL_SUPPORTED and not draft.supersedes_hint:
        return Decision(Action.UPDATE, target.id, "It contradicts what you have said several times.", ask=True)
    return Decision(Action.UPDATE, target.id, reason)


def _says_the_same(draft: Draft, memory: Memory) -> bool:
    if _differ_in_kind(draft.text, memory.text):
        return False
    if isinstance(draft, IntentionDraft):
        return likeness(draft.text, memory.text) >= NEAR_IDENTICAL and draft.due == memory.valid_from
    if (
        isinstance(draft, FactDraft)
        and draft.relation in MOMENTARY
        and draft.valid_from != (memory.valid_from or memory.day)
    ):
        return False
    mine, old = value_of(draft.text, draft.relation), value_of(memory.text, memory.relation)
    return mine == old if mine and old else likeness(draft.text, memory.text) >= NEAR_IDENTICAL


def _differ_in_kind(first: str, second: str) -> bool:
    """Whether one text denies what the other says, or they name different numbers."""
    plain = first.replace("’", "'"), second.replace("’", "'")
    denied = bool(_NEGATION.search(plain[0])) != bool(_NEGATION.search(plain[1]))
    return denied or set(_DIGITS.findall(first)) != set(_DIGITS.findall(second))


def value_of(text: str, relation: str) -> frozenset[str]:
    """The stems of what `text` says of its relation: its content words without those that state the relation."""
    dropped = _RELATION_WORDS - _RELATIONSHIPS_KEPT if relation == "relationship" else _RELATION_WORDS
    if relation == "plans":
        dropped = dropped | _DAY_WORDS
    words = [word for word in content_words(text) if word not in dropped and word not in EMPTY]
    return frozenset(stem(word) for word in words)


def _same_thing(first: frozenset[str], second: frozenset[str]) -> bool:
    if not first or not second:
        return False
    return (
        first <= second or second <= first or likeness(" ".join(sorted(first)), " ".join(sorted(second))) >= SAME_VALUE
    )


def _holds(memory: Memory, words: str) -> bool:
    wanted = {stem(word) for word in content_words(words)}
    return bool(wanted) and wanted <= {stem(word) for word in content_words(memory.text)}


def _nearest(draft: Draft, memories: Sequence[Memory]) -> Memory | None:
    return max(memories, key=lambda memory: (likeness(draft.text, memory.text), -memory.id), default=None)
