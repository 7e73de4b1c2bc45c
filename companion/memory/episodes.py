"""From a message to the memory of it: the episode, verbatim, dated, the unit of recall."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from companion.language.dates import day_words
from companion.language.tokens import estimate_tokens
from companion.memory import guard
from companion.memory.decay import Curve, born, fades_at
from companion.memory.importance import importance
from companion.memory.keys import content_length, vector_text
from companion.memory.tombstones import asked_for, lift
from companion.records import Kind, Memory, Message, Provenance, Role, Source
from companion.store import memories, word_index
from companion.store.database import Connection


@dataclass(frozen=True, slots=True)
class Fading:
    """How memories fade in this profile: the curve, and the retention below which one is dormant."""

    curve: Curve
    threshold: float


def remember(
    con: Connection,
    message: Message,
    position: int,
    fading: Fading,
    *,
    born_at: dt.datetime | None = None,
    provenance: Provenance | None = None,
) -> int:
    """Store the episode of `message`, refile the turn before it, and give the episode's id. In a transaction.

    The turn is kept as it was said, also where the user says again what was forgotten: only learning passes over that.
    What the user asks to remember may be learned again.

    `born_at` is when decay begins, where that is not when it was said (imports).
    """
    if message.role is Role.USER:
        lift(con, asked_for(message.text))
    before = _text_at(con, message.session_id, position - 1)
    weight = importance(message.text, message.role)
    state = born(weight, born_at or message.created_at)
    said_by = Provenance.USER if message.role is Role.USER else Provenance.COMPANION
    memory_id = memories.add(
        con,
        memories.NewMemory(
            kind=Kind.EPISODE,
            text=message.text,
            created_at=born_at or message.created_at,
            occurred_at=message.created_at,
            day=message.day,
            decay=state,
            fades_at=fades_at(state, fading.threshold, fading.curve),
            importance=weight,
            provenance=provenance or said_by,
            sensitivity=guard.sensitivity(message.text),
            flags=guard.flags(message.text),
            day_words=day_words(message.day),
            session_id=message.session_id,
            position=position,
            message_id=message.id,
            speaker=message.speaker,
            prev=before,
            sources=(Source(message.id, 0, len(message.text)),),
            content_words=content_length(message.text),
            tokens=estimate_tokens(f"{message.speaker}: {message.text}"),
        ),
    )
    earlier = word_index.episode_at(con, message.session_id, position - 1)
    if earlier is not None:
        said_on = memories.get(con, earlier).day
        word_index.set_next(con, message.session_id, position - 1, day_words(said_on), message.text)
    return memory_id


def embedding_text(con: Connection, memory: Memory) -> str:
    """By which words a memory is embedded: an episode with the question it answers, all else as it is."""
    if memory.kind is not Kind.EPISODE or memory.session_id is None:
        return memory.text
    return vector_text(memory.text, word_index.text_before(con, memory.id))


def coming_text(con: Connection, text: str, session_id: int | None) -> str:
    """By which words `text` will be embedded when it is said next in this session (None: in a new one)."""
    return vector_text(text, word_index.last_text(con, session_id) if session_id is not None else "")


def _text_at(con: Connection, session_id: int, position: int) -> str:
    return word_index.episode_text(con, session_id, position) if position >= 0 else ""
