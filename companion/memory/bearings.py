"""How memories stand to each other, read from one of them: a function over a connection."""

from __future__ import annotations

from companion.records import Kind, Memory, Scope
from companion.store import browsing, memories
from companion.store.database import Connection

MOST_LINKS = 60
MOST_OF_SUBJECT = 6
"""Other statements about the same subject, which are not linked by themselves."""
_WIDTH = {None: 0, Scope.SESSION: 1, Scope.DAY: 2, Scope.WEEK: 3, Scope.STORY: 4}


def around(con: Connection, memory_id: int) -> list[tuple[Memory, str]]:
    """What `memory_id` is linked to, and what else is known of its subject. Raises `NotFound`."""
    memory = memories.get(con, memory_id)
    stored = browsing.links(con, memory_id)[:MOST_LINKS]
    found = {
        m.id: m
        for m in memories.by_ids(con, [i for i, _ in stored]).values()
        if m.status != "forgotten" and m.space == memory.space
    }
    named = [(found[i], relation_between(memory, found[i], relation)) for i, relation in stored if i in found]
    if memory.kind in (Kind.FACT, Kind.INTENTION, Kind.LESSON) and memory.subject:
        others = browsing.of_subject(con, memory, MOST_OF_SUBJECT)
        named += [(other, "same subject") for other in others if other.id not in found]
    return named


def relation_between(memory: Memory, other: Memory, stored: str) -> str:
    """What `other` is to `memory`. The record keeps every link both ways under one name."""
    if stored == "supersedes":
        return "replaces" if memory.id > other.id else "replaced by"
    if stored == "from":
        return "taught" if memory.kind is Kind.EPISODE else "from"
    if stored == "part":
        return "part of" if _WIDTH[other.scope] > _WIDTH[memory.scope] else "holds"
    return stored
