"""Irregular verbs and other words for the same."""

from __future__ import annotations

import pytest

from companion.language.synonyms import alike
from companion.language.verbs import other_forms


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("meet", "met"),
        ("met", "meet"),
        ("meeting", "met"),
        ("writes", "wrote"),
        ("writing", "written"),
        ("swimming", "swam"),
    ],
)
def test_any_form_leads_to_the_others(word: str, form: str) -> None:
    assert form in other_forms(word)
    assert word not in other_forms(word)


@pytest.mark.parametrize("word", ["", "s", "ing", "garden", "walk", "go", "said"])
def test_regular_and_very_common_verbs_have_none(word: str) -> None:
    assert other_forms(word) == ()


def test_an_answer_may_use_other_words() -> None:
    assert {"brother", "sister"} <= set(alike("sibling"))
    assert "doctor" in alike("physician")
    assert alike("lamp") == ()


def test_no_word_is_its_own_synonym() -> None:
    assert all(word not in alike(word) for word in ("kid", "mom", "career", "married", "movie"))
