"""What the user's hand does to memories, and how it is undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from companion.records.memories import Kind, Memory


class ChangeKind(StrEnum):
    """What was done."""

    IMPORTANCE = "importance"
    PIN = "pin"
    EDIT = "edit"
    MERGE = "merge"
    SPLIT = "split"
    MUTE = "mute"
    CONFIRM = "confirm"
    TRUTH = "truth"
    SENSITIVITY = "sensitivity"
    ACCEPT = "accept"
    REFUSE = "refuse"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was done to memories; `Engine.undo(change.id)` takes it back while the app is open."""

    id: int
    kind: ChangeKind
    at: dt.datetime
    memory_ids: tuple[int, ...]
    """The memories that it changed; those it made stand last."""
    made: tuple[int, ...] = ()
    """Those among them that did not exist before."""
    forgetting_id: int | None = None
    """For a forget: which one, as `Engine.forgettings` lists it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A kind of thing that is never remembered. Empty `relation` or `subject`: whatever it is."""

    id: int
    kind: Kind
    relation: str
    subject: str
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ForgetPreview:
    """What a forget would take: the words themselves, for the one who is asked, and how much hangs on them."""

    memory_ids: tuple[int, ...]
    """Those that would go as a whole."""
    words: tuple[str, ...]
    messages: int
    """Of the user's, from which words would be taken."""
    replies: int
    summaries: int
    """Those of conversations that would be written anew."""
    alike: tuple[Memory, ...] = ()
    """What may say the same in other words, the nearest first. It would stay: only a person can tell."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """A forget that can still be taken back, until `due_at`."""

    id: int
    asked_at: dt.datetime
    due_at: dt.datetime
    memory_ids: tuple[int, ...]
    """Out of recall, lists and prompts meanwhile."""
    session_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a forget removed, in numbers: it holds no word of what was forgotten.

    `erased_at`: gone from the record. `cleaned_at`: gone from its files, too; None while that is under way.
    """

    id: int
    asked_at: dt.datetime
    erased_at: dt.datetime
    cleaned_at: dt.datetime | None
    memories: Mapping[str, int]
    """How many by kind; `summary` for those of which nothing was left to tell."""
    messages: int
    replies: int
    summaries: int
    """Written anew: of conversations, days, weeks and the story."""
    portrait: int
    """Rows of the portrait's ledger that are gone."""
    attachments: int
    """Pictures and documents that are gone as a whole, sent ones and those of drafts."""
    other: int
    """Titles, older texts, drafts, notes and prompts."""
    conversations: int
    tombstones: int
    """Keyed hashes that keep it from being learned again."""
    index_rewritten: bool
    kept_in: tuple[str, ...]
    """Copies beside the record that may still hold it, by name; they are yours to delete."""
