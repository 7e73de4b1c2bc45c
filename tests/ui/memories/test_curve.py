"""The picture of forgetting says in words what it draws, and reads off any day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.records import Course, CurveLine, Reinforcement
from tests.ui.memories.rows import NOON
from ui.memories.curve import CurvePicture, retention_at

LINE = CurveLine("ebbinghaus", ((0.0, 1.0), (4.0, 0.6), (4.0, 1.0), (10.0, 0.4)), 0.2, 16.0)
OTHER = CurveLine("fsrs", ((0.0, 1.0), (10.0, 0.8)), 0.7, None)
COURSE = Course(1, NOON, 5.0, 10.0, (LINE, OTHER), (Reinforcement(NOON + dt.timedelta(4), "used"),), 0, "Used once.")


def test_a_use_is_a_step_up_at_its_moment() -> None:
    assert retention_at(LINE, 2.0) == pytest.approx(0.8)
    assert retention_at(LINE, 4.0) == pytest.approx(1.0)
    assert retention_at(LINE, 7.0) == pytest.approx(0.7)


@given(st.floats(0, 1000))
def test_what_is_read_off_lies_on_the_line(day: float) -> None:
    assert 0.4 <= retention_at(LINE, day) <= 1.0


def test_all_that_is_drawn_is_said(qapp: object) -> None:
    picture = CurvePicture()
    picture.set_course(COURSE)
    said = picture.accessibleDescription()
    assert said.startswith("Used once.")
    assert "20% on 19 May 2026" in said
    assert "FSRS-6: 90% now, does not fade." in said
    assert "Used: 7 May 2026" in said


def test_it_draws_at_any_size(qapp: object) -> None:
    picture = CurvePicture()
    picture.set_course(COURSE)
    for size in ((60, 150), (900, 400)):
        picture.resize(*size)
        assert not picture.grab().isNull()
