"""What the last conversations taught, read from the notes of learning: plain functions over a connection."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from companion.store import spaces
from companion.store.database import Connection


@dataclass(frozen=True, slots=True)
class TaughtRow:
    """A memory that a conversation made, and why it was taken so, in the fixed words of learning."""

    session_id: int
    memory_id: int
    reason: str


def lately(con: Connection, sessions: int) -> list[TaughtRow]:
    """What each of the last `sessions` conversations that taught anything made, the latest conversation first."""
    rows = con.execute(
        f"""select l.session_id, c.memory_id, c.reason from lesson_changes c
        join lessons l on l.work_id = c.work_id join memories m on m.id = c.memory_id
        where m.{spaces.SEEN} and l.undone_at is null and c.before is null and c.taken_back = 0
        and m.status <> 'forgotten'
        and m.kind in ('fact', 'intention', 'lesson') and l.session_id in (
            select l.session_id from lessons l join sessions s on s.id = l.session_id
            where l.undone_at is null and s.{spaces.SEEN}
            order by s.last_at desc limit ?)
        order by (select last_at from sessions s where s.id = l.session_id) desc, l.work_id desc, c.id""",
        (sessions,),
    )
    return [TaughtRow(*row) for row in rows]


def waiting(con: Connection) -> list[TaughtRow]:
    """What waits for the user's word, whichever conversation it is from."""
    rows = con.execute(
        f"""select m.session_id, m.id, coalesce((select c.reason from lesson_changes c where c.memory_id = m.id
            and c.before is null order by c.id desc limit 1), '') from memories m
        where m.{spaces.SEEN} and m.status = 'inbox' and m.session_id is not null order by m.occurred_at desc, m.id"""
    )
    return [TaughtRow(*row) for row in rows]


def replaced_by(con: Connection, ids: Iterable[int]) -> dict[int, int]:
    """For each of these memories that took the place of an older one, or would: which. Of several the latest."""
    rows = con.execute(
        """select from_id, max(to_id) from links where relation in ('supersedes', 'contradicts') and to_id < from_id
        and from_id in (select value from json_each(?)) group by from_id""",
        (json.dumps(list(ids)),),
    )
    return {row[0]: row[1] for row in rows}
