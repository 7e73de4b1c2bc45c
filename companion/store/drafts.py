"""Drafts in the record: what is written and not sent, one for each conversation and one for the next."""

from __future__ import annotations

import datetime as dt

from companion.records import Draft
from companion.store.database import Connection

NOT_BEGUN = 0
"""The place of the conversation that has not begun."""


def load(con: Connection, session_id: int | None) -> Draft:
    """What is written there; empty when nothing is."""
    row = con.execute("select text, cursor from drafts where id = ?", (session_id or NOT_BEGUN,)).fetchone()
    return Draft(row[0], row[1]) if row else Draft()


def save(con: Connection, session_id: int | None, draft: Draft, now: dt.datetime) -> None:
    """Keep this draft in place of the one before; an empty one is none. One of a conversation that is gone, too."""
    con.execute("delete from drafts where id = ?", (session_id or NOT_BEGUN,))
    there = session_id is None or con.execute("select 1 from sessions where id = ?", (session_id,)).fetchone()
    if draft.text and there:
        con.execute(
            "insert into drafts(id, session_id, text, cursor, changed_at) values (?,?,?,?,?)",
            (session_id or NOT_BEGUN, session_id, draft.text, draft.cursor, now.timestamp()),
        )
