"""What use teaches the ranking: the laws of the arithmetic."""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import fields

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from companion.memory.cue import read_cue
from companion.memory.leaning import (
    FURTHEST,
    HALF_LIFE,
    SIGNALS,
    Leaning,
    leaned,
    learned,
    multipliers,
    neutral,
    settled,
)
from companion.memory.ranking import Candidate, Weights, rank
from tests.clock import MORNING

DAY = dt.timedelta(days=1)
parts = st.dictionaries(st.sampled_from([*SIGNALS, "retention", "bond"]), st.floats(-2, 3), max_size=8)
hits = st.lists(parts, max_size=6)
replies = st.lists(st.tuples(hits, hits, st.floats(-4, 4)), max_size=12)
leanings = st.builds(
    lambda values: Leaning(dict(zip(SIGNALS, values, strict=True)), MORNING),
    st.lists(st.floats(-FURTHEST, FURTHEST), min_size=len(SIGNALS), max_size=len(SIGNALS)),
)
small = st.builds(
    lambda values: Leaning(dict(zip(SIGNALS, values, strict=True)), MORNING),
    st.lists(st.floats(-0.01, 0.01), min_size=len(SIGNALS), max_size=len(SIGNALS)),
)
WORDS = {"lexical": 0.9, "meaning": 0.2, "session": 0.2}
MEANING = {"lexical": 0.1, "meaning": 0.8, "session": 0.2}


class TestLaws:
    @given(leanings, replies)
    def test_a_factor_never_leaves_its_bounds(
        self, state: Leaning, told: list[tuple[list[dict[str, float]], list[dict[str, float]], float]]
    ) -> None:
        for used, ignored, weight in told:
            state = learned(state, used, ignored, weight)
            assert all(0.8 - 1e-12 <= factor <= 1.25 + 1e-12 for factor in multipliers(state).values())

    @given(leanings, hits)
    def test_without_a_comparison_nothing_is_learned(self, state: Leaning, some: list[dict[str, float]]) -> None:
        assert learned(state, some, []) is state
        assert learned(state, [], some) is state
        assert learned(state, [{}], some) is state

    @given(leanings, parts, st.integers(1, 4), st.integers(1, 4))
    def test_hits_that_are_alike_teach_nothing(
        self, state: Leaning, one: dict[str, float], used: int, ignored: int
    ) -> None:
        assert learned(state, [one] * used, [one] * ignored) is state

    @given(leanings, hits, hits, st.randoms())
    def test_the_order_within_a_reply_does_not_matter(
        self, state: Leaning, used: list[dict[str, float]], ignored: list[dict[str, float]], chance: object
    ) -> None:
        mixed, passed = used[:], ignored[:]
        chance.shuffle(mixed)  # type: ignore[attr-defined]
        chance.shuffle(passed)  # type: ignore[attr-defined]
        assert learned(state, mixed, passed) == learned(state, used, ignored)

    @given(small, hits, hits, st.floats(-1, 1))
    def test_what_is_taken_back_leaves_nothing(
        self, state: Leaning, used: list[dict[str, float]], ignored: list[dict[str, float]], weight: float
    ) -> None:
        back = learned(learned(state, used, ignored, weight), used, ignored, -weight)
        assert multipliers(back) == pytest.approx(multipliers(state))

    @given(st.floats(-1, 2), st.floats(-1, 2), st.sampled_from(SIGNALS), st.sampled_from(SIGNALS))
    def test_as_much_for_as_against_cancels(self, more: float, less: float, first: str, second: str) -> None:
        assume(first != second)
        one, other = {first: more, second: less}, {first: less, second: more}
        there = learned(neutral(MORNING), [one], [other])
        assert multipliers(learned(there, [other], [one])) == pytest.approx(dict.fromkeys(SIGNALS, 1.0))

    @given(hits, hits)
    def test_a_lesson_moves_the_balance_and_not_the_scale(
        self, used: list[dict[str, float]], ignored: list[dict[str, float]]
    ) -> None:
        assert sum(learned(neutral(MORNING), used, ignored, 0.1).by_signal.values()) == pytest.approx(0, abs=1e-6)

    @given(leanings, st.floats(-5, 1000), st.floats(0, 1000))
    def test_time_leads_back_to_neutral_and_never_past_it(self, state: Leaning, first: float, more: float) -> None:
        early, late = settled(state, MORNING + first * DAY), settled(state, MORNING + (first + more) * DAY)
        for name, value in state.by_signal.items():
            assert abs(late.by_signal[name]) <= abs(early.by_signal[name]) <= abs(value)
            assert late.by_signal[name] * value >= 0

    def test_a_half_life_halves(self) -> None:
        state = Leaning({"date": 0.2}, MORNING)
        assert settled(state, MORNING + HALF_LIFE * DAY).by_signal["date"] == pytest.approx(0.1)

    def test_neutral_is_exactly_neutral(self) -> None:
        assert multipliers(neutral(MORNING)) == dict.fromkeys(SIGNALS, 1.0)
        assert leaned(Weights(), neutral(MORNING)) == Weights()


def test_what_the_used_hits_had_more_of_counts_more() -> None:
    factors = multipliers(learned(neutral(MORNING), [MEANING], [WORDS]))
    assert factors["meaning"] > 1 > factors["lexical"]


def test_a_clear_lead_teaches_less_than_a_mistake() -> None:
    ahead = {"lexical": 1.0, "meaning": 0.2}
    behind = {"lexical": 0.5, "meaning": 0.5}
    clear = learned(neutral(MORNING), [ahead], [behind]).by_signal["lexical"]
    mistake = learned(neutral(MORNING), [behind], [ahead]).by_signal["lexical"]
    assert 0 <= clear < -mistake / 10


def test_one_signal_alone_cannot_have_put_hits_into_the_wrong_order() -> None:
    factors = multipliers(learned(neutral(MORNING), [{"date": 0.0}], [{"date": 2.0}]))
    assert factors == pytest.approx(dict.fromkeys(SIGNALS, 1.0), abs=1e-3)


def test_use_that_follows_the_score_teaches_nothing_however_sharply_it_does() -> None:
    chance = random.Random(7)
    for sharpness in (3.0, 10.0, 30.0):
        state = neutral(MORNING)
        for _ in range(200):
            found = [{"lexical": chance.gauss(0, 0.4), "date": chance.gauss(0, 0.1)} for _ in range(12)]
            weights = [math.exp(sharpness * sum(parts.values())) for parts in found]
            best = chance.choices(range(12), weights)[0]
            state = learned(state, [found[best]], found[:best] + found[best + 1 :])
        assert multipliers(state) == pytest.approx(dict.fromkeys(SIGNALS, 1.0), abs=0.06)


def test_a_signal_that_use_follows_more_than_the_score_does_grows() -> None:
    chance, state = random.Random(7), neutral(MORNING)
    for _ in range(200):
        found = [{"lexical": chance.gauss(0, 0.4), "date": chance.gauss(0, 0.1)} for _ in range(12)]
        weights = [math.exp(10 * (parts["lexical"] + 3 * parts["date"])) for parts in found]
        best = chance.choices(range(12), weights)[0]
        state = learned(state, [found[best]], found[:best] + found[best + 1 :])
    assert multipliers(state)["date"] > 1.05 > multipliers(state)["lexical"]


def test_a_hundred_like_replies_reach_the_bound() -> None:
    state = neutral(MORNING)
    for _ in range(100):
        state = learned(state, [MEANING], [WORDS])
    before, after = Weights(), leaned(Weights(), state)
    assert after.meaning == pytest.approx(before.meaning * 1.25)
    assert after.lexical == pytest.approx(before.lexical * 0.8)
    assert after.first == before.first


def test_every_signal_is_a_weight_and_a_share_of_the_ranking() -> None:
    cue = read_cue("Where does the baker live?", ["Nora"], MORNING.date())
    [row] = rank(cue, [Candidate(1, 1, MORNING.date(), "Nora", cosine=0.5)], corpus=10)
    assert set(SIGNALS) <= row.parts.keys()
    assert set(SIGNALS) <= {field.name for field in fields(Weights)}
