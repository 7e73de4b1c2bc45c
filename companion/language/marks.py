"""What sort of thing a turn says, read from its words once: does it ask, address, report, name, date? Pure.

People ask a companion for what somebody reported of themselves, seldom for somebody's questions and compliments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from companion.language.subjects import subjects_told
from companion.language.words import listed, sentences, words

FIRST_PERSON = listed("i me my mine we us our ours")
SECOND_PERSON = listed("you your yours")
_LEVELS = 7
_TIME = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|last|next|ago|since|week|weekend|month|years?|morning|recently|soon"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|\d{4})\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-z]+")
_PLACE = re.compile(
    r"\b(?:in|at|to|from|near)\s+(?:the\s+)?[A-Z]|\b(?:park|beach|home|house|city|town|store|shop|cafe|school|gym"
    r"|mountains?|country|lake|museum|restaurant|village|hotel)\b"
)
_REPORT = re.compile(
    r"\b(?:i|we|my|our)\b[^.!?]{0,40}?\b(?:\w+ed|went|got|took|made|had|did|saw|met|bought|found|won|gave|felt|came"
    r"|began|started|been|was|were|lost|left|taught|ran|read|wrote|built|ate|drove|flew|told|thought|sold|spent"
    r"|kept|held|grew|became|chose|put|hit|sent|said)\b|\b(?:i'm|i am|we're|we are|i've|we've|i'll|i have)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Marks:
    """How a turn is worded. All zero for a memory that was not spoken."""

    asks: float = 0.0
    """Share of its characters that stand in questions, 0 to 1."""
    addresses: float = 0.0
    """Share of its words that speak to the other side ("you"), 0 to 1."""
    personal: bool = False
    """It has a word of the first person."""
    reports: bool = False
    """It tells what its speaker did, has or is."""
    times: int = 0
    """Expressions of time, counted to 2."""
    names: int = 0
    """Proper names within sentences, counted to 3."""
    places: int = 0
    """Words of place, counted to 2."""
    subjects: int = 0
    """Bits of `language.subjects`."""

    def packed(self) -> int:
        """All marks in one whole number below 2**62, for a column of the record; shares in seven steps."""
        return (
            round(self.asks * _LEVELS)
            | round(min(1.0, self.addresses * 2) * _LEVELS) << 3
            | self.personal << 6
            | self.reports << 7
            | self.times << 8
            | self.names << 10
            | self.places << 12
            | self.subjects << 14
        )


@dataclass(frozen=True, slots=True)
class MarkColumns:
    """The marks of many turns, one array a mark."""

    asks: NDArray[np.float64]
    addresses: NDArray[np.float64]
    personal: NDArray[np.bool_]
    reports: NDArray[np.bool_]
    times: NDArray[np.int64]
    names: NDArray[np.int64]
    places: NDArray[np.int64]
    subjects: NDArray[np.int64]


def read_marks(text: str) -> Marks:
    """The marks of one spoken turn."""
    found = words(text)
    asked = sum(len(sentence) for sentence in sentences(text) if sentence.endswith("?"))
    plain = text.replace("\u2019", "'")
    return Marks(
        asks=min(1.0, asked / max(1, len(text))),
        addresses=sum(word in SECOND_PERSON for word in found) / max(4, len(found)),
        personal=not FIRST_PERSON.isdisjoint(found),
        reports=bool(_REPORT.search(plain)),
        times=min(2, len(_TIME.findall(text))),
        names=min(3, len(_NAME.findall(text))),
        places=min(2, len(_PLACE.findall(text))),
        subjects=subjects_told(text),
    )


def tells_when(text: str) -> bool:
    """Whether `text` has an expression of time."""
    return bool(_TIME.search(text))


def unpacked(packed: NDArray[np.int64]) -> MarkColumns:
    """The marks behind numbers made by `Marks.packed`."""
    return MarkColumns(
        asks=(packed & 7) / _LEVELS,
        addresses=(packed >> 3 & 7) / _LEVELS / 2,
        personal=(packed >> 6 & 1).astype(np.bool_),
        reports=(packed >> 7 & 1).astype(np.bool_),
        times=packed >> 8 & 3,
        names=packed >> 10 & 3,
        places=packed >> 12 & 3,
        subjects=packed >> 14,
    )
