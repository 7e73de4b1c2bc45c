"""The portrait in the record: plain functions over a connection, to be called on the thread that owns it.

What moves a score is decided in `companion.personality`; here it is only kept. Times are epoch seconds in UTC,
days are ISO text.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from companion.errors import NotFound
from companion.records import LedgerEntry, Mood, Portrait, PortraitItem, TraitScore

Connection = sqlite3.Connection

SCHEMA: tuple[str, ...] = (
    """create table portrait_traits (
        position integer primary key,
        name text not null unique,
        score real not null default 0,
        low real not null default -1,
        high real not null default 1,
        evidence integer not null default 0,
        locked integer not null default 0
    )""",
    """insert into portrait_traits(position, name) values
        (1, 'openness'), (2, 'conscientiousness'), (3, 'extraversion'), (4, 'agreeableness'), (5, 'neuroticism')""",
    """create table portrait_items (
        position integer primary key,
        facet text not null,
        text text not null,
        weight real not null,
        last_day text not null,
        message_ids text not null default '[]',
        unique (facet, text)
    )""",
    """create table portrait_moods (
        position integer primary key,
        session_id integer not null,
        day text not null,
        valence real not null
    )""",
    """create table portrait_ledger (
        id integer primary key autoincrement,
        at real not null,
        session_id integer,
        trait text not null,
        before real not null,
        after real not null,
        reason text not null,
        message_id integer,
        quote text not null
    )""",
    "create index portrait_ledger_by_trait on portrait_ledger(trait, id)",
    "create index portrait_ledger_by_message on portrait_ledger(message_id)",
    "create table portrait_sessions (session_id integer primary key, applied_at real not null)",
    """create table portrait_summary (
        id integer primary key check (id = 1),
        strategy text not null default '',
        sessions integer not null default 0,
        updated_at real
    )""",
    "insert into portrait_summary(id) values (1)",
)
"""The tables, for the migration that makes them. The five traits are there from the start, at zero."""


def load(con: Connection) -> Portrait:
    """The portrait as it stands; five traits at zero when nothing has been learned yet."""
    traits = con.execute(
        "select name, score, low, high, evidence, locked from portrait_traits order by position"
    ).fetchall()
    items = con.execute(
        "select facet, text, weight, last_day, message_ids from portrait_items order by position"
    ).fetchall()
    moods = con.execute("select session_id, day, valence from portrait_moods order by position").fetchall()
    strategy, sessions, updated = con.execute(
        "select strategy, sessions, updated_at from portrait_summary where id = 1"
    ).fetchone()
    return Portrait(
        traits=tuple(TraitScore(n, s, low, high, e, bool(locked)) for n, s, low, high, e, locked in traits),
        items=tuple(
            PortraitItem(facet, text, weight, dt.date.fromisoformat(day), tuple(json.loads(ids)))
            for facet, text, weight, day, ids in items
        ),
        moods=tuple(Mood(session, dt.date.fromisoformat(day), valence) for session, day, valence in moods),
        strategy=strategy,
        sessions=sessions,
        updated_at=None if updated is None else dt.datetime.fromtimestamp(updated, dt.UTC),
    )


def strategy(con: Connection) -> str:
    """How the companion should answer this person, without the rest of the portrait: it grows with each session."""
    return str(con.execute("select strategy from portrait_summary where id = 1").fetchone()[0])


def save(
    con: Connection, portrait: Portrait, entries: Iterable[LedgerEntry], session_id: int, now: dt.datetime
) -> bool:
    """Keep `portrait` and the ledger rows that led to it, once per session.

    False, and nothing is changed, when this session was applied before. All or nothing: on an error the record
    is as it was. A trait that the user locked meanwhile keeps its value, and its rows are left out.
    """
    con.execute("savepoint portrait")
    try:
        fresh = _applied(con, portrait, entries, session_id, now)
    except BaseException:
        con.execute("rollback to portrait")
        con.execute("release portrait")
        raise
    con.execute("release portrait")
    return fresh


def is_applied(con: Connection, session_id: int) -> bool:
    """Whether the portrait already holds what this session taught."""
    return con.execute("select 1 from portrait_sessions where session_id = ?", (session_id,)).fetchone() is not None


def ledger(con: Connection, trait: str | None = None, limit: int | None = None) -> tuple[LedgerEntry, ...]:
    """Changes of the portrait, the latest first; of one trait (or `facet: text` of an item) if named.

    Reversed and without a limit this is what `companion.personality.portrait.replay` takes.
    """
    rows = con.execute(
        "select id, at, session_id, trait, before, after, reason, message_id, quote from portrait_ledger"
        " where ?1 is null or trait = ?1 order by id desc limit ?2",
        (trait, -1 if limit is None else limit),
    ).fetchall()
    return tuple(_entry(row) for row in rows)


def last_row(con: Connection) -> int:
    """The number of the latest ledger row; 0 when there is none."""
    return int(con.execute("select coalesce(max(id), 0) from portrait_ledger").fetchone()[0])


def rows_between(con: Connection, first: int, last: int) -> tuple[LedgerEntry, ...]:
    """The ledger rows of these numbers, the oldest first."""
    rows = con.execute(
        "select id, at, session_id, trait, before, after, reason, message_id, quote from portrait_ledger"
        " where id between ? and ? order by id",
        (first, last),
    ).fetchall()
    return tuple(_entry(row) for row in rows)


def take_back(
    con: Connection, portrait: Portrait, entries: Iterable[LedgerEntry], session_id: int, now: dt.datetime
) -> None:
    """Keep `portrait` without what `save` applied under this `session_id`, which may be applied again after this."""
    con.execute("delete from portrait_sessions where session_id = ?", (session_id,))
    save(con, portrait, entries, session_id, now)
    con.execute("delete from portrait_sessions where session_id = ?", (session_id,))


def set_lock(con: Connection, trait: str, locked: bool) -> None:
    """Lock or unlock a trait; a locked one is never moved. Raises `NotFound` for a name that is no trait."""
    changed = con.execute("update portrait_traits set locked = ? where name = ?", (int(locked), trait))
    if changed.rowcount == 0:
        raise NotFound("There is no such trait in the portrait.", "Choose one of the five traits.")


def _applied(
    con: Connection, portrait: Portrait, entries: Iterable[LedgerEntry], session_id: int, now: dt.datetime
) -> bool:
    once = con.execute(
        "insert or ignore into portrait_sessions(session_id, applied_at) values (?, ?)", (session_id, now.timestamp())
    )
    if once.rowcount == 0:
        return False
    locked = {name for (name,) in con.execute("select name from portrait_traits where locked").fetchall()}
    con.executemany(
        "update portrait_traits set score = ?, low = ?, high = ?, evidence = ? where name = ? and not locked",
        [(t.score, t.low, t.high, t.evidence, t.name) for t in portrait.traits],
    )
    _replace_rest(con, portrait)
    con.executemany(
        "insert into portrait_ledger(at, session_id, trait, before, after, reason, message_id, quote)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (e.at.timestamp(), e.session_id, e.trait, e.before, e.after, e.reason, e.message_id, e.quote)
            for e in entries
            if e.trait not in locked
        ],
    )
    updated = portrait.updated_at
    con.execute(
        "update portrait_summary set strategy = ?, sessions = ?, updated_at = ? where id = 1",
        (portrait.strategy, portrait.sessions, None if updated is None else updated.timestamp()),
    )
    return True


def _replace_rest(con: Connection, portrait: Portrait) -> None:
    con.execute("delete from portrait_items")
    con.executemany(
        "insert into portrait_items(facet, text, weight, last_day, message_ids) values (?, ?, ?, ?, ?)",
        [(i.facet, i.text, i.weight, i.last_day.isoformat(), json.dumps(i.message_ids)) for i in portrait.items],
    )
    con.execute("delete from portrait_moods")
    con.executemany(
        "insert into portrait_moods(session_id, day, valence) values (?, ?, ?)",
        [(m.session_id, m.day.isoformat(), m.valence) for m in portrait.moods],
    )


def _entry(row: Sequence[Any]) -> LedgerEntry:
    number, at, session_id, trait, before, after, reason, message_id, quote = row
    moment = dt.datetime.fromtimestamp(at, dt.UTC)
    return LedgerEntry(number, moment, session_id, trait, before, after, reason, message_id, quote)
