"""The story: all weeks in little room."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from companion.language.tokens import estimate_tokens
from companion.memory.story import in_short, monday_of, story_of

START = dt.date(2025, 1, 6)
THEMES = (
    "the harbour",
    "a violin",
    "tomatoes",
    "the marathon",
    "Portuguese",
    "an old boat",
    "night shifts",
    "a kitten",
)


def weeks(count: int) -> list[tuple[dt.date, str]]:
    return [
        (START + dt.timedelta(weeks=n), f"Nora talked about {THEMES[n % 8]} and number {n}. “Sentence {n * 7919}.”")
        for n in range(count)
    ]


def test_one_week_is_told_whole() -> None:
    assert story_of(weeks(1)) == "January 2025: Nora talked about the harbour and number 0. “Sentence 0.”"
    assert story_of([]) == ""


def test_a_long_story_keeps_its_beginning_and_its_latest_months() -> None:
    told = story_of(weeks(150), 600)
    assert len(told) <= 600
    assert told.startswith("January 2025: ")
    assert "November 2027: " in told


@given(st.integers(0, 90), st.integers(0, 1500))
def test_the_story_fits_and_is_in_order(count: int, limit: int) -> None:
    told = story_of(weeks(count), limit)
    assert told == story_of(weeks(count), limit)
    assert len(told) <= limit
    months = [dt.datetime.strptime(f"1 {part}", "%d %B %Y") for part in _months(told)]
    assert months == sorted(set(months))


def _months(told: str) -> list[str]:
    words = told.replace(":", " :").split()
    return [f"{words[at - 2]} {words[at - 1]}" for at, word in enumerate(words) if word == ":"]


@given(st.dates(dt.date(1, 1, 8), dt.date(9999, 12, 31)))
def test_a_week_begins_on_monday(day: dt.date) -> None:
    monday = monday_of(day)
    assert monday.weekday() == 0
    assert dt.timedelta(0) <= day - monday < dt.timedelta(days=7)


WORDS = st.lists(st.sampled_from(["harbour", "a", "violin,", "marathon", "2026.", "extraordinarily"]), max_size=200)


@given(WORDS, st.lists(WORDS, max_size=3), st.integers(0, 400))
def test_story_and_days_fit_the_prompts_room(story: list[str], days: list[list[str]], tokens: int) -> None:
    dated = [(START + dt.timedelta(days=n), " ".join(words)) for n, words in enumerate(days)]
    told = in_short(" ".join(story), dated, tokens)
    assert estimate_tokens(told) <= tokens


def test_the_last_day_stays_and_the_storys_end_too() -> None:
    days = [(dt.date(2026, 5, n), f"Day {n} " + "was long " * 30) for n in (1, 2, 3)]
    told = in_short("Once there was a beginning. " * 40 + "The latest thing.", days, 299)
    assert "2026-05-03: Day 3" in told
    assert told.startswith("… ")
    assert "The latest thing. 2026-05-0" in told
    assert told.index("2026-05-02") < told.index("2026-05-03")
