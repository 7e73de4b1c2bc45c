"""Conversations and their messages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from companion.records.attachments import Attachment


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
    persona: str = ""
    """The key of the persona that speaks there; empty: whoever is chosen."""
    space: str = ""
    """Whose memories it belongs to: empty for those that are shared."""


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
    attachments: tuple[Attachment, ...] = ()
    """What came with it, where it was asked for."""
    rating: int = 0
    """The user's thumb on a reply: 1 up, -1 down, 0 none."""
    next_step: str = ""
    """For a person: what helps against `notice`."""
    code: str = ""
    """What kind of trouble `notice` tells of: a `ModelError.code`, or `saw_less`. Empty when all is well."""
    thoughts: str = ""
    """What the model thought before it spoke. Never learned from, never in a later prompt."""
    thought_seconds: float = 0.0
    awaits_model: bool = False
    """Whether this message is to be answered anew as soon as Ollama is back."""
    version: int = 1
    """Which of its `versions` this is, from 1, in the order in which they were written."""
    versions: int = 1
    """How many versions of this message there are that are not deleted."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """A message was deleted with all that followed it; its id undoes that."""

    id: int
    session_id: int
    message_id: int
    messages: int
    """How many messages are gone with it, itself among them."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What `Engine.say` has begun: the saved message and the reply that now streams."""

    session_id: int
    message_id: int
    reply_id: int
