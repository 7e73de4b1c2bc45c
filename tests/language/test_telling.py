"""What of a turn tells something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.telling import CLOSE, LEFT_OUT, WIDE, Measure, telling_part
from companion.language.words import words


def test_greetings_praise_and_questions_back_are_left_out() -> None:
    text = "Hey Tom! That sounds lovely, you are so brave. I sold the boat to my uncle. How are you?"
    assert telling_part(text, ()) == "I sold the boat to my uncle."


def test_a_sign_stands_for_what_is_left_out_between() -> None:
    text = "Hey! I sold the boat. What a day! You are so brave. I bought a canoe. Bye!"
    assert telling_part(text, ()) == f"I sold the boat. {LEFT_OUT} I bought a canoe."


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
    assert telling_part(f"Wow! {sentence}", ()) == sentence


def test_a_sentence_with_a_word_that_is_asked_for_stays() -> None:
    text = "You make great bread. I am tired. You are kind."
    assert telling_part(text, {"bread"}) == "You make great bread. I am tired."
    assert telling_part(text, ()) == "I am tired."


@pytest.mark.parametrize("mood", ["I am super thankful.", "That is really cool!", "I hope you like it a lot."])
def test_looked_at_closely_words_of_mood_and_courtesy_tell_nothing(mood: str) -> None:
    told = "My uncle repairs old wooden boats."
    assert telling_part(f"{told} {mood}", (), CLOSE) == told


@pytest.mark.parametrize("told", ["I moved on Friday.", "I paid 40 crowns.", "I like Oslo.", "We named her “Bo”."])
def test_looked_at_closely_a_short_sentence_with_a_time_number_or_name_stays(told: str) -> None:
    assert telling_part(f"I am so happy! {told}", (), CLOSE) == told


@pytest.mark.parametrize("text", ["Wow! Really?", "I moved to Oslo. I like it.", ""])
def test_a_turn_that_tells_nothing_or_nothing_else_stays_as_it_is(text: str) -> None:
    assert telling_part(text, ()) == text


@given(st.text(max_size=200), st.sets(st.text(max_size=5), max_size=3), st.sampled_from([WIDE, CLOSE]))
def test_every_word_that_is_shown_was_said_in_this_order(text: str, asked: set[str], measure: Measure) -> None:
    said = iter(words(text))
    assert all(word in said for word in words(telling_part(text, asked, measure)))
