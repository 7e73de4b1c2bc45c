"""Interests, people, routines and wishes about style."""

from __future__ import annotations

import pytest

from companion.personality.observations import FACETS, observed
from companion.personality.sincerity import earnest
from companion.personality.styles import STYLES, group
from tests.personality.conversations import DAY, said

SEEN: list[tuple[str, list[str]]] = [
    ("I really love painting, playing piano and tea tasting.", ["interest: painting", "interest: piano",
                                                                "interest: tea tasting"]),
    ("I like to read.", ["interest: reading"]),
    ("I love to run and swim.", ["interest: running", "interest: swimming"]),
    ("I'm passionate about Italian food because of my trip.", ["interest: Italian food"]),
    ("My hobbies are chess, hiking and rock climbing.", ["interest: chess", "interest: hiking",
                                                         "interest: rock climbing"]),
    ("I like silent and short films, and maps.", ["interest: silent and short films", "interest: maps"]),
    ("I'm into jazz lately.", ["interest: jazz"]),
    ("My sister Ana is visiting.", ["person: Ana (sister)"]),
    ("What should I cook for my wife?", ["person: wife"]),
    ("Ben, my best friend, called.", ["person: Ben (best friend)"]),
    ("I like shooting portraits and baking.", ["interest: photography", "interest: baking"]),
    ("I meditate every morning.", ["interest: meditating", "routine: meditate every morning"]),
    ("We play badminton on weekends.", ["routine: play badminton on weekends"]),
    ("I usually go swimming twice a week.", ["interest: swimming", "routine: go swimming twice a week"]),
    ("Please keep your answers short.", ["style: Keep answers short."]),
    ("Can you keep it brief?", ["style: Keep answers short."]),
    ("Please don't use emojis.", ["style: Use no emojis."]),
    ("Just listen, I don't want advice.", ["style: Listen first; give no advice unless asked."]),
    ("You can be honest with me.", ["style: Be direct; do not soften things."]),
    ("Call me Max.", ["style: Call them Max."]),
]  # fmt: skip

UNSEEN = [
    "I don't like jazz.",
    "I'd like to know more.",
    "I love it.",
    "I love you.",
    "I like that.",
    "I love this dress.",
    "I like your advice.",
    "I adore misty and cold weather.",
    "I like the actors.",
    "Do you like chess?",
    "She loves chess.",
    "I loved the concert.",
    "If I liked chess, I would play.",
    "Hello, my friend.",
    "I went there every day.",
    "I will swim every day.",
    "I love chess lol",
    'I said "I love chess".',
    "I am like my dad? No.",
    "Call me tomorrow.",
    "Can you call me Monday-ish?",
]


def seen(*texts: str) -> list[str]:
    return [f"{o.facet}: {o.text}" for o in observed(earnest(said(*texts)))]


@pytest.mark.parametrize(("text", "expected"), SEEN)
def test_what_is_seen(text: str, expected: list[str]) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize("text", UNSEEN)
def test_what_is_not_there_is_not_seen(text: str) -> None:
    assert [s for s in seen(text) if s != "person: dad"] == []


def test_an_observation_keeps_its_words_and_day() -> None:
    (found,) = observed(earnest(said("@Hi.", "It rained. I love jazz!")))
    assert (found.message_id, found.quote, found.day) == (2, "I love jazz!", DAY)
    assert found.facet in FACETS


def test_the_same_thing_in_one_message_counts_once() -> None:
    assert seen("I love jazz. I love Jazz.", "I love jazz.") == ["interest: jazz", "interest: jazz"]


def test_a_lasting_wish_weighs_more() -> None:
    once, always = observed(earnest(said("Keep it short.", "Always keep it short, please.")))
    assert always.weight > once.weight


def test_wishes_that_contradict_share_a_group() -> None:
    assert group("Keep answers short.") == group("Explain in detail.")
    assert group("Call them Max.") == group("Call them Maxine.")
    assert len({text for _, text, _ in STYLES}) == len(STYLES)
