"""Days ahead."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.due import due_date, names_day_ahead

WEDNESDAY = dt.date(2026, 5, 6)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow at nine", dt.date(2026, 5, 7)),
        ("the day after tomorrow", dt.date(2026, 5, 8)),
        ("on Friday", dt.date(2026, 5, 8)),
        ("by Wednesday", dt.date(2026, 5, 13)),
        ("in two weeks", dt.date(2026, 5, 20)),
        ("next week", dt.date(2026, 5, 11)),
        ("this weekend", dt.date(2026, 5, 9)),
        ("next month", dt.date(2026, 6, 1)),
        ("on 12 June", dt.date(2026, 6, 12)),
        ("on March 3rd", dt.date(2027, 3, 3)),
        ("on 2026-07-01", dt.date(2026, 7, 1)),
        ("in December", dt.date(2026, 12, 1)),
        ("on the 3rd", dt.date(2026, 6, 3)),
        ("in a month", dt.date(2026, 6, 6)),
        ("tonight", WEDNESDAY),
    ],
)
def test_days_ahead_are_read(text: str, day: dt.date) -> None:
    assert due_date(text, WEDNESDAY) == day


@pytest.mark.parametrize("text", ["", "some day", "yesterday", "on 31 February", "on 2020-01-01", "this year"])
def test_no_day_ahead_is_none(text: str) -> None:
    assert due_date(text, WEDNESDAY) is None


def test_a_day_ahead_is_named_whatever_today_is() -> None:
    assert names_day_ahead("I fly on Monday")
    assert not names_day_ahead("I fly often")


@given(st.text(max_size=60), st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)))
def test_what_is_due_is_never_past(text: str, today: dt.date) -> None:
    day = due_date(f"on {text} next month", today)
    assert day is None or day >= today
