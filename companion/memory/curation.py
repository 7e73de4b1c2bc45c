"""What a person does to memories: look at them, change them (`hand`), forget, and take a forget back."""

from __future__ import annotations

import datetime as dt

from companion.memory import timelines
from companion.memory.accepting import Accepting
from companion.memory.decay import FAR
from companion.memory.hand import Hand
from companion.memory.merging import Merging
from companion.memory.views import view_of
from companion.records import Memory, MemoryQuery, MemoryView, Message, Source
from companion.store import browsing, decay_states, memories, muting, transcripts
from companion.store.database import Connection

EARLIEST = dt.date(1971, 1, 1)
"""No memory can have faded before this day."""


class Curation(Hand, Merging, Accepting):
    """The user's eyes and hand on the memories. Called on the engine loop; every change is one transaction."""

    async def page(self, query: MemoryQuery) -> list[MemoryView]:
        """One page of a list, without source words. Raises `BadInput`."""

        def read(con: Connection) -> list[MemoryView]:
            found = browsing.page(con, query)
            muted = muting.muted_among(con, [memory.id for memory in found])
            return [self._view(memory, muted=memory.id in muted) for memory in found]

        return await self._db.read(read)

    async def count(self, query: MemoryQuery) -> int:
        """How many memories a list has in all."""
        return await self._db.read(lambda con: browsing.count(con, query))

    async def view(self, memory_id: int) -> MemoryView:
        """One memory with the words it came from. Raises `NotFound`."""

        def read(con: Connection) -> MemoryView:
            memory = memories.get(con, memory_id)
            said = transcripts.messages_by_id(con, [source.message_id for source in memory.sources])
            quotes = tuple((said[s.message_id], s) for s in memory.sources if s.message_id in said)
            return self._view(memory, quotes, muted=bool(muting.muted_among(con, [memory_id])))

        return await self._db.read(read)

    async def timeline(self, memory_id: int) -> list[MemoryView]:
        """How the topic of a memory developed, oldest first, without source words. Raises `NotFound`."""
        return [self._view(memory) for memory in await self._db.read(lambda con: timelines.timeline(con, memory_id))]

    async def fading_until(self, day: dt.date) -> list[MemoryView]:
        """Memories that will be dormant at the end of `day` if nothing uses them, the earliest first."""
        # Not every time zone can show the first and the last days of the calendar.
        shown = min(max(day, EARLIEST), FAR.date())
        end = dt.datetime.combine(shown + dt.timedelta(days=1), dt.time()).astimezone()
        return [self._view(memory) for memory in await self._db.read(lambda con: decay_states.fading_until(con, end))]

    def _view(
        self, memory: Memory, quotes: tuple[tuple[Message, Source], ...] = (), *, muted: bool = False
    ) -> MemoryView:
        return view_of(memory, self._fading(), self._clock(), quotes, muted=muted)
