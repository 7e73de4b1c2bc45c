"""How the memories of the chosen space are doing, in numbers: plain functions over a connection."""

from __future__ import annotations

from companion.records import Kind, Memory, Status
from companion.store import spaces
from companion.store.database import Connection
from companion.store.memories import COLUMNS, memory_of

_IN_FORCE = "('active', 'dormant', 'inbox')"


def by_kind(con: Connection) -> dict[Kind, int]:
    """How many memories of each kind are not forgotten and not replaced."""
    rows = con.execute(
        f"select kind, count(*) from memories where {spaces.SEEN} and status in {_IN_FORCE} group by kind"
    )
    found = {Kind(row[0]): int(row[1]) for row in rows}
    return {kind: found.get(kind, 0) for kind in Kind}


def by_status(con: Connection) -> dict[Status, int]:
    """How many memories stand like this."""
    rows = con.execute(f"select status, count(*) from memories where {spaces.SEEN} group by status")
    found = {Status(row[0]): int(row[1]) for row in rows}
    return {status: found.get(status, 0) for status in Status}


def record_bytes(con: Connection) -> int:
    """The size of the record in bytes."""
    pages, size = (con.execute(f"pragma {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return int(pages) * int(size)


def alike(con: Connection, limit: int) -> list[list[int]]:
    """Statements in force that say word for word the same of the same subject, as groups of ids."""
    rows = con.execute(
        f"""select group_concat(id) from memories where {spaces.SEEN} and kind in ('fact', 'intention', 'lesson')
        and status in {_IN_FORCE} group by kind, subject collate nocase, rtrim(lower(text), '.!? ')
        having count(*) > 1 order by count(*) desc, min(id) limit ?""",
        (limit,),
    )
    return [sorted(int(i) for i in row[0].split(",")) for row in rows]


def contradicting(con: Connection, limit: int) -> list[tuple[int, int]]:
    """Pairs in force of which one says otherwise than the other, the newer first."""
    rows = con.execute(
        f"""select l.from_id, l.to_id from links l join memories a on a.id = l.from_id join memories b on b.id = l.to_id
        where a.{spaces.SEEN} and l.relation = 'contradicts'
        and l.from_id > l.to_id and a.status in {_IN_FORCE} and b.status in {_IN_FORCE}
        order by l.from_id desc limit ?""",
        (limit,),
    )
    return [(row[0], row[1]) for row in rows]


def several_values(con: Connection) -> list[tuple[str, list[int]]]:
    """Facts in force that share subject and relation: (relation, ids, the oldest first)."""
    rows = con.execute(
        f"""select relation, group_concat(id) from memories where {spaces.SEEN} and kind = 'fact' and relation <> ''
        and truth = 'sincere' and status in {_IN_FORCE} group by subject collate nocase, relation having count(*) > 1"""
    )
    return [(row[0], sorted(int(i) for i in row[1].split(","))) for row in rows]


def to_ask_about(con: Connection, limit: int, seed: int) -> list[tuple[Memory, set[int]]]:
    """A choice of the facts in force, the same for the same `seed`, each with the turns that it was learned from."""
    rows = con.execute(
        f"""select {COLUMNS} from memories where {spaces.SEEN} and kind = 'fact' and status in ('active', 'dormant')
        order by (id * 2654435761 + ?) % 1000003 limit ?""",
        (seed, limit),
    ).fetchall()
    found = []
    for row in rows:
        turns = con.execute("select to_id from links where from_id = ? and relation = 'from'", (row[0],))
        found.append((memory_of(row), {turn[0] for turn in turns}))
    return found
