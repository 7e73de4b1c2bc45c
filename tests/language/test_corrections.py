"""Telling a correction of the companion from other messages."""

from __future__ import annotations

import pytest

from companion.language.corrections import is_correction


@pytest.mark.parametrize(
    "text",
    [
        "That's not what I asked.",
        "No, that's wrong.",
        "No. That was wrong, it was in June.",
        "That isn't right, she lives in Delft.",
        "Sorry, but that’s not true.",
        "You're mixing her up with my aunt.",
        "You've mixed them up.",
        "You got that wrong again",
        "I never told you that!",
        "I didn't say that.",
        "No, I meant my other sister.",
        "Hm, you misunderstood me.",
    ],
)
def test_a_correction_is_heard(text: str) -> None:
    assert is_correction(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No, I have never been there.",
        "No, it was Tuesday.",
        "Is it wrong to eat cake for breakfast?",
        "My boss said “that's wrong” and left.",
        "He was wrong about the weather.",
        "I meant to call my mother today.",
        "You are right, thanks!",
        "They fired him, and that's not right.",
        "I told my brother. He laughed. Later he said you're wrong, and I cried.",
    ],
)
def test_other_messages_are_not_corrections(text: str) -> None:
    assert not is_correction(text)
