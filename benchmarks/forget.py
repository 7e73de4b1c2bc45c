"""What a forget costs in a profile with N memories, and how long others wait for it meanwhile."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from collections.abc import Awaitable
from pathlib import Path

from benchmarks.filling import START, fill
from benchmarks.house import SetClock, embedder, open_engine, temporary_home
from benchmarks.progress import progress
from benchmarks.report import Result, times
from benchmarks.sentences import Talk
from companion.engine import Engine
from companion.records import Kind, MemoryQuery

FORGETS = 10
GRACE = 60.0
"""Seconds."""
STEP = 0.002
"""Seconds between two looks at how long others wait."""


class Waiting:
    """How long a write to the record and another thread of Python had to wait, at the most. Milliseconds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.write = self.thread = 0.0
        self._over = threading.Event()

    async def during(self, work: Awaitable[object]) -> float:
        """Do `work`; the seconds that it took."""
        self._over.clear()
        looking = threading.Thread(target=self._look)
        looking.start()
        writing = asyncio.create_task(self._write())
        started = time.perf_counter()
        await work
        took = time.perf_counter() - started
        self._over.set()
        await writing
        looking.join()
        return took

    def _look(self) -> None:
        while not self._over.is_set():
            started = time.perf_counter()
            time.sleep(STEP)
            self.thread = max(self.thread, (time.perf_counter() - started - STEP) * 1000)

    async def _write(self) -> None:
        while not self._over.is_set():
            started = time.perf_counter()
            await self._engine._db.write(lambda con: None)
            self.write = max(self.write, (time.perf_counter() - started) * 1000)
            await asyncio.sleep(STEP)

    def told(self) -> Result:
        """The longest so far."""
        return {"write_waits_ms": round(self.write, 1), "thread_waits_ms": round(self.thread, 1)}


async def run(memories: int, kept: Path | None = None) -> Result:
    """Fill a profile as `latency` does, forget single turns, then clean the files once."""
    clock = SetClock(START)
    with temporary_home(kept) as folder:
        await fill(folder, clock, Talk(), memories)
        async with open_engine(folder, clock, embedder()) as engine:
            await engine.tick()
            status = await engine.status()
            turns = await engine.memories(MemoryQuery(kinds=(Kind.EPISODE,), limit=FORGETS * 50))
            erasing, cleaning = Waiting(engine), Waiting(engine)
            previews, asked, erased = list[float](), list[float](), list[float]()
            for turn in progress(turns[:: max(1, len(turns) // FORGETS)][:FORGETS], "forgets"):
                started = time.perf_counter()
                await engine.preview_forget([turn.memory.id])
                previews.append((time.perf_counter() - started) * 1000)
                started = time.perf_counter()
                await engine.forget(turn.memory.id, grace=GRACE)
                asked.append((time.perf_counter() - started) * 1000)
                clock.now += dt.timedelta(seconds=GRACE + 1)
                erased.append(1000 * await erasing.during(engine.tick()))
            await engine._at_work.forgetter._compaction.stop()
            cleaned = await cleaning.during(engine._at_work.forgetter._compaction.run())
    return {
        "memories": status.memories,
        "preview_ms": times(previews),
        "ask_ms": times(asked),
        "erase_ms": {**times(erased), **erasing.told()},
        "clean_s": round(cleaned, 1),
        "clean": cleaning.told(),
    }
