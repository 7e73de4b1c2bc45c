"""Which memories stood behind a reply: plain functions over a connection, called inside a transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from companion.records import ShapedReply
from companion.store.database import Connection
from companion.store.moments import moment

Row = tuple[int, str, float, dict[str, float]]
"""Memory id, level, score and the score's parts."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What recall decided about the message of a reply (`Recall`)."""

    text: str
    confidence: float
    known: bool


def record(con: Connection, reply_id: int, rows: Iterable[Row]) -> None:
    """Store which memories stood behind a reply: (memory id, level, score, parts)."""
    con.executemany(
        "insert or replace into recalls(reply_id, memory_id, level, score, parts) values (?,?,?,?,?)",
        [(reply_id, i, level, score, json.dumps(parts)) for i, level, score, parts in rows],
    )


def of_reply(con: Connection, reply_id: int) -> Iterator[Row]:
    """Which memories stood behind a reply, best first."""
    rows = con.execute(
        "select memory_id, level, score, parts from recalls where reply_id = ? order by score desc",
        (reply_id,),
    )
    return ((row[0], row[1], row[2], json.loads(row[3])) for row in rows)


def remove(con: Connection, reply_id: int) -> None:
    """Drop what stood behind a reply that is answered anew."""
    for table in ("recalls", "near_misses", "reply_decisions"):
        con.execute(f"delete from {table} where reply_id = ?", (reply_id,))


def record_decision(con: Connection, reply_id: int, decision: Decision, near: Iterable[Row]) -> None:
    """Store what was decided for a reply, and what came near without being kept, in place of earlier notes."""
    con.execute(
        "insert or replace into reply_decisions(reply_id, decision, confidence, known) values (?,?,?,?)",
        (reply_id, decision.text, decision.confidence, int(decision.known)),
    )
    con.execute("delete from near_misses where reply_id = ?", (reply_id,))
    con.executemany(
        "insert into near_misses(reply_id, memory_id, score, parts) values (?,?,?,?)",
        [(reply_id, i, score, json.dumps(parts)) for i, _, score, parts in near],
    )


def decision_of(con: Connection, reply_id: int) -> Decision | None:
    """What was decided for a reply; None when it was written before this was noted."""
    row = con.execute(
        "select decision, confidence, known from reply_decisions where reply_id = ?", (reply_id,)
    ).fetchone()
    return Decision(row[0], row[1], bool(row[2])) if row else None


def near(con: Connection, reply_id: int) -> Iterator[Row]:
    """What came near and was not kept, best first."""
    rows = con.execute(
        "select memory_id, score, parts from near_misses where reply_id = ? order by score desc", (reply_id,)
    )
    return ((row[0], "near", row[1], json.loads(row[2])) for row in rows)


def shaped(con: Connection, memory_id: int) -> list[ShapedReply]:
    """The replies behind which this memory stood, what it shaped most first, then the latest first."""
    rows = con.execute(
        """select m.id, m.session_id, s.title, m.text, r.level, m.created_at, m.day from recalls r
        join messages m on m.id = r.reply_id join sessions s on s.id = m.session_id where r.memory_id = ?
        order by case r.level when 'used' then 0 when 'given' then 1 else 2 end, m.created_at desc, m.id desc""",
        (memory_id,),
    )
    return [
        ShapedReply(row[0], row[1], row[2], row[3], row[4], moment(row[5]), dt.date.fromisoformat(row[6]))
        for row in rows
    ]
