"""The full-text rows of memories, and the places of turns that stand beside each other in them.

A turn's row also holds the words of its two neighbours in the branch of its session that is shown. Plain functions
over a connection, called inside a transaction.
"""

from __future__ import annotations

from companion.store.database import Connection


def episode_text(con: Connection, session_id: int, position: int) -> str:
    """The words of the episode at this place of the branch that is shown; empty when there is none."""
    memory_id = episode_at(con, session_id, position)
    row = con.execute("select text from memories where id = ?", (memory_id,)).fetchone()
    return str(row[0]) if row else ""


def text_before(con: Connection, memory_id: int) -> str:
    """The words of the episode that this one follows in its branch, shown or not; empty when there is none."""
    row = con.execute(
        """select b.text from memories m join messages said on said.id = m.message_id
        join memories b on b.message_id = said.parent_id
        where m.id = ? and b.kind = 'episode' and b.status <> 'forgotten'""",
        (memory_id,),
    ).fetchone()
    return str(row[0]) if row else ""


def last_text(con: Connection, session_id: int) -> str:
    """The words of the episode that a next message of this session follows; empty when there is none."""
    row = con.execute(
        """select text from memories where kind = 'episode' and status <> 'forgotten' and message_id =
        (select id from messages where session_id = ? and shown order by position desc limit 1)""",
        (session_id,),
    ).fetchone()
    return str(row[0]) if row else ""


def position(con: Connection, memory_id: int) -> int:
    """An episode's place in its session; 0 for other kinds."""
    row = con.execute("select coalesce(position, 0) from memories where id = ?", (memory_id,)).fetchone()
    return int(row[0]) if row else 0


def episode_at(con: Connection, session_id: int, position: int) -> int | None:
    """The id of the episode at this place of the branch that is shown; None when there is none, or it is forgotten."""
    row = con.execute(
        """select m.id from memories m join messages said on said.id = m.message_id
        where m.session_id = ? and m.position = ? and m.kind = 'episode' and m.status <> 'forgotten' and said.shown""",
        (session_id, position),
    ).fetchone()
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
