"""Opening an engine in a test: its own home, a still clock, the cheap embedder, whatever settings it needs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from companion import settings as table
from companion.engine import Engine
from companion.events import Event, ReplyChunk
from companion.models.protocols import Embedder
from companion.paths import Home
from companion.records import Kind, Memory, MemoryQuery, MemoryView, Message, Scope
from tests.clock import MORNING, Clock
from tests.hashing_embedder import HashingEmbedder

T = TypeVar("T")

TEN_MESSAGES = (
    "Hi there!",
    "My name is Nora and I live in Utrecht.",
    "I work as a nurse in a children's hospital.",
    "My sister Mira is getting married in June.",
    "I'm so nervous, I worry about every little detail of it.",
    "I love painting watercolours, I painted the harbour yesterday.",
    "I always plan my week on Sunday evening, down to the hour.",
    "Please keep your answers short.",
    "I have an interview at the academy next Tuesday.",
    "Thanks, goodbye!",
)
"""One session of a person who tells of herself: names, work, people, feelings, a wish and a plan."""


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run one test's coroutine on a loop of its own, for at most a minute."""

    async def bounded() -> T:
        async with asyncio.timeout(60):
            return await work

    return asyncio.run(bounded())


def configure(home: Home, **settings: Any) -> None:
    """Write a settings file before the engine starts."""
    values = table.defaults()
    for key, value in settings.items():
        values = values.with_value(key, value)
    home.root.mkdir(parents=True, exist_ok=True)
    table.save(home.settings, values, now=MORNING)


def write_transcript(path: Path, pairs: Iterable[tuple[str, str]], day: str = "2026-05-02", user: str = "Nora") -> Path:
    """A file for `import --format transcript` with one session of these (message, reply) pairs."""
    lines = [{"speaker": name, "text": text} for pair in pairs for name, text in zip((user, "Mira"), pair, strict=True)]
    session = {"started_at": f"{day}T10:00:00+00:00", "messages": lines}
    head = {"format": "companion-transcript", "version": 1, "user": user, "companion": "Mira"}
    path.write_text(json.dumps({**head, "sessions": [session]}), encoding="utf-8")
    return path


@asynccontextmanager
async def opened(
    home: Home,
    clock: Clock | None = None,
    *,
    catch_up: bool = False,
    embedder: Embedder | None = None,
    pace: float = 0.0,
    **settings: Any,
) -> AsyncIterator[Engine]:
    """An engine on `home`, closed at the end. Without `settings` the file of the home stays what it is."""
    if settings:
        configure(home, **settings)
    engine = Engine(home, clock=clock or Clock(), embedder=embedder or HashingEmbedder(), pace=pace)
    await engine.start(catch_up=catch_up)
    try:
        yield engine
    finally:
        await engine.close()


async def tell(engine: Engine, *messages: str, session: int | None = None) -> list[Message]:
    """Say these one after the other in one session; the replies."""
    replies = []
    for text in messages:
        exchange = await engine.say(text, session)
        session = exchange.session_id
        replies.append(await engine.reply(exchange.reply_id))
    return replies


class Heard:
    """Every event of an engine, in order."""

    def __init__(self, engine: Engine) -> None:
        self.events: list[Event] = []
        self._changed = asyncio.Event()
        engine.subscribe(self._hear)

    def _hear(self, event: Event) -> None:
        self.events.append(event)
        self._changed.set()

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until `holds()`; it is asked at every event."""
        while not holds():
            self._changed.clear()
            await self._changed.wait()

    async def chunks(self, count: int = 1) -> None:
        """Wait until so many pieces of replies have come."""
        await self.until(lambda: len(self.of(ReplyChunk)) >= count)

    def of(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]


async def of_kind(engine: Engine, *kinds: Kind) -> list[Memory]:
    """The memories of these kinds, oldest first."""
    views = await engine.memories(MemoryQuery(kinds=kinds, descending=False))
    return [view.memory for view in views]


async def events_of(engine: Engine, scope: Scope) -> list[Memory]:
    """The summaries of this scope, oldest first."""
    return [memory for memory in await of_kind(engine, Kind.EVENT) if memory.scope is scope]


async def view_of(engine: Engine, text: str) -> MemoryView:
    """The one memory that has exactly this text."""
    views = [view for view in await engine.memories(MemoryQuery(kinds=(Kind.EPISODE,))) if view.memory.text == text]
    assert len(views) == 1
    return views[0]
