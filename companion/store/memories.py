"""Memories in the record: plain functions over a connection, called inside a transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from companion.errors import NotFound
from companion.language.marks import read_marks
from companion.language.tokens import estimate_tokens
from companion.language.words import content_words
from companion.records import (
    DecayState,
    Kind,
    Memory,
    Provenance,
    Scope,
    Sensitivity,
    Source,
    Status,
    Truth,
)
from companion.store import house
from companion.store.database import Connection
from companion.store.transcripts import moment

_COLUMNS = (
    "id, kind, scope, text, keywords, flags, created_at, occurred_at, day, session_id, speaker, subject, relation, "
    "provenance, truth, sensitivity, status, pinned, importance, valid_from, valid_until, version, strength, "
    "stability, difficulty, anchor_at, reinforced_at, uses, fades_at"
)


@dataclass(frozen=True, slots=True)
class NewMemory:
    """What a memory is born with. `own`, `prev` and `next` are the full-text columns beside the day's words."""

    kind: Kind
    text: str
    created_at: dt.datetime
    occurred_at: dt.datetime
    day: dt.date
    decay: DecayState
    fades_at: dt.datetime | None
    importance: float
    provenance: Provenance
    day_words: str
    scope: Scope | None = None
    session_id: int | None = None
    position: int | None = None
    message_id: int | None = None
    speaker: str = ""
    subject: str = ""
    relation: str = ""
    truth: Truth = Truth.SINCERE
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    valid_from: dt.date | None = None
    keywords: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    prev: str = ""
    content_words: int = 0
    tokens: int = 0
    status: Status = Status.ACTIVE


def _memory(row: Sequence[Any], sources: tuple[Source, ...] = ()) -> Memory:
    return Memory(
        id=row[0],
        kind=Kind(row[1]),
        scope=Scope(row[2]) if row[2] else None,
        text=row[3],
        keywords=tuple(json.loads(row[4])),
        flags=tuple(json.loads(row[5])),
        created_at=moment(row[6]),
        occurred_at=moment(row[7]),
        day=dt.date.fromisoformat(row[8]),
        session_id=row[9],
        speaker=row[10],
        subject=row[11],
        relation=row[12],
        provenance=Provenance(row[13]),
        truth=Truth(row[14]),
        sensitivity=Sensitivity(row[15]),
        status=Status(row[16]),
        pinned=bool(row[17]),
        importance=row[18],
        valid_from=dt.date.fromisoformat(row[19]) if row[19] else None,
        valid_until=dt.date.fromisoformat(row[20]) if row[20] else None,
        version=row[21],
        decay=DecayState(
            strength=row[22],
            stability=row[23],
            difficulty=row[24],
            anchor_at=moment(row[25]),
            reinforced_at=moment(row[26]) if row[26] is not None else None,
            uses=row[27],
        ),
        fades_at=moment(row[28]) if row[28] is not None else None,
        sources=sources,
    )


def _stamp(at: dt.datetime | None) -> float | None:
    return None if at is None else at.timestamp()


def add(con: Connection, new: NewMemory) -> int:
    """Store a memory with its sources; its id. Only episodes stand in the word index: their words hold all others'."""
    values: dict[str, Any] = {
        "kind": new.kind,
        "scope": new.scope,
        "text": new.text,
        "keywords": json.dumps(new.keywords),
        "flags": json.dumps(new.flags),
        "created_at": new.created_at.timestamp(),
        "occurred_at": new.occurred_at.timestamp(),
        "day": new.day.isoformat(),
        "session_id": new.session_id,
        "position": new.position,
        "message_id": new.message_id,
        "speaker": new.speaker,
        "subject": new.subject,
        "relation": new.relation,
        "provenance": new.provenance,
        "truth": new.truth,
        "sensitivity": new.sensitivity,
        "status": new.status,
        "importance": new.importance,
        "valid_from": new.valid_from.isoformat() if new.valid_from else None,
        "content_words": new.content_words,
        "marks": read_marks(new.text).packed() if new.kind is Kind.EPISODE else None,
        "tokens": new.tokens,
        "strength": new.decay.strength,
        "stability": new.decay.stability,
        "difficulty": new.decay.difficulty,
        "anchor_at": new.decay.anchor_at.timestamp(),
        "reinforced_at": _stamp(new.decay.reinforced_at),
        "uses": new.decay.uses,
        "fades_at": _stamp(new.fades_at),
    }
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    row = con.execute(f"insert into memories({names}) values ({marks})", tuple(values.values()))
    memory_id = int(row.lastrowid or 0)
    con.executemany(
        "insert into memory_sources(memory_id, message_id, start, stop) values (?,?,?,?)",
        [(memory_id, s.message_id, s.start, s.end) for s in new.sources],
    )
    if new.kind is Kind.EPISODE:
        index_words(con, memory_id, new.day_words, new.text, new.prev)
    return memory_id


def get(con: Connection, memory_id: int) -> Memory:
    """One memory with its sources. Raises `NotFound`."""
    row = con.execute(f"select {_COLUMNS} from memories where id = ?", (memory_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no memory number {memory_id}.")
    found = con.execute(
        "select message_id, start, stop from memory_sources where memory_id = ? order by message_id, start",
        (memory_id,),
    )
    return _memory(row, tuple(Source(*s) for s in found))


def by_ids(con: Connection, ids: Iterable[int]) -> dict[int, Memory]:
    """The memories with these ids, without their sources; what does not exist is left out."""
    rows = con.execute(
        f"select {_COLUMNS} from memories where id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row[0]: _memory(row) for row in rows}


def of_session(con: Connection, session_id: int, kinds: Sequence[Kind]) -> list[Memory]:
    """A session's memories of these kinds that are not forgotten, oldest first."""
    rows = con.execute(
        f"""select {_COLUMNS} from memories where session_id = ? and status <> 'forgotten'
        and kind in (select value from json_each(?)) order by position, id""",
        (session_id, json.dumps([str(k) for k in kinds])),
    )
    return [_memory(row) for row in rows]


def events(con: Connection, scope: Scope, *, day: dt.date | None = None, limit: int = 100) -> list[Memory]:
    """Summaries of one scope, latest first; of one day if `day` is given."""
    rows = con.execute(
        f"""select {_COLUMNS} from memories where kind = 'event' and scope = ? and status <> 'forgotten'
        and (? is null or day = ?) order by day desc, id desc limit ?""",
        (scope, day and day.isoformat(), day and day.isoformat(), limit),
    )
    return [_memory(row) for row in rows]


def about(con: Connection, kind: Kind, subject: str) -> list[Memory]:
    """Memories in force of one kind about this subject, with their sources."""
    rows = con.execute(
        """select id from memories where kind = ? and subject = ? collate nocase
        and status in ('active', 'dormant', 'inbox') order by id""",
        (kind, subject),
    ).fetchall()
    return [get(con, row[0]) for row in rows]


def dearest(con: Connection, kinds: Sequence[Kind], limit: int) -> list[Memory]:
    """Memories in force of these kinds, what matters most first: pinned, then by importance, use and date."""
    rows = con.execute(
        f"""select {_COLUMNS} from memories where kind in (select value from json_each(?))
        and status in ('active', 'dormant') order by pinned desc, importance desc, uses desc, occurred_at desc, id desc
        limit ?""",
        (json.dumps([str(k) for k in kinds]), limit),
    )
    return [_memory(row) for row in rows]


def episode_text(con: Connection, session_id: int, position: int) -> str:
    """The words of the episode at this place of a session; empty when there is none, or it is forgotten."""
    row = con.execute(
        """select text from memories where session_id = ? and position = ? and kind = 'episode'
        and status <> 'forgotten'""",
        (session_id, position),
    ).fetchone()
    return str(row[0]) if row else ""


def position(con: Connection, memory_id: int) -> int:
    """An episode's place in its session; 0 for other kinds."""
    row = con.execute("select coalesce(position, 0) from memories where id = ?", (memory_id,)).fetchone()
    return int(row[0]) if row else 0


def episode_at(con: Connection, session_id: int, position: int) -> int | None:
    """The id of the episode at this place of a session that is not forgotten."""
    row = con.execute(
        """select id from memories where session_id = ? and position = ? and kind = 'episode'
        and status <> 'forgotten'""",
        (session_id, position),
    ).fetchone()
    return int(row[0]) if row else None


def episode_of_message(con: Connection, message_id: int) -> int | None:
    """The id of a message's episode, forgotten or not."""
    row = con.execute("select id from memories where message_id = ?", (message_id,)).fetchone()
    return int(row[0]) if row else None


def set_next(con: Connection, session_id: int, position: int, day_words: str, text: str) -> None:
    """Write `text` into the `next` column of the episode at this position, if there is one.

    A contentless table wants every column of a row anew, so its neighbours are read again.
    """
    memory_id = episode_at(con, session_id, position)
    if memory_id is not None:
        own = episode_text(con, session_id, position)
        index_words(con, memory_id, day_words, own, episode_text(con, session_id, position - 1), text)


def index_words(con: Connection, memory_id: int, day_words: str, own: str, prev: str = "", following: str = "") -> None:
    """Write the full-text row of a memory anew."""
    con.execute("delete from memory_fts where rowid = ?", (memory_id,))
    con.execute(
        "insert into memory_fts(rowid, day, own, prev, next) values (?,?,?,?,?)",
        (memory_id, day_words, own, prev, following),
    )


def unindex_words(con: Connection, memory_id: int) -> None:
    """Take a memory's words out of the full-text index."""
    con.execute("delete from memory_fts where rowid = ?", (memory_id,))


def set_decay(con: Connection, memory_id: int, decay: DecayState, fades_at: dt.datetime | None) -> None:
    """Store a reinforced state."""
    con.execute(
        """update memories set strength = ?, stability = ?, difficulty = ?, anchor_at = ?, reinforced_at = ?, uses = ?,
        fades_at = ? where id = ?""",
        (
            decay.strength,
            decay.stability,
            decay.difficulty,
            decay.anchor_at.timestamp(),
            _stamp(decay.reinforced_at),
            decay.uses,
            _stamp(fades_at),
            memory_id,
        ),
    )


def set_fades_at(con: Connection, rows: Iterable[tuple[int, dt.datetime | None]]) -> None:
    """Store new dates of fading, after a change of curve or threshold."""
    con.executemany("update memories set fades_at = ? where id = ?", [(_stamp(at), i) for i, at in rows])


def set_status(con: Connection, memory_id: int, status: Status) -> None:
    """Change where a memory stands. What it was before being forgotten is kept for the undo.

    The index is behind until it is told: a crash before that shows as another revision at the next start.
    """
    con.execute(
        """update memories set before_forget = case when ? = 'forgotten' then status else null end, status = ?
        where id = ?""",
        (status, status, memory_id),
    )
    house.next_revision(con)


def status_before_forget(con: Connection, memory_id: int) -> Status | None:
    """What a forgotten memory was; None for one that is not forgotten."""
    row = con.execute("select before_forget from memories where id = ?", (memory_id,)).fetchone()
    return Status(row[0]) if row and row[0] else None


def set_pinned(con: Connection, memory_id: int, pinned: bool, fades_at: dt.datetime | None) -> None:
    """Pin or unpin; a pinned memory has no date of fading."""
    con.execute(
        "update memories set pinned = ?, fades_at = ? where id = ?",
        (int(pinned), _stamp(fades_at), memory_id),
    )


def supersede(con: Connection, old_id: int, new_id: int, until: dt.date, now: dt.datetime) -> None:
    """Give the old fact an end and link the two. Nothing is deleted."""
    con.execute(
        "update memories set status = 'superseded', valid_until = ?, fades_at = null where id = ?",
        (until.isoformat(), old_id),
    )
    house.next_revision(con)
    link(con, new_id, old_id, "supersedes", now)


def rests_on(con: Connection, source: Source, kind: Kind, subject: str, relation: str, text: str | None) -> bool:
    """Whether a memory of this kind about this that is not forgotten rests on exactly these words.

    With `text` only one that says, or once said, the same.
    """
    row = con.execute(
        """select 1 from memory_sources s join memories m on m.id = s.memory_id
        where s.message_id = ? and s.start = ? and s.stop = ? and m.kind = ? and m.subject = ? collate nocase
        and m.relation = ? and m.status <> 'forgotten' and (? is null or m.text = ?
            or exists (select 1 from memory_versions v where v.memory_id = m.id and v.text = ?))""",
        (source.message_id, source.start, source.end, kind, subject, relation, text, text, text),
    )
    return row.fetchone() is not None


def add_sources(con: Connection, memory_id: int, sources: Iterable[Source]) -> None:
    """Note further words that say the same."""
    con.executemany(
        "insert or ignore into memory_sources(memory_id, message_id, start, stop) values (?,?,?,?)",
        [(memory_id, s.message_id, s.start, s.end) for s in sources],
    )


def replace_sources(con: Connection, memory_id: int, sources: Iterable[Source]) -> None:
    """Let a memory rest on these words instead of those before."""
    con.execute("delete from memory_sources where memory_id = ?", (memory_id,))
    add_sources(con, memory_id, sources)


def with_text(con: Connection, kind: Kind, text: str) -> int | None:
    """A memory in force of this kind with exactly this text."""
    row = con.execute(
        "select id from memories where kind = ? and text = ? and status in ('active', 'dormant', 'inbox')", (kind, text)
    ).fetchone()
    return int(row[0]) if row else None


def link(con: Connection, from_id: int, to_id: int, relation: str, now: dt.datetime, weight: float = 1.0) -> None:
    """Link two memories both ways, once."""
    con.executemany(
        "insert or ignore into links(from_id, to_id, relation, weight, created_at) values (?,?,?,?,?)",
        [(a, b, relation, weight, now.timestamp()) for a, b in ((from_id, to_id), (to_id, from_id)) if a != b],
    )


def edit(con: Connection, memory_id: int, text: str, now: dt.datetime, by: str) -> None:
    """Replace a memory's text; the old text becomes a version."""
    con.execute(
        """insert into memory_versions(memory_id, version, text, changed_at, changed_by)
        select id, version, text, ?, ? from memories where id = ?""",
        (now.timestamp(), by, memory_id),
    )
    speaker = con.execute("select speaker from memories where id = ?", (memory_id,)).fetchone()[0]
    con.execute(
        """update memories set text = ?, content_words = ?, tokens = ?, version = version + 1,
        marks = case kind when 'episode' then ? end where id = ?""",
        (
            text,
            len(content_words(text)),
            estimate_tokens(f"{speaker}: {text}"),
            read_marks(text).packed(),
            memory_id,
        ),
    )


def due_to_fade(con: Connection, now: dt.datetime, limit: int = 500) -> list[int]:
    """Active memories whose date of fading has come, the earliest first."""
    rows = con.execute(
        """select id from memories where status = 'active' and fades_at is not null and fades_at <= ?
        order by fades_at limit ?""",
        (now.timestamp(), limit),
    )
    return [row[0] for row in rows]


def fading_until(con: Connection, until: dt.datetime, limit: int = 10_000) -> list[Memory]:
    """Active memories that will be dormant by `until` if nothing uses them, the earliest first."""
    rows = con.execute(
        f"""select {_COLUMNS} from memories where status = 'active' and fades_at is not null and fades_at <= ?
        order by fades_at limit ?""",
        (until.timestamp(), limit),
    )
    return [_memory(row) for row in rows]


def next_fading(con: Connection) -> dt.datetime | None:
    """When the next active memory fades."""
    row = con.execute("select min(fades_at) from memories where status = 'active' and fades_at is not null").fetchone()
    return moment(row[0]) if row[0] is not None else None


def states_after(con: Connection, after_id: int, limit: int) -> list[tuple[int, DecayState]]:
    """Decay states of unpinned memories in force, in id order from `after_id`, for recomputing in pages."""
    rows = con.execute(
        f"""select {_COLUMNS} from memories where id > ? and pinned = 0 and status in ('active', 'dormant', 'inbox')
        order by id limit ?""",
        (after_id, limit),
    )
    return [(row[0], _memory(row).decay) for row in rows]


def record_recalls(con: Connection, reply_id: int, rows: Iterable[tuple[int, str, float, dict[str, float]]]) -> None:
    """Store which memories stood behind a reply: (memory id, level, score, parts)."""
    con.executemany(
        "insert or replace into recalls(reply_id, memory_id, level, score, parts) values (?,?,?,?,?)",
        [(reply_id, i, level, score, json.dumps(parts)) for i, level, score, parts in rows],
    )


def recalls(con: Connection, reply_id: int) -> Iterator[tuple[int, str, float, dict[str, float]]]:
    """Which memories stood behind a reply, best first."""
    rows = con.execute(
        "select memory_id, level, score, parts from recalls where reply_id = ? order by score desc",
        (reply_id,),
    )
    return ((row[0], row[1], row[2], json.loads(row[3])) for row in rows)


def remove_replies_recalls(con: Connection, reply_id: int) -> None:
    """Drop what stood behind a reply that is answered anew."""
    con.execute("delete from recalls where reply_id = ?", (reply_id,))


def count(con: Connection) -> int:
    """How many memories are in force."""
    return int(con.execute("select count(*) from memories where status <> 'forgotten'").fetchone()[0])
