"""What may say the same as words that are forgotten, in other words: it lies near in meaning."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence

from companion.errors import ModelError
from companion.memory.index import MemoryIndex
from companion.records import Kind, Memory, Status
from companion.store import memories
from companion.store.database import Database

log = logging.getLogger(__name__)

ALIKE = 0.55
"""Cosine from which two statements may say the same, with the bundled embedder.

`tests/memory/test_paraphrases.py` holds the pairs it was set on:
of 16 paraphrases 14 lie above it, of 624 pairs of other statements 3."""
OFFERED = 5
STATEMENTS = 8
"""Statements for which others are looked for, at most."""
LOOKED_AT = 40
"""Nearest memories of each statement, many of which go anyhow."""


async def alike(db: Database, index: MemoryIndex, statements: Sequence[str], leaving: Collection[int]) -> list[Memory]:
    """Up to `OFFERED` memories near `statements` in meaning, but not among `leaving`; the nearest first.

    Summaries are left out: they follow what they sum up. None without an embedder: a forget needs no model. Called on
    the engine loop.
    """
    wanted = list(dict.fromkeys(statements))[:STATEMENTS]
    if not wanted:
        return []
    try:
        vectors = await index.embed(wanted)
    except ModelError as error:
        log.warning("nothing alike is looked for: %s", type(error).__name__)
        return []
    near, gone = dict[int, float](), frozenset(leaving)
    for vector in vectors:
        for memory_id, cosine in (await index.nearest(vector, LOOKED_AT)).items():
            if cosine >= ALIKE and memory_id not in gone:
                near[memory_id] = max(cosine, near.get(memory_id, cosine))
    found = await db.read(lambda con: memories.by_ids(con, near))
    shown = [m for m in found.values() if m.kind is not Kind.EVENT and m.status is not Status.FORGOTTEN]
    return sorted(shown, key=lambda memory: (-near[memory.id], memory.id))[:OFFERED]
