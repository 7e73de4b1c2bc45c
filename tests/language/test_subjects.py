"""Kinds of thing that are asked for and their members."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.subjects import SUBJECTS, subjects_asked, subjects_told


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which pets do I have?", "Our hamster escaped"),
        ("What instruments do I play?", "I practised the harp all day"),
        ("What do I do for a living?", "I'm an engineer"),
        ("Who is in my family?", "My two nephews came"),
        ("What hobbies do I have?", "We went sailing"),
    ],
)
def test_a_kind_meets_its_members(question: str, answer: str) -> None:
    assert subjects_asked(question) & subjects_told(answer)


def test_other_words_have_no_subject() -> None:
    assert subjects_asked("Is the lamp red?") == 0
    assert subjects_told("The lamp is red") == 0


@given(st.text(max_size=100))
def test_subjects_fit_their_bits(text: str) -> None:
    assert 0 <= subjects_asked(text) < 1 << SUBJECTS
    assert 0 <= subjects_told(text) < 1 << SUBJECTS
