"""What of a turn tells something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.telling import LEFT_OUT, telling_part
from companion.language.words import words


def test_greetings_praise_and_questions_back_are_left_out() -> None:
    text = "Hey Tom! That sounds lovely, you are so brave. I sold the boat to my uncle. How are you?"
    assert telling_part(text, ()) == "… I sold the boat to my uncle. …"


@pytest.mark.parametrize(
    "sentence",
    [
        "Oslo is colder than Bergen in winter.",
        "It cost you 300 crowns.",
        "You said it was yesterday.",
        "You could ask the harbour master about a free berth.",
        "Bella and Milo!",
        "You called it “the ark”.",
        "[shares a photo: a boat on a lake]",
    ],
)
def test_numbers_quotations_times_photos_and_what_is_told_of_others_stay(sentence: str) -> None:
    assert telling_part(f"Wow! {sentence}", ()) == f"{LEFT_OUT} {sentence}"


def test_a_sentence_with_a_word_that_is_asked_for_stays() -> None:
    text = "You make great bread. I am tired. You are kind."
    assert telling_part(text, {"bread"}) == "You make great bread. I am tired. …"
    assert telling_part(text, ()) == "… I am tired. …"


@pytest.mark.parametrize("text", ["Wow! Really?", "I moved to Oslo. I like it.", ""])
def test_a_turn_that_tells_nothing_or_nothing_else_stays_as_it_is(text: str) -> None:
    assert telling_part(text, ()) == text


@given(st.text(max_size=200), st.sets(st.text(max_size=5), max_size=3))
def test_every_word_that_is_shown_was_said_in_this_order(text: str, asked: set[str]) -> None:
    said = iter(words(text))
    assert all(word in said for word in words(telling_part(text, asked)))
