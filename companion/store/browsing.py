"""Lists of memories as the browser and the terminal ask for them."""

from __future__ import annotations

import json
from typing import Any

from companion.errors import BadInput
from companion.records import Memory, MemoryQuery
from companion.store import memories
from companion.store.database import Connection

_ORDER = {
    "occurred": "occurred_at",
    "created": "created_at",
    "text": "text collate nocase",
    "kind": "kind",
    "importance": "importance",
    "uses": "uses",
    "source": "speaker collate nocase",
    # Ebbinghaus retention falls with (now - anchor) / strength; the date of fading orders alike on both curves.
    "retention": "coalesce(fades_at, 1e18)",
}


def _where(query: MemoryQuery) -> tuple[str, list[Any]]:
    parts, values = (
        ["status in (select value from json_each(?))"],
        [json.dumps([str(s) for s in query.statuses])],
    )
    arguments: list[Any] = list(values)
    if query.kinds:
        parts.append("kind in (select value from json_each(?))")
        arguments.append(json.dumps([str(k) for k in query.kinds]))
    if query.pinned is not None:
        parts.append("pinned = ?")
        arguments.append(int(query.pinned))
    if query.session_id is not None:
        parts.append("session_id = ?")
        arguments.append(query.session_id)
    for word in query.text.split():
        parts.append("(text like ? escape '\\' or keywords like ? escape '\\' or speaker like ? escape '\\')")
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        arguments += [pattern, pattern, pattern]
    return " and ".join(parts), arguments


def page(con: Connection, query: MemoryQuery) -> list[Memory]:
    """The memories of one page of a list. Raises `BadInput` for an unknown order."""
    if query.sort not in _ORDER:
        raise BadInput(f"Memories cannot be sorted by {query.sort}.", "Choose one of " + ", ".join(_ORDER) + ".")
    where, arguments = _where(query)
    direction = "desc" if query.descending else "asc"
    rows = con.execute(
        f"""select id from memories where {where} order by {_ORDER[query.sort]} {direction}, id {direction}
        limit ? offset ?""",
        (*arguments, query.limit, query.offset),
    )
    ids = [row[0] for row in rows]
    found = memories.by_ids(con, ids)
    return [found[i] for i in ids]


def count(con: Connection, query: MemoryQuery) -> int:
    """How many memories a list has in all."""
    where, arguments = _where(query)
    return int(con.execute(f"select count(*) from memories where {where}", arguments).fetchone()[0])
