"""The portrait in the record: plain functions over a connection, to be called on the thread that owns it.

What moves a score is decided in `companion.personality`; here it is only kept. Times are epoch seconds in UTC,
days are ISO text.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from companion.errors import NotFound
from companion.records import LOCKED, UNLOCKED, LedgerEntry, Mood, Portrait, PortraitItem, TraitScore

Connection = sqlite3.Connection

_ROW = "id, at, session_id, trait, before, after, reason, message_id, quote, day, counts, said_on, message_ids"
_TRAITS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")


def load(con: Connection, space: str = "") -> Portrait:
    """The portrait of a space as it stands; five traits at zero when nothing has been learned there yet."""
    traits = con.execute(
        "select name, score, low, high, evidence, locked from portrait_traits where space = ? order by position",
        (space,),
    ).fetchall()
    items = con.execute(
        "select facet, text, weight, last_day, message_ids from portrait_items where space = ? order by position",
        (space,),
    ).fetchall()
    moods = con.execute(
        "select session_id, day, valence from portrait_moods where space = ? order by position", (space,)
    ).fetchall()
    strategy, sessions, updated = con.execute(
        "select strategy, sessions, updated_at from portrait_summary where space = ?", (space,)
    ).fetchone() or ("", 0, None)
    # Said in full, as in the index of these rows: the ledger only grows, and every reader looks for its locks.
    locks = con.execute(
        f"""select trait, reason from portrait_ledger
        where space = ? and reason in ('{LOCKED}', '{UNLOCKED}') order by id""",
        (space,),
    ).fetchall()
    held = {name for name, reason in dict(locks).items() if reason == LOCKED}
    kept = [TraitScore(n, s, low, high, e, bool(locked)) for n, s, low, high, e, locked in traits]
    return Portrait(
        traits=tuple(kept or (TraitScore(name, 0.0, -1.0, 1.0, 0) for name in _TRAITS)),
        items=tuple(
            PortraitItem(
                facet, text, weight, dt.date.fromisoformat(day), tuple(json.loads(ids)), f"{facet}: {text}" in held
            )
            for facet, text, weight, day, ids in items
        ),
        moods=tuple(Mood(session, dt.date.fromisoformat(day), valence) for session, day, valence in moods),
        strategy=strategy,
        sessions=sessions,
        updated_at=None if updated is None else dt.datetime.fromtimestamp(updated, dt.UTC),
    )


def strategy(con: Connection, space: str = "") -> str:
    """How the companion should answer this person, without the rest of the portrait: it grows with each session."""
    row = con.execute("select strategy from portrait_summary where space = ?", (space,)).fetchone()
    return str(row[0]) if row else ""


def save(
    con: Connection,
    portrait: Portrait,
    entries: Iterable[LedgerEntry],
    session_id: int,
    now: dt.datetime,
    space: str = "",
) -> bool:
    """Keep `portrait` and the ledger rows that led to it, once per session.

    False, and nothing is changed, when this session was applied before. All or nothing: on an error the record
    is as it was. A trait that the user locked meanwhile keeps its value, and its rows are left out.
    """
    con.execute("savepoint portrait")
    try:
        fresh = _once(con, session_id, now)
        if fresh:
            put(con, portrait, entries, space)
    except BaseException:
        con.execute("rollback to portrait")
        con.execute("release portrait")
        raise
    con.execute("release portrait")
    return fresh


def is_applied(con: Connection, session_id: int) -> bool:
    """Whether the portrait already holds what this session taught."""
    return con.execute("select 1 from portrait_sessions where session_id = ?", (session_id,)).fetchone() is not None


def ledger(
    con: Connection, trait: str | None = None, limit: int | None = None, space: str = ""
) -> tuple[LedgerEntry, ...]:
    """Changes of the portrait, the latest first; of one trait (or `facet: text` of an item) if named.

    Reversed and without a limit this is what `companion.personality.portrait.replay` takes.
    """
    rows = con.execute(
        f"select {_ROW} from portrait_ledger where space = ?3 and (?1 is null or trait = ?1) order by id desc limit ?2",
        (trait, -1 if limit is None else limit, space),
    ).fetchall()
    return tuple(_entry(row) for row in rows)


def names(con: Connection, space: str = "") -> list[str]:
    """What the ledger of a space has rows of: traits, moods and `facet: text` of items, each once."""
    return [row[0] for row in con.execute("select distinct trait from portrait_ledger where space = ?", (space,))]


def rests_on(con: Connection, message_ids: Collection[int], space: str = "") -> bool:
    """Whether a row of the ledger of a space rests on one of these messages."""
    row = con.execute(
        """select 1 from portrait_ledger
        where space = ? and message_id in (select value from json_each(?)) limit 1""",
        (space, json.dumps(list(message_ids))),
    ).fetchone()
    return row is not None


def last_row(con: Connection) -> int:
    """The number of the latest ledger row; 0 when there is none."""
    return int(con.execute("select coalesce(max(id), 0) from portrait_ledger").fetchone()[0])


def rows_between(con: Connection, first: int, last: int, space: str = "") -> tuple[LedgerEntry, ...]:
    """The ledger rows of these numbers in a space, the oldest first."""
    rows = con.execute(
        f"select {_ROW} from portrait_ledger where id between ? and ? and space = ? order by id",
        (first, last, space),
    ).fetchall()
    return tuple(_entry(row) for row in rows)


def take_back(
    con: Connection,
    portrait: Portrait,
    entries: Iterable[LedgerEntry],
    session_id: int,
    now: dt.datetime,
    space: str = "",
) -> None:
    """Keep `portrait` without what `save` applied under this `session_id`, which may be applied again after this."""
    con.execute("delete from portrait_sessions where session_id = ?", (session_id,))
    save(con, portrait, entries, session_id, now, space)
    con.execute("delete from portrait_sessions where session_id = ?", (session_id,))


def set_lock(con: Connection, trait: str, locked: bool, space: str = "") -> None:
    """Lock or unlock a trait; a locked one is never moved. Raises `NotFound` for a name that is no trait."""
    _begin(con, space)
    changed = con.execute(
        "update portrait_traits set locked = ? where name = ? and space = ?", (int(locked), trait, space)
    )
    if changed.rowcount == 0:
        raise NotFound("There is no such trait in the portrait.", "Choose one of the five traits.")


def put(con: Connection, portrait: Portrait, entries: Iterable[LedgerEntry], space: str = "") -> None:
    """Keep `portrait` and the ledger rows that led to it. A locked trait keeps its value; its rows are left out."""
    _begin(con, space)
    held = con.execute("select name from portrait_traits where locked and space = ?", (space,)).fetchall()
    locked = {name for (name,) in held}
    con.executemany(
        "update portrait_traits set score = ?, low = ?, high = ?, evidence = ? where name = ? and space = ?"
        " and not locked",
        [(t.score, t.low, t.high, t.evidence, t.name, space) for t in portrait.traits],
    )
    _replace_rest(con, portrait, space)
    con.executemany(
        f"insert into portrait_ledger(space, {_ROW.removeprefix('id, ')}) values (?, {', '.join('?' * 12)})",
        [(space, *_values(entry)) for entry in entries if entry.trait not in locked],
    )
    updated = portrait.updated_at
    con.execute(
        "update portrait_summary set strategy = ?, sessions = ?, updated_at = ? where space = ?",
        (portrait.strategy, portrait.sessions, None if updated is None else updated.timestamp(), space),
    )


def spaces_of(con: Connection) -> list[str]:
    """The spaces that have a ledger."""
    return [row[0] for row in con.execute("select distinct space from portrait_ledger order by space")]


def rewrite(con: Connection, gone: Iterable[int], changed: Iterable[LedgerEntry]) -> None:
    """Remove ledger rows for good, and let others begin and end elsewhere: what they rested on is forgotten."""
    con.executemany("delete from portrait_ledger where id = ?", [(number,) for number in gone])
    con.executemany(
        "update portrait_ledger set before = ?, after = ?, quote = ?, message_ids = ? where id = ?",
        [(e.before, e.after, e.quote, json.dumps(e.message_ids), e.id) for e in changed],
    )


def _begin(con: Connection, space: str) -> None:
    """The rows of a space that has nothing yet."""
    con.executemany(
        "insert or ignore into portrait_traits(space, position, name) values (?, ?, ?)",
        [(space, place, name) for place, name in enumerate(_TRAITS, 1)],
    )
    con.execute("insert or ignore into portrait_summary(space) values (?)", (space,))


def _once(con: Connection, session_id: int, now: dt.datetime) -> bool:
    once = con.execute(
        "insert or ignore into portrait_sessions(session_id, applied_at) values (?, ?)", (session_id, now.timestamp())
    )
    return once.rowcount > 0


def _replace_rest(con: Connection, portrait: Portrait, space: str) -> None:
    con.execute("delete from portrait_items where space = ?", (space,))
    con.executemany(
        "insert into portrait_items(space, facet, text, weight, last_day, message_ids) values (?, ?, ?, ?, ?, ?)",
        [(space, i.facet, i.text, i.weight, i.last_day.isoformat(), json.dumps(i.message_ids)) for i in portrait.items],
    )
    con.execute("delete from portrait_moods where space = ?", (space,))
    con.executemany(
        "insert into portrait_moods(space, session_id, day, valence) values (?, ?, ?, ?)",
        [(space, m.session_id, m.day.isoformat(), m.valence) for m in portrait.moods],
    )


def _values(entry: LedgerEntry) -> tuple[Any, ...]:
    e = entry
    days = [None if day is None else day.isoformat() for day in (e.day, e.said_on)]
    return (
        e.at.timestamp(), e.session_id, e.trait, e.before, e.after, e.reason, e.message_id, e.quote, days[0], e.counts,
        days[1], json.dumps(e.message_ids),
    )  # fmt: skip


def _entry(row: Sequence[Any]) -> LedgerEntry:
    number, at, session_id, trait, before, after, reason, message_id, quote, day, counts, said_on, ids = row
    first, last = (None if value is None else dt.date.fromisoformat(value) for value in (day, said_on))
    moment = dt.datetime.fromtimestamp(at, dt.UTC)
    return LedgerEntry(
        number, moment, session_id, trait, before, after, reason, message_id, quote, first, counts, last,
        tuple(json.loads(ids)),
    )  # fmt: skip
