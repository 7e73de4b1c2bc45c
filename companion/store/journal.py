"""What each learning changed, so that it can be undone as a whole: plain functions over a connection.

A row of `lessons` is one finished piece of consolidation, its rows of `lesson_changes` are the memories that it
touched, as they were before and after. The words of a memory are not copied: its versions hold them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from companion.language.marks import read_marks
from companion.language.tokens import estimate_tokens
from companion.language.words import content_words
from companion.store import house
from companion.store.database import Connection

State = Mapping[str, Any]
"""What learning may change of a memory, as JSON values: `_COLUMNS` and `sources`."""

_COLUMNS = (
    "status", "version", "valid_until", "strength", "stability", "difficulty", "anchor_at", "reinforced_at", "uses",
    "fades_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lesson:
    """One learning from a session. `portrait` is what it changed there, as `personality.retraction` wrote it."""

    work_id: int
    session_id: int
    portrait: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one learning did to one memory. `before` is None when it made the memory."""

    id: int
    work_id: int
    memory_id: int
    before: State | None
    after: State


def photograph(con: Connection, memory_id: int) -> State:
    """The memory's state now."""
    row = con.execute(f"select {', '.join(_COLUMNS)} from memories where id = ?", (memory_id,)).fetchone()
    sources = con.execute(
        "select message_id, start, stop from memory_sources where memory_id = ? order by 1, 2, 3", (memory_id,)
    )
    return {**dict(zip(_COLUMNS, row, strict=True)), "sources": [list(source) for source in sources]}


def record(
    con: Connection,
    work_id: int,
    session_id: int,
    portrait: str,
    touched: Iterable[tuple[int, State | None]],
    notes: Mapping[int, tuple[str, str]] = MappingProxyType({}),
) -> None:
    """Keep what a learning changed, in its transaction, in place of what it changed the last time it was done.

    `touched` gives each memory once with its state before, None for a new one; the state after is that of now. What
    that time made and is still in force stays noted: it is not learned again. `notes` say what was done with each and
    why, in fixed words.
    """
    con.execute("delete from lesson_changes where work_id = ? and taken_back", (work_id,))
    con.execute(
        """insert into lessons(work_id, session_id, portrait) values (?,?,?)
        on conflict(work_id) do update set portrait = excluded.portrait, undone_at = null""",
        (work_id, session_id, portrait),
    )
    con.executemany(
        """insert into lesson_changes(work_id, memory_id, before, after, action, reason) values (?,?,?,?,?,?)""",
        [
            (
                work_id,
                memory_id,
                before and json.dumps(before),
                json.dumps(photograph(con, memory_id)),
                *notes.get(memory_id, ("", "")),
            )
            for memory_id, before in touched
        ],
    )


def lessons(con: Connection, session_id: int, *, undone: bool) -> list[Lesson]:
    """What was learned from a session and is in force, or is undone; the latest first."""
    rows = con.execute(
        """select work_id, session_id, portrait from lessons where session_id = ? and (undone_at is not null) = ?
        order by work_id desc""",
        (session_id, undone),
    )
    return [Lesson(*row) for row in rows]


def changes(con: Connection, work_id: int) -> list[Change]:
    """What a learning did to memories, the last thing first."""
    rows = con.execute(
        "select id, work_id, memory_id, before, after from lesson_changes where work_id = ? order by id desc",
        (work_id,),
    )
    return [_change(row) for row in rows]


def learning_from(con: Connection, message_id: int) -> int | None:
    """The learning in force from the end of a session that covers this message; None where that is still to come."""
    row = con.execute(
        """select l.work_id from lessons l join work w on w.id = l.work_id join messages m on m.id = ?1
        where l.session_id = m.session_id and l.undone_at is null and w.kind <> ?2
        and cast(substr(w.key, instr(w.key, ':') + 1) as integer) >= ?1 order by l.work_id limit 1""",
        (message_id, house.SPOKEN),
    ).fetchone()
    return row[0] if row else None


def later(con: Connection, change: Change) -> list[Change]:
    """What other learnings in force did to the same memory after `change`, the first of them first."""
    rows = con.execute(
        """select c.id, c.work_id, c.memory_id, c.before, c.after from lesson_changes c join lessons l using (work_id)
        where c.memory_id = ? and c.id > ? and c.work_id <> ? and l.undone_at is null order by c.id""",
        (change.memory_id, change.id, change.work_id),
    )
    return [_change(row) for row in rows]


def made_by(con: Connection, work_id: int) -> set[int]:
    """The memories that a learning made."""
    rows = con.execute("select memory_id from lesson_changes where work_id = ? and before is null", (work_id,))
    return {row[0] for row in rows}


def belongs_to(con: Connection, change: Change, work_id: int, after: State) -> None:
    """From now on this is a change of another learning: undoing that one undoes it."""
    con.execute(
        "update lesson_changes set work_id = ?, after = ? where id = ?", (work_id, json.dumps(after), change.id)
    )


def made_instead(con: Connection, change: Change) -> None:
    """This learning counts as the one that made the memory: the one that did is undone."""
    con.execute("update lesson_changes set before = null where id = ?", (change.id,))


def hand_over(con: Connection, work_id: int, other: int) -> None:
    """From now on all that this learning did counts as done by another one, where that one is noted."""
    con.execute(
        "update lesson_changes set work_id = ? where work_id = ? and exists (select 1 from lessons where work_id = ?)",
        (other, work_id, other),
    )


def forget_portrait(con: Connection, work_id: int) -> None:
    """What this learning did to the portrait is taken back, and must not be taken back twice."""
    con.execute("update lessons set portrait = '{}' where work_id = ?", (work_id,))


def drop(con: Connection, change: Change) -> None:
    """Nothing of this change is left to undo."""
    con.execute("delete from lesson_changes where id = ?", (change.id,))


def note_taken_back(con: Connection, change: Change) -> None:
    """This memory was taken out by undoing the learning, not by the user's own hand."""
    con.execute("update lesson_changes set taken_back = 1 where id = ?", (change.id,))


def mark_undone(con: Connection, work_id: int, session_id: int, now: dt.datetime) -> None:
    """Note that this learning is undone; one that never took place is noted, too, so that it can be asked for."""
    con.execute(
        """insert into lessons(work_id, session_id, portrait, undone_at) values (?,?,'{}',?)
        on conflict(work_id) do update set undone_at = excluded.undone_at""",
        (work_id, session_id, now.timestamp()),
    )


def clear_away(con: Connection, work_id: int) -> None:
    """Remove what undoing this learning took out, before it is done again; what stood behind a reply stays noted."""
    con.execute(
        """delete from memories where status = 'forgotten' and id in
        (select memory_id from lesson_changes where work_id = ? and taken_back)
        and not exists (select 1 from recalls where recalls.memory_id = memories.id)""",
        (work_id,),
    )


def put_back(con: Connection, memory_id: int, state: State) -> None:
    """Give a memory these columns; its words follow the version.

    A forgotten memory stays forgotten, and is what `state` says once it is restored.
    """
    version, status = con.execute("select version, status from memories where id = ?", (memory_id,)).fetchone()
    if state["version"] != version:
        text, speaker = con.execute(
            """select v.text, m.speaker from memory_versions v join memories m on m.id = v.memory_id
            where v.memory_id = ? and v.version = ?""",
            (memory_id, state["version"]),
        ).fetchone()
        con.execute(
            """update memories set text = ?, content_words = ?, tokens = ?,
            marks = case kind when 'episode' then ? end where id = ?""",
            (
                text,
                len(content_words(text)),
                estimate_tokens(f"{speaker}: {text}"),
                read_marks(text).packed(),
                memory_id,
            ),
        )
        con.execute("delete from memory_versions where memory_id = ? and version >= ?", (memory_id, state["version"]))
    columns = {name: state[name] for name in _COLUMNS}
    if status == "forgotten":
        columns["before_forget"] = columns.pop("status")
    marks = ", ".join(f"{name} = ?" for name in columns)
    con.execute(f"update memories set {marks} where id = ?", (*columns.values(), memory_id))


def set_end(con: Connection, memory_id: int, until: str | None) -> None:
    """The day (ISO) on which a superseded memory ceased to hold."""
    con.execute("update memories set valid_until = ? where id = ?", (until, memory_id))


def move_to(con: Connection, memory_id: int, session_id: int) -> None:
    """Let a memory belong to another session."""
    con.execute("update memories set session_id = ? where id = ?", (session_id, memory_id))


def before_forget(con: Connection, memory_id: int) -> str | None:
    """What a forgotten memory was; None for one that is not forgotten."""
    row = con.execute("select before_forget from memories where id = ?", (memory_id,)).fetchone()
    return row[0] if row else None


def _change(row: tuple[Any, ...]) -> Change:
    return Change(row[0], row[1], row[2], json.loads(row[3]) if row[3] else None, json.loads(row[4]))
