"""Taking words out of the record for good: plain functions over a connection, called inside a transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from companion.language.marks import read_marks
from companion.language.words import content_words
from companion.store import house, word_index
from companion.store.database import Connection
from companion.store.mentions import like

Move = Callable[[int, int], tuple[int, int] | None]

_KEPT = ("memories", "memory_sources", "forgetting_spans", "messages")
"""Tables that name messages and are seen to otherwise."""


def set_text(con: Connection, message_id: int, text: str) -> None:
    """Give a message the words that are left of it."""
    con.execute("update messages set text = ? where id = ?", (text, message_id))


def remove_beside(con: Connection, message_id: int) -> tuple[int, int]:
    """Drop what other tables hold of a message of which nothing is left: how many rows, and how many attachments."""
    gone, attached = 0, 0
    for table, column in tables_beside_messages(con):
        rows = con.execute(f'delete from "{table}" where "{column}" = ?', (message_id,)).rowcount
        attached += rows if table == "attachments" else 0
        gone += 0 if table == "attachments" else rows
    return gone, attached


def remove_running_summaries(con: Connection, session_ids: Iterable[int]) -> int:
    """Drop what a model wrote of these sessions as they went on; it is written anew. How many there were."""
    rows = con.execute(
        "delete from running_summaries where session_id in (select value from json_each(?))",
        (json.dumps(list(session_ids)),),
    )
    return rows.rowcount


def tables_beside_messages(con: Connection) -> list[tuple[str, str]]:
    """The tables whose rows belong to one message, and the column that names it."""
    found = []
    for table in ordinary_tables(con):
        if table in _KEPT:
            continue
        for row in con.execute(f'pragma foreign_key_list("{table}")').fetchall():
            if row[2] == "messages" and row[6].upper() == "CASCADE":
                found.append((table, row[3]))
    return found


def ordinary_tables(con: Connection) -> list[str]:
    """Every table of ours that is not part of a full-text index."""
    rows = con.execute("select name from pragma_table_list where schema = 'main' and type = 'table'").fetchall()
    return sorted(name for (name,) in rows if not name.startswith("sqlite_"))


def resting_on(con: Connection, message_ids: Iterable[int]) -> list[int]:
    """The memories that rest on one of these messages."""
    rows = con.execute(
        """select distinct memory_id from memory_sources where message_id in (select value from json_each(?))
        order by memory_id""",
        (json.dumps(list(message_ids)),),
    )
    return [row[0] for row in rows]


def move_spans(con: Connection, moves: Mapping[int, Move]) -> None:
    """Let what names parts of messages name the places where they stand now: orders, and forgets that still wait."""
    for table, owner in (("spoken_spans", "change_id"), ("forgetting_spans", "forgetting_id")):
        rows = con.execute(
            f"""select {owner}, message_id, start, stop from {table}
            where message_id in (select value from json_each(?))""",
            (json.dumps(list(moves)),),
        ).fetchall()
        for owner_id, message_id, start, stop in rows:
            where = f"{owner} = ? and message_id = ? and start = ? and stop = ?"
            con.execute(f"delete from {table} where {where}", (owner_id, message_id, start, stop))
            if (at := moves[message_id](start, stop)) is not None:
                con.execute(
                    f"insert or ignore into {table}({owner}, message_id, start, stop) values (?,?,?,?)",
                    (owner_id, message_id, *at),
                )


def move_in_journal(con: Connection, moves: Mapping[int, Move]) -> None:
    """Let the notes of what each learning changed name the places where words stand now."""
    touched = json.dumps(list(moves))
    rows = con.execute(
        """select id, before, after from lesson_changes where memory_id in
        (select memory_id from memory_sources where message_id in (select value from json_each(?)))""",
        (touched,),
    ).fetchall()
    for change_id, before, after in rows:
        con.execute(
            "update lesson_changes set before = ?, after = ? where id = ?",
            (before and _moved(before, moves), _moved(after, moves), change_id),
        )


def _moved(state: str, moves: Mapping[int, Move]) -> str:
    kept = json.loads(state)
    sources = []
    for message_id, start, stop in kept["sources"]:
        move = moves.get(message_id)
        at = (start, stop) if move is None else move(start, stop)
        if at is not None:
            sources.append([message_id, *at])
    return json.dumps({**kept, "sources": sources})


def remove_memory(con: Connection, memory_id: int) -> None:
    """Remove a memory and all that hangs on it; its full-text row, too."""
    word_index.unindex_words(con, memory_id)
    con.execute("delete from memories where id = ?", (memory_id,))
    house.next_revision(con)


def remove_vectors(con: Connection, memory_ids: Iterable[int]) -> None:
    """Remove the vectors of these memories, of every embedder."""
    con.executemany("delete from memory_vectors where memory_id = ?", [(memory_id,) for memory_id in memory_ids])
    house.next_revision(con)


def belong_to(con: Connection, memory_id: int, session_id: int) -> None:
    """Let a memory belong to another session."""
    con.execute("update memories set session_id = ? where id = ?", (session_id, memory_id))


def set_words(con: Connection, memory_id: int, text: str, keywords: Sequence[str], tokens: int) -> None:
    """Give a memory other words, and no memory of those before. Its number of versions stays."""
    con.execute("delete from memory_versions where memory_id = ?", (memory_id,))
    con.execute(
        """update memories set text = ?, keywords = ?, content_words = ?, tokens = ?,
        marks = case kind when 'episode' then ? end where id = ?""",
        (text, json.dumps(keywords), len(content_words(text)), tokens, read_marks(text).packed(), memory_id),
    )


def versions_with(con: Connection, texts: Collection[str]) -> list[tuple[int, int, str]]:
    """Older texts of memories that hold one of `texts`: (memory, version, text)."""
    found = {
        (row[0], row[1], row[2])
        for text in texts
        for row in con.execute(
            "select memory_id, version, text from memory_versions where text like ? escape '\\'", (like(text),)
        )
    }
    return sorted(found)


def keywords_with(con: Connection, texts: Collection[str]) -> list[tuple[int, list[str]]]:
    """Key words of memories among which one of `texts` stands: (memory, key words)."""
    found = {
        row[0]: row[1]
        for text in texts
        for row in con.execute("select id, keywords from memories where keywords like ? escape '\\'", (like(text),))
    }
    return [(memory_id, json.loads(keywords)) for memory_id, keywords in sorted(found.items())]


def set_keywords(con: Connection, memory_id: int, keywords: Sequence[str]) -> None:
    """Give a memory other key words."""
    con.execute("update memories set keywords = ? where id = ?", (json.dumps(keywords), memory_id))


def remove_version(con: Connection, memory_id: int, version: int) -> None:
    """Remove one older text."""
    con.execute("delete from memory_versions where memory_id = ? and version = ?", (memory_id, version))


def remove_versions(con: Connection, memory_ids: Iterable[int]) -> None:
    """Remove all older texts of these memories."""
    con.executemany("delete from memory_versions where memory_id = ?", [(memory_id,) for memory_id in memory_ids])
