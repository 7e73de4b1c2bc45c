"""What a session may teach: drafts with the exact words they rest on, and the check that they do rest on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from companion.language.distress import distress
from companion.language.likeness import likeness
from companion.language.words import content_words
from companion.memory.guard import flags, is_quoted
from companion.records import Evidence, Message, Role, Sensitivity, Truth

SAME = 0.9
"""Likeness from which two statements of one session are one."""
MOST_KEYWORDS = 8


@dataclass(frozen=True, slots=True)
class FactDraft:
    """One atomic statement: `text` as said at characters `start` to `end` of a message, about `subject`.

    `supersedes_hint`: words of what it ends; `*` for whatever was true of the relation before. `importance` in [0, 1].
    """

    text: str
    subject: str
    relation: str
    message_id: int
    start: int
    end: int
    keywords: tuple[str, ...] = ()
    importance: float = 0.5
    truth: Truth = Truth.SINCERE
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    valid_from: dt.date | None = None
    supersedes_hint: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class IntentionDraft:
    """Something planned, and the first day on which it is due when one was named."""

    text: str
    due: dt.date | None
    message_id: int
    start: int
    end: int
    subject: str = "user"
    relation: str = "plans"
    keywords: tuple[str, ...] = ()
    importance: float = 0.6
    truth: Truth = Truth.SINCERE
    sensitivity: Sensitivity = Sensitivity.ORDINARY


@dataclass(frozen=True, slots=True)
class LessonDraft:
    """A correction or a wish of how to be treated. `relation` is `address`, `manner`, `correction` or `remember`."""

    text: str
    message_id: int
    start: int
    end: int
    subject: str = "user"
    relation: str = "manner"
    keywords: tuple[str, ...] = ()
    importance: float = 0.8
    truth: Truth = Truth.SINCERE
    sensitivity: Sensitivity = Sensitivity.ORDINARY


Plain = TypeVar("Plain", IntentionDraft, LessonDraft)
Draft = FactDraft | IntentionDraft | LessonDraft


@dataclass(frozen=True, slots=True)
class Refused:
    """A draft that was not believed and why, in a short phrase. `text` holds the user's words: never log it."""

    reason: str
    text: str = ""
    message_id: int | None = None
    kind: str = "fact"


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one session taught. Every draft in it has passed `verified`."""

    summary: str = ""
    title: str = ""
    """A title for the session; empty where the rules give it one."""
    keywords: tuple[str, ...] = ()
    facts: tuple[FactDraft, ...] = ()
    intentions: tuple[IntentionDraft, ...] = ()
    lessons: tuple[LessonDraft, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    refused: tuple[Refused, ...] = ()


def verified(draft: Draft, messages: Mapping[int, Message]) -> Draft | Refused:
    """`draft` itself when its words stand at its span in a message of the user, were meant, and order nobody about.

    Otherwise a `Refused` with one of the reasons: no such message, not the user's words, no such span, words not in
    the span, said in distress, not sincere, quoted, instruction. `messages` maps ids to messages.
    """
    message = messages.get(draft.message_id)
    reason = "no such message" if message is None else _reason(draft, message)
    if not reason:
        return draft
    return Refused(reason, draft.text, draft.message_id, kind_of(draft))


def _reason(draft: Draft, message: Message) -> str:
    if message.role is not Role.USER:
        return "not the user's words"
    if not 0 <= draft.start < draft.end <= len(message.text):
        return "no such span"
    span = message.text[draft.start : draft.end]
    said = set(content_words(span))
    if not draft.text.strip() or not set(content_words(draft.text)) <= said or (not said and draft.text not in span):
        return "words not in the span"
    if distress(message.text) is not None:
        return "said in distress"
    if draft.truth is not Truth.SINCERE:
        return draft.truth.value
    if is_quoted(message.text, draft.start, draft.end):
        return "quoted"
    return "instruction" if flags(span) else ""


def kind_of(draft: Draft) -> str:
    """The name of the memory kind that a draft becomes."""
    if isinstance(draft, FactDraft):
        return "fact"
    return "intention" if isinstance(draft, IntentionDraft) else "lesson"


def sifted(
    drafts: Iterable[Draft],
    messages: Sequence[Message],
    *,
    summary: str,
    keywords: tuple[str, ...],
    evidence: tuple[Evidence, ...] = (),
    refused: Sequence[Refused] = (),
) -> Extraction:
    """An `Extraction` of the drafts that pass `verified`, near-duplicates merged; the others are in `refused`."""
    by_id = {message.id: message for message in messages}
    checked = [verified(draft, by_id) for draft in drafts]
    facts = [one for one in checked if isinstance(one, FactDraft)]
    return Extraction(
        summary=summary,
        keywords=keywords,
        facts=tuple(merged_facts(facts)),
        intentions=tuple(_distinct([one for one in checked if isinstance(one, IntentionDraft)])),
        lessons=tuple(_distinct([one for one in checked if isinstance(one, LessonDraft)])),
        evidence=evidence,
        refused=(*refused, *(one for one in checked if isinstance(one, Refused))),
    )


def merged_facts(facts: Sequence[FactDraft]) -> list[FactDraft]:
    """`facts` in order with near-identical ones of one subject and relation merged: the fuller one stays.

    It keeps the higher importance. A fact whose words all stand in another one of its kind is that one said shorter.
    """
    kept: list[FactDraft] = []
    for fact in facts:
        twin = next((at for at, other in enumerate(kept) if _says_the_same(fact, other)), None)
        if twin is None:
            kept.append(fact)
            continue
        fuller = max(kept[twin], fact, key=lambda one: len(set(content_words(one.text))))
        kept[twin] = replace(fuller, importance=max(kept[twin].importance, fact.importance))
    return kept


def _says_the_same(first: FactDraft, second: FactDraft) -> bool:
    if (first.subject.casefold(), first.relation) != (second.subject.casefold(), second.relation):
        return False
    left, right = set(content_words(first.value or first.text)), set(content_words(second.value or second.text))
    return left <= right or right <= left or likeness(first.text, second.text) >= SAME


def _distinct(drafts: Sequence[Plain]) -> list[Plain]:
    kept: list[Plain] = []
    for draft in drafts:
        if not any(likeness(draft.text, other.text) >= SAME for other in kept):
            kept.append(draft)
    return kept
