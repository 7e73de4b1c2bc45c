"""What an order about memory changes: the fact in force about the same subject and relation, or a new memory.

In a transaction; what is done is noted as a learning is, so that it can be taken back exactly.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from companion.language.due import due_date
from companion.language.orders import Order, Wish
from companion.language.statements import SELF
from companion.memory.consolidation import Consolidated, keep
from companion.memory.decisions import Action, Decision, decide
from companion.memory.episodes import Fading
from companion.memory.extraction import Draft, FactDraft, IntentionDraft, LessonDraft, kind_of
from companion.memory.extraction_rules import keywords_of
from companion.memory.guard import sensitivity
from companion.memory.order_drafts import (
    IMPORTANCE,
    NAMING,
    Said,
    of_a_person,
    only_answers,
    said_before,
    stated,
    stated_by_name,
)
from companion.records import Kind, Memory, Message, Role, Source
from companion.store import journal, memories, spaces, timelines
from companion.store.database import Connection


@dataclass(slots=True)
class Carried:
    """What carrying out an order did to memory, and which words have had their effect by it."""

    done: Consolidated = field(default_factory=Consolidated)
    old: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    spans: list[Source] = field(default_factory=list)


def correct(
    con: Connection, order: Order, message: Message, earlier: Sequence[Message], fading: Fading, now: dt.datetime
) -> Carried | None:
    """Let what `message` says take the place of what it denies; None when nothing in memory says otherwise.

    `earlier` are the messages before it: what was said in this conversation counts, too, and where two facts could be
    meant the one of which the last reply spoke.
    """
    said = said_before(earlier)
    spoken_of = earlier[-1].text if earlier and earlier[-1].role is Role.COMPANION else ""
    for draft, target in _pairs(con, order, message, said, spoken_of):
        carried = Carried(spans=[Source(message.id, order.start, order.end)])
        old = target.memory if isinstance(target, Said) else target
        if isinstance(target, Said):
            carried.spans.append(Source(target.message.id, target.draft.start, target.draft.end))
            keep(con, target.draft, target.message, fading, now, carried.done, Decision(Action.ADD))
            if not carried.done.new:
                continue
            old = memories.get(con, carried.done.new[-1])
        before = set(carried.done.new)
        keep(con, draft, message, fading, now, carried.done, Decision(Action.UPDATE, old.id))
        carried.new = [memory_id for memory_id in carried.done.new if memory_id not in before]
        carried.old = [old.id]
        if carried.new and old.pinned:
            memories.set_pinned(con, carried.new[0], True, None)
        if carried.new:
            return carried
    return None


def remember(con: Connection, order: Order, message: Message, fading: Fading, now: dt.datetime) -> Carried:
    """Store what the user asks to be remembered: as the facts and plans that it states, else in its own words."""
    carried = Carried(spans=[Source(message.id, 0, order.end)])
    drafts = stated(order, message) or [
        LessonDraft(
            text=order.about,
            message_id=message.id,
            start=order.start,
            end=order.start + len(order.about),
            relation="remember",
            keywords=keywords_of(order.about),
            importance=IMPORTANCE,
            sensitivity=sensitivity(order.about),
        )
    ]
    space = spaces.of_session(con, message.session_id)
    for draft in drafts:
        decision = replace(decide(draft, memories.about(con, Kind(kind_of(draft)), draft.subject, space)), ask=False)
        known = set(carried.done.new)
        keep(con, draft, message, fading, now, carried.done, decision)
        carried.new += [memory_id for memory_id in carried.done.new if memory_id not in known]
        if decision.action is Action.UPDATE and decision.target_id is not None:
            carried.old.append(decision.target_id)
        elif decision.target_id is not None and decision.target_id not in carried.new:
            carried.new.append(decision.target_id)
    return carried


def note_down(con: Connection, work_id: int, session_id: int, carried: Carried) -> None:
    """Keep what was done in the journal, by which it is taken back."""
    journal.record(con, work_id, session_id, "{}", carried.done.touched)


def _pairs(
    con: Connection, order: Order, message: Message, said: Sequence[Said], spoken_of: str
) -> list[tuple[Draft, Memory | Said]]:
    """New statements, each with the one that it takes the place of."""
    by_id = {one.memory.id: one for one in said}
    found: list[tuple[Draft, Memory | Said]] = []
    if order.wish is Wish.REPLACE:
        known = [*memories.stated_in_force(con), *(one.memory for one in said)]
        old = _holding(known, order.about, spoken_of)
        if old is not None:
            found.append((_reworded(old, order, message), by_id.get(old.id, old)))
        return found
    drafts = stated(order, message) or stated_by_name(con, order, message)
    space = spaces.of_session(con, message.session_id)
    for draft in (of_a_person(con, draft, space) for draft in drafts):
        old = _denied(con, draft, [one.memory for one in said], spoken_of, space)
        if old is not None and not only_answers(message.text[: order.start], draft, old, spoken_of):
            found.append((draft, by_id.get(old.id, old)))
    return found


def _denied(con: Connection, draft: Draft, said: Sequence[Memory], spoken_of: str, space: str) -> Memory | None:
    """What holds in a space and `draft` says otherwise of; None when nothing does, or it is not clear which."""
    kind = Kind(kind_of(draft))
    known = [*memories.about(con, kind, draft.subject, space), *(m for m in said if m.kind is kind)]
    if draft.relation.split(":")[0] in NAMING and draft.subject != SELF:
        if any(m.subject.casefold() == draft.subject.casefold() for m in known):
            return None
        named = [*timelines.named(con, draft.relation, space), *(m for m in said if m.relation == draft.relation)]
        return _only_one([m for m in named if m.subject[:1].isupper()], spoken_of)
    decision = decide(draft, known)
    if decision.action is not Action.UPDATE:
        return None
    return next((memory for memory in known if memory.id == decision.target_id), None)


def _only_one(found: Sequence[Memory], spoken_of: str) -> Memory | None:
    """The latest memory of the only person among them, or of the only one that the last reply named."""
    people = {memory.subject.casefold() for memory in found}
    if len(people) > 1:
        people = {name for name in people if _holds(spoken_of, name)}
    if len(people) != 1:
        return None
    return max((m for m in found if m.subject.casefold() in people), key=lambda m: (m.occurred_at, m.id))


def _holding(known: Sequence[Memory], word: str, spoken_of: str) -> Memory | None:
    """The one statement that holds `word`: the one that names somebody so, before those that only tell of them."""
    holding = [m for m in known if m.kind in (Kind.FACT, Kind.INTENTION) and _holds(m.text, word)]
    naming = [m for m in holding if m.subject.casefold() == word.casefold() and m.relation.split(":")[0] in NAMING]
    naming = naming or [m for m in holding if m.relation == "name"]
    if len(naming or holding) == 1:
        return (naming or holding)[0]
    quoted = [memory for memory in naming or holding if memory.text.casefold() in spoken_of.casefold()]
    return quoted[0] if len(quoted) == 1 else None


def _holds(text: str, word: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE))


def _reworded(old: Memory, order: Order, message: Message) -> Draft:
    """The old statement with the right word in it; the order is what it rests on."""
    text = re.sub(rf"\b{re.escape(order.about)}\b", lambda _: order.instead, old.text, flags=re.IGNORECASE)
    same = old.subject.casefold() == order.about.casefold()
    common = {
        "text": text,
        "message_id": message.id,
        "start": order.start,
        "end": order.end,
        "subject": order.instead if same else old.subject,
        "relation": old.relation,
        "keywords": keywords_of(text),
        "importance": max(old.importance, IMPORTANCE),
        "sensitivity": sensitivity(text),
    }
    if old.kind is Kind.INTENTION:
        return IntentionDraft(due=due_date(text, message.day), **common)  # type: ignore[arg-type]
    return FactDraft(valid_from=message.day, **common)  # type: ignore[arg-type]
