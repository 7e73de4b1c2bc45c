"""From the portrait to the words that tell a model how to answer this person. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from companion.personality.lexicon import (
    AGREEABLENESS,
    CONSCIENTIOUSNESS,
    EXTRAVERSION,
    NEUROTICISM,
    OPENNESS,
)
from companion.personality.observations import INTEREST, PERSON, ROUTINE, STYLE
from companion.personality.styles import group
from companion.personality.weights import weight_on
from companion.records import Portrait, PortraitItem

CLEAR = 0.12
"""A score nearer to the middle than this says nothing about how to speak."""
ENOUGH = 2
"""Observations below which a score says nothing."""
LOW_MOOD = -0.35
"""Mean valence of the last conversations below which the companion goes gently."""
RECENT = 3
"""How many conversations that mean takes in."""
MOST_INTERESTS = 6
MOST_PEOPLE = 5
MOST_ROUTINES = 3
LIGHTEST = 0.4
"""Items lighter than this have faded and are not mentioned."""

_ADVICE: dict[tuple[str, int], str] = {
    (OPENNESS, 1): "Offer ideas, comparisons and new angles.",
    (OPENNESS, -1): "Stay practical and close to what they know.",
    (CONSCIENTIOUSNESS, 1): "Be concrete: steps, dates and what comes next.",
    (CONSCIENTIOUSNESS, -1): "Suggest one small step at a time.",
    (EXTRAVERSION, 1): "Be lively, and ask about the people in their life.",
    (EXTRAVERSION, -1): "Give them room: at most one question at a time, and no pressing.",
    (AGREEABLENESS, 1): "Be warm and cooperative.",
    (AGREEABLENESS, -1): "Be frank; give reasons and do not flatter.",
    (NEUROTICISM, 1): "Reassure before you advise, in a calm and steady tone.",
    (NEUROTICISM, -1): "They take setbacks calmly; you can be direct.",
}
_NOTHING_YET = "Little is known about them yet: be friendly, brief and curious."

_OPEN = "Be friendly, brief and curious."


def strategy(portrait: Portrait, day: dt.date) -> str:
    """How to answer this person on `day`, as a few plain sentences for the prompt.

    Their own wishes come first, then how they have felt, then what follows from the traits, then what to draw on.
    """
    manner = [*_wishes(portrait, day), *_mood(portrait), *_traits(portrait)]
    subjects = list(_subjects(portrait, day))
    if not manner and not subjects:
        return _NOTHING_YET
    return " ".join([*(manner or [_OPEN]), *subjects])


def _wishes(portrait: Portrait, day: dt.date) -> Iterator[str]:
    latest: dict[str, PortraitItem] = {}
    for item in portrait.items:
        old = latest.get(group(item.text))
        if item.facet == STYLE and (old is None or item.last_day >= old.last_day):
            latest[group(item.text)] = item
    yield from (item.text for item in latest.values() if weight_on(item, day) >= LIGHTEST)


def _mood(portrait: Portrait) -> Iterator[str]:
    recent = [mood.valence for mood in portrait.moods[-RECENT:]]
    if recent and sum(recent) / len(recent) <= LOW_MOOD:
        yield "Their last conversations sounded low: acknowledge how they feel before anything else."


def _traits(portrait: Portrait) -> Iterator[str]:
    for trait in portrait.traits:
        advice = _ADVICE.get((trait.name, 1 if trait.score > 0 else -1))
        # A locked trait is the user's own word; it needs no further evidence.
        if advice and abs(trait.score) >= CLEAR and (trait.locked or trait.evidence >= ENOUGH):
            yield advice


def _subjects(portrait: Portrait, day: dt.date) -> Iterator[str]:
    for facet, most, opening in (
        (INTEREST, MOST_INTERESTS, "Interests to draw on"),
        (PERSON, MOST_PEOPLE, "In their life"),
        (ROUTINE, MOST_ROUTINES, "Their routines"),
    ):
        mine = [i for i in portrait.items if i.facet == facet and weight_on(i, day) >= LIGHTEST]
        mine.sort(key=lambda item: (-weight_on(item, day), item.text))
        if mine:
            yield f"{opening}: {_and([item.text for item in mine[:most]], '; ' if facet == ROUTINE else ', ')}."


def _and(names: Sequence[str], between: str) -> str:
    *rest, last = names
    return f"{between.join(rest)} and {last}" if rest and between == ", " else between.join(names)
