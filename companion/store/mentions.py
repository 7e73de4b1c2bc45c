"""Where words stand in the record: what a forget has to know. Plain functions over a connection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from companion.records import Role
from companion.store.database import Connection

_TRIGRAM = 3
"""Letters from which the index of messages finds a text."""


def messages_with(con: Connection, text: str) -> list[int]:
    """Messages that hold `text`, whatever its case."""
    if len(text) >= _TRIGRAM:
        quoted = '"' + text.replace('"', '""') + '"'
        rows = con.execute("select rowid from messages_fts where messages_fts match ?", (quoted,))
    else:
        rows = con.execute("select id from messages where text like ? escape '\\'", (like(text),))
    return [row[0] for row in rows]


def memories_with(con: Connection, text: str) -> list[int]:
    """Memories other than turns that hold `text` in their words, key words or subject, whatever its case."""
    rows = con.execute(
        """select id from memories where kind <> 'episode' and (text like ?1 escape '\\' or keywords like ?1 escape '\\'
        or subject like ?1 escape '\\')""",
        (like(text),),
    )
    return [row[0] for row in rows]


def turns_with_all(con: Connection, words: Sequence[str]) -> list[int]:
    """Messages whose turn holds all these words among its own; forgotten turns are not in that index."""
    match = " ".join('own : "' + word.replace('"', '""') + '"' for word in words)
    rows = con.execute(
        """select message_id from memories where message_id is not null
        and id in (select rowid from memory_fts where memory_fts match ?)""",
        (match,),
    )
    return [row[0] for row in rows]


def turns_with(con: Connection, word: str, limit: int) -> list[int]:
    """Messages of the user whose turn holds this word among its own, the latest first."""
    # Walked down the index of words, so that a common word costs no more than a rare one.
    rows = con.execute(
        """select s.id from memory_fts f cross join memories m on m.id = f.rowid
        cross join messages s on s.id = m.message_id
        where f.memory_fts match ? and s.role = ? order by f.rowid desc limit ?""",
        ('own : "' + word.replace('"', '""') + '"', Role.USER, limit),
    )
    return [row[0] for row in rows]


def drawn_from(con: Connection, message_ids: Iterable[int]) -> list[tuple[int, int, int, int]]:
    """What rests on these messages, turns left out: (memory, message, start, end)."""
    rows = con.execute(
        """select s.memory_id, s.message_id, s.start, s.stop from memory_sources s join memories m on m.id = s.memory_id
        where s.message_id in (select value from json_each(?)) and m.kind <> 'episode'""",
        (json.dumps(list(message_ids)),),
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def replies_given(con: Connection, memory_ids: Iterable[int]) -> list[int]:
    """Replies that had one of these memories before them."""
    rows = con.execute(
        "select distinct reply_id from recalls where memory_id in (select value from json_each(?))",
        (json.dumps(list(memory_ids)),),
    )
    return [row[0] for row in rows]


def later_messages(con: Connection, session_id: int, first: int) -> list[int]:
    """The messages of a session from this one on."""
    rows = con.execute("select id from messages where session_id = ? and id >= ?", (session_id, first))
    return [row[0] for row in rows]


def speakers(con: Connection) -> list[str]:
    """Every name that stands beside messages."""
    return [row[0] for row in con.execute("select distinct speaker from messages where speaker <> ''")]


def like(text: str) -> str:
    """`text` as a pattern of `like` that holds it anywhere."""
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
