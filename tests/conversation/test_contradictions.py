"""How the prompt marks what differs from the message's premise."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from companion.conversation.prompt import Ingredients, build, render
from companion.memory.decay import born
from companion.records import Kind, Memory, Recall
from tests.clock import MORNING


def memory(number: int, text: str) -> Memory:
    return Memory(number, Kind.FACT, text, MORNING, MORNING, MORNING.date(), born(0.5, MORNING), None, speaker="Nora")


def test_what_differs_stands_at_the_end_with_its_date() -> None:
    tennis, rain = memory(1, "I love <tennis>"), memory(2, "It rains")
    assert render([tennis, rain], [tennis]).splitlines() == [
        "<memories>",
        "3 May 2026:",
        "Nora: It rains",
        "(This differs from what was said on 3 May 2026: “I love ‹tennis›”)",
        "</memories>",
    ]
    assert "differs" not in render([tennis, rain])
    assert render([tennis], [tennis]).splitlines()[1].startswith("(This differs")


def test_what_differs_is_the_last_to_go_when_there_is_little_room() -> None:
    tennis = memory(1, "I love tennis")
    others = tuple(
        memory(number, f"A long story about the {number}th of many dull days. " * 8) for number in range(2, 30)
    )
    parts = Ingredients(
        persona="You are kind.", portrait="", story="", given=(tennis, *others), summary="", turns=(),
        message="I don't like tennis, right?", recall=Recall("cue", contradicts=(tennis,)),
        now=MORNING + dt.timedelta(days=30), user_name="Nora", persona_name="Mira", num_ctx=1024, seed=0,
    )  # fmt: skip
    prompt = build(parts)
    assert tennis in prompt.given
    assert len(prompt.given) < 29
    assert "(This differs from what was said on 3 May 2026: “I love tennis”)" in prompt.turns[0].content
    assert "(This differs" not in build(replace(parts, recall=Recall("cue"))).turns[0].content
