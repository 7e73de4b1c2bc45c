"""Which memories stood behind a reply: plain functions over a connection, called inside a transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from companion.store.database import Connection


def record(con: Connection, reply_id: int, rows: Iterable[tuple[int, str, float, dict[str, float]]]) -> None:
    """Store which memories stood behind a reply: (memory id, level, score, parts)."""
    con.executemany(
        "insert or replace into recalls(reply_id, memory_id, level, score, parts) values (?,?,?,?,?)",
        [(reply_id, i, level, score, json.dumps(parts)) for i, level, score, parts in rows],
    )


def of_reply(con: Connection, reply_id: int) -> Iterator[tuple[int, str, float, dict[str, float]]]:
    """Which memories stood behind a reply, best first."""
    rows = con.execute(
        "select memory_id, level, score, parts from recalls where reply_id = ? order by score desc",
        (reply_id,),
    )
    return ((row[0], row[1], row[2], json.loads(row[3])) for row in rows)


def remove(con: Connection, reply_id: int) -> None:
    """Drop what stood behind a reply that is answered anew."""
    con.execute("delete from recalls where reply_id = ?", (reply_id,))
