"""What the memory browser shows beside the list: days, curves, the map of meanings, links and versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from companion.records.memories import Kind, Memory, MemoryView, Status
from companion.records.transcripts import Message, Session


@dataclass(frozen=True, slots=True)
class DayCount:
    """How much of one day is remembered: what was said, and what was learned or summed up from it."""

    day: dt.date
    said: int
    learned: int


@dataclass(frozen=True, slots=True)
class DayView:
    """One day to read: its summary if there is one, its conversations, and what was learned from it."""

    day: dt.date
    summary: MemoryView | None
    conversations: tuple[tuple[Session, tuple[Message, ...]], ...]
    learned: tuple[MemoryView, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A text that a memory had before. `by` is who replaced it, such as `user` or `consolidation`."""

    version: int
    text: str
    changed_at: dt.datetime
    by: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A memory beside another one.

    `relation` is `replaces`, `replaced by`, `from` (the turn that it was learned from), `taught`, `part of`,
    `holds`, `contradicts` or `same subject`, read from the memory that was asked about.
    """

    view: MemoryView
    relation: str


@dataclass(frozen=True, slots=True)
class Taught:
    """One thing that a conversation taught. `waits`: it is not believed until the user accepts it."""

    view: MemoryView
    replaced: Memory | None
    """What it took the place of, or will once it is accepted."""
    reason: str
    """Why it was taken so, in the fixed words of learning; empty when it was simply new."""
    waits: bool


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one conversation taught, in the order in which it was said."""

    session: Session
    taught: tuple[Taught, ...]


@dataclass(frozen=True, slots=True)
class Reinforcement:
    """One use that strengthened a memory: `used`, `confirmed` or `corrected`."""

    at: dt.datetime
    use: str


@dataclass(frozen=True, slots=True)
class CurveLine:
    """Retention over time on one curve. Points are (days from the start, retention in [0, 1])."""

    curve: str
    """The value of the setting `decay_curve` that means it."""
    points: tuple[tuple[float, float], ...]
    threshold: float
    fades: float | None
    """Days from the start until it is dormant; None when it does not fade."""


@dataclass(frozen=True, slots=True)
class Course:
    """The past and the future of one memory's retention, on both curves."""

    memory_id: int
    start: dt.datetime
    """The first moment of which the state is known."""
    now: float
    """Days from the start."""
    span: float
    """Days that the points cover."""
    lines: tuple[CurveLine, ...]
    """That of the chosen curve first."""
    uses: tuple[Reinforcement, ...]
    earlier_uses: int
    """Uses of which only the number is known: they are older than the record's notes."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Memories that lie together on the map, and the words that set them apart from the others."""

    words: tuple[str, ...]
    count: int
    x: float
    y: float


KINDS: tuple[Kind, ...] = tuple(Kind)
"""What the numbers in `MemoryMap.kinds` mean."""


@dataclass(frozen=True, slots=True)
class MemoryMap:
    """Memories by meaning: near is alike. Row n of every array is the same memory; places lie in [-1, 1]."""

    ids: NDArray[np.int64]
    places: NDArray[np.float32]
    """(n, 2)."""
    kinds: NDArray[np.int8]
    """Places in `KINDS`."""
    retention: NDArray[np.float32]
    groups: NDArray[np.int16]
    """Places in `clusters`."""
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True, slots=True)
class MemoryHealth:
    """How the memories are doing on one day. Forgotten and replaced ones count only in `statuses`."""

    kinds: Mapping[Kind, int]
    statuses: Mapping[Status, int]
    muted: int
    record_bytes: int
    index_bytes: int
    vectors: int
    duplicates: tuple[tuple[MemoryView, ...], ...]
    """Statements that say the same, in groups."""
    contradictions: tuple[tuple[MemoryView, MemoryView], ...]
    """Statements that cannot both be true, the newer first."""
    fading_count: int
    fading: tuple[MemoryView, ...]
    """What will be dormant within a week unless it comes up, the earliest first; not more than can be read."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """How well recall knows the user's own facts, asked by half of their words."""

    asked: int
    first: int
    """Found in the first place."""
    near: int
    """Found among the first five."""
    missed: tuple[MemoryView, ...]
