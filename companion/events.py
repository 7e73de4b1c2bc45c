"""Typed events: what the engine tells whoever listens. They name ids; a view decides whether to look."""

from __future__ import annotations

from dataclasses import dataclass

from companion.records import Download, MessageState, ModelStatus, Notice


@dataclass(frozen=True, slots=True)
class SessionChanged:
    """A session was made, renamed, ended, consolidated or removed."""

    session_id: int


@dataclass(frozen=True, slots=True)
class MessageAdded:
    """A message (the user's, or an empty streaming reply) is in the record."""

    session_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class ReplyContinued:
    """A reply that had broken off streams again, behind this `text` that there is of it."""

    session_id: int
    message_id: int
    text: str


@dataclass(frozen=True, slots=True)
class BranchChanged:
    """Other versions of this conversation's messages are shown than before: one was chosen, deleted or restored."""

    session_id: int


@dataclass(frozen=True, slots=True)
class ReplyChunk:
    """More text of a streaming reply. Not yet saved: the record is at most a second behind."""

    session_id: int
    message_id: int
    text: str


@dataclass(frozen=True, slots=True)
class ReplyWaiting:
    """Nothing has come of a reply yet, and this is why: `phase` is `waking` (the model is being loaded), `reading`
    (it reads the prompt, or others are before us), or `stuck` (that takes so long that it may be stuck). `tokens` is an
    estimate in the tokens of the model; `seconds` have passed since it was sent."""

    session_id: int
    message_id: int
    phase: str
    tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class ReplyThought:
    """More of what the model thinks before it speaks."""

    session_id: int
    message_id: int
    text: str


@dataclass(frozen=True, slots=True)
class ReplyAwaiting:
    """Whether a reply waits for Ollama to come back has changed."""

    session_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class ReplyFinished:
    """A reply has ended and its final text is in the record."""

    session_id: int
    message_id: int
    state: MessageState
    notice: str = ""
    next_step: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class ReplyRated:
    """The user's thumb on a reply changed."""

    session_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class MemoriesChanged:
    """These memories are new or different (empty: look at everything)."""

    memory_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SpokenChanged:
    """Something was done to memory at the user's word, waits for their yes, or was taken back."""

    session_id: int
    change_id: int


@dataclass(frozen=True, slots=True)
class ForgettingChanged:
    """A forget was asked for, taken back, carried out in the record, or finished in its files."""

    forgetting_id: int


@dataclass(frozen=True, slots=True)
class PortraitChanged:
    """The portrait moved."""


@dataclass(frozen=True, slots=True)
class PersonasChanged:
    """A persona was made, changed or removed, or a wish that would change one came or was decided on."""


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """These settings have new values."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelChanged:
    """Somebody else will answer from now on, or the reason has changed."""

    status: ModelStatus


@dataclass(frozen=True, slots=True)
class DownloadChanged:
    """A model on its way to the host has come further, or has ended."""

    download: Download


@dataclass(frozen=True, slots=True)
class ModelsChanged:
    """The host has other models than before, or one of them is used otherwise: look again."""


@dataclass(frozen=True, slots=True)
class WindowWanted:
    """A second start asked for a window: `show` or `quick`, with text to begin with."""

    window: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class NoticeRaised:
    """Something the user should know."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class Progress:
    """A long piece of work: `done` of `total` (0 when unknown)."""

    task: str
    done: int
    total: int


Event = (
    SessionChanged
    | MessageAdded
    | ReplyContinued
    | BranchChanged
    | ReplyChunk
    | ReplyWaiting
    | ReplyThought
    | ReplyAwaiting
    | ReplyFinished
    | ReplyRated
    | MemoriesChanged
    | SpokenChanged
    | ForgettingChanged
    | PortraitChanged
    | PersonasChanged
    | SettingsChanged
    | ModelChanged
    | ModelsChanged
    | DownloadChanged
    | WindowWanted
    | NoticeRaised
    | Progress
)
