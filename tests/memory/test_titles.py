"""Titles of conversations from the user's own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.memory.titles import NO_TITLE, title_for, told_title
from companion.memory.topics import topics
from tests.memory.extraction_stories import session


@pytest.mark.parametrize(
    ("said", "title"),
    [
        (("Hi there!", "I've been learning the accordion. Do you like music?"), "Accordion"),
        (("Hello!", "I want to talk to you about my new garden shed."), "New garden shed"),
        (("My name is Marta. I love painting old boats.",), "Painting old boats"),
        (("I've been learning to weld.",), "Welding"),
        (("I am thinking about where to sail.",), "Sailing"),
        (("I usually cook for the whole harbour and sing to the nets.",), "Cook for the whole harbour"),
        (('Recently, I have read books like "The Heron" and "A Sack of Salt".',), "Read books"),
        (("Hi! Until when may a lighthouse keeper sleep?",), "Until when may a lighthouse keeper…"),
        (("Today I went to a harbour and bought two herrings.",), "At the harbour"),
        (("I went to the lighthouse and counted ships.",), "At the lighthouse"),
        (("Yesterday I visited my aunt in Bergen.",), "Aunt in Bergen"),
        (("We went to Bergen and had soup.",), "Bergen"),
        (
            ("Thanks, these methods sound good. I could also try mending some nets and sails.",),
            "Mending some nets and sails",
        ),
        (("I've been under a lot of strain since the harvest.",), "Under a lot of strain since the harvest"),
        (("I am not a friend of fog.",), "I am not a friend of fog"),
        (("I've been looking to repair some old clocks.",), "Repairing some old clocks"),
        (("I'm thinking about whether I should sell the boat.",), "Selling the boat"),
        (("I'm planning to visit the salt works.",), "Visiting the salt works"),
        (("Hello there, I am Sam", "My sister Anna lives in Lisbon."), "Sister Anna in Lisbon"),
        (("My brother Jon plays chess.",), "Brother Jon"),
        (("My job is really dull.", "I collect lanterns."), "Collect lanterns"),
    ],
)
def test_titles_come_from_the_first_thing_told(said: tuple[str, ...], title: str) -> None:
    assert title_for(session(*said)) == title


def test_what_somebody_does_is_no_part_of_their_name() -> None:
    assert topics(session("My sister Anna lives in Lisbon.")) == ("sister Anna", "Lisbon")
    assert topics(session("My older brother Jon plays chess.")) == ("older brother Jon", "chess")


def test_a_title_waits_until_something_is_told() -> None:
    assert title_for(session("Hello!", "ok")) == NO_TITLE
    assert title_for(session("Hi, my name is Marta.")) == NO_TITLE
    asked = session("Until when may a lighthouse keeper sleep?")
    assert told_title(asked) == NO_TITLE
    assert title_for(asked) != NO_TITLE


@given(st.lists(st.text(max_size=60), max_size=5))
def test_titles_are_short(lines: list[str]) -> None:
    assert len(title_for(session(*lines)).split()) <= 8
