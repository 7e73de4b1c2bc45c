"""The ledger without forgotten rows explains every value from zero, and moves by no more than it did."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from companion.personality.erasure import without
from companion.personality.history import portrait_of
from companion.personality.portrait import replay
from companion.records import LOCKED, LedgerEntry

NOW = dt.datetime(2026, 5, 3, 9, tzinfo=dt.UTC)
DAY = NOW.date()

MOVES = st.lists(
    st.tuples(st.sampled_from(["openness", "agreeableness"]), st.floats(-0.15, 0.15), st.booleans(), st.booleans()),
    max_size=12,
)


def rows_of(moves: list[tuple[str, float, bool, bool]]) -> tuple[list[LedgerEntry], set[int]]:
    scores: dict[str, float] = {}
    rows, forgotten = [], set()
    for number, (trait, step, by_hand, gone) in enumerate(moves, 1):
        before = scores.get(trait, 0.0)
        after = step if by_hand else min(1.0, max(-1.0, before + step))
        message = None if by_hand else number
        counts = 0 if by_hand else 1
        rows.append(LedgerEntry(number, NOW, 1, trait, before, after, "x", message, f"q{number}", DAY, counts))
        scores[trait] = after
        if gone and not by_hand:
            forgotten.add(number)
    return rows, forgotten


@given(MOVES)
def test_the_rows_that_stay_explain_every_value_from_zero(moves: list[tuple[str, float, bool, bool]]) -> None:
    rows, forgotten = rows_of(moves)
    left = without(rows, lambda row: row.id in forgotten, lambda _: False, (), ())
    assert set(left.gone) == forgotten
    assert replay(left.rows) == portrait_of(left.rows).traits
    by_id = {row.id: row for row in rows}
    for row in left.rows:
        old = by_id[row.id]
        assert old.message_id is None or abs(row.after - row.before) <= abs(old.after - old.before) + 1e-12
        assert old.message_id is not None or row.after == old.after
    if not forgotten:
        assert list(left.rows) == rows


@given(MOVES)
def test_a_locked_trait_keeps_its_value_and_loses_the_quotes(moves: list[tuple[str, float, bool, bool]]) -> None:
    rows, forgotten = rows_of(moves)
    left = without(rows, lambda row: row.id in forgotten, lambda _: False, (), ("openness", "agreeableness"))
    assert left.gone == ()
    assert [(row.before, row.after) for row in left.rows] == [(row.before, row.after) for row in rows]
    assert all((row.quote == "") == (row.id in forgotten) for row in left.rows)


def test_an_item_loses_what_was_forgotten_and_goes_with_its_last_message() -> None:
    def item(number: int, before: float, after: float, ids: tuple[int, ...]) -> LedgerEntry:
        return LedgerEntry(number, NOW, 1, "interest: rowing", before, after, "m", number, "q", DAY, 1, DAY, ids)

    rows = [item(1, 0.0, 1.0, (1,)), item(2, 1.0, 2.0, (1, 2))]
    left = without(rows, lambda row: row.id == 1, lambda _: False, (), ())
    assert [(row.before, row.after, row.message_ids) for row in left.rows] == [(0.0, 1.0, (2,))]
    assert without(rows, lambda row: True, lambda _: False, (), ()).rows == ()
    assert without(rows, lambda row: False, lambda text: text == "rowing", (), ()).gone == (1, 2)


def test_a_lock_keeps_no_item_whose_words_are_forgotten() -> None:
    name = "interest: rowing"
    said = LedgerEntry(1, NOW, 1, name, 0.0, 1.0, "m", 7, "q", DAY, 1, DAY, (7,))
    lock = LedgerEntry(2, NOW, None, name, 1.0, 1.0, LOCKED, None, "", DAY, 0, DAY, (7,))
    (item,) = portrait_of([said, lock]).items
    assert item.locked
    assert without([said, lock], lambda row: row.id == 1, lambda _: False, (), ()).gone == (1, 2)
    assert without([said, lock], lambda row: False, lambda text: text == "rowing", (), ()).gone == (1, 2)


def test_the_mood_of_a_forgotten_conversation_goes() -> None:
    moods = [LedgerEntry(n, NOW, n, f"mood: {n}", 0.0, 0.5, "m", None, "", DAY, 0, DAY) for n in (1, 2)]
    assert without(moods, lambda _: False, lambda _: False, (1,), ()).gone == (1,)
