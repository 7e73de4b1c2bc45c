"""Memories made up for models and widgets that need no engine."""

from __future__ import annotations

import datetime as dt

from companion.records import DecayState, Kind, Memory, MemoryView, Status

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)


def view(
    memory_id: int,
    text: str = "",
    *,
    kind: Kind = Kind.FACT,
    status: Status = Status.ACTIVE,
    retention: float = 0.5,
    pinned: bool = False,
    strength: float = 10.0,
) -> MemoryView:
    memory = Memory(
        id=memory_id,
        kind=kind,
        text=text or f"Memory number {memory_id}",
        created_at=NOON,
        occurred_at=NOON,
        day=NOON.date(),
        decay=DecayState(strength=strength, stability=3.0, difficulty=5.0, anchor_at=NOON, uses=2),
        fades_at=None if pinned else NOON + dt.timedelta(days=20),
        status=status,
        pinned=pinned,
        speaker="Linda",
    )
    return MemoryView(memory, 1.0 if pinned else retention, "Used twice.")


def views(first: int, count: int) -> list[MemoryView]:
    return [view(first + step) for step in range(count)]
