"""What a person does to memories: look, pin, edit, forget, and take a forget back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from companion.errors import BadInput
from companion.events import Event, MemoriesChanged
from companion.language.dates import day_words
from companion.memory import timelines
from companion.memory.decay import FAR, fades_at
from companion.memory.episodes import Fading
from companion.memory.index import MemoryIndex
from companion.memory.views import view_of
from companion.records import Kind, Memory, MemoryQuery, MemoryView, Message, Source, Status
from companion.store import browsing, decay_states, memories, transcripts, word_index
from companion.store.database import Connection, Database

EARLIEST = dt.date(1971, 1, 1)
"""No memory can have faded before this day."""
LONGEST_MEMORY = 20_000
"""Characters that an edited memory may have."""


class Curation:
    """The user's hand on the memories. Called on the engine loop; every change is one transaction."""

    def __init__(
        self,
        db: Database,
        index: MemoryIndex,
        fading: Callable[[], Fading],
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._index = index
        self._fading = fading
        self._emit = emit
        self._clock = clock

    async def page(self, query: MemoryQuery) -> list[MemoryView]:
        """One page of a list, without source words. Raises `BadInput`."""
        return [self._view(memory) for memory in await self._db.read(lambda con: browsing.page(con, query))]

    async def count(self, query: MemoryQuery) -> int:
        """How many memories a list has in all."""
        return await self._db.read(lambda con: browsing.count(con, query))

    async def view(self, memory_id: int) -> MemoryView:
        """One memory with the words it came from. Raises `NotFound`."""

        def read(con: Connection) -> MemoryView:
            memory = memories.get(con, memory_id)
            said = transcripts.messages_by_id(con, [source.message_id for source in memory.sources])
            quotes = tuple((said[s.message_id], s) for s in memory.sources if s.message_id in said)
            return self._view(memory, quotes)

        return await self._db.read(read)

    def as_of_now(self, memory: Memory) -> MemoryView:
        """A memory with its retention at this moment, without source words."""
        return self._view(memory)

    async def timeline(self, memory_id: int) -> list[MemoryView]:
        """How the topic of a memory developed, oldest first, without source words. Raises `NotFound`."""
        return [self._view(memory) for memory in await self._db.read(lambda con: timelines.timeline(con, memory_id))]

    async def fading_until(self, day: dt.date) -> list[MemoryView]:
        """Memories that will be dormant at the end of `day` if nothing uses them, the earliest first."""
        # Not every time zone can show the first and the last days of the calendar.
        shown = min(max(day, EARLIEST), FAR.date())
        end = dt.datetime.combine(shown + dt.timedelta(days=1), dt.time()).astimezone()
        return [self._view(memory) for memory in await self._db.read(lambda con: decay_states.fading_until(con, end))]

    async def pin(self, memory_id: int, pinned: bool) -> None:
        """Pin or unpin. A dormant memory that is pinned is active again. Raises `NotFound`."""
        fading = self._fading()

        def write(con: Connection) -> bool:
            memory = memories.get(con, memory_id)
            until = None if pinned else fades_at(memory.decay, fading.threshold, fading.curve)
            memories.set_pinned(con, memory_id, pinned, until)
            if pinned and memory.status is Status.DORMANT:
                memories.set_status(con, memory_id, Status.ACTIVE)
                return True
            return False

        if await self._db.write(write):
            await self._index.moved([memory_id])
        self._emit(MemoriesChanged((memory_id,)))

    async def edit(self, memory_id: int, text: str) -> None:
        """Replace a memory's text and make it findable by the new one. Raises `BadInput`, `NotFound`."""
        words = text.strip()
        if not words or len(words) > LONGEST_MEMORY:
            raise BadInput(f"A memory has between 1 and {LONGEST_MEMORY:,} characters.")
        now = self._clock()

        def write(con: Connection) -> list[int]:
            memory = memories.get(con, memory_id)
            if memory.text == words:
                return []
            memories.edit(con, memory_id, words, now, "user")
            reindex_words(con, memories.get(con, memory_id))
            return [memory_id, *answer_to(con, memory)]

        if changed := await self._db.write(write):
            await self._index.add(changed)
            self._emit(MemoriesChanged((memory_id,)))

    async def forget(self, memory_id: int) -> None:
        """Take a memory out of recall, lists and both indexes. Raises `NotFound`."""

        def write(con: Connection) -> list[int]:
            memory = memories.get(con, memory_id)
            if memory.status is Status.FORGOTTEN:
                return []
            memories.set_status(con, memory_id, Status.FORGOTTEN)
            reindex_words(con, memory)
            return answer_to(con, memory)

        answers = await self._db.write(write)
        await self._index.removed([memory_id])
        await self._index.add(answers)
        self._emit(MemoriesChanged((memory_id,)))

    async def restore(self, memory_id: int) -> None:
        """Undo a forget: the memory is what it was. Raises `BadInput`, `NotFound`."""

        def write(con: Connection) -> list[int]:
            memory = memories.get(con, memory_id)
            before = memories.status_before_forget(con, memory_id)
            if before is None:
                raise BadInput("This memory is not forgotten.")
            memories.set_status(con, memory_id, before)
            reindex_words(con, memory)
            return answer_to(con, memory)

        answers = await self._db.write(write)
        await self._index.add([memory_id, *answers])
        self._emit(MemoriesChanged((memory_id,)))

    def _view(self, memory: Memory, quotes: tuple[tuple[Message, Source], ...] = ()) -> MemoryView:
        return view_of(memory, self._fading(), self._clock(), quotes)


def answer_to(con: Connection, memory: Memory) -> list[int]:
    """The episode after `memory`: it is embedded with the questions of `memory`, so a change reaches it, too."""
    if memory.kind is not Kind.EPISODE or memory.session_id is None:
        return []
    following = word_index.episode_at(con, memory.session_id, word_index.position(con, memory.id) + 1)
    return [] if following is None else [following]


def reindex_words(con: Connection, memory: Memory) -> None:
    """Write a memory's full-text row anew from the record, and those of the turns beside an episode.

    A turn's words also stand beside its neighbours' own: what is forgotten or edited must go from there too. A fact is
    looked up by the turn that holds its words, unless they were changed since.
    """
    if memory.kind is not Kind.EPISODE or memory.session_id is None:
        word_index.unindex_words(con, memory.id)
        known = memories.get(con, memory.id)
        if known.status is not Status.FORGOTTEN and known.kind is not Kind.EVENT and known.version > 1:
            word_index.index_words(con, known.id, day_words(known.day), known.text)
        return
    session, place = memory.session_id, word_index.position(con, memory.id)
    word_index.unindex_words(con, memory.id)
    for position in (place - 1, place, place + 1):
        episode = word_index.episode_at(con, session, position)
        if episode is None:
            continue
        own = memories.get(con, episode)
        before, after = (word_index.episode_text(con, session, position + step) for step in (-1, 1))
        word_index.index_words(con, episode, day_words(own.day), own.text, before, after)
