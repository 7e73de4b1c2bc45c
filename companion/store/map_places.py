"""Where memories lie on the map of meanings: plain functions over a connection, called inside a transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from companion.records import DecayState, Kind
from companion.store import house, spaces
from companion.store.database import Connection
from companion.store.moments import moment

Floats = NDArray[np.float32]

_EMBEDDER = "map_embedder"
_ON_THE_MAP = "m.status in ('active', 'dormant', 'inbox', 'superseded')"


def embedder(con: Connection) -> str | None:
    """Whose vectors the places were made from; None before the first map."""
    return house.note(con, _EMBEDDER)


def clear(con: Connection, embedder: str) -> None:
    """Begin a new map, from the vectors of this embedder."""
    con.execute("delete from map_places")
    house.set_note(con, _EMBEDDER, embedder)


def with_vector(con: Connection, embedder: str) -> list[int]:
    """All memories that can be placed, the oldest first."""
    rows = con.execute(
        f"""select m.id from memories m where {_ON_THE_MAP} and exists
        (select 1 from memory_vectors v where v.memory_id = m.id and v.embedder = ?) order by m.id""",
        (embedder,),
    )
    return [row[0] for row in rows]


def placed(con: Connection) -> set[int]:
    """The memories that have a place."""
    return {row[0] for row in con.execute("select memory_id from map_places")}


def vectors(con: Connection, embedder: str, ids: Iterable[int]) -> tuple[NDArray[np.int64], Floats]:
    """The first piece's vector of each of these memories, with the ids in the same order."""
    rows = con.execute(
        """select memory_id, vector from memory_vectors where embedder = ? and piece = 0
        and memory_id in (select value from json_each(?)) order by memory_id""",
        (embedder, json.dumps(list(ids))),
    ).fetchall()
    if not rows:
        return np.zeros(0, np.int64), np.zeros((0, 1), np.float32)
    matrix = np.frombuffer(b"".join(row[1] for row in rows), np.float32).reshape(len(rows), -1)
    return np.array([row[0] for row in rows], np.int64), matrix


def landmarks(con: Connection, embedder: str) -> tuple[Floats, Floats]:
    """The vectors and the places of the landmarks that are still there."""
    rows = con.execute(
        """select v.vector, p.x, p.y from map_places p join memory_vectors v on v.memory_id = p.memory_id
        where p.landmark = 1 and v.embedder = ? and v.piece = 0 order by p.memory_id""",
        (embedder,),
    ).fetchall()
    if not rows:
        return np.zeros((0, 1), np.float32), np.zeros((0, 2), np.float32)
    matrix = np.frombuffer(b"".join(row[0] for row in rows), np.float32).reshape(len(rows), -1)
    return matrix, np.array([row[1:] for row in rows], np.float32)


def put(con: Connection, ids: Sequence[int], places: Floats, *, landmark: bool) -> None:
    """Note where these memories lie; one that is gone meanwhile is left out."""
    con.executemany(
        """insert or replace into map_places(memory_id, x, y, landmark)
        select ?1, ?2, ?3, ?4 where exists (select 1 from memories where id = ?1)""",
        [(i, x, y, int(landmark)) for i, (x, y) in zip(ids, places.tolist(), strict=True)],
    )


def rows(con: Connection, after: int, limit: int) -> list[tuple[int, float, float, Kind, bool, DecayState]]:
    """Placed memories in id order from `after`: id, place, kind, whether pinned, decay state."""
    found = con.execute(
        f"""select m.id, p.x, p.y, m.kind, m.pinned, m.strength, m.stability, m.difficulty, m.anchor_at
        from map_places p join memories m on m.id = p.memory_id where m.id > ? and {_ON_THE_MAP} and m.{spaces.SEEN}
        order by m.id limit ?""",
        (after, limit),
    )
    return [(r[0], r[1], r[2], Kind(r[3]), bool(r[4]), DecayState(r[5], r[6], r[7], moment(r[8]))) for r in found]


def texts(con: Connection, ids: Iterable[int]) -> list[tuple[str, str]]:
    """What these memories say, each with its speaker."""
    found = con.execute(
        "select text, speaker from memories where id in (select value from json_each(?))", (json.dumps(list(ids)),)
    )
    return [(row[0], row[1]) for row in found]
