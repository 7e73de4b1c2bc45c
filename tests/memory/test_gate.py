"""What counts as an answer, and what is only the nearest thing there is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from companion.memory.cue import read_cue
from companion.memory.decay import born
from companion.memory.gate import MEANING, answers, only_asks, repeats
from companion.records import Kind, Memory, Provenance

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)
TODAY = NOON.date()


def said(text: str, speaker: str = "Nora", provenance: Provenance = Provenance.USER, day: dt.date = TODAY) -> Memory:
    return Memory(
        id=1,
        kind=Kind.EPISODE,
        text=text,
        created_at=NOON,
        occurred_at=NOON,
        day=day,
        decay=born(0.5, NOON),
        fades_at=None,
        speaker=speaker,
        provenance=provenance,
    )


@pytest.mark.parametrize(
    ("question", "memory", "cosine", "expected"),
    [
        ("What is my dog called?", "My dog Pilot hates the rain.", 0.2, True),
        ("What is my favourite football team?", "I love the harbour.", 0.2, False),
        ("Which nuts must I avoid?", "I'm allergic to almonds.", MEANING, True),
        ("Which nuts must I avoid?", "I'm allergic to almonds.", MEANING - 0.01, False),
        ("Where did I buy the cello?", "I bought a cello.", 0.1, True),
        ("What is my dog called?", "What is my dog called?", 1.0, False),
    ],
)
def test_words_or_meaning_must_be_near_enough(question: str, memory: str, cosine: float, expected: bool) -> None:
    assert answers(read_cue(question, ["Nora"], TODAY), said(memory), cosine) is expected


def test_the_day_is_a_part_of_what_was_asked() -> None:
    cue = read_cue("Which relatives visited me in April?", ["Nora"], TODAY)
    visit = said("Ingrid visited this weekend.")
    assert answers(cue, replace(visit, day=dt.date(2026, 4, 25)), 0.1)
    assert not answers(cue, replace(visit, day=dt.date(2026, 1, 25)), 0.1)


def test_a_question_about_the_users_own_things_is_not_answered_by_the_companion() -> None:
    cue = read_cue("What is my dog called?", ["Nora", "Mira"], TODAY)
    guess = said("A yellow coat would suit a dog.", "Mira", Provenance.COMPANION)
    assert not answers(cue, guess, 0.9)
    asked = read_cue("What did you say about my dog?", ["Nora", "Mira"], TODAY)
    assert answers(asked, guess, 0.9)


def test_a_named_speaker_answers_for_themselves() -> None:
    cue = read_cue("What instrument does Emil play?", ["Nora", "Emil"], TODAY)
    assert not answers(cue, said("I play a loud instrument."), 0.9)
    assert answers(cue, said("I play a loud instrument.", "Emil", Provenance.IMPORTED), 0.9)
    assert answers(cue, said("Emil learned an instrument, the cello."), 0.9)


def test_the_same_question_asked_before_says_nothing() -> None:
    cue = read_cue("Where is Pilot?", ["Nora"], TODAY)
    assert repeats(cue, said("where is Pilot?"))
    assert not repeats(cue, said("Where is Pilot? I looked in the garden."))
    assert only_asks("Is it? Really?")
    assert not only_asks("Is it? It is.")
