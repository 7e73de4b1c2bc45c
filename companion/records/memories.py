"""Memories, their decay, and what recall finds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from companion.records.transcripts import Message


class Kind(StrEnum):
    """What sort of memory it is (DESIGN 4)."""

    EPISODE = "episode"
    EVENT = "event"
    FACT = "fact"
    INTENTION = "intention"
    LESSON = "lesson"


class Scope(StrEnum):
    """What an `event` sums up."""

    SESSION = "session"
    DAY = "day"
    WEEK = "week"
    STORY = "story"


class Status(StrEnum):
    """Where a memory stands."""

    INBOX = "inbox"
    ACTIVE = "active"
    DORMANT = "dormant"
    SUPERSEDED = "superseded"
    FORGOTTEN = "forgotten"


class Provenance(StrEnum):
    """Whose words a memory rests on."""

    USER = "user"
    COMPANION = "companion"
    QUOTED = "quoted"
    IMPORTED = "imported"


class Truth(StrEnum):
    """How a statement was meant."""

    SINCERE = "sincere"
    JOKE = "joke"
    ROLE_PLAY = "role-play"
    HYPOTHETICAL = "hypothetical"


class Sensitivity(StrEnum):
    """How private a memory is."""

    ORDINARY = "ordinary"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True)
class DecayState:
    """What both curves need to know of one memory. Times in UTC; strengths in days.

    `strength` is S of R = exp(-t/S). `stability` and `difficulty` are FSRS-6's. `anchor_at` is when t = 0.
    """

    strength: float
    stability: float
    difficulty: float
    anchor_at: dt.datetime
    uses: int = 0
    reinforced_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The exact words a memory came from: characters `start` to `end` of a message."""

    message_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Memory:
    """One thing that is remembered."""

    id: int
    kind: Kind
    text: str
    created_at: dt.datetime
    occurred_at: dt.datetime
    day: dt.date
    decay: DecayState
    fades_at: dt.datetime | None
    """When retention falls below the threshold of the chosen curve; None for pinned memories."""
    status: Status = Status.ACTIVE
    importance: float = 0.5
    """0 (passing remark) to 1 (must not be lost)."""
    pinned: bool = False
    session_id: int | None = None
    speaker: str = ""
    provenance: Provenance = Provenance.USER
    truth: Truth = Truth.SINCERE
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    scope: Scope | None = None
    subject: str = ""
    relation: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    keywords: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    """Marks of the guard, such as `instruction`."""
    version: int = 1
    sources: tuple[Source, ...] = ()
    space: str = ""
    """Whose memory it is: empty when it is shared, else the persona that keeps it to itself."""


@dataclass(frozen=True, slots=True)
class MemoryView:
    """A memory with what a window shows of it at one moment. `retention` lies in [0, 1]."""

    memory: Memory
    retention: float
    reason: str
    """One sentence that explains the retention and the date of fading."""
    quotes: tuple[tuple[Message, Source], ...] = ()
    muted: bool = False
    """Whether it keeps from coming up by itself. Known in lists and where one memory was asked for."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """A memory that a question brought up. `parts` are the shares of the score by signal name; they add up to
    `score` before the retention factor, which is in `parts["retention"]` as a factor."""

    memory: Memory
    score: float
    parts: dict[str, float] = field(default_factory=dict)
    retention: float = 1.0
    answers: bool = False
    """Whether it is near enough to the cue to be an answer by itself."""


@dataclass(frozen=True, slots=True)
class Recall:
    """What recall found for one cue, best first, and what it decided about the cue."""

    cue: str
    hits: tuple[Recalled, ...] = ()
    decision: str = ""
    """In words: what kind of cue it was, and how far recall went."""
    milliseconds: float = 0.0
    answerable: bool = False
    """Whether the best hit is near enough to be an answer; False means: not known."""
    wide: bool = False
    """Whether the cue asks for all there is (of a day, of the person) and not for one thing."""
    contradicts: tuple[Memory, ...] = ()
    """Facts in force that say otherwise than the cue takes for granted."""
    confidence: float = 0.0
    """How sure it is that something answers the cue, 0 to 1; `answerable` cuts it."""
    near: tuple[Recalled, ...] = ()
    """What was looked at and not kept, best first."""
    corrected: frozenset[int] = frozenset()
    """Hits that hold a statement which the user has corrected since."""


SMALL_TALK = "small talk: nothing is recalled"
"""The decision about a message that only greets, thanks or nods."""


@dataclass(frozen=True, slots=True)
class WhyRow:
    """One memory behind a reply. `level` is `recalled`, `given` or `used`: each implies the ones before.

    `near` is none of them: recall looked at the memory and did not keep it.
    """

    memory: Memory
    level: str
    score: float
    parts: dict[str, float]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a reply is as it is: what recall decided about the message, and each memory with how it stands now."""

    reply_id: int
    asked: bool
    """Whether the message asked something."""
    decision: str
    """As `Recall.decision`; empty for a reply of which nothing was noted."""
    confidence: float
    known: bool
    rows: tuple[tuple[WhyRow, MemoryView], ...] = ()
    """Best first."""
    near: tuple[tuple[WhyRow, MemoryView], ...] = ()


@dataclass(frozen=True, slots=True)
class ShapedReply:
    """A reply behind which a memory stood. `level` is that of `WhyRow`."""

    reply_id: int
    session_id: int
    title: str
    """Of its conversation; may be empty."""
    text: str
    level: str
    created_at: dt.datetime
    day: dt.date


@dataclass(frozen=True, slots=True)
class MemoryQuery:
    """Which memories to list. Empty fields do not narrow. `text` is searched as plain text."""

    text: str = ""
    kinds: tuple[Kind, ...] = ()
    statuses: tuple[Status, ...] = (Status.INBOX, Status.ACTIVE, Status.DORMANT, Status.SUPERSEDED)
    pinned: bool | None = None
    sensitive: bool | None = None
    muted: bool | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    """First and last day on which it happened."""
    about: str = ""
    """A person or a key word: who said it, whom it is about, or a word that it is filed under."""
    ids: tuple[int, ...] | None = None
    """Only these; None does not narrow."""
    session_id: int | None = None
    ranked: bool = False
    """Whether `text` is a cue for recall: what answers it, the best first, whatever `sort` says."""
    limit: int = 1000
    offset: int = 0
    sort: str = "occurred"
    """occurred, created, text, kind, retention, importance, uses or source; `matches`: what was learned, then what was
    said, then what sums it up, each by date; `given` keeps the order of `ids`."""
    descending: bool = True


@dataclass(frozen=True, slots=True)
class SpokenChange:
    """What was done to memory at the user's word, or waits for their yes.

    `wish` is `correct`, `remember`, `forget`, `mute` or `unmute`; `state` is `asked`, `done`, `undone` or `declined`.
    """

    id: int
    session_id: int
    message_id: int
    reply_id: int
    wish: str
    state: str
    made_at: dt.datetime
    old: tuple[Memory, ...] = ()
    """What is no longer true."""
    new: tuple[Memory, ...] = ()
    """What holds now."""
    meant: tuple[Memory, ...] = ()
    """What is to be forgotten, or was; without what is gone."""
    topic: str = ""
    """What was muted."""


@dataclass(frozen=True, slots=True)
class MutedTopic:
    """Something that is not brought up unless the user asks about it. `memories` counts those that were pointed at."""

    id: int
    topic: str
    made_at: dt.datetime
    memories: int = 0
