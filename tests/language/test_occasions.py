"""Times that are named by what happened, and which of two things came first."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.occasions import Occasion, ago, asks_how_long_ago, compared, occasion

DAY = dt.date(2026, 5, 3)


@pytest.mark.parametrize(
    ("text", "terms", "side"),
    [
        ("When I was in Rome, what did I eat?", ("rome",), "during"),
        ("What did I eat when I was in Rome?", ("rome",), "during"),
        ("What did I plan before I moved to Utrecht?", ("moved", "utrecht"), "before"),
        ("What happened after my exam?", ("exam",), "after"),
        ("What did I say during my trip to Porto?", ("trip", "porto"), "during"),
    ],
)
def test_a_time_is_named_by_what_happened(text: str, terms: tuple[str, ...], side: str) -> None:
    assert occasion(text) == Occasion(terms, side)


@pytest.mark.parametrize("text", ["When was I in Rome?", "When did I buy the cello?", "What did I do before May?"])
def test_what_asks_for_a_time_or_names_a_date_names_no_occasion(text: str) -> None:
    assert occasion(text) is None


def test_an_occasion_reaches_around_before_or_after_the_days_on_which_it_was_told() -> None:
    (during,), (before,), (after,) = (Occasion(("rome",), side).around([DAY]) for side in ("during", "before", "after"))
    assert during[0] < DAY < during[1]
    assert before[1] == DAY == after[0]


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("What did I do first, move to Utrecht or join the choir?", ("move to Utrecht", "join the choir")),
        ("Which came first: the choir or the bindery?", ("the choir", "the bindery")),
        ("Did I adopt the cat before I joined the choir?", ("adopt the cat", "I joined the choir")),
        ("Did I move or marry first?", ("move", "marry")),
    ],
)
def test_two_things_are_compared(text: str, both: tuple[str, str]) -> None:
    assert compared(text) == both


@pytest.mark.parametrize("text", ["Tea or coffee?", "Did I move before May?", "Did I go to Rome before the holidays?"])
def test_a_choice_and_a_date_are_no_comparison(text: str) -> None:
    assert compared(text) is None


def test_the_time_that_has_passed() -> None:
    assert asks_how_long_ago("How long ago did I move?")
    assert not asks_how_long_ago("How long is the river?")
    assert ago(DAY, DAY) == "today"
    assert ago(DAY - dt.timedelta(1), DAY) == "1 day ago"
    assert ago(DAY - dt.timedelta(30), DAY) == "30 days ago"


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    assert occasion(text) is None or occasion(text)
    assert compared(text) is None or compared(text)
