"""The picture of a memory's curve: what it was, what it is, what it will be, and what brought it up."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.memory.courses import course
from companion.memory.decay import DAY, Curve, Use, born, fades_at, reinforce, retention, threshold_for
from companion.memory.episodes import Fading
from companion.records import Course, DecayState, Kind, Memory
from companion.store.reinforcements import BEFORE, Note
from tests.clock import MORNING

THRESHOLDS = {curve: threshold_for(curve, 0.2) for curve in Curve}


def lived(gaps: list[float], curve: Curve = Curve.EBBINGHAUS) -> tuple[Course, DecayState, dt.datetime]:
    """A memory that was used after each of these gaps in days, looked at a day later."""
    state, now = born(0.5, MORNING), MORNING
    notes = [Note(MORNING, BEFORE, state.strength, state.stability)] if gaps else []
    for gap in gaps:
        now += gap * DAY
        state = reinforce(state, now, Use.USED)
        notes.append(Note(now, Use.USED, state.strength, state.stability))
    now += DAY
    memory = Memory(1, Kind.FACT, "x", MORNING, MORNING, MORNING.date(), state, None)
    return course(memory, notes, Fading(curve, THRESHOLDS[curve]), THRESHOLDS, now, "why"), state, now


@given(st.lists(st.floats(1.5, 40.0), max_size=6), st.sampled_from(Curve))
def test_the_line_is_the_retention_at_every_moment_after_the_last_use(gaps: list[float], curve: Curve) -> None:
    found, state, now = lived(gaps, curve)
    assert found.start == MORNING
    assert len(found.uses) == len(gaps)
    assert found.earlier_uses == 0
    assert found.lines[0].curve == curve
    assert found.now == pytest.approx((now - MORNING) / DAY)
    for line in found.lines:
        days = [day for day, _ in line.points]
        assert days == sorted(days)
        for day, left in line.points:
            at = found.start + day * DAY
            if at > state.anchor_at:
                assert left == pytest.approx(retention(state, at, Curve(line.curve)), abs=1e-6)


@given(st.lists(st.floats(1.5, 40.0), min_size=1, max_size=6))
def test_every_use_brings_the_line_back_up(gaps: list[float]) -> None:
    found, _, _ = lived(gaps)
    tops = [day for day, left in found.lines[0].points if left == 1.0]
    for use in found.uses:
        assert any(abs(day - (use.at - found.start) / DAY) < 1e-6 for day in tops)


def test_the_end_is_where_the_engine_says_that_it_sleeps() -> None:
    found, state, _ = lived([3.0, 5.0])
    (first, second) = found.lines
    expected = (fades_at(state, THRESHOLDS[Curve.EBBINGHAUS], Curve.EBBINGHAUS) - found.start) / DAY
    assert first.fades == pytest.approx(expected)
    assert second.fades is not None
    assert found.span > expected


def test_uses_older_than_the_notes_are_counted_and_not_invented() -> None:
    state = DecayState(12.0, 9.0, 5.0, MORNING, uses=4, reinforced_at=MORNING)
    memory = Memory(1, Kind.FACT, "x", MORNING - 90 * DAY, MORNING, MORNING.date(), state, None)
    found = course(memory, [], Fading(Curve.EBBINGHAUS, 0.2), THRESHOLDS, MORNING + DAY, "why")
    assert found.start == MORNING
    assert found.uses == ()
    assert found.earlier_uses == 4


def test_a_pinned_memory_has_no_end() -> None:
    memory = Memory(1, Kind.FACT, "x", MORNING, MORNING, MORNING.date(), born(0.5, MORNING), None, pinned=True)
    found = course(memory, [], Fading(Curve.FSRS, 0.7), THRESHOLDS, MORNING, "why")
    assert [line.fades for line in found.lines] == [None, None]
