"""What use teaches the ranking: the laws of the arithmetic, and where it is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from companion.errors import BadInput, NotFound
from companion.events import Event, ReplyRated
from companion.memory.cue import read_cue
from companion.memory.feedback import (
    FURTHEST,
    HALF_LIFE,
    SIGNALS,
    Feedback,
    Leaning,
    leaned,
    learned,
    multipliers,
    neutral,
    settled,
)
from companion.memory.ranking import Candidate, Weights, rank
from companion.store import memories, transcripts
from companion.store.database import Connection
from tests.clock import MORNING, Clock
from tests.engines import run
from tests.record import House, house

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
    ahead = {"lexical": 3.0, "meaning": 0.5}
    behind = {"lexical": 0.0, "meaning": 0.5}
    clear = learned(neutral(MORNING), [ahead], [behind]).by_signal["lexical"]
    mistake = learned(neutral(MORNING), [behind], [ahead]).by_signal["lexical"]
    assert 0 < clear < -mistake


def test_a_hundred_like_replies_reach_the_bound() -> None:
    state = neutral(MORNING)
    for _ in range(100):
        state = learned(state, [MEANING], [WORDS])
    before, after = Weights(), leaned(Weights(), state)
    assert after.meaning == pytest.approx(before.meaning * 1.25)
    assert after.lexical == pytest.approx(before.lexical * 0.8)
    assert after.first == before.first


class TestKept:
    def test_use_is_learned_kept_and_reset(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                feedback, reply, _ = await _noted(h)
                await feedback.replied(reply)
                factors = feedback.factors()
                assert factors["meaning"] > 1 > factors["lexical"]
                assert feedback.lean(Weights(), MORNING).meaning > Weights().meaning
                again = _feedback(h)
                assert again.lean(Weights(), MORNING) == Weights()
                await again.load()
                assert again.factors() == factors
                await again.reset()
                assert again.factors() == dict.fromkeys(SIGNALS, 1.0)
                await feedback.load()
                assert feedback.lean(Weights(), MORNING) == Weights()

        run(go())

    def test_switched_off_nothing_is_learned_and_nothing_leans(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                feedback, reply, _ = await _noted(h)
                await feedback.replied(reply)
                off = _feedback(h, learns=False)
                await off.load()
                assert off.lean(Weights(), MORNING) == Weights()
                before = off.factors()
                await off.replied(reply)
                await off.rate(reply, True)
                await off.corrected(reply)
                assert off.factors() == before
                assert (await h.db.read(lambda con: transcripts.message(con, reply))).rating == 1

        run(go())

    def test_a_thumb_is_kept_counts_once_and_can_be_taken_away(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                told: list[Event] = []
                feedback, reply, session = await _noted(h, told)
                await feedback.rate(reply, True)
                up = feedback.factors()
                await feedback.rate(reply, True)
                assert feedback.factors() == up
                assert up["meaning"] > 1
                await feedback.rate(reply, False)
                down = feedback.factors()
                assert down["meaning"] < 1
                await feedback.rate(reply, None)
                assert feedback.factors() == pytest.approx(dict.fromkeys(SIGNALS, 1.0))
                assert (await h.db.read(lambda con: transcripts.message(con, reply))).rating == 0
                assert told == [ReplyRated(session, reply)] * 3

        run(go())

    def test_a_thumb_down_and_a_correction_outweigh_the_use_itself(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                feedback, reply, _ = await _noted(h)
                for judge in (feedback.rate(reply, False), feedback.corrected(reply)):
                    await feedback.reset()
                    await feedback.replied(reply)
                    await judge
                    assert feedback.factors()["meaning"] < 1

        run(go())

    def test_only_replies_are_rated(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                feedback, reply, _ = await _noted(h)
                with pytest.raises(NotFound):
                    await feedback.rate(999, True)
                with pytest.raises(BadInput):
                    await feedback.rate(reply - 1, True)

        run(go())


def _feedback(h: House, told: list[Event] | None = None, *, learns: bool = True) -> Feedback:
    heard = told if told is not None else []
    return Feedback(h.db, lambda: learns, heard.append, Clock())


async def _noted(h: House, told: list[Event] | None = None) -> tuple[Feedback, int, int]:
    """A reply that used what was near in meaning and passed over what shared words; its id and its session."""
    talk = await h.hear("Which cake?", "The one of plums.")
    reply = talk.messages[1].id
    rows = [(talk.episodes[0], "used", 1.2, MEANING), (talk.episodes[1], "given", 1.2, WORDS)]

    def note(con: Connection) -> None:
        memories.record_recalls(con, reply, rows)

    await h.db.write(note)
    feedback = _feedback(h, told)
    await feedback.load()
    return feedback, reply, talk.session


def test_every_signal_is_a_weight_and_a_share_of_the_ranking() -> None:
    cue = read_cue("Where does the baker live?", ["Nora"], MORNING.date())
    [row] = rank(cue, [Candidate(1, 1, MORNING.date(), "Nora", cosine=0.5)], corpus=10)
    assert set(SIGNALS) <= row.parts.keys()
    assert set(SIGNALS) <= {field.name for field in fields(Weights)}
