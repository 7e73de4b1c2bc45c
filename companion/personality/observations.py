"""What a session shows of the user beside the traits: interests, people, routines, and how to speak to them.

Rules over the earnest sentences of a session; pure; English. Every observation keeps its message and its words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from companion.personality.activities import GAMES, INSTRUMENTS
from companion.personality.interests import interests
from companion.personality.people import called, people, same_person
from companion.personality.routines import practised, routines
from companion.personality.sincerity import Sentence
from companion.personality.styles import wishes
from companion.records import Renaming

INTEREST, PERSON, ROUTINE, STYLE = "interest", "person", "routine", "style"
FACETS = (INTEREST, PERSON, ROUTINE, STYLE)


@dataclass(frozen=True, slots=True)
class Observation:
    """One line for the portrait. `text` is short and normalised, so that the same thing said twice meets itself."""

    facet: str
    text: str
    weight: float
    message_id: int
    day: dt.date
    quote: str


_LASTING = re.compile(r"\b(?:always|from now on|in (?:general|future)|never|every time)\b", re.I)
_PRACTISABLE = re.compile(rf"{INSTRUMENTS}|{GAMES}")


def observed(sentences: Sequence[Sentence], names: Sequence[Renaming] = ()) -> tuple[Observation, ...]:
    """Everything that `sentences` (of one session, in order) shows; the same thing of one message only once.

    People have the names that were put right by `names`.
    """
    found: dict[tuple[str, str, int], Observation] = {}
    practice = ""
    for sentence in sentences:
        for facet, text, weight in _seen(sentence):
            if facet == INTEREST and _PRACTISABLE.fullmatch(text):
                practice = text
            named = practised(text, practice) if facet == ROUTINE else text
            named = called(named, names) if facet == PERSON else named
            message = sentence.message
            seen = Observation(facet, named, weight, message.id, message.day, sentence.quote)
            found.setdefault((facet, named.casefold(), message.id), seen)
    return _each_once(found.values())


def _each_once(found: Iterable[Observation]) -> tuple[Observation, ...]:
    """People under the name that they have anywhere in the session, once a message."""
    found = list(found)
    names = [o.text for o in found if o.facet == PERSON]
    once: dict[tuple[str, str, int], Observation] = {}
    for seen in found:
        text = same_person(seen.text, names) if seen.facet == PERSON else seen.text
        once.setdefault((seen.facet, text.casefold(), seen.message_id), replace(seen, text=text))
    return tuple(once.values())


def _seen(sentence: Sentence) -> Iterator[tuple[str, str, float]]:
    lasting = 2.0 if _LASTING.search(sentence.text) else 1.0
    yield from ((STYLE, wish, lasting) for wish in wishes(sentence.text))
    yield from ((PERSON, who, 1.0) for who in people(sentence.text))
    yield from ((INTEREST, thing, weight) for thing, weight in interests(sentence.claim))
    yield from ((ROUTINE, what, 1.0) for what in routines(sentence.claim))
