"""What sort of thing a turn says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.marks import Marks, read_marks, unpacked


def test_a_question_asks_and_addresses() -> None:
    marks = read_marks("How are you and your cat?")
    assert marks.asks == 1
    assert marks.addresses > 0.3
    assert not marks.personal
    assert not marks.reports


def test_a_report_is_personal_and_dated() -> None:
    marks = read_marks("I met Maria Lopez in Leeds yesterday. It rained.")
    assert marks.asks == 0
    assert marks.personal
    assert marks.reports
    assert marks.times == 1
    assert marks.names == 3
    assert marks.places >= 1


@pytest.mark.parametrize("text", ["We\u2019ve moved.", "My knee was sore", "I am a nurse", "i finally baked it"])
def test_many_ways_to_report(text: str) -> None:
    assert read_marks(text).reports


@given(st.text(max_size=200))
def test_marks_survive_packing(text: str) -> None:
    marks = read_marks(text)
    back = unpacked(np.array([marks.packed()], dtype=np.int64))
    assert 0 <= marks.packed() < 2**62
    assert back.asks[0] == pytest.approx(marks.asks, abs=0.08)
    assert back.addresses[0] == pytest.approx(min(0.5, marks.addresses), abs=0.04)
    assert (bool(back.personal[0]), bool(back.reports[0])) == (marks.personal, marks.reports)
    assert (back.times[0], back.names[0], back.places[0]) == (marks.times, marks.names, marks.places)
    assert back.subjects[0] == marks.subjects


def test_what_was_not_spoken_has_no_marks() -> None:
    assert Marks().packed() == 0
