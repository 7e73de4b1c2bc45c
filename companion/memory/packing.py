"""Which recalled memories fit into the prompt's budget of tokens. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SESSION_HEADER = 4
"""Tokens of the date line above each session's memories, "3 May:", the year not counted."""
YEAR = 4
"""Tokens of a year. It stands only where it changes, so one is kept free for a prompt."""
LINE_END = 1
"""Tokens that end a memory's line."""
AS_RANKED = 10
"""The best hits keep their order whatever they cost."""
PLACES_A_TOKEN = 0.2
"""How many places a further hit falls back a token: of two that are nearly as good, two short ones beat a long one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A memory as the prompt would show it: `tokens` of its line, the speaker's name included."""

    memory_id: int
    session_id: int | None
    tokens: int


def pack(
    hits: Sequence[Piece],
    neighbours: Mapping[int, Sequence[Piece]],
    budget: int,
    with_neighbours: int = 1,
) -> list[int]:
    """The ids to show within `budget` tokens, in the order in which they were chosen.

    `hits` come best first. The first `with_neighbours` bring what was said around them (`neighbours` by memory id);
    the others, and those whose neighbours do not fit, come alone. After the best ten, short ones go before long ones
    of about the same rank. One that does not fit is passed over.
    """
    chosen: dict[int, None] = {}
    sessions: set[int | None] = set()
    left = budget - YEAR
    for place, hit in enumerate(_by_worth(hits)):
        around = list(neighbours.get(hit.memory_id, ())) if place < with_neighbours else []
        for block in ([hit, *around], [hit]):
            new = [piece for piece in block if piece.memory_id not in chosen]
            headers = {piece.session_id for piece in new} - sessions
            cost = sum(piece.tokens + LINE_END for piece in new) + SESSION_HEADER * len(headers)
            if new and cost <= left:
                chosen.update(dict.fromkeys(piece.memory_id for piece in new))
                sessions |= headers
                left -= cost
                break
    return list(chosen)


def _by_worth(hits: Sequence[Piece]) -> list[Piece]:
    further = sorted(enumerate(hits[AS_RANKED:]), key=lambda row: row[0] + PLACES_A_TOKEN * row[1].tokens)
    return [*hits[:AS_RANKED], *(hit for _, hit in further)]
