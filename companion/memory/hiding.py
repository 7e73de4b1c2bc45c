"""Taking memories out of sight, out of both indexes, and back: in a transaction, the index follows."""

from __future__ import annotations

from collections.abc import Iterable

from companion.memory.refiling import answer_to, reindex_words
from companion.records import Status
from companion.store import memories
from companion.store.database import Connection

Moved = tuple[list[int], list[int]]
"""The memories, and the turns that answer them: those are embedded with what was asked, so they follow."""


def hide(con: Connection, ids: Iterable[int]) -> Moved:
    """Take these out of recall, lists and prompts; what each was is kept for `show`."""
    hidden, answers = list[int](), list[int]()
    for memory in memories.by_ids(con, ids).values():
        if memory.status is not Status.FORGOTTEN:
            memories.set_status(con, memory.id, Status.FORGOTTEN)
        reindex_words(con, memory)
        hidden.append(memory.id)
        answers += answer_to(con, memory)
    return hidden, [memory_id for memory_id in dict.fromkeys(answers) if memory_id not in hidden]


def show(con: Connection, ids: Iterable[int]) -> Moved:
    """Bring back those of these that are out of sight: each is what it was."""
    back, answers = list[int](), list[int]()
    for memory_id in ids:
        before = memories.status_before_forget(con, memory_id)
        if before is not None:
            memories.set_status(con, memory_id, before)
            back.append(memory_id)
    for memory_id in back:
        memory = memories.get(con, memory_id)
        reindex_words(con, memory)
        answers += answer_to(con, memory)
    return back, [memory_id for memory_id in dict.fromkeys(answers) if memory_id not in back]
