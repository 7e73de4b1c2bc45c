"""Muted memories: plain functions over a connection, called inside a transaction.

A muted memory does not come up by itself and stands in no prompt, unless it is asked for. Lists and search show it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

from companion.store.database import Connection


def mute(con: Connection, ids: Iterable[int], now: dt.datetime) -> None:
    """Mute these memories; one that is muted stays so since when it was."""
    con.executemany(
        "insert or ignore into muted_memories(memory_id, muted_at) values (?,?)", [(i, now.timestamp()) for i in ids]
    )


def unmute(con: Connection, ids: Iterable[int]) -> None:
    """Let these memories come up again."""
    con.executemany("delete from muted_memories where memory_id = ?", [(memory_id,) for memory_id in ids])


def muted_among(con: Connection, ids: Iterable[int]) -> frozenset[int]:
    """Which of these memories are muted; the cost is that of looking `ids` up."""
    rows = con.execute(
        "select memory_id from muted_memories where memory_id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    return frozenset(row[0] for row in rows)


def muted(con: Connection) -> frozenset[int]:
    """Every muted memory."""
    return frozenset(row[0] for row in con.execute("select memory_id from muted_memories"))
