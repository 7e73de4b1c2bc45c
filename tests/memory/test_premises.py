"""What a message takes for granted, and what is known otherwise."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.memory.premises import MOST, names, premises
from companion.paths import Home
from companion.records import Kind
from tests.clock import Clock
from tests.engines import of_kind, opened, run, tell

DAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "relation", "denied"),
    [
        ("I don't like sport, right?", "dislikes", False),
        ("I love tennis, don't I?", "likes", False),
        ("Why do I live in Rome?", "lives_in", False),
        ("Do you remember that I hate tennis?", "dislikes", False),
        ("Since I don't like sport, what should I do on Sunday?", "dislikes", False),
        ("I'm not married, right?", "relationship", True),
        ("I don't have a dog, do I?", "has_pet", True),
        ("I live in Ghent.", "lives_in", False),
    ],
)
def test_what_is_taken_for_granted_is_found(text: str, relation: str, denied: bool) -> None:
    assert (relation, denied) in [(one.draft.relation, one.denied) for one in premises(text, DAY)]


@pytest.mark.parametrize(
    "text",
    [
        "Do I live in Rome?",
        "Where do I live?",
        "Do I like sport?",
        "What is the weather like?",
        "If I lived in Rome?",
        "",
    ],
)
def test_an_open_question_takes_nothing_for_granted(text: str) -> None:
    assert premises(text, DAY) == []


def test_relatives_are_named_in_questions_too() -> None:
    assert names("How is my little sister Bea?") == [("sister", "Bea")]
    assert names("Did I see my sister Monday?") == []
    assert names("Is my sister well?") == []


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    premises(text, DAY)
    names(text)


def told(home: Home, facts: tuple[str, ...], message: str) -> tuple[list[str], str, str]:
    """The contradicting texts, the prompt's memories and the offline reply to `message` a month after `facts`."""
    found: list[tuple[list[str], str, str]] = []

    async def go() -> None:
        clock = Clock()
        async with opened(home, clock) as engine:
            await engine.end_session((await tell(engine, *facts))[0].session_id)
            assert await of_kind(engine, Kind.FACT)
            clock.move(days=30)
            recall = await engine.recall(message)
            given = " | ".join(memory.text for memory in await engine.context(message, 1000))
            [reply] = await tell(engine, message)
            found.append(([memory.text for memory in recall.contradicts], given, reply.text))

    run(go())
    return found[0]


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ("I love sport.", "I don't like sport, right?"),
        ("I love tennis.", "I don't like sport, right?"),
        ("I hate olives.", "I love olives, don't I?"),
        ("I live in Utrecht.", "Why do I live in Rome?"),
        ("I'm allergic to walnuts.", "I'm not allergic to walnuts, right?"),
        ("I work as a nurse.", "I work as a teacher, correct?"),
        ("My sister Anna is a painter.", "How is my sister Bea?"),
    ],
)
def test_a_false_premise_is_answered_with_what_was_said(home: Home, fact: str, message: str) -> None:
    against, given, reply = told(home, (fact,), message)
    assert against
    assert all(text in given for text in against)
    assert reply.startswith("You told me on 3 May 2026: “")
    assert reply.endswith("”, which differs from that.")


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ("I love tennis.", "I love tennis, right?"),
        ("I love tennis.", "I don't like fish, right?"),
        ("I hate tennis.", "I don't like sport, right?"),
        ("I live in Utrecht.", "I live in Utrecht, don't I?"),
        ("I live in Utrecht.", "I moved to Ghent last week."),
        ("I live in Utrecht.", "Do I live in Rome?"),
        ("My sister Anna is a painter.", "How is my sister Anna?"),
        ("My sister Anna is a painter.", "How is my brother Ben?"),
        ("I'm allergic to walnuts.", "I'm allergic to dust too, right?"),
    ],
)
def test_a_true_premise_news_and_open_questions_contradict_nothing(home: Home, fact: str, message: str) -> None:
    against, _, reply = told(home, (fact,), message)
    assert against == []
    assert "differs" not in reply


def test_no_more_contradictions_than_a_prompt_can_bear(home: Home) -> None:
    facts = ("I love tennis.", "I love football.", "I love swimming.", "I love hockey.", "I love rowing.")
    against, _, _ = told(home, facts, "I don't like sport, right?")
    assert len(against) == MOST
