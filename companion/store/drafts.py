"""Drafts in the record: what is written and not sent, one for each conversation and one for the next."""

from __future__ import annotations

import datetime as dt

from companion.records import AttachmentKind, Draft, NewAttachment
from companion.store.database import Connection

NOT_BEGUN = 0
"""The place of the conversation that has not begun."""


def load(con: Connection, session_id: int | None) -> Draft:
    """What is written there; empty when nothing is."""
    number = session_id or NOT_BEGUN
    row = con.execute("select text, cursor from drafts where id = ?", (number,)).fetchone()
    return Draft(row[0], row[1], _attached(con, number)) if row else Draft()


def _attached(con: Connection, number: int) -> tuple[NewAttachment, ...]:
    rows = con.execute(
        """select kind, name, media, text, data, thumb, width, height from draft_attachments where draft_id = ?
        order by place""",
        (number,),
    )
    return tuple(NewAttachment(AttachmentKind(row[0]), *row[1:]) for row in rows)


def save(con: Connection, session_id: int | None, draft: Draft, now: dt.datetime) -> None:
    """Keep this draft in place of the one before; an empty one is none. One of a conversation that is gone, too."""
    number = session_id or NOT_BEGUN
    there = session_id is None or con.execute("select 1 from sessions where id = ?", (session_id,)).fetchone()
    if not (draft.text or draft.attached) or not there:
        con.execute("delete from drafts where id = ?", (number,))
        return
    con.execute(
        """insert into drafts(id, session_id, text, cursor, changed_at) values (?,?,?,?,?) on conflict(id) do update
        set text = excluded.text, cursor = excluded.cursor, changed_at = excluded.changed_at""",
        (number, session_id, draft.text, draft.cursor, now.timestamp()),
    )
    if draft.attached != _attached(con, number):
        con.execute("delete from draft_attachments where draft_id = ?", (number,))
        con.executemany(
            "insert into draft_attachments values (?,?,?,?,?,?,?,?,?,?)",
            [
                (number, place, one.kind, one.name, one.media, one.width, one.height, one.text, one.data, one.thumb)
                for place, one in enumerate(draft.attached)
            ],
        )
