"""Getting what was deleted out of the record's file: SQLite and its word indexes keep it there until then.

Plain functions over the writing connection; the first two in transactions of their own, the others outside of any.
"""

from __future__ import annotations

from companion.store.database import Connection

_PAGES = 200
"""Pages of a word index that one step writes: a message that is sent meanwhile waits for one step."""


def word_indexes(con: Connection) -> list[str]:
    """The full-text tables of the record."""
    rows = con.execute(
        """select name from sqlite_master where type = 'table' and sql like 'create virtual table%using fts5%'
        order by name"""
    )
    return [row[0] for row in rows]


def merge_step(con: Connection, table: str) -> bool:
    """Write a part of a full-text table anew without what was deleted; False when nothing is left to do.

    The steps of one pass come to what `optimize` does at once (sqlite.org/fts5.html, 6.8).
    """
    before = con.total_changes
    con.execute(f"insert into {table}({table}, rank) values ('merge', ?)", (_PAGES,))
    return con.total_changes - before >= 2


def begin_merge(con: Connection, table: str) -> None:
    """Begin a pass over all of a full-text table."""
    con.execute(f"insert into {table}({table}, rank) values ('merge', ?)", (-_PAGES,))


def vacuum(con: Connection) -> None:
    """Write the file anew. Readers go on with what they see; writers wait."""
    con.execute("vacuum")


def empty_log(con: Connection) -> bool:
    """Bring the write-ahead log home and cut it to nothing; False when a reader still needs it."""
    busy, _, _ = con.execute("pragma wal_checkpoint(truncate)").fetchone()
    return not busy
