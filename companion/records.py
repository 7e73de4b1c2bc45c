"""Frozen records that everything passes around. No behaviour beyond small derived values, no I/O.

Every `*_at` is an aware datetime in UTC. Every `day` is the calendar day, where the user was, on which a thing
happened; it is kept beside the instant so that travelling does not move memories to another day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """Who spoke."""

    USER = "user"
    COMPANION = "companion"


class MessageState(StrEnum):
    """How far a message got."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    STOPPED = "stopped"
    """The user stopped the reply."""
    INCOMPLETE = "incomplete"
    """The reply ended without its proper end: connection lost, crash, or no `done`."""
    FAILED = "failed"
    """There was no reply at all; `Message.notice` says why."""


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
class Session:
    """One conversation from its first message to its end."""

    id: int
    title: str
    started_at: dt.datetime
    last_at: dt.datetime
    day: dt.date
    ended_at: dt.datetime | None = None
    consolidated_at: dt.datetime | None = None
    source: str = "app"
    pinned: bool = False
    archived: bool = False
    messages: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """What one side said. `parent_id` makes a session a tree: versions of a message share a parent."""

    id: int
    session_id: int
    role: Role
    speaker: str
    text: str
    created_at: dt.datetime
    day: dt.date
    state: MessageState = MessageState.COMPLETE
    parent_id: int | None = None
    model: str = ""
    notice: str = ""
    """For a person: why the reply failed or stayed incomplete. Empty when all is well."""
    rating: int = 0
    """The user's thumb on a reply: 1 up, -1 down, 0 none."""


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


@dataclass(frozen=True, slots=True)
class MemoryView:
    """A memory with what a window shows of it at one moment. `retention` lies in [0, 1]."""

    memory: Memory
    retention: float
    reason: str
    """One sentence that explains the retention and the date of fading."""
    quotes: tuple[tuple[Message, Source], ...] = ()


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


@dataclass(frozen=True, slots=True)
class ChatTurn:
    """One message as a model sees it."""

    role: str
    """`system`, `user` or `assistant`."""
    content: str


@dataclass(frozen=True, slots=True)
class Section:
    """A named part of the prompt and its estimated size in tokens."""

    name: str
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """All that a model is given for one reply.

    `turns` is what goes over the wire (one system turn, the last turns, the message). The other fields are the
    same things before they became text, for models that need no text (offline) and for the context meter.
    """

    turns: tuple[ChatTurn, ...]
    message: str
    now: dt.datetime
    user_name: str = ""
    persona_name: str = ""
    recall: Recall = field(default_factory=lambda: Recall(cue=""))
    given: tuple[Memory, ...] = ()
    """The memories that fit the budget, in time order."""
    sections: tuple[Section, ...] = ()
    seed: int = 0
    rehearsed: tuple[Memory, ...] = ()
    """Dear memories that come up by themselves before they fade; told of in the story."""


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
class ModelStatus:
    """Who will answer, as the window shows it."""

    name: str
    offline: bool
    detail: str = ""
    """Why it is this one: for a person."""
    available: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know that is not an answer to a call. `level` is `info` or `warning`."""

    level: str
    text: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What `Engine.say` has begun: the saved message and the reply that now streams."""

    session_id: int
    message_id: int
    reply_id: int


@dataclass(frozen=True, slots=True)
class WhyRow:
    """One memory behind a reply. `level` is `recalled`, `given` or `used`: each implies the ones before."""

    memory: Memory
    level: str
    score: float
    parts: dict[str, float]


@dataclass(frozen=True, slots=True)
class MemoryQuery:
    """Which memories to list. Empty fields do not narrow. `text` is searched as plain text."""

    text: str = ""
    kinds: tuple[Kind, ...] = ()
    statuses: tuple[Status, ...] = (Status.INBOX, Status.ACTIVE, Status.DORMANT, Status.SUPERSEDED)
    pinned: bool | None = None
    session_id: int | None = None
    limit: int = 1000
    offset: int = 0
    sort: str = "occurred"
    """occurred, created, text, kind, retention, importance, uses or source."""
    descending: bool = True


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import brought in."""

    person: str
    sessions: int
    messages: int
    memories: int
    skipped: int
    """Sessions that were already here."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's report. `state` is `ok`, `warning` or `error`."""

    name: str
    state: str
    detail: str


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """The state of the house as the window shows it."""

    home: str
    model: ModelStatus
    encrypted: bool
    keeper: str
    """Where the key lies, in words."""
    sessions: int
    memories: int
    notices: tuple[Notice, ...] = ()
