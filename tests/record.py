"""A record with an index, below the engine: for tests of the parts that the engine puts together."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from companion.events import Event
from companion.memory.curation import Curation
from companion.memory.decay import Curve
from companion.memory.episodes import Fading, embedding_text, remember
from companion.memory.hiding import hide, show
from companion.memory.index import MemoryIndex
from companion.memory.recall import Recaller
from companion.memory.uses import Uses
from companion.models.protocols import Embedder
from companion.records import Message, Role
from companion.store import transcripts
from companion.store.database import Connection, Database
from companion.store.vectors import VectorIndex
from tests.clock import MORNING, Clock
from tests.hashing_embedder import HashingEmbedder

FADING = Fading(Curve.EBBINGHAUS, 0.2)
MINUTE = dt.timedelta(minutes=1)


@asynccontextmanager
async def record(path: Path, key: bytes | None = None) -> AsyncIterator[Database]:
    """An open record, closed at the end."""
    db = Database(path, key)
    try:
        await db.open()
        yield db
    finally:
        await db.close()


@dataclass(frozen=True, slots=True)
class Talk:
    """A stored session: its messages and their episodes, in order."""

    session: int
    messages: tuple[Message, ...]
    episodes: tuple[int, ...]


def talk(con: Connection, *lines: str, at: dt.datetime = MORNING, user: str = "Nora") -> Talk:
    """Store a session: the user says the first line, the companion the second, and so on, a minute apart."""
    session = transcripts.add_session(con, at, at.date())
    messages, episodes = [], []
    for number, line in enumerate(lines):
        role = Role.COMPANION if number % 2 else Role.USER
        speaker = "Companion" if number % 2 else user
        said = at + number * MINUTE
        message_id, position = transcripts.add_message(con, session, role, speaker, line, said, said.date())
        message = transcripts.message(con, message_id)
        messages.append(message)
        episodes.append(remember(con, message, position, FADING))
    return Talk(session, tuple(messages), tuple(episodes))


@dataclass(slots=True)
class House:
    """The memory parts at work on one record."""

    db: Database
    vectors: VectorIndex
    index: MemoryIndex
    recaller: Recaller
    uses: Uses
    curation: Curation
    clock: Clock
    events: list[Event] = field(default_factory=list)

    async def hear(self, *lines: str, at: dt.datetime = MORNING, user: str = "Nora") -> Talk:
        """Store a session and make it findable by meaning."""
        told = await self.db.write(lambda con: talk(con, *lines, at=at, user=user))
        await self.index.add(told.episodes)
        return told

    async def forget(self, memory_id: int) -> None:
        """Take a memory out of sight, as a forget does that can still be taken back."""
        hidden, answers = await self.db.write(lambda con: hide(con, [memory_id]))
        await self.index.removed(hidden)
        await self.index.add(answers)

    async def restore(self, memory_id: int) -> None:
        """Bring it back."""
        back, answers = await self.db.write(lambda con: show(con, [memory_id]))
        await self.index.add([*back, *answers])


@asynccontextmanager
async def house(
    folder: Path, *, key: bytes | None = None, embedder: Embedder | None = None, chroma: bool = True
) -> AsyncIterator[House]:
    """Record, index and all that stands on them; without `chroma` the record is scanned."""
    meaning = embedder or HashingEmbedder()
    clock, events = Clock(), list[Event]()
    async with record(folder / "record.db", key) as db:
        vectors = VectorIndex(folder / "index", meaning.id, meaning.dimension, key)
        index = MemoryIndex(db, vectors, meaning, embedding_text)
        if chroma:
            await index.open()
        uses = Uses(db, index, lambda: FADING, events.append)
        curation = Curation(db, index, lambda: FADING, events.append, clock)
        recaller = Recaller(db, index, lambda: FADING)
        try:
            yield House(db, vectors, index, recaller, uses, curation, clock, events)
        finally:
            await index.close()
