"""Lists of memories as the browser and the terminal ask for them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from companion.errors import BadInput
from companion.records import DayCount, Kind, Memory, MemoryQuery, Version
from companion.store import memories, spaces
from companion.store.database import Connection
from companion.store.moments import moment

_ORDER = {  # each has its index: see the schema
    "occurred": "occurred_at",
    "created": "created_at",
    "text": "substr(text, 1, 60) collate nocase",
    "kind": "kind",
    "importance": "importance",
    "uses": "uses",
    "source": "speaker collate nocase",
    # Ebbinghaus retention falls with (now - anchor) / strength; the date of fading orders alike on both curves.
    "retention": "coalesce(fades_at, 1e18)",
    "matches": "",
    "given": "",
}
_MATCHES = ((Kind.FACT, Kind.INTENTION, Kind.LESSON), (Kind.EPISODE,), (Kind.EVENT,))
"""The order of what is looked for: what is known, then what was said, then what sums it up."""


def _pattern(word: str) -> str:
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _where(query: MemoryQuery) -> tuple[str, list[Any]]:
    parts = [spaces.SEEN, "status in (select value from json_each(?))"]
    arguments: list[Any] = [json.dumps([str(s) for s in query.statuses])]

    def narrow(condition: str, *values: Any) -> None:
        parts.append(condition)
        arguments.extend(values)

    if query.kinds:
        narrow("kind in (select value from json_each(?))", json.dumps([str(k) for k in query.kinds]))
    if query.pinned is not None:
        narrow("pinned = ?", int(query.pinned))
    if query.sensitive is not None:
        narrow("(sensitivity = 'sensitive') = ?", int(query.sensitive))
    if query.muted is not None:
        narrow("(id in (select memory_id from muted_memories)) = ?", int(query.muted))
    if query.since is not None:
        narrow("day >= ?", query.since.isoformat())
    if query.until is not None:
        narrow("day <= ?", query.until.isoformat())
    if query.session_id is not None:
        narrow("session_id = ?", query.session_id)
    if query.ids is not None:
        narrow("id in (select value from json_each(?))", json.dumps(query.ids))
    for word in query.about.split():
        pattern = _pattern(word)
        narrow(
            "(subject like ? escape '\\' or speaker like ? escape '\\' or keywords like ? escape '\\')",
            *(pattern, pattern, pattern),
        )
    for word in query.text.split():
        pattern = _pattern(word)
        narrow(
            "(text like ? escape '\\' or keywords like ? escape '\\' or speaker like ? escape '\\')",
            *(pattern, pattern, pattern),
        )
    return " and ".join(parts), arguments


def page(con: Connection, query: MemoryQuery) -> list[Memory]:
    """The memories of one page of a list. Raises `BadInput` for an unknown order."""
    ids = page_ids(con, query)
    found = memories.by_ids(con, ids)
    return [found[i] for i in ids]


def page_ids(con: Connection, query: MemoryQuery) -> list[int]:
    """The ids of one page of a list, in its order. Raises `BadInput` for an unknown order."""
    if query.sort not in _ORDER:
        raise BadInput(f"Memories cannot be sorted by {query.sort}.", "Choose one of " + ", ".join(_ORDER) + ".")
    where, arguments = _where(query)
    if query.sort == "given":
        there = {row[0] for row in con.execute(f"select id from memories where {where}", arguments)}
        return [i for i in query.ids or () if i in there][query.offset : query.offset + query.limit]
    direction = "desc" if query.descending else "asc"
    if query.sort == "matches":
        return _matches(con, query)
    rows = con.execute(
        f"""select id from memories where {where} order by {_ORDER[query.sort]} {direction}, id {direction}
        limit ? offset ?""",
        (*arguments, query.limit, query.offset),
    )
    return [row[0] for row in rows]


def _matches(con: Connection, query: MemoryQuery) -> list[int]:
    """Kind after kind, each by date off its index: sorted as one, the first page would wait for all rows."""
    found: list[int] = []
    skip = query.offset
    for kinds in _MATCHES:
        wanted = tuple(kind for kind in kinds if kind in (query.kinds or kinds))
        part = replace(query, kinds=wanted, sort="occurred", limit=query.limit - len(found), offset=skip)
        if not wanted:
            continue
        rows = page_ids(con, part)
        found += rows
        if len(found) == query.limit:
            break
        skip = 0 if rows or not skip else max(0, skip - count(con, part))
    return found


def count(con: Connection, query: MemoryQuery) -> int:
    """How many memories a list has in all."""
    where, arguments = _where(query)
    return int(con.execute(f"select count(*) from memories where {where}", arguments).fetchone()[0])


def days(con: Connection) -> list[DayCount]:
    """Every day of which something is remembered, the earliest first."""
    rows = con.execute(
        f"""select day, sum(kind = 'episode'), sum(kind <> 'episode') from memories
        where status <> 'forgotten' and {spaces.SEEN} and (scope is null or scope = 'session')
        group by day order by day"""
    )
    return [DayCount(dt.date.fromisoformat(row[0]), row[1], row[2]) for row in rows]


def learned_on(con: Connection, day: dt.date, limit: int) -> list[Memory]:
    """What was learned from that day: facts, plans, lessons and summaries of conversations, in time order."""
    rows = con.execute(
        f"""select {memories.COLUMNS} from memories where day = ? and kind <> ? and status <> 'forgotten'
        and {spaces.SEEN} and (scope is null or scope = 'session') order by occurred_at, id limit ?""",
        (day.isoformat(), Kind.EPISODE, limit),
    )
    return [memories.memory_of(row) for row in rows]


def versions(con: Connection, memory_id: int) -> list[Version]:
    """The texts that a memory had before, the oldest first."""
    rows = con.execute(
        "select version, text, changed_at, changed_by from memory_versions where memory_id = ? order by version",
        (memory_id,),
    )
    return [Version(row[0], row[1], moment(row[2]), row[3]) for row in rows]


def links(con: Connection, memory_id: int) -> list[tuple[int, str]]:
    """The memories that are linked to this one, with the relation as it is stored; the lowest ids first."""
    rows = con.execute("select to_id, relation from links where from_id = ? order by to_id, relation", (memory_id,))
    return [(row[0], row[1]) for row in rows]


def of_subject(con: Connection, memory: Memory, limit: int) -> list[Memory]:
    """What else is known of the subject of a statement, what matters most first.

    Of the user, about whom most is known, only what was stated in the same relation.
    """
    rows = con.execute(
        f"""select {memories.COLUMNS} from memories where kind = ? and subject = ? collate nocase and id <> ?
        and space = ? and status in ('active', 'dormant', 'inbox') and (relation = ? or ? <> 'user')
        order by relation = ? desc, importance desc, id desc limit ?""",
        (
            memory.kind,
            memory.subject,
            memory.id,
            memory.space,
            memory.relation,
            memory.subject,
            memory.relation,
            limit,
        ),
    )
    return [memories.memory_of(row) for row in rows]
