"""The past and the future of one memory's retention, for the picture of its curve. Pure functions of notes and time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from companion.memory.decay import DAY, FAR, Curve, fades_at, retention
from companion.memory.episodes import Fading
from companion.records import Course, CurveLine, DecayState, Memory, Reinforcement
from companion.store.reinforcements import BEFORE, Note

SHORTEST = 14.0
"""The least that a picture spans, in days."""
LONGEST_AHEAD = 400.0
"""Days of the future that are shown at most: FSRS's tail reaches over centuries."""
STEPS = 160
"""Points of a line, beside those at the uses."""
SAME = dt.timedelta(seconds=1)
"""Moments nearer than this are one: the record keeps seconds as floating numbers."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `since` on, until the next stretch, a memory faded with this state."""

    since: dt.datetime
    state: DecayState


def stretches(memory: Memory, notes: Sequence[Note]) -> list[Stretch]:
    """What is known of how `memory` faded, the oldest first. The last stretch is always the state of today."""
    known = [
        Stretch(note.at, replace(memory.decay, strength=note.strength, stability=note.stability, anchor_at=note.at))
        for note in notes
        if note.at < memory.decay.anchor_at - SAME
    ]
    return [*known, Stretch(memory.decay.anchor_at, memory.decay)]


def course(
    memory: Memory,
    notes: Sequence[Note],
    fading: Fading,
    thresholds: dict[Curve, float],
    now: dt.datetime,
    sentence: str,
) -> Course:
    """The course of `memory` until it is dormant, and a little on. `thresholds` are those of each curve."""
    known = stretches(memory, notes)
    start = known[0].since
    today = max((now - start) / DAY, 0.0)
    ends = {curve: _fades(memory, start, curve, thresholds[curve]) for curve in Curve}
    chosen = ends[fading.curve]
    ahead = min(max(chosen if chosen is not None else 0.0, today), today + LONGEST_AHEAD)
    span = max(SHORTEST, 1.2 * ahead)
    curves = sorted(Curve, key=lambda curve: curve is not fading.curve)
    uses = tuple(Reinforcement(note.at, note.use) for note in notes if note.use != BEFORE)
    counted = sum(use.use != "corrected" for use in uses)
    return Course(
        memory.id,
        start,
        today,
        span,
        tuple(CurveLine(curve, _points(known, start, span, curve), thresholds[curve], ends[curve]) for curve in curves),
        uses,
        max(memory.decay.uses - counted, 0),
        sentence,
    )


def _fades(memory: Memory, start: dt.datetime, curve: Curve, threshold: float) -> float | None:
    if memory.pinned:
        return None
    at = fades_at(memory.decay, threshold, curve)
    return None if at >= FAR else (at - start) / DAY


def _points(known: Sequence[Stretch], start: dt.datetime, span: float, curve: Curve) -> tuple[tuple[float, float], ...]:
    """Retention at even steps, and just before and at every use, where it jumps."""
    found: list[tuple[float, float]] = []
    for stretch, following in zip(known, [*known[1:], None], strict=True):
        first = (stretch.since - start) / DAY
        last = span if following is None else (following.since - start) / DAY
        inner = (span * step / STEPS for step in range(STEPS + 1))
        days = [first, *(day for day in inner if first < day < last), last]
        found += [(day, retention(stretch.state, start + day * DAY, curve)) for day in days if day >= first]
    return tuple(found)
