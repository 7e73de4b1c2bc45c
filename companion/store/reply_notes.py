"""What the record keeps of a reply beside its words: what went wrong, the thoughts before it, and who waits."""

from __future__ import annotations

from companion.store.database import Connection


def set_trouble(con: Connection, reply_id: int, next_step: str, code: str) -> None:
    """Keep what helps against the notice of a reply, and which kind of trouble it was."""
    con.execute("update messages set next_step = ?, code = ? where id = ?", (next_step, code, reply_id))


def set_thoughts(con: Connection, reply_id: int, thoughts: str, seconds: float) -> None:
    """Keep what the model thought before it spoke, and for how long."""
    con.execute(
        "update messages set thoughts = ?, thought_seconds = ? where id = ?", (thoughts, round(seconds, 1), reply_id)
    )


def clear(con: Connection, reply_id: int) -> None:
    """The reply is made anew: nothing of the earlier one counts, and nobody waits for it any more."""
    con.execute(
        """update messages set next_step = '', code = '', thoughts = '', thought_seconds = 0, awaits_model = 0
        where id = ?""",
        (reply_id,),
    )


def set_awaiting(con: Connection, reply_id: int, awaits: bool) -> None:
    """Whether this reply is to be made anew when the model is back."""
    con.execute("update messages set awaits_model = ? where id = ?", (int(awaits), reply_id))


def awaiting(con: Connection) -> list[int]:
    """The replies that wait for the model, oldest first."""
    return [row[0] for row in con.execute("select id from messages where awaits_model = 1 order by id")]
