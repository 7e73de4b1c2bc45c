"""Where a long session turns to something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from companion.memory.event_boundaries import SHORTEST_LONG, SILENCE, SMALLEST, boundaries, cohesion, valleys
from companion.models.embedder import MiniLM
from companion.records import Message, Role
from tests.clock import MORNING

GARDEN = (
    "I finally put the tomato seedlings into the big bed.",
    "How many tomato plants are there now?",
    "Eleven tomato plants, and the beans are climbing up their poles.",
    "Beans need a lot of water in June.",
    "I water the bed every evening, the soil is so dry.",
    "Dry soil likes some mulch.",
    "Mulch! I have straw left over from the strawberry bed.",
    "Straw will keep the strawberry plants clean as well.",
    "The slugs ate half of the lettuce seedlings, though.",
    "Slugs come out at night, into the wet lettuce.",
    "I went out with a torch and found forty slugs in the bed.",
    "Forty slugs in one bed of lettuce!",
)
PLAYERS = (
    "My violin teacher wants me to play in the spring concert.",
    "What will you play at the concert?",
    "A sonata for violin and piano, the second movement is slow.",
    "Who will be at the piano?",
    "Teresa plays the piano, we rehearse on Thursdays.",
    "How do the rehearsals go?",
    "The first rehearsal was a mess, my bow hand was shaking.",
    "A shaking bow hand gets calmer with every rehearsal.",
    "I hope so, the concert hall has four hundred seats.",
    "Four hundred people will hear your violin.",
    "My teacher says the sonata is ready for the concert.",
    "Then the violin can rest before the concert.",
)


def told(lines: Sequence[str], gaps: Sequence[float] = ()) -> list[Message]:
    """The user and the companion in turn, a minute apart; `gaps` are minutes before each message instead."""
    found, at = [], MORNING
    for number, text in enumerate(lines):
        at += dt.timedelta(minutes=gaps[number] if gaps else 1)
        role = Role.COMPANION if number % 2 else Role.USER
        found.append(Message(number + 1, 1, role, role.value, text, at, at.date()))
    return found


def by_words(lines: Sequence[str]) -> list[float]:
    return cohesion(lines, [None] * len(lines))


def test_a_session_is_cut_where_the_topic_changes_by_words_alone() -> None:
    lines = GARDEN + PLAYERS
    [first, second] = boundaries(told(lines), by_words(lines))
    assert first == 0
    assert abs(second - len(GARDEN)) <= 2


def test_and_by_meaning(minilm: MiniLM) -> None:
    lines = GARDEN + PLAYERS
    assert boundaries(told(lines), cohesion(lines, list(minilm.embed(lines)))) == [0, len(GARDEN)]


def test_one_topic_is_one_event(minilm: MiniLM) -> None:
    lines = GARDEN + tuple(line.replace("bed", "garden bed") for line in GARDEN)
    assert boundaries(told(lines), [0.6] * (len(lines) - 1)) == [0]


def test_a_short_session_stays_one_event_whatever_happens_in_it() -> None:
    lines = GARDEN[:6] + PLAYERS[:6]
    gaps = [1.0] * 6 + [600.0] + [1.0] * 5
    assert len(lines) < SHORTEST_LONG
    assert boundaries(told(lines, gaps), by_words(lines)) == [0]


def test_a_long_silence_ends_an_event_with_no_change_of_topic() -> None:
    lines = GARDEN * 2
    gaps = [1.0] * 8 + [SILENCE.total_seconds() / 60] + [1.0] * 15
    assert boundaries(told(lines, gaps), [0.6] * 23) == [0, 8]


def test_a_pause_tips_the_scales_for_a_shallow_valley() -> None:
    lines = GARDEN * 2
    shallow = [0.6] * 9 + [0.45] + [0.6] * 13
    assert boundaries(told(lines), shallow) == [0]
    assert boundaries(told(lines, [1.0] * 10 + [12.0] + [1.0] * 13), shallow) == [0, 10]


def test_a_change_that_comes_with_the_reply_begins_with_a_message_of_the_users() -> None:
    lines = GARDEN * 2
    [_, start] = boundaries(told(lines), [0.6] * 8 + [0.1] + [0.6] * 14)
    assert start in (8, 10)


def test_nothing_said_has_no_events() -> None:
    assert boundaries([], []) == []
    assert cohesion([], []) == []
    assert boundaries(told(["Hello"]), []) == [0]


@given(st.lists(st.floats(-1, 1), max_size=60), st.data())
def test_the_events_part_the_session_in_order_and_none_is_small(likeness: list[float], data: st.DataObject) -> None:
    size = len(likeness) + 1
    gaps = data.draw(st.lists(st.floats(0, 200), min_size=size, max_size=size))
    messages = told(["Words."] * size, gaps)
    starts = boundaries(messages, likeness)
    assert starts == boundaries(messages, list(likeness))
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    sizes = [end - start for start, end in zip(starts, [*starts[1:], size], strict=True)]
    assert sum(sizes) == size
    assert len(sizes) == 1 or min(sizes) >= SMALLEST
    assert all(messages[start].role is Role.USER for start in starts)


@given(st.lists(st.floats(-1, 1), max_size=60))
def test_a_valley_is_as_deep_as_the_peaks_beside_it_are_high(likeness: list[float]) -> None:
    depths = valleys(likeness)
    assert len(depths) == len(likeness)
    assert all(0 <= depth <= 4 for depth in depths)


@given(st.lists(st.text(max_size=30), max_size=20))
def test_cohesion_is_a_cosine(lines: list[str]) -> None:
    found = by_words(lines)
    assert len(found) == max(len(lines) - 1, 0)
    assert all(-1e-9 <= value <= 1 + 1e-9 for value in found)
