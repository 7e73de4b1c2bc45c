"""How long the engine takes with N memories: an encrypted profile, the real embedder, everything through the door."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import resource
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.asking import SHOWN
from benchmarks.filling import START, fill
from benchmarks.house import SetClock, embedder, open_engine, temporary_home
from benchmarks.progress import progress
from benchmarks.report import Result, times
from benchmarks.sentences import Talk
from companion.engine import Engine
from companion.events import Event, MemoriesChanged
from companion.memory.decay import Use
from companion.models.embedder import MiniLM

QUESTIONS = 300
MESSAGES = 60
"""Messages added for each length."""
USES = 100
LENGTHS = (10, 50, 200)
"""Tokens of the messages that are added."""

_MIB = 2**20


async def run(memories: int, kept: Path | None = None) -> Result:
    """Fill a profile with `memories` turns, then time recall, adding, reinforcing and opening.

    With `kept` the profile stays in that folder, and one that is there already is not filled again: then the first
    measurement adds to it, and `import_s` counts what was left to import.
    """
    talk, clock = Talk(), SetClock(START)
    with temporary_home(kept) as folder:
        filled = await fill(folder, clock, talk, memories)
        result = await _timed(folder, clock, talk, filled.said)
        return {**result, "import_s": round(filled.import_s, 1), "fade_s": round(filled.fade_s, 1)}


async def _timed(folder: Path, clock: SetClock, talk: Talk, said: Sequence[str]) -> Result:
    model = embedder()
    started = time.perf_counter()
    async with open_engine(folder, clock, model) as engine:
        opened = time.perf_counter() - started
        started = time.perf_counter()
        await engine.recall(talk.question(said[0]), SHOWN)
        first = (time.perf_counter() - started) * 1000
        status = await engine.status()
        before = dict(_sizes(folder))
        recalls = await _recall(engine, talk, said)
        added = {str(tokens): times(await _add(engine, talk, model, clock, tokens)) for tokens in LENGTHS}
        reinforced = times(await _reinforce(engine, clock, talk, said))
        resident = _resident()
    return {
        "memories": status.memories,
        "encrypted": status.encrypted,
        "recall_ms": times(recalls),
        "add_ms": added,
        "reinforce_ms": reinforced,
        "open_s": round(opened, 3),
        "first_recall_ms": round(first, 1),
        "rss_mib": resident,
        **before,
    }


async def _recall(engine: Engine, talk: Talk, said: Sequence[str]) -> list[float]:
    spread = [said[number * len(said) // QUESTIONS] for number in range(QUESTIONS)]
    found = []
    for text in progress(spread, "questions"):
        started = time.perf_counter()
        await engine.recall(talk.question(text), SHOWN)
        found.append((time.perf_counter() - started) * 1000)
    return found


async def _add(engine: Engine, talk: Talk, model: MiniLM, clock: SetClock, tokens: int) -> list[float]:
    """From `say` until recall can return the message: saved, embedded, in the index. Milliseconds."""
    found = []
    for _ in progress(range(MESSAGES), f"{tokens} tokens"):
        text = talk.of_tokens(tokens, model.count_tokens)
        findable = asyncio.Event()

        def listen(event: Event, findable: asyncio.Event = findable) -> None:
            if isinstance(event, MemoriesChanged):
                findable.set()

        unsubscribe = engine.subscribe(listen)
        started = time.perf_counter()
        exchange = await engine.say(text)
        await findable.wait()
        found.append((time.perf_counter() - started) * 1000)
        unsubscribe()
        await engine.reply(exchange.reply_id)
        clock.now += dt.timedelta(minutes=1)
    return found


async def _reinforce(engine: Engine, clock: SetClock, talk: Talk, said: Sequence[str]) -> list[float]:
    """A reply used three memories: both curves strengthened, what slept is revived. Milliseconds."""
    clock.now += dt.timedelta(days=30)
    await engine.tick()
    found = []
    for number in progress(range(USES), "uses"):
        hits = (await engine.recall(talk.question(said[number * len(said) // USES]), 3)).hits
        started = time.perf_counter()
        await engine._at_work.uses.reinforce([hit.memory.id for hit in hits], clock.now, Use.USED)
        found.append((time.perf_counter() - started) * 1000)
    return found


def _sizes(folder: Path) -> list[tuple[str, float]]:
    home = folder / "home"
    record = sum(path.stat().st_size for path in home.glob("record.db*"))
    index = sum(path.stat().st_size for path in (home / "index").rglob("*") if path.is_file())
    return [("record_mib", round(record / _MIB, 1)), ("index_mib", round(index / _MIB, 1))]


def _resident() -> float:
    """Resident memory of this process in MiB; where the system does not tell, the most that it ever was."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return round(int(line.split()[1]) / 1024, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
