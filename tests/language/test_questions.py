"""Which sentences of a message ask."""

from __future__ import annotations

import pytest

from companion.language.questions import asking_part


@pytest.mark.parametrize(
    "text",
    [
        "What instrument do I play?",
        "what instrument do I play",
        "And which of the two boats did I buy",
        "Who is Ada",
        "how often do I swim",
        "Do I play anything",
        "Tell me where I swim.",
        "I play something, right?",
    ],
)
def test_a_question_asks_with_a_question_mark_and_without(text: str) -> None:
    assert asking_part(text) == (text, True)
    assert asking_part(f"Hello there! {text}") == (text, True)


@pytest.mark.parametrize("text", ["", "What a day!", "When I was young, I swam.", "I played today.", "Do it again!"])
def test_what_tells_does_not_ask(text: str) -> None:
    assert asking_part(text)[0] == ""


def test_a_question_beside_other_sentences_is_told_apart() -> None:
    assert asking_part("I was at the lake. How are you?") == ("How are you?", False)
