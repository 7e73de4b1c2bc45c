"""What carries nothing that memory could answer."""

from __future__ import annotations

import pytest

from companion.language.small_talk import is_small_talk


@pytest.mark.parametrize(
    "text",
    ["Hi", "Hello there!", "good morning", "Thanks a lot!", "Bye, see you tomorrow", "ok", "Haha great", "Good night."],
)
def test_greetings_thanks_nods_and_goodbyes(text: str) -> None:
    assert is_small_talk(text)


@pytest.mark.parametrize(
    "text",
    ["How are you?", "Hi Mira, how are you today?", "how’s it going", "Hello there! How are you doing?", "What's up?"],
)
def test_asking_how_the_other_side_is(text: str) -> None:
    assert is_small_talk(text)


@pytest.mark.parametrize(
    "text",
    [
        "How are you going to answer that?",
        "How do you feel about my sister?",
        "How are things at the harbour?",
        "Hi, what is my name?",
        "Hello?",
        "Hi, I lost my job at the harbour today",
        "Thanks, the green scarf from Lisbon was perfect",
        "No, my sister lives in Utrecht",
        "My name is Nora",
        "Hike with Ada on Sunday",
        "",
        "   ",
    ],
)
def test_what_says_or_asks_something_is_not(text: str) -> None:
    assert not is_small_talk(text)
