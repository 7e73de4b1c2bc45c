"""Sessions and messages in the record: plain functions over a connection, called inside a transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from companion.errors import NotFound
from companion.records import Message, MessageState, Role, Session
from companion.store import spaces
from companion.store.database import Connection
from companion.store.moments import moment

MESSAGE = """m.id, m.session_id, m.role, m.speaker, m.text, m.created_at, m.day, m.state, m.parent_id, m.model,
    m.notice, m.rating, m.next_step, m.code, m.thoughts, m.thought_seconds, m.awaits_model,
    (select count(*) from messages v where v.session_id = m.session_id and v.parent_id is m.parent_id
        and v.deletion_id is null and v.id <= m.id),
    (select count(*) from messages v where v.session_id = m.session_id and v.parent_id is m.parent_id
        and v.deletion_id is null)"""
"""What `message_of` reads of a row of `messages m`: the last two count the versions that are not deleted."""
_SESSION = """s.id, s.title, s.started_at, s.last_at, s.day, s.ended_at, s.consolidated_at, s.source, s.pinned,
    s.archived, (select count(*) from messages m where m.session_id = s.id and m.shown), s.persona, s.space"""


def _maybe(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else moment(seconds)


def _session(row: Sequence[Any]) -> Session:
    return Session(
        id=row[0],
        title=row[1],
        started_at=moment(row[2]),
        last_at=moment(row[3]),
        day=dt.date.fromisoformat(row[4]),
        ended_at=_maybe(row[5]),
        consolidated_at=_maybe(row[6]),
        source=row[7],
        pinned=bool(row[8]),
        archived=bool(row[9]),
        messages=row[10],
        persona=row[11],
        space=row[12],
    )


def message_of(row: Sequence[Any]) -> Message:
    """A message from the columns of `MESSAGE`."""
    return Message(
        id=row[0],
        session_id=row[1],
        role=Role(row[2]),
        speaker=row[3],
        text=row[4],
        created_at=moment(row[5]),
        day=dt.date.fromisoformat(row[6]),
        state=MessageState(row[7]),
        parent_id=row[8],
        model=row[9],
        notice=row[10],
        rating=row[11],
        next_step=row[12],
        code=row[13],
        thoughts=row[14],
        thought_seconds=row[15],
        awaits_model=bool(row[16]),
        version=row[17],
        versions=row[18],
    )


def add_session(
    con: Connection,
    at: dt.datetime,
    day: dt.date,
    *,
    title: str = "",
    source: str = "app",
    import_key: str | None = None,
    persona: str = "",
    space: str = "",
) -> int:
    """A new, open session; its id. `space` is whose memories it belongs to."""
    row = con.execute(
        "insert into sessions(title, started_at, last_at, day, source, import_key, persona, space)"
        " values (?,?,?,?,?,?,?,?)",
        (title, at.timestamp(), at.timestamp(), day.isoformat(), source, import_key, persona, space),
    )
    return int(row.lastrowid or 0)


def session(con: Connection, session_id: int) -> Session:
    """One session. Raises `NotFound`."""
    row = con.execute(f"select {_SESSION} from sessions s where s.id = ?", (session_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no conversation number {session_id}.")
    return _session(row)


def sessions(con: Connection, *, archived: bool = False) -> list[Session]:
    """All sessions of the space that is chosen, pinned ones first, then the latest first."""
    rows = con.execute(
        f"""select {_SESSION} from sessions s where s.archived = ? and {spaces.SEEN}
        order by s.pinned desc, s.last_at desc, s.id desc""",
        (int(archived),),
    )
    return [_session(row) for row in rows]


def open_sessions(con: Connection) -> list[Session]:
    """Sessions that have not ended, oldest first."""
    rows = con.execute(f"select {_SESSION} from sessions s where s.ended_at is null order by s.id")
    return [_session(row) for row in rows]


def has_import(con: Connection, import_key: str) -> bool:
    """Whether a session with this import key is already here."""
    return con.execute("select 1 from sessions where import_key = ?", (import_key,)).fetchone() is not None


def import_key(con: Connection, session_id: int) -> str | None:
    """What names this session in the file that it came from; None for one that was held here."""
    row = con.execute("select import_key from sessions where id = ?", (session_id,)).fetchone()
    return row[0] if row else None


def end_session(con: Connection, session_id: int, at: dt.datetime) -> bool:
    """Mark it ended; False when it already was."""
    done = con.execute(
        "update sessions set ended_at = ? where id = ? and ended_at is null", (at.timestamp(), session_id)
    )
    return done.rowcount == 1


def reopen_session(con: Connection, session_id: int) -> None:
    """The conversation goes on after it had ended: it will end, and be learned from, once more."""
    con.execute("update sessions set ended_at = null, consolidated_at = null where id = ?", (session_id,))


def mark_consolidated(con: Connection, session_id: int, at: dt.datetime) -> None:
    """Note that this session has been learned from."""
    con.execute("update sessions set consolidated_at = ? where id = ?", (at.timestamp(), session_id))


def rename(con: Connection, session_id: int, title: str, *, by_hand: bool = False) -> None:
    """Give a session a title. One that was given by hand stays until the next one by hand."""
    con.execute(
        "update sessions set title = ?, titled = max(titled, ?) where id = ? and (? or titled = 0)",
        (title, int(by_hand), session_id, by_hand),
    )


def set_pinned(con: Connection, session_id: int, pinned: bool) -> None:
    """Keep a session at the top of the list, or no longer."""
    con.execute("update sessions set pinned = ? where id = ?", (int(pinned), session_id))


def set_archived(con: Connection, session_id: int, archived: bool) -> None:
    """Put a session away, or take it back."""
    con.execute("update sessions set archived = ? where id = ?", (int(archived), session_id))


def remove_session(con: Connection, session_id: int) -> None:
    """Remove a session with its messages. Its memories must have been removed before."""
    con.execute("delete from sessions where id = ?", (session_id,))


def add_message(
    con: Connection,
    session_id: int,
    role: Role,
    speaker: str,
    text: str,
    at: dt.datetime,
    day: dt.date,
    *,
    state: MessageState = MessageState.COMPLETE,
    model: str = "",
) -> tuple[int, int]:
    """Append a message to the branch of a session that is shown; its id and its position (from 0)."""
    parent_id, position = con.execute(
        """select id, position + 1 from messages where session_id = ? and shown
        order by position desc limit 1""",
        (session_id,),
    ).fetchone() or (None, 0)
    return insert_message(con, session_id, parent_id, position, role, speaker, text, at, day, state, model), position


def insert_message(
    con: Connection,
    session_id: int,
    parent_id: int | None,
    position: int,
    role: Role,
    speaker: str,
    text: str,
    at: dt.datetime,
    day: dt.date,
    state: MessageState,
    model: str,
) -> int:
    """Store a message at this place of the tree; its id. `add_message` and `branches.add_version` know the place."""
    row = con.execute(
        """insert into messages(session_id, parent_id, position, role, speaker, text, created_at, day, state, model)
        values (?,?,?,?,?,?,?,?,?,?)""",
        (session_id, parent_id, position, role, speaker, text, at.timestamp(), day.isoformat(), state, model),
    )
    con.execute("update sessions set last_at = max(last_at, ?) where id = ?", (at.timestamp(), session_id))
    return int(row.lastrowid or 0)


def set_text(con: Connection, message_id: int, text: str, state: MessageState, notice: str = "") -> None:
    """Save what a streaming reply has come to."""
    con.execute("update messages set text = ?, state = ?, notice = ? where id = ?", (text, state, notice, message_id))


def set_rating(con: Connection, message_id: int, rating: int) -> None:
    """Keep the user's thumb on a reply: 1 up, -1 down, 0 none."""
    con.execute("update messages set rating = ? where id = ?", (rating, message_id))


def set_model(con: Connection, message_id: int, model: str) -> None:
    """Note who writes this reply."""
    con.execute("update messages set model = ? where id = ?", (model, message_id))


def position(con: Connection, message_id: int) -> int:
    """How many messages stand before this one in its branch."""
    row = con.execute("select position from messages where id = ?", (message_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no message number {message_id}.")
    return int(row[0])


def message(con: Connection, message_id: int) -> Message:
    """One message. Raises `NotFound`."""
    row = con.execute(f"select {MESSAGE} from messages m where id = ?", (message_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no message number {message_id}.")
    return message_of(row)


def messages(con: Connection, session_id: int, *, before: int | None = None, limit: int | None = None) -> list[Message]:
    """The branch of a session that is shown, in its order; at most the last `limit` of it, before message `before`."""
    rows = con.execute(
        f"""select {MESSAGE} from messages m where m.session_id = ? and m.shown
        and m.position < coalesce((select position from messages where id = ?), 1 << 62)
        order by m.position desc limit ?""",
        (session_id, before, -1 if limit is None else limit),
    ).fetchall()
    return [message_of(row) for row in reversed(rows)]


def messages_of_day(con: Connection, day: dt.date) -> list[Message]:
    """All that was said on a day, in the space that is chosen, in order."""
    rows = con.execute(
        f"select {MESSAGE} from messages m where day = ? and shown and {spaces.SEEN_SESSION} order by created_at, id",
        (day.isoformat(),),
    )
    return [message_of(row) for row in rows]


def first_message_from(con: Connection, day: dt.date, space: str = "") -> Message | None:
    """The first thing that was said in a space on or after this day; None when nothing was."""
    row = con.execute(
        f"""select {MESSAGE} from messages m where day >= ? and shown
        and exists (select 1 from sessions s where s.id = m.session_id and s.space = ?)
        order by day, created_at, id limit 1""",
        (day.isoformat(), space),
    ).fetchone()
    return None if row is None else message_of(row)


def mark_unlearned(con: Connection, session_id: int) -> None:
    """Note that nothing of this session is learned."""
    con.execute("update sessions set consolidated_at = null where id = ?", (session_id,))


def last_message(con: Connection, session_id: int) -> int:
    """The id of the last message of the branch that is shown; 0 for an empty session."""
    # Along a branch ids only rise: an answer is written after what it answers.
    row = con.execute(
        "select coalesce(max(id), 0) from messages where session_id = ? and shown", (session_id,)
    ).fetchone()
    return int(row[0])


def messages_by_id(con: Connection, ids: Iterable[int]) -> dict[int, Message]:
    """The messages with these ids, by id; what does not exist is left out."""
    found: dict[int, Message] = {}
    for message_id in ids:
        row = con.execute(f"select {MESSAGE} from messages m where id = ?", (message_id,)).fetchone()
        if row is not None:
            found[message_id] = message_of(row)
    return found


def close_interrupted(con: Connection, notice: str) -> int:
    """Mark replies that a crash cut off as incomplete; how many there were."""
    done = con.execute(
        "update messages set state = ?, notice = ? where state = ?",
        (MessageState.INCOMPLETE, notice, MessageState.STREAMING),
    )
    return int(done.rowcount)


def count(con: Connection) -> int:
    """How many conversations there are."""
    return int(con.execute("select count(*) from sessions").fetchone()[0])
