"""Bonds between memories in the record: plain functions over a connection, called inside a transaction.

A bond has no direction: it is stored once, under the smaller id first.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass

from companion.store.database import Connection
from companion.store.moments import moment


@dataclass(frozen=True, slots=True)
class Bond:
    """Two memories that were used together: `one` < `other`, the strength in [0, 1) at their last joint use."""

    one: int
    other: int
    strength: float
    used_at: dt.datetime


def touching(con: Connection, ids: Iterable[int]) -> list[Bond]:
    """Every bond of these memories whose two ends are not forgotten."""
    rows = con.execute(
        """with wanted(id) as (select value from json_each(?)),
        found as (select * from memory_bonds where one in wanted union select * from memory_bonds where other in wanted)
        select f.one, f.other, f.strength, f.used_at from found f
        join memories a on a.id = f.one join memories b on b.id = f.other
        where a.status <> 'forgotten' and b.status <> 'forgotten' order by f.one, f.other""",
        (json.dumps(list(ids)),),
    )
    return [Bond(row[0], row[1], row[2], moment(row[3])) for row in rows]


def put(con: Connection, bonds: Iterable[Bond]) -> None:
    """Store these bonds, in place of what stood between the same memories."""
    con.executemany(
        "insert or replace into memory_bonds(one, other, strength, used_at) values (?,?,?,?)",
        [(bond.one, bond.other, bond.strength, bond.used_at.timestamp()) for bond in bonds],
    )


def remove(con: Connection, bonds: Iterable[Bond]) -> None:
    """Drop these bonds."""
    con.executemany("delete from memory_bonds where one = ? and other = ?", [(b.one, b.other) for b in bonds])
