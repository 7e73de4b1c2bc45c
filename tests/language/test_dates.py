"""Days that a question speaks of."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.calendar import easter, month_range
from companion.language.dates import (
    FADE_DAYS,
    LAG_OVERLAP,
    TALK_LAG_DAYS,
    date_overlap,
    date_ranges,
    day_words,
    is_whole_day_question,
    other_years,
    without_dates,
)

TODAY = dt.date(2023, 9, 14)  # a Thursday


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("What did I do on 2023-05-04?", "2023-05-04", "2023-05-04"),
        ("on 27 April", "2023-04-27", "2023-04-27"),
        ("On April 27th, how long did I run?", "2023-04-27", "2023-04-27"),
        ("on the 3rd of May, 2022", "2022-05-03", "2022-05-03"),
        ("May the 4th", "2023-05-04", "2023-05-04"),
        ("from 3 to 9 August", "2023-08-03", "2023-08-09"),
        ("Aug. 3-9, 2021", "2021-08-03", "2021-08-09"),
        ("on 20 December", "2022-12-20", "2022-12-20"),
        ("in June 2022", "2022-06-01", "2022-06-30"),
        ("in early June 2022", "2022-06-01", "2022-06-10"),
        ("in October", "2022-10-01", "2022-10-31"),
        ("during May", "2023-05-01", "2023-05-31"),
        ("in late May", "2023-05-21", "2023-05-31"),
        ("last summer", "2023-06-01", "2023-08-31"),
        ("in the winter", "2022-12-01", "2023-02-28"),
        ("in the summer of 2020", "2020-06-01", "2020-08-31"),
        ("at Christmas", "2022-12-24", "2022-12-26"),
        ("on Valentine's day", "2023-02-14", "2023-02-14"),
        ("at Easter", "2023-04-07", "2023-04-10"),
        ("Thanksgiving 2021", "2021-11-25", "2021-11-28"),
        ("before the holidays", "2022-11-29", "2022-12-20"),
        ("after Christmas", "2022-12-24", "2023-01-16"),
        ("three days ago", "2023-09-11", "2023-09-11"),
        ("two weeks ago", "2023-08-28", "2023-09-03"),
        ("a couple of weeks ago", "2023-08-28", "2023-09-03"),
        ("a few days ago", "2023-09-09", "2023-09-13"),
        ("10 years ago", "2013-03-18", "2014-03-17"),
        ("in the last two weeks", "2023-08-31", "2023-09-14"),
        ("the day before yesterday", "2023-09-12", "2023-09-12"),
        ("the other day", "2023-09-07", "2023-09-13"),
        ("What did I eat yesterday?", "2023-09-13", "2023-09-13"),
        ("last night", "2023-09-13", "2023-09-13"),
        ("this morning", "2023-09-14", "2023-09-14"),
        ("last week", "2023-09-04", "2023-09-10"),
        ("last weekend", "2023-09-09", "2023-09-10"),
        ("this month", "2023-09-01", "2023-09-30"),
        ("last year", "2022-01-01", "2022-12-31"),
        ("last Tuesday", "2023-09-12", "2023-09-12"),
        ("on Thursday", "2023-09-07", "2023-09-07"),
        ("recently", "2023-08-31", "2023-09-14"),
        ("in 2019", "2019-01-01", "2019-12-31"),
        ("since 2019", "2019-01-01", "2023-09-14"),
        ("before June 2022", "2022-05-11", "2022-06-01"),
        ("since May", "2023-05-01", "2023-09-14"),
        ("after last Tuesday", "2023-09-12", "2023-10-03"),
    ],
)
def test_an_expression_becomes_days(text: str, first: str, last: str) -> None:
    assert date_ranges(text, TODAY) == [(d(first), d(last))]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Where does my sister live?",
        "I may go, and they march on",
        "on 30 February",
        "How many of the 27 birds flew?",
        "Did she fall in love?",
        "call me in 5 minutes",
    ],
)
def test_other_text_names_no_day(text: str) -> None:
    assert date_ranges(text, TODAY) == []


def test_several_expressions_come_in_their_order() -> None:
    found = date_ranges("Was it in March 2022 or on 4 May 2021?", TODAY)
    assert found == [(d("2022-03-01"), d("2022-03-31")), (d("2021-05-04"), d("2021-05-04"))]


def test_a_day_without_a_year_just_ahead_is_this_year() -> None:
    assert date_ranges("on 20 September", TODAY) == [(d("2023-09-20"), d("2023-09-20"))]


def test_overlap_is_full_inside_and_less_while_people_still_talk_of_it() -> None:
    days = [(d("2023-05-01"), d("2023-05-07"))]
    assert date_overlap(d("2023-05-01"), days) == 1
    assert date_overlap(d("2023-05-07") + dt.timedelta(TALK_LAG_DAYS), days) == LAG_OVERLAP
    assert 0 < date_overlap(d("2023-04-30"), days) < LAG_OVERLAP
    assert date_overlap(d("2023-05-07") + dt.timedelta(TALK_LAG_DAYS + FADE_DAYS), days) == 0
    assert date_overlap(d("2023-05-01"), []) == 0


def test_a_day_is_written_as_it_is_asked_for() -> None:
    assert day_words(d("2023-04-27")) == "Thursday 27 April 2023"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("What did we talk about on 27 April?", True),
        ("what happened yesterday", True),
        ("Tell me everything we discussed last week.", True),
        ("What did I say on 27 April about the garden?", False),
        ("What did we talk about?", False),
        ("", False),
    ],
)
def test_a_question_that_is_only_a_date_is_known(text: str, whole: bool) -> None:
    assert is_whole_day_question(text) is whole


def test_dates_can_be_taken_out() -> None:
    assert without_dates("What did I read last week in the park?") == "What did I read in the park?"


@pytest.mark.parametrize(("year", "month", "day"), [(2023, 4, 9), (2024, 3, 31), (2038, 4, 25), (1961, 4, 2)])
def test_easter_falls_where_it_fell(year: int, month: int, day: int) -> None:
    assert easter(year) == dt.date(year, month, day)


def test_months_count_on_across_years() -> None:
    assert month_range(2023, 13) == (d("2024-01-01"), d("2024-01-31"))
    assert month_range(2023, 0) == (d("2022-12-01"), d("2022-12-31"))


@given(st.text(max_size=80), st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)))
def test_any_text_is_safe(text: str, today: dt.date) -> None:
    assert all(first <= last for first, last in date_ranges(text, today))


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)))
def test_every_day_is_found_by_its_own_words(day: dt.date) -> None:
    assert date_ranges(f"on {day_words(day)}", day) == [(day, day)]


@given(st.integers(0, 999), st.sampled_from(["day", "week", "month", "year"]), st.dates(dt.date(1950, 1, 1)))
def test_counted_times_lie_in_the_past(count: int, unit: str, today: dt.date) -> None:
    assert all(last <= today for _, last in date_ranges(f"{count} {unit}s ago", today))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("between March and May", dt.date(2026, 3, 1), dt.date(2026, 5, 31)),
        ("from November to February", dt.date(2025, 11, 1), dt.date(2026, 2, 28)),
        ("between march 2023 and may 2024", dt.date(2023, 3, 1), dt.date(2024, 5, 31)),
        ("between 3 May and 10 June", dt.date(2026, 5, 3), dt.date(2026, 6, 10)),
        ("on 29 February", dt.date(2024, 2, 29), dt.date(2024, 2, 29)),
        ("before the holidays", dt.date(2025, 11, 29), dt.date(2025, 12, 20)),
    ],
)
def test_stretches_between_two_times(text: str, first: dt.date, last: dt.date) -> None:
    assert date_ranges(f"What did I do {text}?", dt.date(2026, 11, 21)) == [(first, last)]
    assert is_whole_day_question(f"What did we talk about {text}?")


def test_a_day_without_a_year_comes_round_every_year_the_latest_first() -> None:
    today = dt.date(2026, 11, 21)
    found = other_years("On 28 April you told me", today, range(2023, 2027))
    assert found == [(dt.date(year, 4, 28),) * 2 for year in (2025, 2024, 2023)]
    assert other_years("On 28 April 2023", today, range(2023, 2027)) == []
    assert other_years("last summer", today, range(2023, 2027)) == []
    assert other_years("in December", today, [2026, 2024]) == [(dt.date(2024, 12, 1), dt.date(2024, 12, 31))]
