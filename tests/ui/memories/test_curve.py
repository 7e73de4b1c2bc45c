"""The picture of forgetting agrees with the engine and with the formula."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.memories.rows import NOON, view
from ui.memories.curve import DAY, CurvePicture, curve_of

shares = st.floats(min_value=0.001, max_value=1.0)
strengths = st.floats(min_value=0.1, max_value=500.0)


@given(shares, strengths, st.floats(min_value=0.01, max_value=0.9))
def test_the_curve_passes_through_the_retention_that_the_engine_gave(
    share: float, strength: float, threshold: float
) -> None:
    curve = curve_of(view(1, retention=share, strength=strength), threshold)
    assert curve.retention(curve.now) == pytest.approx(share)
    assert curve.retention(curve.fades) == pytest.approx(threshold)
    assert curve.span >= max(curve.now, curve.fades)


@given(strengths, st.floats(0, 1000), st.floats(0, 1000))
def test_retention_lies_between_nothing_and_one_and_never_rises(strength: float, one: float, other: float) -> None:
    curve = curve_of(view(1, strength=strength), 0.2)
    early, late = sorted((one, other))
    assert 0.0 <= curve.retention(late) <= curve.retention(early) <= 1.0


def test_a_known_curve_names_the_day_of_dormancy(qapp: object) -> None:
    picture = CurvePicture()
    curve = curve_of(view(1, retention=1.0, strength=10.0), 0.2)
    picture.set_curve(curve)
    faded = (NOON + curve.fades * DAY).astimezone().date()
    assert faded - NOON.date() in (dt.timedelta(days=16), dt.timedelta(days=17))
    assert picture.accessibleDescription().startswith("100% now; 20% on ")
    assert str(faded.day) in picture.accessibleDescription()
