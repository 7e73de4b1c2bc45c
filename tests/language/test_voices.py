"""A question in the words of whom it is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.voices import in_their_voice, named_beside

NAMES = ("Anna", "Tom", "Tom Berg")


@pytest.mark.parametrize(
    ("asked", "voiced"),
    [
        ("Where did Anna plant the pear tree?", "Where did I plant the pear tree?"),
        ("What is anna\u2019s sister called?", "What is my sister called?"),
        ("What did Anna say to Tom about Tom's boat?", "What did I say to you about your boat?"),
        ("Where did Anna and Tom meet?", "Where did we meet?"),
        ("What do Anna & Tom's children like?", "What do our children like?"),
        ("When did Tom Berg buy a kayak?", "When did I buy a kayak?"),
        ("What did I tell Anna about my job?", "What did I tell you about my job?"),
    ],
)
def test_the_one_who_is_named_first_speaks(asked: str, voiced: str) -> None:
    assert in_their_voice(asked, NAMES) == voiced


def test_where_nobody_is_named_nothing_changes() -> None:
    assert in_their_voice("Do bananas annoy me?", [*NAMES, "", "Ann"]) == "Do bananas annoy me?"


@pytest.mark.parametrize(
    ("asked", "beside"),
    [
        ("What did Anna give to Tom?", {"tom"}),
        ("What did tom say about Anna\u2019s boat?", {"anna"}),
        ("What do Anna and Tom both like?", set()),
        ("What did Tom show Anna and Tom Berg?", {"anna", "tom berg"}),
        ("Where does Tom Berg live?", set()),
        ("Where do I live?", set()),
    ],
)
def test_who_is_named_beside_the_one_who_acts(asked: str, beside: set[str]) -> None:
    assert named_beside(asked, NAMES) == beside


@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=4))
def test_no_name_breaks_it(text: str, names: list[str]) -> None:
    voiced = in_their_voice(text, names)
    assert voiced == text or any(name.lower() in text.lower() or name in text for name in names if name.strip())
