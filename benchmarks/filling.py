"""A profile full of made-up talk, imported through the door, for measurements of size."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.asking import write_json
from benchmarks.house import SetClock, embedder, open_engine
from benchmarks.progress import progress
from benchmarks.sentences import Talk

SESSION = 40
"""Turns of a conversation."""
FILE = 10_000
"""Turns of a file to import."""
START = dt.datetime(2026, 1, 1, 8, tzinfo=dt.UTC)
GAP = dt.timedelta(hours=3)
"""Between two conversations."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was said, and the seconds that it took to import it and to let fade what has faded since."""

    said: list[str]
    import_s: float
    fade_s: float


async def fill(folder: Path, clock: SetClock, talk: Talk, memories: int) -> Filled:
    """Import `memories` turns of talk into the profile in `folder`, except what is there already."""
    said: list[str] = []
    async with open_engine(folder, clock, embedder()) as engine:
        started = time.perf_counter()
        for number in progress(range(0, memories, FILE), "imports"):
            turns = [talk.sentence() for _ in range(min(FILE, memories - number))]
            await engine.import_file(_file(folder, turns, number), "transcript", "Robin")
            said += turns
        imported = time.perf_counter()
        clock.now = START + GAP * (memories // SESSION + 1)
        await engine.tick()  # what has faded since falls dormant, and Chroma's files follow
        await engine._at_work.index.freshen()
        return Filled(said, imported - started, time.perf_counter() - imported)


def _file(folder: Path, turns: Sequence[str], number: int) -> Path:
    sessions = [
        {
            "started_at": (START + GAP * ((number + first) // SESSION)).isoformat(),
            "messages": [
                {"speaker": ("Robin", "Kim")[place % 2], "text": text}
                for place, text in enumerate(turns[first : first + SESSION])
            ],
        }
        for first in range(0, len(turns), SESSION)
    ]
    content = {"format": "companion-transcript", "version": 1, "user": "Robin", "sessions": sessions}
    return write_json(folder / f"part-{number}.json", content)
