"""Taking forgotten words out of the portraits of all spaces: their evidence goes, the rest is computed anew."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from companion.language.redaction import without_marks
from companion.memory.forgetting_plan import Plan
from companion.personality.erasure import without
from companion.personality.history import portrait_of
from companion.personality.strategy import strategy
from companion.records import LedgerEntry
from companion.store import portraits
from companion.store.database import Connection


def forget_evidence(con: Connection, plan: Plan, now: dt.datetime) -> int:
    """Let the portraits rest on what is left; how many rows of their ledgers went. Before messages are removed."""
    return sum(_of_space(con, space, plan, now) for space in portraits.spaces_of(con))


def _is_touched(con: Connection, space: str, plan: Plan) -> bool:
    """Whether anything in the portrait of a space may rest on the words: to read all of a long one takes a second."""
    if plan.sessions or portraits.rests_on(con, plan.spans, space):
        return True
    items = {name.partition(": ")[2] for name in portraits.names(con, space)}
    return any(plan.words.quoted(text, near=True) for text in items if text)


def _of_space(con: Connection, space: str, plan: Plan, now: dt.datetime) -> int:
    if not _is_touched(con, space, plan):
        return 0
    entries = portraits.ledger(con, space=space)[::-1]
    before = portraits.load(con, space)

    def rests_on_it(entry: LedgerEntry) -> bool:
        if entry.message_id is None or entry.message_id not in plan.spans:
            return False
        whole = not plan.left_of(plan.messages[entry.message_id])
        return whole or bool(plan.words.quoted(entry.quote, near=True)) or _lies_in(entry, plan)

    locked = {trait.name for trait in before.traits if trait.locked}
    left = without(entries, rests_on_it, lambda text: bool(plan.words.quoted(text, near=True)), plan.sessions, locked)
    changed = [row for row, old in zip(left.rows, _same(entries, left.rows), strict=True) if row != old]
    if not left.gone and not changed:
        return 0
    portraits.rewrite(con, left.gone, changed)
    told = portrait_of(left.rows)
    kept = {trait.name: trait for trait in before.traits if trait.locked}
    new = replace(
        told,
        traits=tuple(kept.get(trait.name, trait) for trait in told.traits),
        sessions=max(0, before.sessions - len(plan.sessions)),
        updated_at=before.updated_at,
    )
    portraits.put(con, replace(new, strategy=strategy(new, now.astimezone().date())), (), space)
    return len(left.gone)


def _lies_in(entry: LedgerEntry, plan: Plan) -> bool:
    """Whether the quote of a row stands in the words that go."""
    assert entry.message_id is not None
    text = plan.messages[entry.message_id].text
    at = text.find(entry.quote) if entry.quote else -1
    return at >= 0 and any(first < at + len(entry.quote) and at < last for first, last in plan.spans[entry.message_id])


def _same(entries: tuple[LedgerEntry, ...], rows: tuple[LedgerEntry, ...]) -> list[LedgerEntry]:
    by_id = {entry.id: entry for entry in entries}
    return [by_id[row.id] for row in rows]


def tidy_notes(con: Connection) -> None:
    """What learnings noted of the portrait, without items of which only the mark is left: they cannot come back."""
    rows = con.execute("select work_id, portrait from lessons where portrait like '%[forgotten on %'").fetchall()
    for work_id, text in rows:
        kept = json.loads(text)
        items = kept.get("items", {"out": [], "into": []})
        items["out"] = [one for one in items["out"] if without_marks(one[1]["text"]) == one[1]["text"]]
        items["into"] = [one for one in items["into"] if without_marks(one["text"]) == one["text"]]
        kept["items"] = items
        con.execute("update lessons set portrait = ? where work_id = ?", (json.dumps(kept), work_id))
