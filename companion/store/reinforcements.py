"""The notes of what use made of each memory: plain functions over a connection, called inside a transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from companion.records import DecayState, Memory
from companion.store.database import Connection
from companion.store.moments import moment

BEFORE = "before"
"""The note of what a memory was when its first known use came: its birth, or an older use of the same state."""


@dataclass(frozen=True, slots=True)
class Note:
    """From `at` on the curves ran with these values, in days. `use` says what brought them about."""

    at: dt.datetime
    use: str
    strength: float
    stability: float


def note(con: Connection, memory: Memory, state: DecayState, use: str, now: dt.datetime) -> None:
    """Write down that `use` made `state` of what `memory` was; the first time also what it was."""
    old = memory.decay
    known = con.execute("select 1 from reinforcements where memory_id = ? limit 1", (memory.id,)).fetchone()
    rows = [] if known else [(memory.id, old.anchor_at.timestamp(), BEFORE, old.strength, old.stability)]
    rows.append((memory.id, now.timestamp(), use, state.strength, state.stability))
    con.executemany(
        "insert or ignore into reinforcements(memory_id, at, use, strength, stability) values (?,?,?,?,?)", rows
    )


def notes(con: Connection, memory_id: int) -> list[Note]:
    """What is known of a memory's uses, the oldest first."""
    rows = con.execute(
        "select at, use, strength, stability from reinforcements where memory_id = ? order by at, use = ? desc",
        (memory_id, BEFORE),
    )
    return [Note(moment(row[0]), row[1], row[2], row[3]) for row in rows]
