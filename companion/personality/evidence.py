"""What one session tells about the user, by rule and without a model. Pure apart from vader's word list.

Only the user's own earnest words count (`sincerity`); the traits are read by `traits`, the rest by
`observations`, the mood by `mood`. A model may return the same records; the arithmetic of `portrait` treats
both alike.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from companion.personality.mood import valence
from companion.personality.observations import Observation, observed
from companion.personality.people import people
from companion.personality.sincerity import earnest
from companion.personality.traits import read
from companion.records import Evidence, Message, Renaming

_I = re.compile(r"(?<![\w'])i(?:'\w+)?\b", re.I)
_MINE = re.compile(r"\b(?:me|my|mine|myself)\b", re.I)


@dataclass(frozen=True, slots=True)
class SessionEvidence:
    """All that one session has to say. `mood` lies in [-1, 1]; None when the user said nothing in earnest."""

    day: dt.date
    traits: tuple[Evidence, ...] = ()
    observations: tuple[Observation, ...] = ()
    mood: float | None = None


def trait_evidence(messages: Sequence[Message]) -> tuple[Evidence, ...]:
    """Observations of the five traits in `messages` (one session, in time order), in the order they were said."""
    return tuple(
        Evidence(r.trait, r.direction, r.weight, s.message.id, s.quote, f"said “{r.words}”")
        for s in earnest(messages)
        for r in read(s.claim)
    )


def supported(evidence: Iterable[Evidence], messages: Sequence[Message]) -> tuple[Evidence, ...]:
    """Those pieces of a model's `evidence` that rest on the user's own earnest words in `messages`.

    The quote must stand in an earnest sentence of the message that is named, and that sentence must speak of the user:
    a model cannot bring in a joke, a quotation, a line of a role, the companion's words, the weather or a brother.
    """
    said: dict[int, list[tuple[str, str]]] = {}
    for sentence in earnest(messages):
        if sentence.asserted and _of_themselves(sentence.claim):
            said.setdefault(sentence.message.id, []).append((_folded(sentence.text), _folded(sentence.claim)))
    return tuple(
        e for e in evidence if any(_rests_on(_folded(e.quote), *there) for there in said.get(e.message_id, ()))
    )


def _rests_on(quote: str, sentence: str, claim: str) -> bool:
    """Whether `quote` stands in `sentence` and takes in what the user states there."""
    return bool(quote) and quote in sentence and (quote in claim or claim in quote)


def _of_themselves(claim: str) -> bool:
    """Whether a sentence speaks of the user at all: of what they are or do, and not only of somebody of theirs."""
    if _I.search(claim):
        return True
    return _MINE.search(claim) is not None and not any(people(claim))


def _folded(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").casefold().split()).strip(" .!")


def session_evidence(messages: Sequence[Message], day: dt.date, names: Sequence[Renaming] = ()) -> SessionEvidence:
    """Everything that the session of `messages` (in time order) on `day` tells about the user. For a worker.

    People have the names that were put right by `names`.
    """
    sentences = earnest(messages)
    return SessionEvidence(
        day=day,
        traits=trait_evidence(messages),
        observations=observed(sentences, names),
        mood=valence([s.text for s in sentences]),
    )
