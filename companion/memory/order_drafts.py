"""What an order about memory states, as drafts, and what was stated before it in the same conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from companion.language.orders import Order
from companion.language.statements import SELF
from companion.language.words import content_words, sentences, stem
from companion.memory.decay import born
from companion.memory.extraction import Draft, FactDraft, IntentionDraft, kind_of
from companion.memory.extraction_rules import extract_by_rules
from companion.records import Kind, Memory, Message, Role, Status
from companion.store import memories, timelines
from companion.store.database import Connection

IMPORTANCE = 0.9
"""Of what a person asks to be remembered or takes the trouble to correct: it must not be lost."""
_Stated = TypeVar("_Stated", FactDraft, IntentionDraft)
NAMING = ("family", "knows")
_NAME = re.compile(r"[A-Z][\w'-]*\w(?='s\b|\s)")
_AS_AN_ACQUAINTANCE = "My colleague "
"""What makes a sentence about a name one that the rules of statements read."""
_YES_OR_NO = re.compile(
    r"(?:(?:so|and|or|but|then|well)[, ]+)?(?:do|does|did|are|is|am|was|were|have|has|had|can|could|will|would|should"
    r"|shall|may|might|don't|doesn't|didn't|aren't|isn't|wasn't|haven't|won't)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:wrong|right|true|correct\w*|mistaken?|actually|said|told|meant|mis\w+)\b", re.IGNORECASE)
"""Says more than "no": that something is not so."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of this conversation that nothing was learned from yet."""

    draft: Draft
    message: Message
    memory: Memory
    """As the memory that it would become; its number is below zero."""


def stated(order: Order, message: Message) -> list[Draft]:
    """The facts and plans that the order's words state, weighed as what must not be lost."""
    words = message.text[order.start : order.end]
    read = extract_by_rules([replace(message, text=words)], message.speaker)
    return [*(_placed(one, order.start) for one in read.facts), *(_placed(one, order.start) for one in read.intentions)]


def stated_by_name(con: Connection, order: Order, message: Message) -> list[Draft]:
    """The facts of an order that begins with the name of somebody who is known: "No, Ana lives in Porto"."""
    words = message.text[order.start : order.end]
    name = _NAME.match(words)
    if name is None or not any(m.subject == name[0] for m in memories.stated_in_force(con)):
        return []
    said = extract_by_rules([replace(message, text=_AS_AN_ACQUAINTANCE + words)], message.speaker)
    shift = order.start - len(_AS_AN_ACQUAINTANCE)
    return [
        replace(_placed(fact, shift), text=fact.text.removeprefix(_AS_AN_ACQUAINTANCE), start=order.start)
        for fact in said.facts
        if fact.subject == name[0] and fact.relation.split(":")[0] not in NAMING
    ]


def _placed(draft: _Stated, by: int) -> _Stated:
    """The draft with its place in the whole message."""
    weight = max(draft.importance, IMPORTANCE)
    return replace(draft, start=draft.start + by, end=draft.end + by, importance=weight)


def of_a_person(con: Connection, draft: Draft, space: str) -> Draft:
    """A fact about "my sister" as one about her by name, where only one is known in the space."""
    if not isinstance(draft, FactDraft) or draft.subject == SELF or draft.subject[:1].isupper():
        return draft
    people = {m.subject for m in timelines.named(con, f"family:{draft.subject}", space) if m.subject[:1].isupper()}
    return replace(draft, subject=people.pop()) if len(people) == 1 else draft


def said_before(earlier: Sequence[Message]) -> list[Said]:
    """What the user stated in this conversation, as the memories that it would become."""
    own = [message for message in earlier if message.role is Role.USER and message.text]
    read = extract_by_rules(own, own[0].speaker) if own else None
    by_id = {message.id: message for message in own}
    drafts: list[Draft] = [*read.facts, *read.intentions] if read is not None else []
    return [Said(d, by_id[d.message_id], _as_memory(-1 - n, d, by_id[d.message_id])) for n, d in enumerate(drafts)]


def _as_memory(number: int, draft: Draft, message: Message) -> Memory:
    since = draft.valid_from if isinstance(draft, FactDraft) else None
    return Memory(
        id=number,
        kind=Kind(kind_of(draft)),
        text=draft.text,
        created_at=message.created_at,
        occurred_at=message.created_at,
        day=message.day,
        decay=born(draft.importance, message.created_at),
        fades_at=None,
        subject=draft.subject,
        relation=draft.relation,
        valid_from=since,
        status=Status.ACTIVE,
    )


def only_answers(denial: str, draft: Draft, old: Memory, spoken_of: str) -> bool:
    """Whether a mere "no" answers the last reply's question, which spoke of something else than `old`."""
    asked = (sentences(spoken_of) or [""])[-1]
    if not _YES_OR_NO.match(asked) or not asked.endswith("?") or _DENIES.search(denial):
        return False
    gone = {stem(word) for word in content_words(old.text)} - {stem(word) for word in content_words(draft.text)}
    return not gone & {stem(word) for word in content_words(spoken_of)}
