"""Taking words out of texts: what stays, where places go, and what counts as saying the words again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.redaction import (
    blanked,
    cut,
    forgotten,
    joined,
    mark_of,
    phrase_spans,
    sentences_with,
    without_marks,
)

MARK = mark_of(dt.date(2026, 11, 25))
STATEMENT = "My sister Ottilie keeps bees in Zwolle."
WORDS = forgotten([STATEMENT], ["ottilie", "keeps", "bees", "zwolle"])


def test_the_mark_names_the_day_and_is_not_remembered() -> None:
    assert MARK == "[forgotten on 25 Nov 2026]"
    assert without_marks(f"I am well. {MARK} See you.") == "I am well. See you."
    assert without_marks("[forgotten on Sunday]") == "[forgotten on Sunday]"
    assert without_marks(MARK) == ""


@given(st.text("ab. \n", max_size=40), st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=5))
def test_a_cut_keeps_every_other_character_and_every_place(text: str, ranges: list[tuple[int, int]]) -> None:
    done = cut(text, ranges, MARK)
    gone = {at for first, last in done.moves for at in range(first, last)}
    assert done.text.replace(MARK, "") == "".join(c for at, c in enumerate(text) if at not in gone)
    assert len(blanked(text, ranges)) == len(text)
    for start in range(len(text)):
        if start not in gone and text[start].strip():
            place = done.moved(start, start + 1)
            assert place is not None
            assert done.text[slice(*place)] == text[start]
        elif start in gone:
            assert done.moved(start, start + 1) is None


def test_a_range_that_loses_its_middle_keeps_its_ends() -> None:
    text = "I live in Utrecht and I work as a nurse."
    done = cut(text, [(10, 17)], "#")
    assert done.text == "I live in # and I work as a nurse."
    assert done.moved(0, 17) == (0, 11)
    assert done.moved(10, 17) == (10, 11)
    assert done.moved(22, 40) == (16, 34)


def test_ranges_that_touch_are_one() -> None:
    assert joined("One. Two. Three.", [(0, 4), (5, 9), (10, 10)]) == [(0, 9)]
    assert joined("One and two.", [(0, 3), (8, 11)]) == [(0, 3), (8, 11)]


@pytest.mark.parametrize(
    ("text", "near", "left"),
    [
        ("You said: “My sister Ottilie keeps bees in Zwolle.” How is she?", False, "You said: “#.” How is she?"),
        ("Lovely! Ottilie must be busy. How are you?", False, "Lovely! # How are you?"),
        ("Bees are busy animals. Good for her.", True, "# Good for her."),
        ("Bees are busy animals.", False, "Bees are busy animals."),
        ("She keeps bees, you said.", False, "#"),
        ("Your sister keeps bees in a town.", False, "#"),
        ("my sister’s name is a nice one", False, "my sister’s name is a nice one"),
        ("", True, ""),
    ],
)
def test_what_says_the_words_again_goes(text: str, near: bool, left: str) -> None:
    assert cut(text, WORDS.quoted(text, near=near), "#").text == left


def test_a_phrase_is_found_where_a_word_begins() -> None:
    assert [slice(*span) for span in phrase_spans("Bees. A bee. Frisbee.", "bee")] == [slice(0, 4), slice(8, 11)]
    assert phrase_spans("Hannah", "Anna") == []
    assert phrase_spans("猫が好き", "が") == [(1, 2)]
    assert phrase_spans("anything", "  ") == []
    assert sentences_with("One bee. Two cats. No bee.", phrase_spans("One bee. Two cats. No bee.", "bee")) == [
        (0, 8),
        (19, 26),
    ]
