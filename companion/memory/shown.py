"""What of the recalled memories a prompt shows: which of them, and how much of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from companion.language.telling import telling_part
from companion.language.tokens import estimate_tokens
from companion.language.words import query_terms, stem
from companion.memory.cue import looked_up
from companion.memory.packing import Piece, pack
from companion.records import Kind, Memory, Recall
from companion.store import memories, search
from companion.store.database import Connection
from companion.store.search import RankingRow

WHOLE = 5
"""So many of the best hits are shown whole."""
WITH_NEIGHBOURS = 1
"""So many of the best hits bring what was said around them."""


def shown(con: Connection, recall: Recall, budget: int) -> tuple[Memory, ...]:
    """The hits of `recall` that fit `budget` tokens, with a turn around the best one, in time order.

    Spoken turns after the first few are cut to the sentences that tell something: more of them fit.
    """
    rows = {row.id: row for row in search.ranking_rows(con, [hit.memory.id for hit in recall.hits])}
    hits = [hit.memory for hit in recall.hits if hit.memory.id in rows]
    asked = {stem(word) for word in looked_up(query_terms(recall.cue))}
    found = {memory.id: _cut(memory, asked) if place >= WHOLE else memory for place, memory in enumerate(hits)}
    pieces = [_piece(rows[memory.id], memory, found[memory.id]) for memory in hits]
    chosen = pack(pieces, _around(con, hits[:WITH_NEIGHBOURS], rows), budget, WITH_NEIGHBOURS)
    others = memories.by_ids(con, [memory_id for memory_id in chosen if memory_id not in found])
    given = (found.get(memory_id) or others[memory_id] for memory_id in chosen)
    return tuple(sorted(given, key=lambda memory: (memory.occurred_at, memory.id)))


def _cut(memory: Memory, asked: set[str]) -> Memory:
    if memory.kind is not Kind.EPISODE:
        return memory
    telling = telling_part(memory.text, asked)
    return memory if telling == memory.text else replace(memory, text=telling)


def _piece(row: RankingRow, whole: Memory, cut: Memory) -> Piece:
    tokens = row.tokens if cut is whole else estimate_tokens(f"{cut.speaker}: {cut.text}")
    return Piece(row.id, row.session_id, tokens)


def _around(con: Connection, best: Sequence[Memory], rows: Mapping[int, RankingRow]) -> dict[int, list[Piece]]:
    """What was said before and after the `best` hits, by their ids."""
    found: dict[int, list[Piece]] = {}
    for memory in best:
        row = rows[memory.id]
        if row.session_id is not None and row.position is not None:
            near = search.neighbours(con, row.session_id, row.position)
            found[memory.id] = [Piece(r.id, r.session_id, r.tokens) for r in search.ranking_rows(con, near)]
    return found
