"""What the user's hand does to memories, and how it is undone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from companion.records.memories import Kind


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
