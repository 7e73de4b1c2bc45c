"""Which questions have many answers."""

from __future__ import annotations

import pytest

from companion.language.gathering import gathers


@pytest.mark.parametrize(
    "text",
    [
        "Which places have I visited?",
        "What new hobbies did Anna take up?",
        "What has Tom built so far?",
        "Who has helped me with the garden?",
        "How many cats does she have?",
        "What kinds of bread do I bake?",
        "Which of my cousins were at the wedding, and what people did I meet there?",
    ],
)
def test_things_in_the_plural_what_has_been_and_how_many(text: str) -> None:
    assert gathers(text)


@pytest.mark.parametrize(
    "text",
    [
        "When did I visit Oslo?",
        "What is this?",
        "What bus did she take?",
        "What kind of socks did I knit for my aunt?",
        "Where does my sister live?",
        "I like cats.",
    ],
)
def test_one_thing_is_one_thing(text: str) -> None:
    assert not gathers(text)
