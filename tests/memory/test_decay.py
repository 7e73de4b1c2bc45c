"""Forgetting: golden values, agreement with the `fsrs` package, and laws."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.memory import spacing
from companion.memory.decay import (
    DAY,
    FAR,
    Curve,
    Use,
    born,
    explain,
    fades_at,
    reinforce,
    retention,
    threshold_for,
)
from companion.memory.spacing import Grade
from companion.records import DecayState

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)
EBBINGHAUS, FSRS = Curve.EBBINGHAUS, Curve.FSRS

curves = st.sampled_from(Curve)
uses = st.sampled_from(Use)
good_uses = st.sampled_from([Use.USED, Use.CONFIRMED])
importances = st.floats(0, 1)
spans = st.floats(0, 40_000).map(lambda days: days * DAY)
moments = st.datetimes(dt.datetime(1, 1, 2), dt.datetime(9998, 12, 31), timezones=st.just(dt.UTC))


@st.composite
def states(draw: st.DrawFn) -> DecayState:
    state = born(draw(importances), NOON)
    for gap, use in draw(st.lists(st.tuples(st.floats(0, 400), uses), max_size=6)):
        state = reinforce(state, state.anchor_at + gap * DAY, use)
    return state


# --- golden values --------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "left"), [(0, 1.0), (1, 0.7165313106), (3, 0.3678794412), (30, 4.5399929762e-05)])
def test_ebbinghaus_is_the_formula_of_the_paper(days: float, left: float) -> None:
    assert retention(born(0.0, NOON), NOON + days * DAY, EBBINGHAUS) == pytest.approx(left)


def test_a_stronger_memory_fades_more_slowly_unlike_in_the_released_code_of_the_paper() -> None:
    later = NOON + 10 * DAY
    assert retention(born(0.9, NOON), later, EBBINGHAUS) > retention(born(0.1, NOON), later, EBBINGHAUS)


def test_strength_at_birth_runs_from_days_to_a_month() -> None:
    assert [round(born(i, NOON).strength, 2) for i in (0, 0.5, 1)] == [3.0, 9.49, 30.0]
    assert born(-3, NOON) == born(0, NOON)
    assert born(7, NOON) == born(1, NOON)


def test_one_use_adds_one_step_and_sets_the_clock_back() -> None:
    used = reinforce(born(0.0, NOON), NOON + 2 * DAY, Use.USED)
    assert (used.strength, used.uses, used.anchor_at) == (4.0, 1, NOON + 2 * DAY)
    assert retention(used, NOON + 6 * DAY, EBBINGHAUS) == pytest.approx(math.exp(-1))


def package_card(grade: int, when: dt.datetime) -> tuple[fsrs.Scheduler, fsrs.Card]:
    scheduler = fsrs.Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
    card, _ = scheduler.review_card(fsrs.Card(card_id=1), fsrs.Rating(grade), when)
    return scheduler, card


HISTORIES: list[list[tuple[float, Use]]] = [
    [(1, Use.USED), (3, Use.USED), (8, Use.USED), (21, Use.USED), (60, Use.USED)],
    [(2, Use.CONFIRMED), (30, Use.CONFIRMED), (365, Use.CONFIRMED)],
    [(5, Use.CORRECTED), (1, Use.USED), (9, Use.CORRECTED), (40, Use.CONFIRMED)],
    [(0.25, Use.USED), (2, Use.USED), (0.5, Use.CORRECTED), (7, Use.USED)],
    [(0.5, Use.CONFIRMED), (100, Use.CORRECTED)],
    [(1000, Use.USED), (1000, Use.USED), (1000, Use.CORRECTED)],
]


@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize(("importance", "grade"), [(0.1, 2), (0.5, 3), (0.9, 4)])
def test_fsrs_agrees_with_the_package(importance: float, grade: int, history: list[tuple[float, Use]]) -> None:
    ratings = {Use.USED: 3, Use.CONFIRMED: 4, Use.CORRECTED: 1}
    state, now = born(importance, NOON), NOON
    scheduler, card = package_card(grade, NOON)
    for gap, use in history:
        now += gap * DAY
        state = reinforce(state, now, use)
        card, _ = scheduler.review_card(card, fsrs.Rating(ratings[use]), now)
        assert state.stability == pytest.approx(card.stability, rel=1e-9)
        assert state.difficulty == pytest.approx(card.difficulty, rel=1e-9)
        for days in (0, 1, 7, 100, 5000):
            theirs = scheduler.get_card_retrievability(card, now + days * DAY)
            assert retention(state, now + days * DAY, FSRS) == pytest.approx(theirs, rel=1e-9)


def test_the_weights_are_the_packages_defaults() -> None:
    ours = [*spacing.FIRST_STABILITY.values()]
    ours += [spacing.DIFFICULTY_OF_AGAIN, spacing.DIFFICULTY_BY_GRADE, spacing.DIFFICULTY_STEP]
    ours += [
        spacing.DIFFICULTY_REVERSION,
        spacing.GROWTH,
        spacing.GROWTH_SATURATION,
        spacing.GROWTH_BY_FORGETTING,
    ]
    ours += [spacing.LAPSE_SCALE, spacing.LAPSE_BY_DIFFICULTY, spacing.LAPSE_BY_STABILITY]
    ours += [spacing.LAPSE_BY_FORGETTING, spacing.EASY_BONUS, spacing.SAME_DAY, spacing.SAME_DAY_SHIFT]
    ours += [spacing.SAME_DAY_SATURATION, spacing.DECAY]
    theirs = list(fsrs.Scheduler().parameters)
    del theirs[15]
    assert ours == theirs


def test_fsrs_stability_is_the_time_to_nine_tenths() -> None:
    state = born(0.5, NOON)
    assert retention(state, NOON + state.stability * DAY, FSRS) == pytest.approx(0.9)


def test_fsrs_rewards_spaced_use_more_than_early_use() -> None:
    early = reinforce(born(0.5, NOON), NOON + 1 * DAY, Use.USED)
    late = reinforce(born(0.5, NOON), NOON + 9 * DAY, Use.USED)
    assert late.stability > early.stability > born(0.5, NOON).stability


# --- counting -------------------------------------------------------------------------------------


@given(states(), good_uses, good_uses, st.floats(0, 0.999), st.floats(2, 500))
def test_two_uses_within_a_day_count_once(state: DecayState, first: Use, second: Use, gap: float, pause: float) -> None:
    at = state.anchor_at + pause * DAY
    once = reinforce(state, at, first)
    assert reinforce(once, at + gap * DAY, second) == once


def test_a_day_later_it_counts_again() -> None:
    state = reinforce(born(0.5, NOON), NOON + DAY, Use.USED)
    assert reinforce(state, NOON + 2 * DAY, Use.USED).uses == 2


def test_a_correction_counts_also_right_after_the_use_and_adds_no_strength() -> None:
    used = reinforce(born(0.5, NOON), NOON + 5 * DAY, Use.USED)
    wrong = reinforce(used, NOON + 5 * DAY + dt.timedelta(minutes=2), Use.CORRECTED)
    assert wrong.strength == used.strength
    assert wrong.stability < used.stability
    assert wrong.uses == 1


# --- laws -----------------------------------------------------------------------------------------


@given(states(), moments, curves)
def test_retention_lies_between_0_and_1_at_any_moment(state: DecayState, now: dt.datetime, curve: Curve) -> None:
    assert 0 <= retention(state, now, curve) <= 1


@given(states(), curves, spans)
def test_retention_is_1_at_the_last_use_and_when_the_clock_runs_backwards(
    state: DecayState, curve: Curve, back: dt.timedelta
) -> None:
    assert retention(state, state.anchor_at, curve) == 1
    assert retention(state, state.anchor_at - back, curve) == 1


@given(states(), curves, spans, spans)
def test_retention_never_rises_without_use(
    state: DecayState, curve: Curve, first: dt.timedelta, second: dt.timedelta
) -> None:
    start = state.anchor_at + first
    assert retention(state, start + second, curve) <= retention(state, start, curve)


@given(states(), curves, spans, st.floats(0, 1000))
def test_retention_grows_with_strength(state: DecayState, curve: Curve, span: dt.timedelta, more: float) -> None:
    stronger = replace(state, strength=state.strength + more, stability=state.stability + more)
    now = state.anchor_at + span
    assert retention(stronger, now, curve) >= retention(state, now, curve)


@given(importances, importances, curves, spans)
def test_retention_grows_with_importance(a: float, b: float, curve: Curve, span: dt.timedelta) -> None:
    low, high = sorted((a, b))
    now = NOON + span
    assert retention(born(high, NOON), now, curve) >= retention(born(low, NOON), now, curve)


@given(states(), good_uses, curves, st.floats(-400, 4000), st.floats(0, 40_000))
def test_what_was_used_is_never_weaker_later(
    state: DecayState, use: Use, curve: Curve, gap: float, wait: float
) -> None:
    at = state.anchor_at + gap * DAY
    used = reinforce(state, at, use)
    later = at + wait * DAY
    assert retention(used, later, curve) >= retention(state, later, curve) - 1e-12


@given(states(), st.floats(0.001, 0.999), curves)
def test_fades_at_agrees_with_retention(state: DecayState, threshold: float, curve: Curve) -> None:
    when = fades_at(state, threshold, curve)
    assert when >= state.anchor_at
    if when < FAR:
        assert retention(state, when, curve) == pytest.approx(threshold, abs=1e-5)
    else:
        assert retention(state, FAR, curve) >= threshold - 1e-9


@given(states(), good_uses, st.floats(0.01, 0.99), curves, st.floats(-400, 4000))
def test_a_use_never_brings_the_fading_nearer(
    state: DecayState, use: Use, threshold: float, curve: Curve, gap: float
) -> None:
    used = reinforce(state, state.anchor_at + gap * DAY, use)
    assert fades_at(used, threshold, curve) >= fades_at(state, threshold, curve) - dt.timedelta(milliseconds=1)


@given(st.lists(st.tuples(moments, uses), max_size=30), importances, moments, curves)
def test_any_clock_is_survived(
    history: list[tuple[dt.datetime, Use]], importance: float, birth: dt.datetime, curve: Curve
) -> None:
    state = born(importance, birth)
    for moment, use in history:
        before = replace(state)
        after = reinforce(state, moment, use)
        assert state == before
        assert after.anchor_at >= state.anchor_at
        assert after.strength >= state.strength
        state = after
    assert spacing.STABILITY_MIN <= state.stability <= spacing.STABILITY_MAX
    assert 1 <= state.difficulty <= 10
    assert fades_at(state, 0.2, curve) <= max(FAR, state.anchor_at)


@pytest.mark.parametrize("curve", Curve)
def test_thresholds_at_and_beyond_the_ends(curve: Curve) -> None:
    state = born(0.5, NOON)
    assert fades_at(state, 1.0, curve) == NOON
    assert fades_at(state, 2.0, curve) == NOON
    assert fades_at(state, 0.0, curve) == FAR
    assert fades_at(state, -1.0, curve) == FAR
    assert fades_at(replace(state, stability=36500.0, strength=1e7), 1e-300, curve) == FAR


@pytest.mark.parametrize("curve", Curve)
def test_a_state_of_nothing_is_gone_at_once_and_breaks_nothing(curve: Curve) -> None:
    state = replace(born(0.5, NOON), strength=0.0, stability=0.0)
    assert retention(state, NOON, curve) == 1
    assert 0 <= retention(state, NOON + DAY, curve) < 0.5


# --- the setting on both curves -------------------------------------------------------------------


@given(st.floats(0.01, 0.9))
def test_one_setting_means_one_day_for_an_ordinary_memory(setting: float) -> None:
    state = born(0.5, NOON)
    days = [(fades_at(state, threshold_for(c, setting), c) - NOON) / DAY for c in Curve]
    assert days[0] == pytest.approx(days[1], rel=1e-6)


def test_the_setting_is_the_threshold_on_the_papers_curve() -> None:
    assert threshold_for(EBBINGHAUS, 0.2) == 0.2
    assert threshold_for(FSRS, 0.2) == pytest.approx(0.73, abs=0.01)


# --- words ----------------------------------------------------------------------------------------


def test_the_sentence_names_uses_and_dates() -> None:
    state = replace(born(0.5, NOON), uses=4, reinforced_at=NOON)
    sentence = explain(state, NOON + 49 * DAY, NOON + DAY, EBBINGHAUS, False)
    assert sentence == (
        "Used 4 times, last on 3 May 2026; now at 90% retention, dormant from 21 June 2026 unless it comes up."
    )


def test_the_sentence_of_other_fates() -> None:
    fresh = born(0.5, NOON)
    later = NOON + 60 * DAY
    assert explain(fresh, None, NOON, EBBINGHAUS, True) == "Not used yet; pinned, so it does not fade."
    assert explain(fresh, FAR, NOON, FSRS) == "Not used yet; now at 100% retention, and it will not fade."
    assert "dormant since 18 May 2026 until" in explain(fresh, NOON + 15 * DAY, later, EBBINGHAUS)
    once = reinforce(fresh, NOON + DAY, Use.USED)
    assert explain(once, later, NOON + DAY, EBBINGHAUS).startswith("Used once, on 4 May 2026;")
    wrong = reinforce(fresh, NOON + DAY, Use.CORRECTED)
    assert explain(wrong, later, NOON + DAY, EBBINGHAUS).startswith("Corrected on 4 May 2026;")


def test_days_are_those_of_the_readers_clock() -> None:
    tokyo = dt.timezone(dt.timedelta(hours=9))
    state = replace(born(0.5, NOON), uses=1, reinforced_at=dt.datetime(2026, 5, 3, 20, tzinfo=dt.UTC))
    assert "on 4 May 2026" in explain(state, FAR, NOON.astimezone(tokyo), EBBINGHAUS)


def test_grades_at_birth_follow_importance() -> None:
    assert [born(i, NOON).stability for i in (0.1, 0.5, 0.8)] == [
        spacing.FIRST_STABILITY[g] for g in (Grade.HARD, Grade.GOOD, Grade.EASY)
    ]
