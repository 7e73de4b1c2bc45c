"""Memories as they are at one moment, all that belongs to them included, and putting that back.

What is put back is the difference between two snapshots, where nothing has changed it since: plain functions over a
connection, called inside a transaction. A snapshot lives in memory only: on the disk it would be one more place that
holds words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from companion.store.database import Connection

_PARTS: Mapping[str, str] = {
    "memory_sources": "memory_id in (select value from json_each(?1))",
    "memory_versions": "memory_id in (select value from json_each(?1))",
    "reinforcements": "memory_id in (select value from json_each(?1))",
    "muted_memories": "memory_id in (select value from json_each(?1))",
    "links": "from_id in (select value from json_each(?1)) or to_id in (select value from json_each(?1))",
}
"""The tables whose rows belong to memories, and which rows those are."""

Row = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Rows by memory, and rows of the tables beside them."""

    memories: Mapping[int, Mapping[str, Any]]
    parts: Mapping[str, frozenset[Row]]


def take(con: Connection, ids: Iterable[int]) -> Snapshot:
    """These memories as they are now; what does not exist is left out."""
    wanted = json.dumps(sorted(set(ids)))
    rows = _rows(con, "memories", "id in (select value from json_each(?1))", wanted)
    return Snapshot(
        {dict(row)["id"]: dict(row) for row in rows},
        {table: frozenset(_rows(con, table, where, wanted)) for table, where in _PARTS.items()},
    )


def changed(before: Snapshot, after: Snapshot) -> tuple[int, ...]:
    """The memories that differ between two snapshots, in order."""
    ids = set(before.memories) | set(after.memories)
    rows = {i for i in ids if before.memories.get(i) != after.memories.get(i)}
    beside = {
        value
        for table in _PARTS
        for row in before.parts[table] ^ after.parts[table]
        for name, value in row
        if name in ("memory_id", "from_id", "to_id") and value in ids
    }
    return tuple(sorted(rows | beside))


def put_back(con: Connection, before: Snapshot, after: Snapshot) -> None:
    """Take the step from `before` to `after` back. What has changed otherwise since then stays as it is.

    A memory that the step made is removed; one that is gone meanwhile stays gone.
    """
    made = set(after.memories) - set(before.memories)
    there = take(con, after.memories)
    for memory_id, old in before.memories.items():
        new, now = after.memories.get(memory_id), there.memories.get(memory_id)
        if new is None or now is None:
            continue
        back = {name: old[name] for name in old if old[name] != new[name] and now[name] == new[name]}
        if back:
            marks = ", ".join(f"{name} = ?" for name in back)
            con.execute(f"update memories set {marks} where id = ?", (*back.values(), memory_id))
    for table in _PARTS:
        for row in after.parts[table] - before.parts[table]:
            con.execute(f"delete from {table} where {_same(row)}", tuple(value for _, value in row))
        for row in before.parts[table] - after.parts[table]:
            if not _stands(con, row):
                continue
            names = ", ".join(name for name, _ in row)
            marks = ", ".join("?" * len(row))
            con.execute(f"insert or ignore into {table}({names}) values ({marks})", tuple(value for _, value in row))
    con.executemany("delete from memories where id = ?", [(memory_id,) for memory_id in sorted(made)])


def _rows(con: Connection, table: str, where: str, ids: str) -> list[Row]:
    cursor = con.execute(f"select * from {table} where {where}", (ids,))
    names = [column[0] for column in cursor.description]
    return [tuple(zip(names, row, strict=True)) for row in cursor]


def _same(row: Row) -> str:
    return " and ".join(f"{name} is ?" for name, _ in row)


def _stands(con: Connection, row: Row) -> bool:
    """Whether the memories and messages that a row names are still there."""
    for name, value in row:
        table = "messages" if name == "message_id" else "memories"
        if (
            name in ("memory_id", "from_id", "to_id", "message_id")
            and not con.execute(f"select 1 from {table} where id = ?", (value,)).fetchone()
        ):
            return False
    return True
