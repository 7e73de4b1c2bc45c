"""What a message takes over from those before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.memory.follow_up import LONGEST_CARRIED, MOST_TERMS, REACH, Carried, carried, points_back


@pytest.mark.parametrize(
    "text",
    [
        "And what did she say then?",
        "How old is he?",
        "What was that place called?",
        "I am going back to that place tomorrow.",
        "What about my brother?",
        "Why?",
        "I saw her again today.",
        "What did it cost?",
        "Who else?",
        "And who came with me?",
        "Did they win?",
        "Who took me there?",
    ],
)
def test_what_means_something_that_it_does_not_name_points_back(text: str) -> None:
    assert points_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "Where do I live?",
        "Who is Mira?",
        "Do you remember that I moved to Ghent?",
        "My sister Mira said that she would come.",
        "Anna said that she likes tea.",
        "I bought a cello in Ghent and it broke.",
        "Is there anything about Rome?",
        "What did I plan for this weekend?",
    ],
)
def test_what_names_its_subject_stands_by_itself(text: str) -> None:
    assert not points_back(text)
    assert carried(text, ["My dog Pilot hates the rain."]) == Carried()


def test_the_latest_message_that_stands_by_itself_is_taken_over() -> None:
    before = ["My cello is from Ghent.", "Tell me about Rex, my brother's dog.", "What does he eat?"]
    over = carried("And how old is he?", before)
    assert over.text == "Tell me about Rex, my brother's dog. What does he eat?"
    assert over.terms == ("rex", "brother", "dog", "eat")


def test_own_words_and_dates_are_not_taken_over_as_words() -> None:
    over = carried("Where did she buy the cello?", ["On 3 May my sister Eva bought a cello."])
    assert over.terms == ("sister", "eva", "bought")


def test_with_nothing_before_nothing_is_taken_over() -> None:
    assert carried("How old is he?", []) == Carried()
    assert carried("How old is he?", ["  "]) == Carried()


@given(st.text(max_size=200), st.lists(st.text(max_size=400), max_size=6))
def test_it_never_fails_and_never_takes_too_much(text: str, before: list[str]) -> None:
    over = carried(text, before)
    assert len(over.terms) <= MOST_TERMS
    assert len(over.text.split()) <= LONGEST_CARRIED * REACH
