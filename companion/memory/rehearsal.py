"""Rehearsal: dear memories come up once more before they fade. What is then used is kept; what is not, may sleep.

A reminder shortly before forgetting is where spaced practice gains most (Cepeda et al. 2006). Here it stays rare: a
session brings up at most one memory by itself, and each approach to fading gets one try.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from companion.memory.decay import Curve, retention
from companion.memory.episodes import Fading
from companion.records import Kind, Memory, Provenance, Sensitivity, Status, Truth
from companion.store import memories, rehearsals, spaces
from companion.store.database import Connection, Database

DEAR = 0.8
"""Importance from which a memory is rehearsed; also the bound of the record's index `memories_dear`."""
WITHIN = dt.timedelta(days=3)
"""How long before its date of fading a memory is rehearsed."""
_LIMIT = 200


def due_for_rehearsal(
    rows: Sequence[Memory], now: dt.datetime, within: dt.timedelta = WITHIN, curve: Curve = Curve.EBBINGHAUS
) -> list[Memory]:
    """Which of `rows` should be brought up before they fade, the best first.

    Those that matter (importance of at least `DEAR`), are awake and not pinned, and fade later than `now` but within
    `within`. Only the user's own earnest words as they were said (facts and summaries tell the same again), nothing
    sensitive, and nothing that the guard has marked: nobody asked for it. The order is importance times retention on
    `curve`: what comes up by itself is weighed by retention in full.
    """
    due = [memory for memory in rows if _may_come_up(memory) and _fades_within(memory, now, within)]
    return sorted(due, key=lambda m: (-m.importance * retention(m.decay, now, curve), m.fades_at or now, m.id))


def _may_come_up(memory: Memory) -> bool:
    return (
        memory.kind is Kind.EPISODE
        and memory.status is Status.ACTIVE
        and not memory.pinned
        and memory.importance >= DEAR
        and memory.provenance is Provenance.USER
        and memory.truth is Truth.SINCERE
        and memory.sensitivity is Sensitivity.ORDINARY
        and not memory.flags
    )


def _fades_within(memory: Memory, now: dt.datetime, within: dt.timedelta) -> bool:
    return memory.fades_at is not None and now < memory.fades_at <= now + within


class Rehearsals:
    """Marks what is due and hands it to sessions, one each. Called on the engine loop."""

    def __init__(self, db: Database, fading: Callable[[], Fading]) -> None:
        self._db = db
        self._fading = fading

    async def mark_due(self, now: dt.datetime) -> tuple[int, ...]:
        """Mark what is due and was not marked since its last use; the ids. For the scheduler."""
        near = await self._db.read(lambda con: rehearsals.nearing(con, now + WITHIN, _LIMIT))
        ids = tuple(memory.id for memory in due_for_rehearsal(near, now, WITHIN, self._fading().curve))
        if ids:
            await self._db.write(lambda con: rehearsals.mark(con, ids, now))
        return ids

    async def for_session(self, session_id: int, now: dt.datetime) -> Memory | None:
        """The one memory that this session may bring up by itself, or None.

        It stays the same through the session until it is used or asleep; then the session has had its one.
        """
        found = await self._db.read(lambda con: self._look(con, session_id, now))
        if found.is_new and found.memory is not None:
            chosen = found.memory.id
            await self._db.write(lambda con: rehearsals.take(con, chosen, session_id, now))
        return found.memory

    def _look(self, con: Connection, session_id: int, now: dt.datetime) -> _Found:
        taken = rehearsals.taken_by(con, session_id)
        if taken is None:
            due = due_for_rehearsal(
                rehearsals.waiting(con, spaces.of_session(con, session_id)), now, WITHIN, self._fading().curve
            )
            return _Found(due[0] if due else None, is_new=True)
        memory_id, since = taken
        memory = memories.by_ids(con, [memory_id]).get(memory_id)
        if memory is None or memory.decay.anchor_at >= since or not _may_come_up(memory):
            return _Found(None, is_new=False)
        return _Found(memory, is_new=False)


@dataclass(frozen=True, slots=True)
class _Found:
    memory: Memory | None
    is_new: bool
