"""What fits into the prompt."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.memory.packing import LINE_END, SESSION_HEADER, YEAR, Piece, pack


def piece(number: int, session: int = 0, tokens: int = 10) -> Piece:
    return Piece(memory_id=number, session_id=session, tokens=tokens)


def test_the_best_bring_what_was_said_around_them() -> None:
    around = {number: [piece(number - 1), piece(number + 1)] for number in (10, 20, 30)}
    hits = [piece(number) for number in (10, 20, 30)]
    assert pack(hits, around, budget=1000) == [10, 9, 11, 20, 30]
    assert pack(hits, around, budget=1000, with_neighbours=2) == [10, 9, 11, 20, 19, 21, 30]


def test_after_the_best_ten_short_ones_go_first() -> None:
    best = [piece(number, tokens=90) for number in range(10)]
    assert pack([*best, piece(50, tokens=80), piece(51, tokens=10)], {}, budget=3000)[-2:] == [51, 50]
    assert pack([piece(50, tokens=80), piece(51, tokens=10)], {}, budget=3000) == [50, 51]


def test_a_hit_whose_neighbours_do_not_fit_comes_alone() -> None:
    around = {1: [piece(2, tokens=500)]}
    assert pack([piece(1)], around, budget=50) == [1]


def test_what_does_not_fit_is_passed_over() -> None:
    assert pack([piece(1, tokens=500), piece(2)], {}, budget=50) == [2]


def test_a_session_pays_for_its_date_once() -> None:
    cost = 2 * (10 + LINE_END) + SESSION_HEADER + YEAR
    assert pack([piece(1), piece(2)], {}, budget=cost) == [1, 2]
    assert pack([piece(1), piece(2, session=1)], {}, budget=cost) == [1]


pieces = st.lists(
    st.builds(Piece, memory_id=st.integers(0, 50), session_id=st.integers(0, 4), tokens=st.integers(1, 80)),
    max_size=30,
    unique_by=lambda item: item.memory_id,
)


@given(pieces, st.integers(0, 900))
def test_the_budget_holds(found: list[Piece], budget: int) -> None:
    known = {item.memory_id: item for item in found}
    chosen = pack(found, {item.memory_id: found[:2] for item in found}, budget)
    headers = len({known[number].session_id for number in chosen}) * SESSION_HEADER
    assert len(set(chosen)) == len(chosen)
    assert sum(known[number].tokens + LINE_END for number in chosen) + headers + YEAR <= budget or not chosen
