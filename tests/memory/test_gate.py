"""What counts as an answer, and what is only the nearest thing there is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from companion.memory.cue import read_cue
from companion.memory.decay import born
from companion.memory.gate import MEANING, SURE, Hit, answers, confidence, only_asks, repeats
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


def test_a_follow_up_is_not_answered_by_something_else_with_the_same_word() -> None:
    cue = read_cue("Where did she train?", ["Nora"], TODAY, before=["Tell me about my boss Theodora."])
    assert answers(cue, said("Theodora trained in Leiden."), 0.3)
    assert not answers(cue, said("Ines left her scarf on the train."), 0.3)


def test_the_other_side_does_not_answer_for_the_user() -> None:
    cue = read_cue("What is my dog called?", ["Nora", "Emil"], TODAY, ["Nora"], ["Mira"])
    assert not answers(cue, said("Your dog sounds lovely.", "Emil", Provenance.IMPORTED), 0.9)
    assert answers(cue, said("My dog is Pilot.", "Nora", Provenance.IMPORTED), 0.9)


def test_a_request_to_tell_is_no_answer() -> None:
    assert only_asks("Please tell me about my boss Theodora.")
    assert not only_asks("My boss told me to rest.")


def hit(text: str, speaker: str, cosine: float = 0.5, closeness: float = 1.5) -> Hit:
    return Hit(said(text, speaker), cosine, closeness)


def test_what_another_speaker_did_is_not_known_of_the_one_who_is_asked_about() -> None:
    own = hit("I went to the market.", "Emil", 0.3, 0.6)
    theirs = hit("I painted a green lighthouse last week.", "Nora", 0.8, 2.5)
    asked_of = {
        name: read_cue(f"Why did {name} paint the lighthouse?", ["Nora", "Emil"], TODAY) for name in ("Emil", "Nora")
    }
    assert confidence(asked_of["Emil"], [theirs, own]) < SURE
    assert confidence(asked_of["Nora"], [theirs, own]) >= SURE


def test_what_is_told_of_a_speaker_counts_as_theirs_but_not_what_is_said_to_them() -> None:
    cue = read_cue("Which instrument did Emil learn?", ["Nora", "Emil"], TODAY)
    assert confidence(cue, [hit("I heard that Emil did learn an instrument.", "Nora")]) >= SURE
    assert confidence(cue, [hit("Thanks, Emil! I did learn an instrument.", "Nora")]) < SURE


def test_who_speaks_of_the_writer_too_is_only_spoken_to() -> None:
    cue = read_cue("Mira, which instrument do I play?", ["Nora", "Mira"], TODAY)
    assert not cue.about


def test_without_a_name_confidence_is_that_of_the_best_hit_and_agrees_with_answers() -> None:
    cue = read_cue("Which instrument do I play?", ["Nora"], TODAY)
    good, far = hit("I play an instrument, the cello.", "Nora", 0.7), hit("I love the harbour.", "Nora", 0.1)
    assert confidence(cue, [far, good]) >= SURE > confidence(cue, [far])
    assert confidence(cue, []) == 0.0
