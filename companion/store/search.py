"""What recall reads of the record: full-text hits, rows for ranking, stored vectors."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from companion.records import Kind, Role, Status
from companion.store.database import Connection
from companion.store.word_match import ROWS, WordMatch, word_match

Vectors = NDArray[np.float32]

COLUMN_WEIGHTS = (2.0, 1.0, 0.6, 0.3)
"""bm25() weights of the full-text columns: the day, the own words, the turn before, the turn after."""


UNDER = 20
"""Turns that a memory leads to at most: what was said a thousand times would bring nothing but itself."""

_KINDS = {str(kind): kind for kind in Kind}
_STATUSES = {str(status): status for status in Status}


class RankingRow(NamedTuple):
    """What ranking must know of a memory, without its words: hundreds of these are made for each question.

    `tokens` is the estimated cost in a prompt; `strength` and `stability` are those of `DecayState`, in days, and
    `anchored_at` its `anchor_at` in epoch seconds.
    """

    id: int
    kind: Kind
    session_id: int | None
    position: int | None
    day: dt.date
    speaker: str
    content_words: int
    marks: int | None
    tokens: int
    status: Status
    pinned: bool
    strength: float
    stability: float
    anchored_at: float
    version: int
    space: str


def size(con: Connection) -> int:
    """About how many memories there are: the highest id, which costs nothing to find."""
    return int(con.execute("select coalesce(max(id), 0) from memories").fetchone()[0])


def lexical(
    con: Connection, terms: Sequence[str], limit: int, space: str | None = None, rows: int = ROWS
) -> dict[int, float]:
    """The best `limit` memories by BM25 for any of `terms`: id to score, higher is better. `rows` are scored at most.

    With `space` only those of it; None where all lie in one, which costs nothing.
    """
    if not terms:
        return {}
    match = word_match({term: _rows_with(con, term, rows + 1) for term in terms}, rows)
    weights = ", ".join(str(w) for w in COLUMN_WEIGHTS)
    there = "" if space is None else "and rowid in (select id from memories where space = ?2)"
    found = con.execute(
        f"""select rowid, -bm25(memory_fts, {weights}) as score from memory_fts where memory_fts match ?1
        and rowid >= ?4 {there} order by score desc limit ?3""",
        (match.expression, space, limit, _earliest(con, match, rows)),
    )
    return {row[0]: row[1] for row in found}


def _earliest(con: Connection, match: WordMatch, rows: int) -> int:
    """The lowest id that may be scored, so that they are no more than `rows`."""
    if match.rows <= rows:
        return 0
    found = con.execute(
        "select rowid from memory_fts where memory_fts match ? order by rowid desc limit 1 offset ?",
        (match.expression, rows - 1),
    ).fetchone()
    return int(found[0]) if found else 0


def _rows_with(con: Connection, term: str, most: int) -> int:
    """How many rows hold a word; counted up to `most`."""
    quoted = '"' + term.replace('"', '""') + '"'
    found = con.execute(
        "select count(*) from (select 1 from memory_fts where memory_fts match ? limit ?)", (quoted, most)
    )
    return int(found.fetchone()[0])


def ranking_rows(con: Connection, ids: Iterable[int]) -> list[RankingRow]:
    """The rows of these memories that are not forgotten and whose words still stand in a branch that is shown."""
    rows = con.execute(
        """select id, kind, session_id, position, day, speaker, content_words, marks, tokens, status, pinned, strength,
        stability, anchor_at, version, space from memories indexed by memories_ranking
        where id in (select value from json_each(?)) and status <> 'forgotten'
        and (status <> 'superseded' or valid_until is not null)""",
        (json.dumps(list(ids)),),
    )
    days: dict[str, dt.date] = {}
    return [
        RankingRow(
            r[0],
            _KINDS[r[1]],
            r[2],
            r[3],
            days.get(r[4]) or days.setdefault(r[4], dt.date.fromisoformat(r[4])),
            r[5],
            r[6],
            r[7],
            r[8],
            _STATUSES[r[9]],
            bool(r[10]),
            r[11],
            r[12],
            r[13],
            r[14],
            r[15],
        )
        for r in rows
    ]


def cosines(con: Connection, embedder: str, ids: Iterable[int], query: Vectors) -> dict[int, float]:
    """The cosine of `query` (unit vector) with the nearest piece of each of these memories."""
    rows = con.execute(
        """select memory_id, vector from memory_vectors where embedder = ?
        and memory_id in (select value from json_each(?))""",
        (embedder, json.dumps(list(ids))),
    ).fetchall()
    if not rows:
        return {}
    matrix = np.frombuffer(b"".join(row[1] for row in rows), np.float32).reshape(len(rows), -1)
    best: dict[int, float] = {}
    for (memory_id, _), cosine in zip(rows, (matrix @ query).tolist(), strict=True):
        best[memory_id] = max(cosine, best.get(memory_id, -1.0))
    return best


def scan(con: Connection, embedder: str, query: Vectors, limit: int, space: str | None = None) -> dict[int, float]:
    """The nearest memories by an exact scan of the record's vectors: the way when the index is away, or of a `space`
    that is apart."""
    best: dict[int, float] = {}
    there = "" if space is None else "and memory_id in (select id from memories where space = ?2)"
    cursor = con.execute(
        f"select memory_id, vector from memory_vectors where embedder = ?1 and ?2 is ?2 {there}", (embedder, space)
    )
    while rows := cursor.fetchmany(4096):
        matrix = np.frombuffer(b"".join(row[1] for row in rows), np.float32).reshape(len(rows), -1)
        for (memory_id, _), cosine in zip(rows, (matrix @ query).tolist(), strict=True):
            best[memory_id] = max(cosine, best.get(memory_id, -1.0))
    return dict(sorted(best.items(), key=lambda item: -item[1])[:limit])


def neighbours(con: Connection, session_id: int, position: int, reach: int = 1) -> list[int]:
    """Episodes of this session within `reach` places of `position`, itself left out, in order."""
    rows = con.execute(
        """select id from memories where session_id = ? and position between ? and ? and position <> ?
        and kind = 'episode' and status in ('active', 'dormant') order by position""",
        (session_id, position - reach, position + reach, position),
    )
    return [row[0] for row in rows]


def episodes_between(con: Connection, first: dt.date, last: dt.date, limit: int, space: str = "") -> list[int]:
    """Episodes and summaries of these days in a space, in time order; that of a week only where all is among them."""
    rows = con.execute(
        """select id from memories where kind in ('episode', 'event') and day between ?1 and ?2
        and (scope is null or scope in ('session', 'day') or (scope = 'week' and date(day, '+6 days') <= ?2))
        and status in ('active', 'dormant') and space = ?4 order by occurred_at, id limit ?3""",
        (first.isoformat(), last.isoformat(), limit, space),
    )
    return [row[0] for row in rows]


def years(con: Connection) -> range:
    """The years from the earliest to the latest memory; two steps in an index."""
    first, last = con.execute("select (select min(day) from memories), (select max(day) from memories)").fetchone()
    return range(int(first[:4]), int(last[:4]) + 1) if first else range(0)


def speakers(con: Connection) -> dict[str, Role]:
    """Every name that has spoken in this profile, and on which side it did last.

    Two steps in an index a name, however many memories there are.
    """
    rows = con.execute(
        """with recursive name(speaker) as (
            select min(speaker) from memories where speaker > ''
            union all
            select (select min(m.speaker) from memories m where m.speaker > name.speaker) from name
            where name.speaker is not null
        ) select speaker, (select said.role from memories m join messages said on said.id = m.message_id
            where m.speaker = name.speaker order by m.id desc limit 1)
        from name where speaker is not null"""
    )
    return {name: Role(role) if role else Role.USER for name, role in rows}


def episodes_under(con: Connection, ids: Iterable[int], most: int = UNDER) -> list[tuple[int, int]]:
    """For facts, intentions and lessons: (memory id, id of an episode that it came from), about the latest `most`."""
    # Cross joins, so that SQLite begins with these few sources; by itself it walks through all episodes.
    rows = con.execute(
        """select s.memory_id, e.id from json_each(?1) one
        cross join memory_sources s on s.memory_id = one.value and s.message_id >= coalesce(
            (select message_id from memory_sources where memory_id = one.value
            order by message_id desc limit 1 offset ?2), 0)
        cross join memories e on e.message_id = s.message_id
        where e.kind = 'episode' and e.status not in ('forgotten', 'superseded')""",
        (json.dumps(list(ids)), most - 1),
    )
    return [(row[0], row[1]) for row in rows]


def put_vectors(con: Connection, memory_id: int, embedder: str, vectors: Vectors) -> None:
    """Store the vectors of a memory's pieces: `(pieces, dimension)`, in place of older ones."""
    con.execute("delete from memory_vectors where memory_id = ? and embedder = ?", (memory_id, embedder))
    con.executemany(
        "insert into memory_vectors(memory_id, embedder, piece, vector) values (?,?,?,?)",
        [(memory_id, embedder, piece, row.astype(np.float32).tobytes()) for piece, row in enumerate(vectors)],
    )


def means(con: Connection, embedder: str, message_ids: Sequence[int]) -> dict[int, Vectors]:
    """By message: the mean vector of its turn's pieces; messages without one are left out."""
    rows = con.execute(
        """select m.message_id, v.vector from memories m join memory_vectors v on v.memory_id = m.id
        where v.embedder = ? and m.message_id in (select value from json_each(?)) order by v.memory_id, v.piece""",
        (embedder, json.dumps(list(message_ids))),
    )
    pieces: dict[int, list[Vectors]] = {}
    for message_id, blob in rows:
        pieces.setdefault(message_id, []).append(np.frombuffer(blob, np.float32))
    return {message_id: np.mean(found, axis=0) for message_id, found in pieces.items()}


def vectors_of(con: Connection, embedder: str, ids: Iterable[int]) -> list[tuple[int, bool, int, bytes]]:
    """The stored vectors of these memories: (memory id, dormant, piece, bytes)."""
    rows = con.execute(
        """select m.id, m.status = 'dormant', v.piece, v.vector from memories m join memory_vectors v
        on v.memory_id = m.id and v.embedder = ? where m.status <> 'forgotten'
        and m.id in (select value from json_each(?)) order by m.id, v.piece""",
        (embedder, json.dumps(list(ids))),
    )
    return [(r[0], bool(r[1]), r[2], r[3]) for r in rows]


def pieces(con: Connection, embedder: str, ids: Iterable[int]) -> list[str]:
    """The `"memory:piece"` names of these memories' vectors, forgotten or not."""
    rows = con.execute(
        """select memory_id, piece from memory_vectors where embedder = ?
        and memory_id in (select value from json_each(?)) order by memory_id, piece""",
        (embedder, json.dumps(list(ids))),
    )
    return [f"{row[0]}:{row[1]}" for row in rows]


def count_vectors(con: Connection, embedder: str) -> int:
    """How many pieces the index should hold."""
    # Two counts in indexes alone: a join would read every row of a hundred thousand.
    held = con.execute("select count(*) from memory_vectors where embedder = ?", (embedder,)).fetchone()[0]
    gone = con.execute(
        """select count(*) from memories m join memory_vectors v on v.memory_id = m.id
        where m.status = 'forgotten' and v.embedder = ?""",
        (embedder,),
    ).fetchone()[0]
    return int(held - gone)


def drop_others(con: Connection, ids: Iterable[int], embedder: str) -> None:
    """Forget what other embedders than this one made of these memories."""
    con.execute(
        "delete from memory_vectors where embedder <> ? and memory_id in (select value from json_each(?))",
        (embedder, json.dumps(list(ids))),
    )


def keep_only(con: Connection, embedder: str) -> None:
    """Forget the vectors of every other embedder."""
    con.execute("delete from memory_vectors where embedder <> ?", (embedder,))


def without_vectors(con: Connection, embedder: str, limit: int) -> list[int]:
    """Memories that have no vector of this embedder yet."""
    rows = con.execute(
        """select id from memories m where status <> 'forgotten' and not exists
        (select 1 from memory_vectors v where v.memory_id = m.id and v.embedder = ?) order by id limit ?""",
        (embedder, limit),
    )
    return [row[0] for row in rows]


def vector_ids(con: Connection, embedder: str) -> dict[str, bool]:
    """What the index should hold: `"memory:piece"` to whether it is dormant."""
    rows = con.execute(
        """select v.memory_id, v.piece, m.status = 'dormant' from memory_vectors v join memories m on m.id = v.memory_id
        where v.embedder = ? and m.status <> 'forgotten'""",
        (embedder,),
    )
    return {f"{r[0]}:{r[1]}": bool(r[2]) for r in rows}


def all_ids(con: Connection, kind: Kind | None = None) -> list[int]:
    """The ids of all memories in force, oldest first."""
    rows = con.execute(
        "select id from memories where status <> 'forgotten' and (? is null or kind = ?) order by id",
        (kind, kind),
    )
    return [row[0] for row in rows]
