"""The door to looking at memories: days, curves, the map of meanings, links, versions."""

from __future__ import annotations

import datetime as dt

from companion.engine.house import House
from companion.errors import BadInput
from companion.memory import bearings, wellness
from companion.memory.courses import course
from companion.memory.decay import Curve, threshold_for
from companion.memory.views import view_of
from companion.records import (
    Checkup,
    Course,
    DayCount,
    DayView,
    Lesson,
    Linked,
    Memory,
    MemoryHealth,
    MemoryMap,
    MemoryView,
    Message,
    Scope,
    Session,
    Status,
    Taught,
    Version,
)
from companion.store import browsing, memories, reinforcements, taught, transcripts
from companion.store.database import Connection

MOST_OF_A_DAY = 400
"""Messages, and memories, of one day that are shown at most."""


class Browsing(House):
    """The door to looking at memories. Nothing here changes what is remembered."""

    async def memory_days(self) -> list[DayCount]:
        """Every day of which something is remembered, the earliest first."""
        return await self._db.read(browsing.days)

    async def day(self, day: dt.date) -> DayView:
        """One day to read: its summary, what was said, and what was learned. Empty for a day without memories."""

        def read(con: Connection) -> tuple[list[Memory], list[tuple[Session, tuple[Message, ...]]], list[Memory]]:
            said = transcripts.messages_of_day(con, day)[:MOST_OF_A_DAY]
            told: dict[int, list[Message]] = {}
            for message in said:
                told.setdefault(message.session_id, []).append(message)
            conversations = [(transcripts.session(con, i), tuple(messages)) for i, messages in told.items()]
            return memories.events(con, Scope.DAY, day=day), conversations, browsing.learned_on(con, day, MOST_OF_A_DAY)

        summaries, conversations, learned = await self._db.read(read)
        summary = self._seen(summaries[0]) if summaries else None
        return DayView(day, summary, tuple(conversations), tuple(self._seen(memory) for memory in learned))

    async def summaries(self) -> list[MemoryView]:
        """The story, and the summaries of weeks and days: the story first, then the latest first."""

        def read(con: Connection) -> list[Memory]:
            return [m for scope in (Scope.STORY, Scope.WEEK, Scope.DAY) for m in memories.events(con, scope)]

        return [self._seen(memory) for memory in await self._db.read(read)]

    async def course(self, memory_id: int) -> Course:
        """How the retention of a memory went and will go, on both curves. Raises `NotFound`."""
        memory, notes = await self._db.read(
            lambda con: (memories.get(con, memory_id), reinforcements.notes(con, memory_id))
        )
        setting = self.settings.number("decay_threshold")
        limits = {curve: threshold_for(curve, setting) for curve in Curve}
        return course(memory, notes, self._fading(), limits, self._clock(), self._seen(memory).reason)

    async def versions(self, memory_id: int) -> list[Version]:
        """The texts that a memory had before, the oldest first."""
        return await self._db.read(lambda con: browsing.versions(con, memory_id))

    async def links(self, memory_id: int) -> list[Linked]:
        """What a memory is linked to, and what else is known of its subject. Raises `NotFound`."""
        found = await self._db.read(lambda con: bearings.around(con, memory_id))
        return [Linked(self._seen(memory), relation) for memory, relation in found]

    async def lessons(self, sessions: int = 20) -> list[Lesson]:
        """What the last conversations taught, the latest first; what waits for a word is always among it."""

        def read(con: Connection) -> list[Lesson]:
            rows = [*taught.waiting(con), *taught.lately(con, sessions)]
            found = memories.by_ids(con, [row.memory_id for row in rows])
            old = taught.replaced_by(con, found)
            before = memories.by_ids(con, old.values())
            by_session: dict[int, dict[int, Taught]] = {}
            for row in rows:
                memory = found[row.memory_id]
                replaced = before.get(old.get(memory.id, 0))
                one = Taught(self._seen(memory), replaced, row.reason, memory.status is Status.INBOX)
                by_session.setdefault(row.session_id, {}).setdefault(memory.id, one)
            lessons = [Lesson(transcripts.session(con, i), tuple(told.values())) for i, told in by_session.items()]
            return sorted(lessons, key=lambda lesson: lesson.session.last_at, reverse=True)

        return await self._db.read(read)

    async def memory_health(self) -> MemoryHealth:
        """Counts, sizes, what says the same twice, what contradicts, what fades within a week."""
        return await wellness.look(self._db, self._embedder.id, self._home.index, self._seen, self._clock())

    async def checkup(self, count: int = 40) -> Checkup:
        """Ask recall about `count` of the user's own facts and score it; nothing is strengthened by it. Long work:
        `Progress` events of the task `checkup` tell how far it is. Raises `BadInput`."""
        if not 1 <= count <= 1000:
            raise BadInput("A checkup asks between 1 and 1000 questions.")
        recaller = self._at_work.recaller
        return await wellness.check_up(self._db, recaller, self._seen, self._emit, self._clock(), count, self._space)

    async def memory_map(self) -> MemoryMap:
        """All memories laid out by meaning. The first time, and after much that is new, this takes seconds: `Progress`
        events of the task `map` tell how far it is."""
        return await self._at_work.atlas.map()

    def _seen(self, memory: Memory) -> MemoryView:
        return view_of(memory, self._fading(), self._clock())
