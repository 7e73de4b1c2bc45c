"""What a change of the shown branch means for the memories that were made of its messages. In a transaction.

What stands only in words that are not shown any more is superseded, without an end date: recall passes it over, and it
is in force again when its words are. What stands only in deleted words is forgotten, until the deletion is undone.
Summaries are left to learning, which writes them anew.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from companion.memory.refiling import file_words, reindex_words
from companion.records import Deletion, Kind, Status
from companion.store import branches, memories, word_index
from companion.store.branches import Shift
from companion.store.database import Connection

_KINDS = (Kind.EPISODE, Kind.FACT, Kind.INTENTION, Kind.LESSON)


@dataclass(frozen=True, slots=True)
class Moved:
    """Ids of memories: those that changed their place in the index, those that left it, and all that are different."""

    moved: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    restored: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Resting:
    """A memory with a source among the messages in question, and whether another source holds it up."""

    id: int
    status: Status
    ended: bool
    fades_at: float | None
    shown: bool
    kept: bool


def follow(con: Connection, shift: Shift, now: dt.datetime) -> Moved:
    """Bring memories and word index in step with what is shown now."""
    moved = _settle(con, _resting(con, shift.touched), now)
    _refile(con, shift.touched)
    return moved


def delete(con: Connection, message_id: int, now: dt.datetime) -> tuple[Deletion, Moved]:
    """Delete a message and what followed it, and forget what rests on that alone. Raises as `branches.delete`."""
    deletion, shift, gone = branches.delete(con, message_id, now)
    lost = [row.id for row in _resting(con, gone) if not row.kept and row.status is not Status.FORGOTTEN]
    _refile(con, gone)
    for memory_id in lost:
        memories.set_status(con, memory_id, Status.FORGOTTEN)
        reindex_words(con, memories.get(con, memory_id))
    branches.note_forgotten(con, deletion.id, lost)
    moved = follow(con, shift, now)
    return deletion, Moved(moved.moved, tuple(lost), (), tuple(dict.fromkeys((*lost, *moved.changed))))


def restore(con: Connection, deletion_id: int, now: dt.datetime) -> Moved:
    """Undo a deletion, with what it had forgotten. Raises as `branches.restore`."""
    back = branches.restore(con, deletion_id)
    found = []
    for memory_id in back.memories:
        if (before := memories.status_before_forget(con, memory_id)) is not None:
            memories.set_status(con, memory_id, before)
            reindex_words(con, memories.get(con, memory_id))
            found.append(memory_id)
    touched = (*back.messages, *back.shift.touched)
    moved = _settle(con, _resting(con, touched), now)
    _refile(con, touched)
    return Moved(moved.moved, (), tuple(found), tuple(dict.fromkeys((*found, *moved.changed))))


def _resting(con: Connection, message_ids: Sequence[int]) -> list[_Resting]:
    rows = con.execute(
        """select m.id, m.status, m.valid_until is not null, m.fades_at,
            exists (select 1 from memory_sources s join messages x on x.id = s.message_id
                where s.memory_id = m.id and x.shown),
            exists (select 1 from memory_sources s join messages x on x.id = s.message_id
                where s.memory_id = m.id and x.deletion_id is null)
        from memories m where m.kind in (select value from json_each(?)) and m.id in
            (select memory_id from memory_sources where message_id in (select value from json_each(?)))""",
        (json.dumps([str(kind) for kind in _KINDS]), json.dumps(list(message_ids))),
    )
    return [_Resting(r[0], Status(r[1]), bool(r[2]), r[3], bool(r[4]), bool(r[5])) for r in rows]


def _settle(con: Connection, rows: Iterable[_Resting], now: dt.datetime) -> Moved:
    changed, moved = [], []
    for row in rows:
        wanted = _wanted(row, now)
        if wanted is not row.status:
            memories.set_status(con, row.id, wanted)
            changed.append(row.id)
            if Status.DORMANT in (wanted, row.status):
                moved.append(row.id)
    # At least one tells the index that the record has moved on.
    return Moved(tuple(moved or changed[:1]), changed=tuple(changed))


def _wanted(row: _Resting, now: dt.datetime) -> Status:
    if row.shown and row.status is Status.SUPERSEDED and not row.ended:
        awake = row.fades_at is None or row.fades_at > now.timestamp()
        return Status.ACTIVE if awake else Status.DORMANT
    if not row.shown and row.status in (Status.ACTIVE, Status.DORMANT):
        return Status.SUPERSEDED
    return row.status


def _refile(con: Connection, message_ids: Iterable[int]) -> None:
    """Write the word rows anew of these messages' episodes, and of the turns that now stand beside them."""
    rows = con.execute(
        """select id, session_id, position from memories
        where message_id in (select value from json_each(?))""",
        (json.dumps(list(message_ids)),),
    ).fetchall()
    places: dict[int, set[int]] = {}
    for memory_id, session_id, position in rows:
        word_index.unindex_words(con, memory_id)
        places.setdefault(session_id, set()).update((position - 1, position, position + 1))
    for session_id, around in places.items():
        file_words(con, session_id, sorted(around))
