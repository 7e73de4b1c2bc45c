"""What a model wrote of a session that goes on: one text a session, and the last message that it covers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from companion.store import branches
from companion.store.database import Connection


@dataclass(frozen=True, slots=True)
class RunningSummary:
    """All that was said up to a message; empty, and up to nothing, where there is none."""

    text: str = ""
    last_message_id: int = 0


def load(con: Connection, session_id: int) -> RunningSummary:
    """The summary of a session; none where the message that it reaches to is not in the branch that is shown."""
    row = con.execute(
        "select text, last_message_id from running_summaries where session_id = ?", (session_id,)
    ).fetchone()
    if row is None or not branches.is_shown(con, row[1]):
        return RunningSummary()
    return RunningSummary(row[0], row[1])


def save(con: Connection, session_id: int, summary: RunningSummary, now: dt.datetime) -> None:
    """Keep this summary in place of the one before; unless its last message is hidden or gone by now."""
    if branches.is_shown(con, summary.last_message_id):
        con.execute(
            """insert into running_summaries(session_id, text, last_message_id, made_at) values (?,?,?,?)
            on conflict(session_id) do update set text = excluded.text,
            last_message_id = excluded.last_message_id, made_at = excluded.made_at""",
            (session_id, summary.text, summary.last_message_id, now.timestamp()),
        )
