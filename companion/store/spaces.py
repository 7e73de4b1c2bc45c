"""Spaces: memories that are shared, and those that only one persona has. Parts of queries, and what is chosen now.

A space is '' (shared by all personas that have none of their own) or the key of the persona whose own it is. A session
lies in one for ever, and whatever comes of it lies there too.
"""

from __future__ import annotations

from companion.store import house
from companion.store.database import Connection

_NOTE = "space"
CHOSEN = "(select coalesce(max(value), '') from meta where key = 'space')"
"""In a query: the space of the persona that is chosen."""
SEEN = f"space = {CHOSEN}"
"""In a query of one table: what windows may show now."""
SEEN_SESSION = f"session_id in (select id from sessions where space = {CHOSEN})"
"""The same for messages."""


def choose(con: Connection, space: str) -> None:
    """From now on windows show this space."""
    house.set_note(con, _NOTE, space)


def chosen(con: Connection) -> str:
    """The space that windows show."""
    return house.note(con, _NOTE) or ""


def are_apart(con: Connection) -> bool:
    """Whether any memory lies outside the shared space; one step in an index."""
    return con.execute("select 1 from memories where space <> '' limit 1").fetchone() is not None


def place_of(con: Connection, session_id: int) -> tuple[str, str] | None:
    """The persona that a session began with and the space it lies in; None for one that is not in the record."""
    row = con.execute("select persona, space from sessions where id = ?", (session_id,)).fetchone()
    return (str(row[0]), str(row[1])) if row else None


def of_session(con: Connection, session_id: int) -> str:
    """The space that a session lies in; the shared one for a session that is not there."""
    row = con.execute("select space from sessions where id = ?", (session_id,)).fetchone()
    return str(row[0]) if row else ""


def of_summaries(con: Connection) -> list[str]:
    """The spaces that have summaries."""
    return [row[0] for row in con.execute("select distinct space from memories where kind = 'event' order by space")]
