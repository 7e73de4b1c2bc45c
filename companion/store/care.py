"""Messages that were answered with care: plain functions over a connection. Only their kind is kept."""

from __future__ import annotations

from companion.store.database import Connection


def note(con: Connection, message_id: int, kind: str) -> None:
    """Note that this message of the user's was answered with care."""
    con.execute("insert or replace into cared_for(message_id, kind) values (?, ?)", (message_id, kind))


def of_session(con: Connection, session_id: int) -> dict[int, str]:
    """The kinds of these messages in a session, by message."""
    rows = con.execute(
        "select c.message_id, c.kind from cared_for c join messages m on m.id = c.message_id where m.session_id = ?",
        (session_id,),
    )
    return {row[0]: row[1] for row in rows}
