"""Memories in the record: plain functions over a connection, called inside a transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
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
from companion.store import house, spaces, word_index
from companion.store.database import Connection
from companion.store.moments import moment

COLUMNS = (
    "id, kind, scope, text, keywords, flags, created_at, occurred_at, day, session_id, speaker, subject, relation, "
    "provenance, truth, sensitivity, status, pinned, importance, valid_from, valid_until, version, strength, "
    "stability, difficulty, anchor_at, reinforced_at, uses, fades_at, space"
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
    space: str = ""
    """Only where there is no session: what has one lies where its session does."""


def memory_of(row: Sequence[Any], sources: tuple[Source, ...] = ()) -> Memory:
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
        space=row[29],
    )


def stamp(at: dt.datetime | None) -> float | None:
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
        "reinforced_at": stamp(new.decay.reinforced_at),
        "uses": new.decay.uses,
        "fades_at": stamp(new.fades_at),
        "space": new.space,
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
        word_index.index_words(con, memory_id, new.day_words, new.text, new.prev)
    return memory_id


def get(con: Connection, memory_id: int) -> Memory:
    """One memory with its sources. Raises `NotFound`."""
    row = con.execute(f"select {COLUMNS} from memories where id = ?", (memory_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no memory number {memory_id}.")
    found = con.execute(
        "select message_id, start, stop from memory_sources where memory_id = ? order by message_id, start",
        (memory_id,),
    )
    return memory_of(row, tuple(Source(*s) for s in found))


def by_ids(con: Connection, ids: Iterable[int]) -> dict[int, Memory]:
    """The memories with these ids, without their sources; what does not exist is left out."""
    rows = con.execute(
        f"select {COLUMNS} from memories where id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row[0]: memory_of(row) for row in rows}


def events(
    con: Connection, scope: Scope, *, day: dt.date | None = None, limit: int = 100, space: str | None = None
) -> list[Memory]:
    """Summaries of one scope in a space (None: the chosen one), latest first; of one day if `day` is given."""
    rows = con.execute(
        f"""select {COLUMNS} from memories where kind = 'event' and scope = ? and status <> 'forgotten'
        and (? is null or day = ?) and space = coalesce(?, {spaces.CHOSEN}) order by day desc, id desc limit ?""",
        (scope, day and day.isoformat(), day and day.isoformat(), space, limit),
    )
    return [memory_of(row) for row in rows]


def about(con: Connection, kind: Kind, subject: str, space: str = "") -> list[Memory]:
    """Memories in force of one kind about this subject in a space, with their sources."""
    rows = con.execute(
        f"""select {COLUMNS} from memories where kind = ? and subject = ? collate nocase
        and status in ('active', 'dormant', 'inbox') and space = ? order by id""",
        (kind, subject, space),
    ).fetchall()
    told = con.execute(
        """select memory_id, message_id, start, stop from memory_sources
        where memory_id in (select value from json_each(?)) order by memory_id, message_id, start""",
        (json.dumps([row[0] for row in rows]),),
    )
    sources: dict[int, list[Source]] = {}
    for memory_id, *source in told:
        sources.setdefault(memory_id, []).append(Source(*source))
    return [memory_of(row, tuple(sources.get(row[0], ()))) for row in rows]


def stated_in_force(con: Connection) -> list[Memory]:
    """Facts, intentions and lessons that hold or wait, without sources: what the word index does not know."""
    rows = con.execute(
        f"""select {COLUMNS} from memories where kind in ('fact', 'intention', 'lesson')
        and status in ('active', 'dormant', 'inbox') and {spaces.SEEN} order by id"""
    )
    return [memory_of(row) for row in rows]


def resting_on(con: Connection, message_ids: Iterable[int]) -> list[Memory]:
    """Memories that are not forgotten and rest on words of these messages, without sources."""
    rows = con.execute(
        """select distinct memory_id from memory_sources
        where message_id in (select value from json_each(?))""",
        (json.dumps(list(message_ids)),),
    )
    found = by_ids(con, [row[0] for row in rows])
    return [memory for memory in found.values() if memory.status is not Status.FORGOTTEN]


def dearest(con: Connection, kinds: Sequence[Kind], limit: int, space: str = "") -> list[Memory]:
    """Memories in force of these kinds in a space, what matters most first: pinned, importance, use, date."""
    rows = con.execute(
        f"""select {COLUMNS} from memories where kind in (select value from json_each(?))
        and status in ('active', 'dormant') and space = ?
        order by pinned desc, importance desc, uses desc, occurred_at desc, id desc limit ?""",
        (json.dumps([str(k) for k in kinds]), space, limit),
    )
    return [memory_of(row) for row in rows]


def episode_of_message(con: Connection, message_id: int) -> int | None:
    """The id of a message's episode, forgotten or not."""
    row = con.execute("select id from memories where message_id = ?", (message_id,)).fetchone()
    return int(row[0]) if row else None


def earlier_texts(con: Connection, memory_id: int) -> list[str]:
    """What a memory said before it was changed, the oldest first."""
    rows = con.execute("select text from memory_versions where memory_id = ? order by version", (memory_id,))
    return [row[0] for row in rows]


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
        (int(pinned), stamp(fades_at), memory_id),
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


def of_session(con: Connection, session_id: int) -> list[int]:
    """The memories that belong to a session, forgotten or not."""
    return [row[0] for row in con.execute("select id from memories where session_id = ? order by id", (session_id,))]


def count(con: Connection) -> int:
    """How many memories are in force."""
    return int(con.execute("select count(*) from memories where status <> 'forgotten'").fetchone()[0])
