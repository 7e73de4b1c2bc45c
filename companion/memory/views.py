"""A memory as a window shows it at one moment. Pure functions of a memory and time."""

from __future__ import annotations

import datetime as dt

from companion.memory.decay import explain, retention
from companion.memory.episodes import Fading
from companion.records import Memory, MemoryView, Message, Source


def view_of(
    memory: Memory,
    fading: Fading,
    now: dt.datetime,
    quotes: tuple[tuple[Message, Source], ...] = (),
    *,
    muted: bool = False,
) -> MemoryView:
    """`memory` with its retention at `now` (UTC) and the sentence that explains it."""
    left = 1.0 if memory.pinned else retention(memory.decay, now, fading.curve)
    reason = explain(memory.decay, memory.fades_at, now.astimezone(), fading.curve, memory.pinned)
    return MemoryView(memory, left, reason, quotes, muted)
