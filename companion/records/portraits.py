"""The portrait of the user and its ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class TraitScore:
    """One OCEAN trait. `score` lies in [-1, 1]; `low`..`high` is its interval; `evidence` counts observations."""

    name: str
    score: float
    low: float
    high: float
    evidence: int
    locked: bool = False


@dataclass(frozen=True, slots=True)
class PortraitItem:
    """One line of the portrait outside the traits: an interest, person, routine, or wish about style."""

    facet: str
    """`interest`, `person`, `routine`, `style`."""
    text: str
    weight: float
    last_day: dt.date
    message_ids: tuple[int, ...] = ()
    locked: bool = field(default=False, compare=False)
    """Whether it stays as it is until the user unlocks it. Kept as ledger rows, so it is no part of the value."""


LOCKED, UNLOCKED = "locked by you", "unlocked by you"
"""The reasons of the ledger rows that lock and unlock an item."""


@dataclass(frozen=True, slots=True)
class Mood:
    """How a session felt. `valence` lies in [-1, 1]."""

    session_id: int
    day: dt.date
    valence: float


@dataclass(frozen=True, slots=True)
class Portrait:
    """Who the user is, as far as the evidence goes."""

    traits: tuple[TraitScore, ...]
    items: tuple[PortraitItem, ...] = ()
    moods: tuple[Mood, ...] = ()
    strategy: str = ""
    """How the companion should answer this person; the words that go into the prompt."""
    sessions: int = 0
    updated_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One change of the portrait: from `before` to `after`, and on whose words it rests."""

    id: int
    at: dt.datetime
    session_id: int | None
    trait: str
    before: float
    after: float
    reason: str
    message_id: int | None
    quote: str
    day: dt.date | None = None
    """The day of the words, or of the user's hand; None in rows of older versions that name no session."""
    counts: int | None = None
    """How many observations the row adds to its trait; None in rows of older versions."""
    said_on: dt.date | None = None
    """For an item: its last day as of this row; for a mood: its day. None: it is gone."""
    message_ids: tuple[int, ...] = ()
    """For an item: what it rests on as of this row."""


@dataclass(frozen=True, slots=True)
class PortraitChange:
    """What the user changed by hand, so that it can be undone: the first and last ledger row; (0, 0) when nothing."""

    first: int
    last: int
    kept: tuple[str, ...] = ()
    """Locked traits that stayed as they are."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An observation that may move the portrait. The model or the rules return it; our arithmetic decides."""

    trait: str
    direction: int
    """+1 or -1."""
    weight: int
    """1 to 3."""
    message_id: int
    quote: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Renaming:
    """Somebody who is called `new` and was called `old`."""

    old: str
    new: str
    role: str
    """Who they are to the user (`sister`); empty where the correction does not say."""
    alone: bool
    """Whether nobody else is known who is called `old`."""

    @property
    def back(self) -> Renaming:
        """The same the other way round."""
        return replace(self, old=self.new, new=self.old)
