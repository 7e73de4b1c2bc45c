"""Which memories a reply drew on: by what only they could have told it."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from companion.memory.attribution import used
from companion.memory.decay import born
from companion.records import Kind, Memory
from tests.clock import MORNING

TOMATOES = "I planted cherry tomatoes on the balcony in Utrecht."
DENTIST = "My dentist Hofstede has his practice behind the station."
FLIGHT = "The flight to Lisbon leaves at 07:45 from gate 12."


def memory(number: int, text: str) -> Memory:
    return Memory(number, Kind.EPISODE, text, MORNING, MORNING, MORNING.date(), born(0.5, MORNING), None)


def given_(*texts: str) -> list[Memory]:
    return [memory(number, text) for number, text in enumerate(texts, 1)]


def drawn(reply: str, around: Sequence[str] = ("How are things?",), *texts: str) -> set[int]:
    return set(used(reply, given_(*(texts or (TOMATOES, DENTIST, FLIGHT))), around))


def test_a_reply_that_tells_of_a_memory_used_it_and_no_other() -> None:
    assert drawn("Your cherry tomatoes on the balcony must be ripe by now.") == {1}
    assert drawn("Was it Hofstede, the dentist behind the station?") == {2}
    assert drawn("Be at gate 12 before 07:45 for Lisbon.") == {3}
    assert drawn("The balcony tomatoes can wait: your Lisbon flight leaves at 07:45.") == {1, 3}


def test_a_reply_without_its_words_used_nothing() -> None:
    assert drawn("I am glad to hear from you. How was your day?") == set()
    assert drawn("") == set()


def test_words_of_the_question_or_the_last_turns_prove_nothing() -> None:
    asked = "Do cherry tomatoes grow on a balcony in Utrecht?"
    assert drawn("Cherry tomatoes grow well on a balcony in Utrecht.", (asked,)) == set()
    assert drawn("Cherry tomatoes grow well.", ("Hm.", TOMATOES)) == set()


def test_words_for_whatever_there_may_be_prove_nothing() -> None:
    assert drawn("Is there anything else that I can help with?", ("Hello!",), "Am I allergic to anything?") == set()


def test_words_that_several_memories_share_prove_nothing_of_each() -> None:
    texts = ("I walk the dog in the park.", "I walk the dog by the river.")
    assert drawn("You walk the dog a lot.", (), *texts) == set()
    assert drawn("You walk the dog by the river.", (), *texts) == {2}


def test_other_forms_of_a_word_are_the_same_word() -> None:
    assert drawn("How is the planting of the tomato going, on your balconies?") == {1}


def test_nothing_given_nothing_used() -> None:
    assert used("Cherry tomatoes.", [], []) == frozenset()


WORDS = st.lists(st.sampled_from([*TOMATOES.split(), *DENTIST.split(), "and", "café", "12", "?", ""]), max_size=12)


@given(WORDS.map(" ".join), st.lists(WORDS.map(" ".join), max_size=3), st.lists(WORDS.map(" ".join), max_size=4))
def test_what_was_used_was_given_and_more_context_never_proves_more(
    reply: str, around: list[str], texts: list[str]
) -> None:
    memories = given_(*texts)
    found = used(reply, memories, around)
    assert found <= {m.id for m in memories}
    assert found == used(reply, memories[::-1], around[::-1])
    assert used(reply, memories, [*around, reply]) == frozenset()


def test_what_is_quoted_whole_was_used_even_if_it_was_said_a_moment_ago() -> None:
    text = "My dog Pilot hates the rain."
    recalled = [memory(1, text), memory(2, "Pilot likes buns.")]
    reply = f"You told me today: “{text}”"
    assert used(reply, recalled, [text, "What does my dog hate?"]) == {1}
