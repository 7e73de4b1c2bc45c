"""Attachments in the record: what came with a message, and their content, read only when it is wanted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from companion.errors import NotFound
from companion.records import Attachment, AttachmentContent, AttachmentKind, NewAttachment
from companion.store.database import Connection

_ROW = "a.id, a.message_id, a.kind, a.name, a.media, a.size, a.width, a.height"


def _attachment(row: Sequence[Any]) -> Attachment:
    return Attachment(row[0], row[1], AttachmentKind(row[2]), *row[3:8])


def add(con: Connection, message_id: int, attached: Iterable[NewAttachment]) -> None:
    """Store what came with a message, in this order."""
    con.executemany(
        """insert into attachments(message_id, place, kind, name, media, size, width, height, text, data, thumb)
        values (?,?,?,?,?,?,?,?,?,?,?)""",
        [
            (message_id, place, a.kind, a.name, a.media, a.size, a.width, a.height, *_content(a))
            for place, a in enumerate(attached)
        ],
    )


def copy(con: Connection, from_id: int, to_id: int) -> None:
    """What came with one message comes with another version of it, too."""
    con.execute(
        """insert into attachments(message_id, place, kind, name, media, size, width, height, text, data, thumb)
        select ?, place, kind, name, media, size, width, height, text, data, thumb from attachments
        where message_id = ? order by place""",
        (to_id, from_id),
    )


def _content(new: NewAttachment) -> tuple[str | None, bytes | None, bytes | None]:
    if new.kind is AttachmentKind.DOCUMENT:
        return new.text, None, None
    return None, new.data, new.thumb


def of_messages(con: Connection, message_ids: Iterable[int]) -> dict[int, tuple[Attachment, ...]]:
    """What came with these messages, by message, in order; messages with nothing are left out."""
    rows = con.execute(
        f"""select {_ROW} from attachments a where a.message_id in (select value from json_each(?))
        order by a.message_id, a.place""",
        (json.dumps(list(message_ids)),),
    )
    found: dict[int, tuple[Attachment, ...]] = {}
    for row in rows:
        found[row[1]] = (*found.get(row[1], ()), _attachment(row))
    return found


def of_session(con: Connection, session_id: int) -> dict[int, tuple[Attachment, ...]]:
    """What came with the messages of a session, by message, in order."""
    rows = con.execute(
        "select a.message_id from attachments a join messages m on m.id = a.message_id where m.session_id = ?",
        (session_id,),
    )
    return of_messages(con, {row[0] for row in rows})


def content(con: Connection, attachment_id: int) -> AttachmentContent:
    """One attachment with its content. Raises `NotFound`."""
    row = con.execute(
        f"select {_ROW}, a.text, a.data, a.thumb from attachments a where a.id = ?", (attachment_id,)
    ).fetchone()
    if row is None:
        raise NotFound(f"There is no attachment number {attachment_id}.")
    return AttachmentContent(_attachment(row), row[8] or "", row[9] or b"", row[10] or b"")


def containing(con: Connection, expression: str, limit: int) -> list[tuple[int, int]]:
    """The newest documents that hold every part of a trigram expression: (attachment, message)."""
    rows = con.execute(
        """select a.id, a.message_id from attachments a where a.id in
        (select rowid from attachments_fts where attachments_fts match ?) order by a.id desc limit ?""",
        (expression, limit),
    )
    return [(row[0], row[1]) for row in rows]
