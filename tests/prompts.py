"""Prompts and memories made by hand, for what stands below the engine."""

from __future__ import annotations

import datetime as dt
from typing import Any

from companion.memory.decay import born
from companion.records import Kind, Memory, Message, MessageState, Prompt, Provenance, Recall, Recalled, Role
from tests.clock import MORNING

TODAY = MORNING.date()


def memory(memory_id: int, text: str, day: dt.date = TODAY, **more: Any) -> Memory:
    """An episode of the user with this text."""
    at = dt.datetime.combine(day, dt.time(9), dt.UTC)
    given = {"kind": Kind.EPISODE, "speaker": "Nora", "provenance": Provenance.USER} | more
    return Memory(
        id=memory_id, text=text, created_at=at, occurred_at=at, day=day, decay=born(0.5, at), fades_at=None, **given
    )


def recalled(found: Memory, *, answers: bool = True, score: float = 1.0) -> Recalled:
    """A hit for this memory."""
    return Recalled(found, score, {"meaning": score}, 1.0, answers)


def prompt(message: str, *hits: Recalled, now: dt.datetime = MORNING, seed: int = 0, user_name: str = "") -> Prompt:
    """What the offline model is given for this message."""
    recall = Recall(message, hits, answerable=any(hit.answers for hit in hits))
    return Prompt((), message, now, user_name=user_name, persona_name="Mira", recall=recall, seed=seed)


def message(message_id: int, text: str, role: Role = Role.USER, state: MessageState = MessageState.COMPLETE) -> Message:
    """One message of session 1."""
    return Message(message_id, 1, role, "Nora", text, MORNING, TODAY, state)
