"""What people are called since the user corrected their names: "No, my sister's name is Ana".

The words of before stay as they were said. What the companion says of its own accord (the portrait, summaries) has the
right name, for as long as the correction holds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from companion.language.redaction import blanked
from companion.memory.order_drafts import NAMING
from companion.records import Kind, Memory, Message, Renaming, Scope, Status
from companion.store import memories, spoken
from companion.store.database import Connection

_ALL = 1_000_000
_PET = "has_pet"
_NAME = re.compile(r"(?<!^)\b[A-Z][\w-]*\w")


def renamings(con: Connection, space: str = "") -> tuple[Renaming, ...]:
    """The corrections of names that hold in a space, in the order in which they were made."""
    pairs = spoken.corrections(con)
    found = memories.by_ids(con, [memory_id for pair in pairs for memory_id in pair])
    told = [(found[old], found[new]) for old, new in pairs if old in found and new in found]
    held = [(old, new) for old, new in told if new.space == space and new.status is not Status.FORGOTTEN]
    return tuple(made for old, new in held if (made := _renaming(con, old, new)) is not None)


def retold(text: str, names: Iterable[Renaming]) -> str:
    """`text` with the right names. One that somebody else has, too, stays: nobody knows who is meant."""
    for one in names:
        if one.alone:
            text = re.sub(rf"\b{re.escape(one.old)}\b", lambda _, name=one.new: name, text)  # type: ignore[misc]
    return text


def without_naming(con: Connection, messages: Sequence[Message]) -> list[Message]:
    """`messages` with blanks in place of the words that only put a name right: they have had their effect."""
    found = spoken.orders(con, [message.id for message in messages])
    spans = [span for change_id, span in found if _puts_a_name_right(con, change_id)]
    ranges = {m.id: [(s.start, s.end) for s in spans if s.message_id == m.id] for m in messages}
    return [replace(m, text=blanked(m.text, ranges[m.id])) if ranges[m.id] else m for m in messages]


def days_told_of(con: Connection, names: Sequence[Renaming], space: str) -> list[dt.date]:
    """The days whose summaries speak of somebody under the old name or the new one."""
    told = memories.events(con, Scope.DAY, limit=_ALL, space=space)
    spoken_of = re.compile(rf"\b(?:{'|'.join(re.escape(name) for one in names for name in (one.old, one.new))})\b")
    return sorted({event.day for event in told if spoken_of.search(event.text)})


def _puts_a_name_right(con: Connection, change_id: int) -> bool:
    change = spoken.change(con, change_id)
    return any(_named(old, new) is not None for old in change.old for new in change.new)


def _renaming(con: Connection, old: Memory, new: Memory) -> Renaming | None:
    named = _named(old, new)
    if named is None:
        return None
    kind, _, role = old.relation.partition(":")
    return Renaming(*named, role if kind in NAMING else "", not _is_somebody(con, named[0], new.space))


def _named(old: Memory, new: Memory) -> tuple[str, str] | None:
    """The wrong name and the right one; None where a correction is about something else."""
    if old.subject != new.subject and old.subject[:1].isupper() and new.subject[:1].isupper():
        return old.subject, new.subject
    if old.relation == new.relation == _PET:
        before, after = (set(_NAME.findall(memory.text)) for memory in (old, new))
        wrong, right = before - after, after - before
        return (wrong.pop(), right.pop()) if len(wrong) == len(right) == 1 else None
    return None


def _is_somebody(con: Connection, name: str, space: str) -> bool:
    """Whether a fact in force says of somebody of this name who they are."""
    known = memories.about(con, Kind.FACT, name, space)
    return any(memory.relation.split(":")[0] in NAMING for memory in known)
