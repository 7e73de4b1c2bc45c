"""Decay states and dates of fading in the record: plain functions over a connection, called inside a transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from companion.records import DecayState, Memory
from companion.store.database import Connection
from companion.store.memories import COLUMNS, memory_of, stamp
from companion.store.moments import moment


def set_decay(con: Connection, memory_id: int, decay: DecayState, fades_at: dt.datetime | None) -> None:
    """Store a reinforced state."""
    con.execute(
        """update memories set strength = ?, stability = ?, difficulty = ?, anchor_at = ?, reinforced_at = ?, uses = ?,
        fades_at = ? where id = ?""",
        (
            decay.strength,
            decay.stability,
            decay.difficulty,
            decay.anchor_at.timestamp(),
            stamp(decay.reinforced_at),
            decay.uses,
            stamp(fades_at),
            memory_id,
        ),
    )


def set_fades_at(con: Connection, rows: Iterable[tuple[int, dt.datetime | None]]) -> None:
    """Store new dates of fading, after a change of curve or threshold."""
    con.executemany("update memories set fades_at = ? where id = ?", [(stamp(at), i) for i, at in rows])


def due_to_fade(con: Connection, now: dt.datetime, limit: int = 500) -> list[int]:
    """Active memories whose date of fading has come, the earliest first."""
    rows = con.execute(
        """select id from memories where status = 'active' and fades_at is not null and fades_at <= ?
        order by fades_at limit ?""",
        (now.timestamp(), limit),
    )
    return [row[0] for row in rows]


def fading_until(con: Connection, until: dt.datetime, limit: int = 10_000) -> list[Memory]:
    """Active memories that will be dormant by `until` if nothing uses them, the earliest first."""
    rows = con.execute(
        f"""select {COLUMNS} from memories where status = 'active' and fades_at is not null and fades_at <= ?
        order by fades_at limit ?""",
        (until.timestamp(), limit),
    )
    return [memory_of(row) for row in rows]


def next_fading(con: Connection) -> dt.datetime | None:
    """When the next active memory fades."""
    row = con.execute("select min(fades_at) from memories where status = 'active' and fades_at is not null").fetchone()
    return moment(row[0]) if row[0] is not None else None


def states_after(con: Connection, after_id: int, limit: int) -> list[tuple[int, DecayState]]:
    """Decay states of unpinned memories in force, in id order from `after_id`, for recomputing in pages."""
    rows = con.execute(
        f"""select {COLUMNS} from memories where id > ? and pinned = 0 and status in ('active', 'dormant', 'inbox')
        order by id limit ?""",
        (after_id, limit),
    )
    return [(row[0], memory_of(row).decay) for row in rows]
