"""The tree of a session's messages: versions, the branch that is shown, deleting with undo.

Plain functions over a connection, called inside a transaction. Of the messages that share a parent one is `chosen`;
`shown` are those that are chosen and whose ancestors all are: always one path from the first message to a last one.
Nothing is ever overwritten: a change of mind is another version beside the old one.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from companion.errors import BadInput, NotFound
from companion.records import Deletion, Message, MessageState, Role
from companion.store import transcripts
from companion.store.database import Connection

_NEVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Shift:
    """What a change of the shown branch did: ids of messages that went out of it and that came into it."""

    hidden: tuple[int, ...] = ()
    shown: tuple[int, ...] = ()

    @property
    def touched(self) -> tuple[int, ...]:
        return self.hidden + self.shown


def path(con: Connection, message_id: int, limit: int = _NEVER) -> list[Message]:
    """The branch that ends with this message, from its first message; at most the last `limit` of it."""
    rows = con.execute(
        f"""with recursive up(id, parent_id, step) as (
            select id, parent_id, 1 from messages where id = ?1
            union all
            select b.id, b.parent_id, up.step + 1 from up join messages b on b.id = up.parent_id where up.step < ?2
        ) select {transcripts.MESSAGE} from up join messages m on m.id = up.id order by m.position""",
        (message_id, limit),
    )
    return [transcripts.message_of(row) for row in rows]


def versions(con: Connection, message_id: int) -> list[int]:
    """The versions of this message that are not deleted, in the order in which they were written."""
    rows = con.execute(
        """select v.id from messages m join messages v on v.session_id = m.session_id and v.parent_id is m.parent_id
        where m.id = ? and v.deletion_id is null order by v.id""",
        (message_id,),
    )
    return [row[0] for row in rows]


def is_shown(con: Connection, message_id: int) -> bool:
    """Whether this message is in the branch of its session that is shown."""
    row = con.execute("select shown from messages where id = ?", (message_id,)).fetchone()
    return row is not None and bool(row[0])


def check_there(con: Connection, message_id: int) -> int:
    """The session of a message. Raises `NotFound`, and `BadInput` for one that is deleted, or below one that is."""
    row = con.execute("select session_id from messages where id = ?", (message_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no message number {message_id}.")
    if not _is_reachable(con, message_id):
        raise BadInput("This message is deleted.")
    return int(row[0])


def is_last(con: Connection, message_id: int) -> bool:
    """Whether nothing that is not deleted follows this message, in any branch."""
    row = con.execute("select 1 from messages where parent_id = ? and deletion_id is null", (message_id,)).fetchone()
    return row is None


def add_version(
    con: Connection,
    message_id: int,
    speaker: str,
    text: str,
    at: dt.datetime,
    day: dt.date,
    state: MessageState = MessageState.COMPLETE,
) -> tuple[int, Shift]:
    """Another version beside this message, of the same role, which is shown from now on; its id. Raises `NotFound`."""
    known = transcripts.message(con, message_id)
    place = transcripts.position(con, message_id)
    new = transcripts.insert_message(
        con, known.session_id, known.parent_id, place, known.role, speaker, text, at, day, state, ""
    )
    return new, _joined(con, new)


def add_answer(con: Connection, message_id: int, speaker: str, at: dt.datetime, day: dt.date) -> tuple[int, Shift]:
    """An empty streaming reply to this message, which is shown from now on; its id. Raises `NotFound`."""
    asked = transcripts.message(con, message_id)
    place = transcripts.position(con, message_id) + 1
    streaming = MessageState.STREAMING
    new = transcripts.insert_message(
        con, asked.session_id, message_id, place, Role.COMPANION, speaker, "", at, day, streaming, ""
    )
    return new, _joined(con, new)


def _joined(con: Connection, new: int) -> Shift:
    """Show a message that was just written. It is born shown, so it is hidden first: what it pushes out then shows."""
    con.execute("update messages set shown = 0 where id = ?", (new,))
    shift = choose(con, new)
    return Shift(shift.hidden, tuple(i for i in shift.shown if i != new))


def choose(con: Connection, message_id: int) -> Shift:
    """Show the branch through this message, and below it what was shown there last.

    Raises `NotFound`, and `BadInput` for a message that is deleted.
    """
    session_id = check_there(con, message_id)
    for step in con.execute(
        """with recursive up(id, parent_id, chosen) as (
            select id, parent_id, chosen from messages where id = ?
            union all
            select b.id, b.parent_id, b.chosen from up join messages b on b.id = up.parent_id
        ) select id from up where not chosen or id = ?""",
        (message_id, message_id),
    ).fetchall():
        _take(con, step[0])
    return _show(con, session_id)


def _take(con: Connection, message_id: int) -> None:
    """Make this the chosen one among its versions."""
    con.execute(
        """update messages set chosen = (id = ?1) where session_id = (select session_id from messages where id = ?1)
        and parent_id is (select parent_id from messages where id = ?1)""",
        (message_id,),
    )


def _show(con: Connection, session_id: int) -> Shift:
    """Walk down the chosen messages and note which of them can be seen now."""
    rows = con.execute(
        """with recursive branch(id) as (
            select id from messages
            where session_id = ?1 and parent_id is null and deletion_id is null and chosen
            union all
            select m.id from branch join messages m indexed by messages_by_answered on m.parent_id = branch.id
            where m.deletion_id is null and m.chosen
        ) select id from branch""",
        (session_id,),
    )
    now = {row[0] for row in rows}
    before = {row[0] for row in con.execute("select id from messages where session_id = ? and shown", (session_id,))}
    shift = Shift(tuple(sorted(before - now)), tuple(sorted(now - before)))
    for ids, shown in ((shift.hidden, 0), (shift.shown, 1)):
        con.executemany("update messages set shown = ? where id = ?", [(shown, i) for i in ids])
    return shift


def delete(con: Connection, message_id: int, now: dt.datetime) -> tuple[Deletion, Shift, tuple[int, ...]]:
    """Take out a message and all that followed it; a version beside it is shown instead, if there is one.

    Also gives the ids of all that is gone, shown or not. Raises `NotFound`, and `BadInput` for one that is deleted.
    """
    message = transcripts.message(con, message_id)
    gone = _below(con, message_id)
    if not gone:
        raise BadInput("This message is deleted already.")
    others = versions(con, message_id)
    session = transcripts.session(con, message.session_id)
    row = con.execute(
        """insert into deletions(session_id, message_id, deleted_at, shown, leaf_id, ended_at, consolidated_at,
        memories) values (?,?,?,?,?,?,?,'[]')""",
        (
            session.id,
            message_id,
            now.timestamp(),
            is_shown(con, message_id),
            transcripts.last_message(con, session.id),
            session.ended_at and session.ended_at.timestamp(),
            session.consolidated_at and session.consolidated_at.timestamp(),
        ),
    )
    deletion = Deletion(int(row.lastrowid or 0), session.id, message_id, len(gone))
    con.executemany("update messages set deletion_id = ? where id = ?", [(deletion.id, i) for i in gone])
    chosen = con.execute("select chosen from messages where id = ?", (message_id,)).fetchone()[0]
    if chosen and len(others) > 1:
        at = others.index(message_id)
        _take(con, others[at - 1] if at else others[1])
    con.execute("update messages set chosen = 0 where id = ?", (message_id,))
    return deletion, _show(con, session.id), tuple(gone)


def _below(con: Connection, message_id: int) -> list[int]:
    """This message and all that followed it in any branch, without what is deleted."""
    rows = con.execute(
        """with recursive down(id) as (
            select id from messages where id = ? and deletion_id is null
            union all
            select m.id from down join messages m indexed by messages_by_answered on m.parent_id = down.id
            where m.deletion_id is null
        ) select id from down""",
        (message_id,),
    )
    return [row[0] for row in rows]


def _any_chosen(con: Connection, ids: Sequence[int]) -> bool:
    found = con.execute(f"select 1 from messages where chosen and id in ({','.join('?' * len(ids))})", ids)
    return found.fetchone() is not None


def _is_reachable(con: Connection, message_id: int) -> bool:
    """Whether neither it nor anything that it follows is deleted."""
    row = con.execute(
        """with recursive up(parent_id, deletion_id) as (
            select parent_id, deletion_id from messages where id = ?
            union all
            select b.parent_id, b.deletion_id from up join messages b on b.id = up.parent_id
        ) select 1 from up where deletion_id is not null""",
        (message_id,),
    ).fetchone()
    return row is None


def _deletion_above(con: Connection, message_id: int) -> int | None:
    """The deletion of the nearest deleted message that it follows; None where there is none."""
    row = con.execute(
        """with recursive up(id, parent_id, deletion_id, far) as (
            select id, parent_id, null, 0 from messages where id = ?
            union all
            select b.id, b.parent_id, b.deletion_id, up.far + 1 from up join messages b on b.id = up.parent_id
        ) select deletion_id from up where deletion_id is not null order by far limit 1""",
        (message_id,),
    ).fetchone()
    return None if row is None else int(row[0])


def note_forgotten(con: Connection, deletion_id: int, memory_ids: Iterable[int]) -> None:
    """Which memories a deletion took out, for its undo."""
    con.execute("update deletions set memories = ? where id = ?", (json.dumps(list(memory_ids)), deletion_id))


def session_of_deletion(con: Connection, deletion_id: int) -> int:
    """The session in which this deletion was. Raises `NotFound` when it is undone or never was."""
    row = con.execute("select session_id from deletions where id = ?", (deletion_id,)).fetchone()
    if row is None:
        raise NotFound("There is no such deletion to undo, or it is undone already.")
    return int(row[0])


@dataclass(frozen=True, slots=True)
class Restored:
    """What undoing a deletion brought back: messages, shown or not, and the memories that it had taken out."""

    messages: tuple[int, ...]
    memories: tuple[int, ...]
    shift: Shift


def restore(con: Connection, deletion_id: int) -> Restored:
    """Undo a deletion: what it took out is there again, and shown if it was. Raises `NotFound` when there is none.

    Below what was deleted since, it is a part of that deletion from now on, and comes back with it.
    """
    session_id = session_of_deletion(con, deletion_id)
    message_id, shown, leaf_id, ended_at, consolidated_at, taken = con.execute(
        "select message_id, shown, leaf_id, ended_at, consolidated_at, memories from deletions where id = ?",
        (deletion_id,),
    ).fetchone()
    back = [
        found[0]
        for found in con.execute(
            "select id from messages where session_id = ? and deletion_id = ?", (session_id, deletion_id)
        )
    ]
    beside = versions(con, message_id)
    above = _deletion_above(con, message_id)
    con.execute(
        "update messages set deletion_id = ? where session_id = ? and deletion_id = ?", (above, session_id, deletion_id)
    )
    con.execute("delete from deletions where id = ?", (deletion_id,))
    if shown or not _any_chosen(con, beside):
        _take(con, message_id)
    if above is not None:
        others = json.loads(con.execute("select memories from deletions where id = ?", (above,)).fetchone()[0])
        note_forgotten(con, above, [*others, *json.loads(taken)])
        return Restored((), (), Shift())
    shift = choose(con, message_id) if shown else _show(con, session_id)
    if transcripts.last_message(con, session_id) == leaf_id:
        con.execute(
            "update sessions set ended_at = ?, consolidated_at = ? where id = ? and ended_at is null",
            (ended_at, consolidated_at, session_id),
        )
    return Restored(tuple(back), tuple(json.loads(taken)), shift)
