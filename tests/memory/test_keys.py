"""Under which words a turn is filed."""

from __future__ import annotations

from companion.memory.keys import content_length, questions_in, vector_text


def test_an_answer_is_filed_with_its_question() -> None:
    before = "I went skating. It was fun! Where do you live now?"
    assert vector_text("In Lisbon, by the river.", before) == "Where do you live now? In Lisbon, by the river."


def test_only_the_last_two_questions_count() -> None:
    assert questions_in("Tea? Or coffee? With milk? I have both.") == "Or coffee? With milk?"


def test_without_a_question_before_it_a_turn_stands_alone() -> None:
    assert vector_text("I am tired.", "Good evening.") == "I am tired."
    assert vector_text("I am tired.", "") == "I am tired."


def test_greetings_are_short() -> None:
    assert content_length("And how are you?") == 0
    assert content_length("My sister teaches maths. My sister!") == 3
