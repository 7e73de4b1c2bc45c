"""What the record holds of one topic over time: linked memories, statements of one relation, turns with rare words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from companion.records import Kind, Memory
from companion.store import memories
from companion.store.database import Connection

LONGEST_CHAIN = 200
"""Memories of one chain; a value that changes daily for half a year."""


def linked(con: Connection, memory_id: int, relation: str) -> list[int]:
    """The memories that are linked to this one by `relation`, in either direction."""
    rows = con.execute(
        "select distinct to_id from links where from_id = ? and relation = ? order by to_id", (memory_id, relation)
    )
    return [row[0] for row in rows]


def chain(con: Connection, memory_id: int) -> list[int]:
    """The memory, what it superseded, what superseded it, and so on, oldest first."""
    rows = con.execute(
        """with recursive reached(id) as (
            select ? union select to_id from links join reached on from_id = reached.id where relation = 'supersedes'
            limit ?
        ) select id from reached order by id""",
        (memory_id, LONGEST_CHAIN),
    )
    return [row[0] for row in rows]


def stated(
    con: Connection,
    kind: Kind,
    subject: str,
    relations: Sequence[str],
    words: Iterable[str] | None = None,
    space: str = "",
) -> list[Memory]:
    """Memories of one kind about this subject in one of these relations that are not forgotten, without sources.

    With `words` only those that hold one of them, or whose turn does, the latest `LONGEST_CHAIN`.
    """
    where = "kind = ?2 and subject = ?3 collate nocase and relation in (select value from json_each(?4))"
    values: list[str | int] = ["", kind, subject, json.dumps(list(relations))]
    if words is not None:
        # The words stand in few memories, a person is the subject of many: the plus keeps the index of subjects away.
        where = f"""id in (select rowid from memory_fts where memory_fts match ?1 union
            select s.memory_id from memories e join memory_sources s on s.message_id = e.message_id
            where e.id in (select rowid from memory_fts where memory_fts match ?1)) and +{where}"""
        values[0] = " OR ".join(_own(word) for word in words) or '""'
    rows = con.execute(
        f"select id from memories where {where} and status <> 'forgotten' and space = ?6 order by id desc limit ?5",
        (*values, LONGEST_CHAIN if words is not None else -1, space),
    )
    found = memories.by_ids(con, [row[0] for row in rows])
    return [found[memory_id] for memory_id in sorted(found)]


def named(con: Connection, relation: str, space: str = "") -> list[Memory]:
    """Facts in force of this relation, whoever they are about, without sources."""
    rows = con.execute(
        """select id from memories where kind = 'fact' and relation = ? and status in ('active', 'dormant')
        and space = ?""",
        (relation, space),
    )
    found = memories.by_ids(con, [row[0] for row in rows])
    return [found[memory_id] for memory_id in sorted(found)]


def frequency(con: Connection, word: str, most: int) -> int:
    """How many memories hold `word` in their own words; counting ends at `most`."""
    row = con.execute(
        "select count(*) from (select 1 from memory_fts where memory_fts match ? limit ?)", (_own(word), most)
    ).fetchone()
    return int(row[0])


def episodes_with(con: Connection, word: str, limit: int) -> list[int]:
    """Turns in force that hold `word` in their own words, the latest first."""
    rows = con.execute(
        """select id from memories where id in (select rowid from memory_fts where memory_fts match ?)
        and kind = 'episode' and status in ('active', 'dormant') order by occurred_at desc, id desc limit ?""",
        (_own(word), limit),
    )
    return [row[0] for row in rows]


def _own(word: str) -> str:
    return 'own : "' + word.replace('"', '""') + '"'
