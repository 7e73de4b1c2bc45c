"""The estimate of tokens: rough, additive, and rather too high than too low."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.tokens import estimate_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("  \n", 0),
        ("cat", 1),
        ("a cat.", 3),
        ("harbour", 1),
        ("harbourmaster", 2),
        ("2026", 4),
        ("naïve", 3),
        ("日本", 2),
    ],
)
def test_counts_words_signs_and_long_words(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens


@given(st.text(max_size=200), st.text(max_size=200))
def test_texts_side_by_side_cost_what_each_costs(one: str, other: str) -> None:
    assert estimate_tokens(f"{one} {other}") == estimate_tokens(one) + estimate_tokens(other)


@given(st.text(alphabet=st.characters(whitelist_categories=("L", "N", "P", "S")), min_size=1, max_size=200))
def test_it_is_never_nothing_and_never_more_than_the_letters(text: str) -> None:
    assert len(text) / 8 <= estimate_tokens(text) <= len(text)
