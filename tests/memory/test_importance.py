"""Importance at birth: what a friend would keep in mind weighs more than what they would let pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.memory.importance import SMALL_TALK, importance
from companion.records import Role


def told(text: str) -> float:
    return importance(text, Role.USER)


@pytest.mark.parametrize(
    "text",
    ["Hi!", "Hello, my friend.", "Thank you so much!", "Good morning 👋", "ok", "See you tomorrow!", "", "  ...  "],
)
def test_small_talk_is_a_passing_remark(text: str) -> None:
    assert told(text) == SMALL_TALK


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("Please remember that I am allergic to nuts.", "I had some nuts."),
        ("My grandmother died on Sunday.", "The film ended on Sunday."),
        ("I feel so lonely since the move.", "The move took three hours."),
        ("My daughter Clara starts school next week.", "The school is on the corner."),
        ("I am a nurse and I live in Porto.", "There are nurses in Porto."),
        ("I have an interview on 12 June.", "The weather is fine."),
        ("I’m planning to visit Ines in March.", "It rained."),
        ("I hate olives.", "Olives are green."),
        ("Tell me about bread. I bake every week.", "What is bread?"),
    ],
)
def test_what_a_friend_would_keep_weighs_more(more: str, less: str) -> None:
    assert told(more) > told(less) > SMALL_TALK


def test_a_wish_to_be_remembered_is_lasting() -> None:
    assert told("Please remember that my sister Ana is allergic to penicillin.") >= 0.75


def test_an_ordinary_remark_is_ordinary() -> None:
    assert 0.2 <= told("The bus was late again and the driver did not say a word.") <= 0.4


def test_the_companions_words_weigh_less() -> None:
    text = "I love hiking and my birthday is on 3 May."
    assert importance(text, Role.COMPANION) < told(text) / 1.5


@given(st.text(max_size=300), st.sampled_from(Role))
def test_any_text_gives_a_share(text: str, role: Role) -> None:
    assert 0 <= importance(text, role) <= 1


@given(st.sampled_from(["I love tea.", "My dog Rex is ill.", "It rained."]))
def test_adding_a_wish_to_remember_never_lowers_it(text: str) -> None:
    assert told(text + " Please remember this.") >= told(text)


def test_a_very_long_message_is_read_quickly() -> None:
    assert 0 < told("hello " * 50_000) <= 1
