"""What of the recalled memories a prompt shows: which of them, and how much of each."""

from __future__ import annotations

from dataclasses import replace

from companion.language.telling import CLOSE, WIDE, Measure, telling_part
from companion.language.tokens import estimate_tokens
from companion.language.words import query_terms, stem
from companion.memory.cue import looked_up
from companion.memory.packing import Piece, pack
from companion.records import Kind, Memory, Recall
from companion.store import memories, search
from companion.store.database import Connection
from companion.store.search import RankingRow

WHOLE = 2
"""So many of the best hits are shown whole."""
CLOSELY = 10
"""Beyond so many, turns are cut to what has a matter."""
WITH_NEIGHBOURS = 1
"""So many of the best hits bring what was said around them."""


def shown(con: Connection, recall: Recall, budget: int) -> tuple[Memory, ...]:
    """The hits of `recall` that fit `budget` tokens, with a turn around the best one, in time order.

    Other spoken turns than the best are cut to the sentences that tell something, the further down the closer: more
    of them fit.
    """
    rows = {row.id: row for row in search.ranking_rows(con, [hit.memory.id for hit in recall.hits])}
    hits = [hit.memory for hit in recall.hits if hit.memory.id in rows]
    asked = {stem(word) for word in looked_up(query_terms(recall.cue))}
    found = {memory.id: _cut_for(place, memory, asked) for place, memory in enumerate(hits)}
    pieces = [_piece(rows[memory.id], memory, found[memory.id]) for memory in hits]
    around, beside = dict[int, list[Piece]](), dict[int, Memory]()
    for memory in hits[:WITH_NEIGHBOURS]:
        around[memory.id] = []
        for row, whole in _around(con, rows[memory.id]):
            beside[whole.id] = cut = _cut(whole, asked)
            around[memory.id].append(_piece(row, whole, cut))
    chosen = pack(pieces, around, budget, WITH_NEIGHBOURS)
    given = (found.get(memory_id) or beside[memory_id] for memory_id in chosen)
    return tuple(sorted(given, key=lambda memory: (memory.occurred_at, memory.id)))


def _cut_for(place: int, memory: Memory, asked: set[str]) -> Memory:
    if place < WHOLE:
        return memory
    return _cut(memory, asked, WIDE if place < CLOSELY else CLOSE)


def _cut(memory: Memory, asked: set[str], measure: Measure = WIDE) -> Memory:
    if memory.kind is not Kind.EPISODE:
        return memory
    telling = telling_part(memory.text, asked, measure)
    return memory if telling == memory.text else replace(memory, text=telling)


def _piece(row: RankingRow, whole: Memory, cut: Memory) -> Piece:
    tokens = row.tokens if cut is whole else estimate_tokens(f"{cut.speaker}: {cut.text}")
    return Piece(row.id, row.session_id, tokens)


def _around(con: Connection, hit: RankingRow) -> list[tuple[RankingRow, Memory]]:
    """What was said before and after a hit."""
    if hit.session_id is None or hit.position is None:
        return []
    near = {row.id: row for row in search.ranking_rows(con, search.neighbours(con, hit.session_id, hit.position))}
    return [(near[memory.id], memory) for memory in memories.by_ids(con, near).values()]
