"""What a chart shows is said in words."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from companion.records import LedgerEntry, Mood, TraitScore
from ui.portrait.words import change_text, ledger_sentence, level, mood_sentence, trait_name, trait_sentence

DAY = dt.date(2026, 5, 3)
ORDER = ("low", "rather low", "in between", "rather high", "high")


def moods(*valences: float) -> list[Mood]:
    return [Mood(place, DAY + dt.timedelta(days=place), valence) for place, valence in enumerate(valences)]


def test_a_trait_as_one_line() -> None:
    trait = TraitScore("openness", 0.3, 0.0, 0.6, 6)
    assert trait_sentence(trait) == "Openness: rather high, 6 observations, some support"
    locked = TraitScore("openness", 0.3, 0.1, 0.5, 1, locked=True)
    assert trait_sentence(locked) == "Openness: rather high, 1 observation, well supported, locked"
    assert trait_sentence(TraitScore("extraversion", 0.0, -1.0, 1.0, 0)) == "Extraversion: nothing known yet"


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_a_higher_score_never_has_a_lower_word(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert ORDER.index(level(low)) <= ORDER.index(level(high))


def test_the_course_of_the_mood() -> None:
    assert mood_sentence([]) == "No conversation has ended yet."
    assert mood_sentence(moods(0.6)).endswith("the mood was bright.")
    assert "has risen" in mood_sentence(moods(-0.5, -0.4, 0.3, 0.5))
    assert "has sunk" in mood_sentence(moods(0.5, 0.4, -0.3, -0.5))
    assert "hardly changed" in mood_sentence(moods(0.1, 0.1, 0.1, 0.1))
    assert "hardly changed" in mood_sentence(moods(-0.06, 0.1, 0.38, -0.32, 0.13, -0.04))


def test_a_row_of_the_ledger_is_read_aloud() -> None:
    at = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)
    trait = LedgerEntry(1, at, 1, "openness", 0.1, 0.25, "Seeks the new.", 2, "I want to try it.")
    assert change_text(trait) == "+0.15"
    assert ledger_sentence(trait) == "3 May 2026: Openness from 0.10 to 0.25. Seeks the new. “I want to try it.”"
    item = LedgerEntry(2, at, 1, "interest: Hiking in Wales", 0.0, 1.0, "mentioned", 2, "")
    assert change_text(item) == ""
    assert ledger_sentence(item) == "3 May 2026: Interest: Hiking in Wales. mentioned"
    assert trait_name("neuroticism") == "Neuroticism"
