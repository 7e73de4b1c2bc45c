"""What is said again strengthens the old memory, in whatever words and however many conversations."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from companion.language.likeness import likeness
from companion.records import Kind, Memory
from companion.store import memories
from tests.clock import MORNING
from tests.memory.test_consolidation import DAY, new_record, said

AGAIN = (
    ("I'm allergic to walnuts.", "I am allergic to walnuts!", "As I said, I'm allergic to walnuts."),
    ("I love tennis.", "I really love tennis.", "I love tennis, you know what?"),
    ("I live in Utrecht.", "I live in Utrecht now.", "I still live in Utrecht."),
    ("My sister Mira is a painter.", "My sister Mira is a painter, by the way."),
    ("I work as a nurse.", "I'm working as a nurse."),
)


def test_said_in_three_conversations_it_is_one_fact_with_three_sources() -> None:
    con = new_record()
    for number, text in enumerate(AGAIN[0][:2] + AGAIN[0][:1]):
        said(con, text, MORNING + number * 2 * DAY)
    [fact] = memories.about(con, Kind.FACT, "user")
    assert len(fact.sources) == 3
    assert fact.decay.uses == 2


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from([text for texts in AGAIN for text in texts]), max_size=10))
def test_no_two_memories_in_force_say_the_same(history: list[str]) -> None:
    con = new_record()
    for number, text in enumerate(history):
        said(con, text, MORNING + number * 2 * DAY)
    found: list[Memory] = [
        memory for subject in ("user", "Mira", "sister") for memory in memories.about(con, Kind.FACT, subject)
    ]
    for one, other in combinations(found, 2):
        same = (one.subject, one.relation) == (other.subject, other.relation)
        assert not (same and likeness(one.text, other.text) >= 0.95)
