"""Small data of the house: counters and the queue of pending work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from companion.store.database import Connection
from companion.store.moments import moment

SPOKEN = "spoken"
"""The kind of work under which the journal keeps what was done at the user's word."""


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of background work that must happen exactly once. `key` names its object."""

    id: int
    kind: str
    key: str
    due_at: dt.datetime
    attempts: int
    last_error: str


def note(con: Connection, key: str) -> str | None:
    """A small value of the profile, or None."""
    row = con.execute("select value from meta where key = ?", (key,)).fetchone()
    return row[0] if row else None


def notes(con: Connection, prefix: str) -> dict[str, str]:
    """The small values whose key begins with `prefix`, by what follows it."""
    rows = con.execute("select key, value from meta where substr(key, 1, ?) = ?", (len(prefix), prefix))
    return {key.removeprefix(prefix): value for key, value in rows}


def set_note(con: Connection, key: str, value: str) -> None:
    """Keep a small value of the profile."""
    con.execute(
        "insert into meta(key, value) values (?, ?) on conflict(key) do update set value = excluded.value",
        (key, value),
    )


def drop_note(con: Connection, key: str) -> None:
    """Forget a small value."""
    con.execute("delete from meta where key = ?", (key,))


def next_revision(con: Connection) -> int:
    """Count up the revision that the index must reach; called in the transaction that changes vectors."""
    revision = int(note(con, "index_revision") or 0) + 1
    set_note(con, "index_revision", str(revision))
    return revision


def revision(con: Connection) -> int:
    """The revision that the index should have."""
    return int(note(con, "index_revision") or 0)


def enqueue(con: Connection, kind: str, key: str, due: dt.datetime) -> None:
    """Ask for a piece of work, once for all time: the same kind and key again changes nothing."""
    con.execute("insert or ignore into work(kind, key, due_at) values (?,?,?)", (kind, key, due.timestamp()))


def reopen(con: Connection, kind: str, key: str, due: dt.datetime) -> None:
    """Ask for a piece of work even if it was done before."""
    con.execute(
        """insert into work(kind, key, due_at) values (?,?,?) on conflict(kind, key) do update
        set due_at = excluded.due_at, done_at = null, attempts = 0, last_error = ''""",
        (kind, key, due.timestamp()),
    )


def again(con: Connection, work_id: int, due: dt.datetime) -> None:
    """Ask for a piece of work that was done once more; what was done at the user's word is not done by itself."""
    con.execute(
        "update work set due_at = ?, done_at = null, attempts = 0, last_error = '' where id = ? and kind <> ?",
        (due.timestamp(), work_id, SPOKEN),
    )


def done_at_once(con: Connection, kind: str, key: str, now: dt.datetime) -> int:
    """A piece of work that is done in this very transaction; its number, by which the journal knows it."""
    row = con.execute(
        "insert into work(kind, key, due_at, done_at) values (?,?,?,?)",
        (kind, key, now.timestamp(), now.timestamp()),
    )
    return int(row.lastrowid or 0)


def unfinished(con: Connection, kind: str, prefix: str) -> list[Work]:
    """Work whose key begins with `prefix` that is not done."""
    return [work for work in pending(con) if work.kind == kind and work.key.startswith(prefix)]


def due(con: Connection, now: dt.datetime) -> list[Work]:
    """Work whose time has come, the oldest first."""
    rows = con.execute(
        """select id, kind, key, due_at, attempts, last_error from work where done_at is null and due_at <= ?
        order by due_at, id""",
        (now.timestamp(),),
    )
    return [Work(r[0], r[1], r[2], moment(r[3]), r[4], r[5]) for r in rows]


def pending(con: Connection) -> list[Work]:
    """All work that is not done."""
    rows = con.execute(
        "select id, kind, key, due_at, attempts, last_error from work where done_at is null order by due_at, id"
    )
    return [Work(r[0], r[1], r[2], moment(r[3]), r[4], r[5]) for r in rows]


def finish(con: Connection, work_id: int, now: dt.datetime) -> None:
    """Mark a piece of work as done, in the transaction that stores its result."""
    con.execute("update work set done_at = ? where id = ?", (now.timestamp(), work_id))


def postpone(con: Connection, work_id: int, until: dt.datetime, error: str) -> None:
    """Keep a piece of work for later, with the reason (never words from a conversation)."""
    con.execute(
        "update work set attempts = attempts + 1, due_at = ?, last_error = ? where id = ?",
        (until.timestamp(), error, work_id),
    )


def named(con: Connection, kind: str, key: str) -> Work | None:
    """A piece of work that is not done yet; None when it is, or was never asked for."""
    row = con.execute(
        """select id, kind, key, due_at, attempts, last_error from work
        where kind = ? and key = ? and done_at is null""",
        (kind, key),
    ).fetchone()
    return Work(row[0], row[1], row[2], moment(row[3]), row[4], row[5]) if row else None


def finished(con: Connection, kind: str, prefix: str) -> dict[int, str]:
    """Finished work whose key begins with `prefix`: its id and its key."""
    rows = con.execute(
        "select id, key from work where kind = ? and done_at is not null and substr(key, 1, ?) = ? order by id",
        (kind, len(prefix), prefix),
    )
    return {row[0]: row[1] for row in rows}


def known(con: Connection, kind: str, key: str) -> int | None:
    """The id of a piece of work, done or not; None when it was never asked for."""
    row = con.execute("select id from work where kind = ? and key = ?", (kind, key)).fetchone()
    return int(row[0]) if row else None


def ask_instead(con: Connection, work_id: int, key: str, due: dt.datetime) -> None:
    """Ask for a piece of work once more, and about another object."""
    con.execute("update work set key = ? where id = ?", (key, work_id))
    again(con, work_id, due)


def call_off(con: Connection, work_id: int) -> None:
    """This work is not asked for any more, and may be asked for anew."""
    con.execute("delete from work where id = ?", (work_id,))
