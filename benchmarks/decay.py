"""What a day's fading costs against what is due that day, and whether every retention is what the formula says."""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.asking import write_json
from benchmarks.house import SetClock, open_engine, temporary_home
from benchmarks.progress import progress
from benchmarks.report import Result, percentile
from benchmarks.sentences import Talk
from companion.engine import Engine
from companion.records import DecayState, MemoryQuery, MemoryView, Status
from tests.hashing_embedder import HashingEmbedder

CURVES = ("ebbinghaus", "fsrs")
BIRTHS = 30
"""Days over which the memories come in, so that they do not all fade on the same days."""
LOOKS = (1, 7, 30, 90, 180, 365)
"""Days on which every retention is compared with the formula."""
START = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
THRESHOLD = 0.2
"""The default of the setting."""
FSRS_DECAY = 0.1542
"""w20 of FSRS-6's published weights."""
FSRS_FACTOR = 0.9 ** (-1 / FSRS_DECAY) - 1
ORDINARY = (3.0 * math.sqrt(10.0), 2.3065)
"""Strength and stability in days of a new memory of middling importance: what the threshold is matched on."""

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tick:
    """One day: how many memories fell dormant, and how long the work took in milliseconds."""

    due: int
    milliseconds: float


async def run(memories: int, days: int) -> Result:
    """Both curves: cost of each day's work, and the largest difference from the closed formula."""
    return {"memories": memories, "days": days, **{curve: await _curve(curve, memories, days) for curve in CURVES}}


async def _curve(curve: str, memories: int, days: int) -> Result:
    clock, talk = SetClock(START), Talk()
    with temporary_home() as folder:
        async with open_engine(folder, clock, HashingEmbedder()) as engine:
            await engine.change_settings({"decay_curve": curve})
            for batch in progress(range(BIRTHS), f"{curve}: births"):
                clock.now = START + batch * _DAY
                turns = [talk.sentence() for _ in range(memories // BIRTHS + (batch < memories % BIRTHS))]
                if turns:
                    content = _transcript(clock.now, turns)
                    await engine.import_file(write_json(folder / "part.json", content), "transcript", "Robin")
            ticks, worst, wrong = [], 0.0, 0
            for day in progress(range(1, days + 1), f"{curve}: days"):
                clock.now += _DAY
                ticks.append(await _tick(engine))
                if day in LOOKS or day == days:
                    views = await engine.memories(MemoryQuery(limit=10_000_000))
                    worst = max([worst, *(abs(v.retention - _formula(v, clock.now, curve)) for v in views)])
                    wrong += sum(_sleeps(view) != _should_sleep(view, clock.now, curve) for view in views)
    return {**_cost(ticks), "largest_difference": worst, "wrong_status": wrong}


async def _tick(engine: Engine) -> Tick:
    asleep = MemoryQuery(statuses=(Status.DORMANT,))
    before = await engine.count_memories(asleep)
    started = time.perf_counter()
    await engine.tick()
    milliseconds = (time.perf_counter() - started) * 1000
    return Tick(await engine.count_memories(asleep) - before, milliseconds)


def _cost(ticks: Sequence[Tick]) -> Result:
    quiet = [tick.milliseconds for tick in ticks if not tick.due]
    busy = [tick for tick in ticks if tick.due]
    fell = sum(tick.due for tick in ticks)
    return {
        "fell_dormant": fell,
        "days_with_nothing_due": len(quiet),
        "nothing_due_ms": percentile(quiet, 0.5),
        "most_due": max((tick.due for tick in ticks), default=0),
        "ms_a_memory_due": round(sum(tick.milliseconds for tick in busy) / fell, 3) if fell else 0.0,
    }


def _transcript(at: dt.datetime, turns: Sequence[str]) -> Result:
    said = [{"speaker": ("Robin", "Kim")[place % 2], "text": text} for place, text in enumerate(turns)]
    session = {"started_at": at.isoformat(), "messages": said}
    return {"format": "companion-transcript", "version": 1, "user": "Robin", "sessions": [session]}


def closed(state: DecayState, now: dt.datetime, curve: str) -> float:
    """Retention by the published formula, written down here once more so that the two can be compared."""
    days = max(0.0, (now - state.anchor_at) / _DAY)
    return _fsrs(state.stability, days) if curve == "fsrs" else math.exp(-days / state.strength)


def _fsrs(stability: float, days: float) -> float:
    return float((1 + FSRS_FACTOR * days / stability) ** -FSRS_DECAY)


def _formula(view: MemoryView, now: dt.datetime, curve: str) -> float:
    return 1.0 if view.memory.pinned else closed(view.memory.decay, now, curve)


def _sleeps(view: MemoryView) -> bool:
    return view.memory.status is Status.DORMANT


def _should_sleep(view: MemoryView, now: dt.datetime, curve: str) -> bool:
    """Below the threshold; FSRS's is its retention on the day on which an ordinary memory reaches it on the other."""
    strength, stability = ORDINARY
    threshold = _fsrs(stability, -strength * math.log(THRESHOLD)) if curve == "fsrs" else THRESHOLD
    if view.memory.status not in (Status.ACTIVE, Status.DORMANT) or view.memory.pinned:
        return False
    return closed(view.memory.decay, now, curve) <= threshold
