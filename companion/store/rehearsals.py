"""Dear memories that are about to fade, marked to be brought up: plain functions over a connection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from companion.records import Memory
from companion.store import memories
from companion.store.database import Connection
from companion.store.moments import moment


def nearing(con: Connection, until: dt.datetime, limit: int) -> list[Memory]:
    """Dear active memories that fade by `until` and were not marked since their last use, the earliest first.

    The bound of 0.8 is that of the index `memories_dear`, which makes this cost what it finds.
    """
    rows = con.execute(
        """select m.id from memories m left join rehearsals r on r.memory_id = m.id
        where m.status = 'active' and m.fades_at is not null and m.importance >= 0.8 and m.fades_at <= ?
        and (r.memory_id is null or r.marked_at < m.anchor_at) order by m.fades_at limit ?""",
        (until.timestamp(), limit),
    )
    ids = [row[0] for row in rows]
    found = memories.by_ids(con, ids)
    return [found[memory_id] for memory_id in ids]


def mark(con: Connection, ids: Iterable[int], now: dt.datetime) -> None:
    """Let these be brought up by themselves; an earlier mark starts anew."""
    con.executemany(
        "insert or replace into rehearsals(memory_id, marked_at) values (?,?)",
        [(memory_id, now.timestamp()) for memory_id in ids],
    )


def waiting(con: Connection, space: str = "") -> list[Memory]:
    """Marked memories that no session has brought up, and that are still awake and unused since."""
    rows = con.execute(
        """select r.memory_id from rehearsals r join memories m on m.id = r.memory_id
        where r.taken_at is null and m.status = 'active' and m.pinned = 0 and r.marked_at >= m.anchor_at
        and m.space = ?""",
        (space,),
    )
    return list(memories.by_ids(con, [row[0] for row in rows]).values())


def take(con: Connection, memory_id: int, session_id: int, now: dt.datetime) -> None:
    """Give a marked memory to the session that brings it up."""
    con.execute(
        "update rehearsals set session_id = ?, taken_at = ? where memory_id = ?",
        (session_id, now.timestamp(), memory_id),
    )


def taken_by(con: Connection, session_id: int) -> tuple[int, dt.datetime] | None:
    """The memory that this session brings up, and since when; None when it has none yet."""
    row = con.execute(
        "select memory_id, taken_at from rehearsals where session_id = ? order by taken_at limit 1", (session_id,)
    ).fetchone()
    return (int(row[0]), moment(row[1])) if row else None
