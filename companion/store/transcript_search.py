"""Searching all that was ever said: a word index ranks, a trigram index finds what stands inside words.

Both are FTS5 indexes over the same messages. The word index (`messages_words`) ranks by bm25; the trigram index
(`messages_fts`) finds parts of words and languages without spaces. Every function is one short step on the reading
thread, so that recall comes in between.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from companion.language.excerpts import fold, places, without_spaces
from companion.store import spaces
from companion.store.database import Connection

RANKED = 3_000
"""How many messages are ranked at most, the newest: a word that stands in more tells none of them apart."""
SHORTEST_PART = 3
"""Characters of a part of a word that the trigram index can find."""
SCANNED = 5_000
"""Messages that one step looks through where no index helps."""


@dataclass(frozen=True, slots=True)
class Expressions:
    """A query as the two indexes understand it; empty where one of them cannot answer it."""

    words: str
    parts: str


def expressions(terms: Sequence[str]) -> Expressions:
    """All of `terms` must stand in a message. The last one may be unfinished; where it is whole it counts twice."""
    quoted = ['"' + term.replace('"', '""') + '"' for term in terms]
    if not quoted:
        return Expressions("", "")
    whole = all(len(term) >= SHORTEST_PART for term in terms)
    words = " AND ".join([*quoted[:-1], f"({quoted[-1]} OR {quoted[-1]} *)"])
    return Expressions(words, " AND ".join(quoted) if whole else "")


def needs_scan(terms: Sequence[str]) -> bool:
    """Whether a term is too short for the indexes and yet a word: one or two signs of a script without spaces."""
    return any(len(term) < SHORTEST_PART and without_spaces(term) for term in terms)


def titles(con: Connection, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Conversations whose title holds all terms: (id, 2 where each begins a word, else 1), best and newest first."""
    found = []
    for session_id, title, at in con.execute(
        f"select id, title, last_at from sessions where title <> '' and {spaces.SEEN}"
    ):
        plain = f" {fold(title)}"
        if all(fold(term) in plain for term in terms):
            begins = all(f" {fold(term)}" in plain for term in terms)
            found.append((1 + begins, at, session_id))
    return [(session_id, worth) for worth, _, session_id in sorted(found, reverse=True)]


def ranked(con: Connection, expression: str, limit: int) -> dict[int, float]:
    """The best `limit` messages for a word expression, by bm25: id to score, higher is better."""
    oldest = con.execute(
        "select rowid from messages_words where messages_words match ? order by rowid desc limit 1 offset ?",
        (expression, RANKED),
    ).fetchone()
    rows = con.execute(
        f"""select rowid, -bm25(messages_words) from messages_words where messages_words match ? and rowid > ?
        {_and_seen(con)} order by rank limit ?""",
        (expression, oldest[0] if oldest else 0, limit),
    )
    return {row[0]: row[1] for row in rows}


def containing(con: Connection, expression: str, limit: int) -> list[int]:
    """The newest `limit` messages that hold every part."""
    rows = con.execute(
        f"select rowid from messages_fts where messages_fts match ? {_and_seen(con)} order by rowid desc limit ?",
        (expression, limit),
    )
    return [row[0] for row in rows]


def _and_seen(con: Connection) -> str:
    """Narrows a search to the space that is chosen; empty where there is only one, since it costs a look-up a row."""
    apart = con.execute("select 1 from sessions where space <> '' limit 1").fetchone() is not None
    apart = apart or spaces.chosen(con) != ""
    return f"and rowid in (select id from messages where {spaces.SEEN_SESSION})" if apart else ""


def count(con: Connection, asked: Expressions) -> int:
    """How many messages of the chosen space either index finds."""
    selects = [
        f"select rowid from {table} where {table} match ?"
        for table, expression in (("messages_words", asked.words), ("messages_fts", asked.parts))
        if expression
    ]
    if not selects:
        return 0
    there = _and_seen(con).replace("and", "where", 1)
    row = con.execute(
        f"select count(*) from ({' union '.join(selects)}) {there}",
        [expression for expression in (asked.words, asked.parts) if expression],
    )
    return int(row.fetchone()[0])


def scan(con: Connection, terms: Sequence[str], below: int) -> tuple[list[int], int]:
    """Look through the next messages with ids under `below`, newest first, without an index.

    What was found, and where the next step goes on (0: nowhere). SQLite looks for the short terms, which have no
    case; only what holds them is read.
    """
    low = con.execute(
        "select min(id) from (select id from messages where id < ? order by id desc limit ?)", (below, SCANNED)
    ).fetchone()[0]
    if low is None:
        return [], 0
    short = [term for term in terms if len(term) < SHORTEST_PART and without_spaces(term)]
    holds = " and ".join("instr(text, ?) > 0" for _ in short)
    rows = con.execute(
        f"select id, text from messages where id >= ? and id < ? and {holds} order by id desc", (low, below, *short)
    )
    others = [term for term in terms if term not in short]
    return [row[0] for row in rows if all(places(row[1], [term]) for term in others)], low


@dataclass(frozen=True, slots=True)
class Found:
    """A message that was found, with what is shown of its conversation."""

    message_id: int
    session_id: int
    title: str
    archived: bool
    role: str
    speaker: str
    text: str
    created_at: float


def found(con: Connection, message_ids: Sequence[int]) -> list[Found]:
    """These messages with their conversations, in the order given; deleted ones are left out."""
    rows = con.execute(
        f"""select m.id, s.id, s.title, s.archived, m.role, m.speaker, m.text, m.created_at
        from messages m join sessions s on s.id = m.session_id
        where m.deletion_id is null and s.{spaces.SEEN} and m.id in (select value from json_each(?))""",
        (json.dumps(list(message_ids)),),
    )
    by_id = {row[0]: Found(row[0], row[1], row[2], bool(row[3]), *row[4:]) for row in rows}
    return [by_id[message_id] for message_id in message_ids if message_id in by_id]
