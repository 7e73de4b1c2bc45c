"""What was done at the user's word: plain functions over a connection, called inside a transaction. No words of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from companion.errors import NotFound
from companion.records import Memory, MutedTopic, Source, SpokenChange
from companion.store import memories
from companion.store.database import Connection
from companion.store.moments import moment

_CHANGE = """select c.id, m.session_id, c.message_id, c.reply_id, c.wish, c.state, c.made_at,
    coalesce((select topic from muted_topics t where t.id = c.topic_id), '')
    from spoken_changes c join messages m on m.id = c.reply_id"""


def add(
    con: Connection,
    reply_id: int,
    message_id: int,
    wish: str,
    state: str,
    now: dt.datetime,
    *,
    parts: Mapping[int, str],
    spans: Iterable[Source] = (),
    work_id: int | None = None,
    topic_id: int | None = None,
) -> int:
    """Note a change; its id. `parts` says of each memory whether it is `old`, `new` or `meant`.

    `spans` are the words that have had their effect: nothing is learned from them at the end of the session.
    """
    row = con.execute(
        """insert into spoken_changes(reply_id, message_id, wish, state, work_id, topic_id, made_at)
        values (?,?,?,?,?,?,?)""",
        (reply_id, message_id, wish, state, work_id, topic_id, now.timestamp()),
    )
    change_id = int(row.lastrowid or 0)
    con.executemany(
        "insert into spoken_memories(change_id, memory_id, part) values (?,?,?)",
        [(change_id, memory_id, part) for memory_id, part in parts.items()],
    )
    con.executemany(
        "insert into spoken_spans(change_id, message_id, start, stop) values (?,?,?,?)",
        [(change_id, span.message_id, span.start, span.end) for span in spans],
    )
    return change_id


def change(con: Connection, change_id: int) -> SpokenChange:
    """One change. Raises `NotFound`."""
    row = con.execute(f"{_CHANGE} where c.id = ?", (change_id,)).fetchone()
    if row is None:
        raise NotFound("That change is not in this profile.")
    return _change(con, row)


def changes(con: Connection, session_id: int) -> list[SpokenChange]:
    """What was done in a conversation, the latest first."""
    rows = con.execute(f"{_CHANGE} where m.session_id = ? order by c.id desc", (session_id,)).fetchall()
    return [_change(con, row) for row in rows]


def of_message(con: Connection, message_id: int) -> SpokenChange | None:
    """What this message did already, or asks for; None when it did nothing."""
    row = con.execute(f"{_CHANGE} where c.message_id = ? order by c.id desc limit 1", (message_id,)).fetchone()
    return None if row is None else _change(con, row)


def asked(con: Connection, reply_id: int) -> SpokenChange | None:
    """What this reply asked a yes for, and nobody has said since."""
    row = con.execute(f"{_CHANGE} where c.reply_id = ? and c.state = 'asked'", (reply_id,)).fetchone()
    return None if row is None else _change(con, row)


def work_of(con: Connection, change_id: int) -> int | None:
    """The journal's number of a change, by which it can be taken back."""
    row = con.execute("select work_id from spoken_changes where id = ?", (change_id,)).fetchone()
    return row[0] if row else None


def topic_of(con: Connection, change_id: int) -> int | None:
    """The topic that a change muted."""
    row = con.execute("select topic_id from spoken_changes where id = ?", (change_id,)).fetchone()
    return row[0] if row else None


def set_state(con: Connection, change_id: int, state: str) -> None:
    """From now on the change is `done`, `undone` or `declined`."""
    con.execute("update spoken_changes set state = ? where id = ?", (state, change_id))


def free_spans(con: Connection, change_id: int) -> None:
    """What was said before the order may be learned from again; the order's own words not: they were taken back."""
    con.execute(
        """delete from spoken_spans where change_id = ?1
        and message_id <> (select message_id from spoken_changes where id = ?1)""",
        (change_id,),
    )


def move_to_reply(con: Connection, change_id: int, reply_id: int) -> None:
    """Show the change under another reply: its message is answered anew."""
    con.execute("update spoken_changes set reply_id = ? where id = ?", (reply_id, change_id))


def spans(con: Connection, message_ids: Iterable[int]) -> list[Source]:
    """The words with which these messages ordered something: they have had their effect already."""
    rows = con.execute(
        """select s.message_id, s.start, s.stop from spoken_spans s join spoken_changes c
        on c.id = s.change_id and c.message_id = s.message_id
        where s.message_id in (select value from json_each(?))""",
        (json.dumps(list(message_ids)),),
    )
    return [Source(*row) for row in rows]


def put_right(con: Connection, message_ids: Iterable[int]) -> list[tuple[Source, str, str]]:
    """The words of these messages that a later one corrected, each with the subject and relation of what was wrong."""
    rows = con.execute(
        """select s.message_id, s.start, s.stop, m.subject, m.relation from spoken_spans s
        join spoken_changes c on c.id = s.change_id and c.message_id <> s.message_id
        join spoken_memories o on o.change_id = c.id and o.part = 'old' join memories m on m.id = o.memory_id
        where s.message_id in (select value from json_each(?))""",
        (json.dumps(list(message_ids)),),
    )
    return [(Source(*row[:3]), row[3], row[4]) for row in rows]


def orders(con: Connection, message_ids: Iterable[int]) -> list[tuple[int, Source]]:
    """The words in which these messages corrected something, each with the number of the change."""
    rows = con.execute(
        """select s.change_id, s.message_id, s.start, s.stop from spoken_spans s join spoken_changes c
        on c.id = s.change_id and c.message_id = s.message_id and c.wish = 'correct'
        where s.message_id in (select value from json_each(?))""",
        (json.dumps(list(message_ids)),),
    )
    return [(row[0], Source(*row[1:])) for row in rows]


def corrections(con: Connection) -> list[tuple[int, int]]:
    """What was corrected and was not taken back, with what took its place, in the order in which it was said."""
    rows = con.execute(
        """select o.memory_id, n.memory_id from spoken_changes c
        join spoken_memories o on o.change_id = c.id and o.part = 'old'
        join spoken_memories n on n.change_id = c.id and n.part = 'new'
        where c.wish = 'correct' and c.state = 'done' order by c.id, o.memory_id, n.memory_id"""
    )
    return [(row[0], row[1]) for row in rows]


def corrected(con: Connection, ids: Iterable[int]) -> set[int]:
    """Which of these turns hold a statement that the user has corrected in words since."""
    rows = con.execute(
        """select distinct e.id from memories e join memory_sources s on s.message_id = e.message_id
        join spoken_memories m on m.memory_id = s.memory_id and m.part = 'old'
        join spoken_changes c on c.id = m.change_id and c.wish = 'correct' and c.state = 'done'
        where e.id in (select value from json_each(?))""",
        (json.dumps(list(ids)),),
    )
    return {row[0] for row in rows}


def mute(con: Connection, topic: str, memory_ids: Iterable[int], now: dt.datetime) -> int:
    """Keep a topic as muted, with the memories that were pointed at; its id."""
    row = con.execute("insert into muted_topics(topic, made_at) values (?,?)", (topic, now.timestamp()))
    topic_id = int(row.lastrowid or 0)
    con.executemany(
        "insert or ignore into muted_topic_memories(topic_id, memory_id) values (?,?)",
        [(topic_id, i) for i in memory_ids],
    )
    return topic_id


def end_mute(con: Connection, topic_id: int, now: dt.datetime | None) -> None:
    """Let a topic come up again, so that this can be taken back; without `now` it is muted again."""
    con.execute("update muted_topics set ended_at = ? where id = ?", (now and now.timestamp(), topic_id))


def unmute(con: Connection, topic_id: int) -> None:
    """Let a topic come up again, for good. Raises `NotFound`."""
    if con.execute("delete from muted_topics where id = ?", (topic_id,)).rowcount == 0:
        raise NotFound("This topic is not muted.")


def drop_ended(con: Connection, before: dt.datetime) -> None:
    """Remove the topics that may come up again since before that moment: nobody takes that back any more."""
    con.execute("delete from muted_topics where ended_at < ?", (before.timestamp(),))


def muted(con: Connection) -> list[MutedTopic]:
    """Every muted topic, the latest first."""
    rows = con.execute(
        """select id, topic, made_at, (select count(*) from muted_topic_memories m where m.topic_id = t.id)
        from muted_topics t where ended_at is null order by id desc"""
    )
    return [MutedTopic(row[0], row[1], moment(row[2]), row[3]) for row in rows]


def muted_memories(con: Connection) -> dict[int, set[int]]:
    """By topic: the memories that were pointed at when it was muted."""
    found: dict[int, set[int]] = {}
    for topic_id, memory_id in con.execute("select topic_id, memory_id from muted_topic_memories"):
        found.setdefault(topic_id, set()).add(memory_id)
    return found


def _change(con: Connection, row: Sequence[Any]) -> SpokenChange:
    noted = con.execute(
        "select memory_id, part from spoken_memories where change_id = ? order by memory_id", (row[0],)
    ).fetchall()
    found = memories.by_ids(con, [memory_id for memory_id, _ in noted])

    def of(part: str) -> tuple[Memory, ...]:
        return tuple(found[i] for i, named in noted if named == part and i in found)

    return SpokenChange(
        id=row[0],
        session_id=row[1],
        message_id=row[2],
        reply_id=row[3],
        wish=row[4],
        state=row[5],
        made_at=moment(row[6]),
        old=of("old"),
        new=of("new"),
        meant=of("meant"),
        topic=row[7],
    )
