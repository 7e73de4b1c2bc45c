"""The door to memories: recalling, looking at them, correcting and forgetting them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from companion.engine.house import House
from companion.errors import BadInput
from companion.records import (
    Memory,
    MemoryQuery,
    MemoryView,
    Recall,
)

MOST_RANKED = 200
"""Memories that a ranked list has at most."""


class Recollections(House):
    """The door to memories: recalling, looking at them, correcting and forgetting them."""

    async def recall(self, text: str, k: int = 10, before: Sequence[str] = ()) -> Recall:
        """The memories that answer `text` best, said after `before` (oldest first). Raises `BadInput`."""
        if not text.strip():
            raise BadInput("There is nothing to look for.")
        if not 1 <= k <= 200:
            raise BadInput("Between 1 and 200 memories can be recalled at once.")
        return await self._at_work.recaller.recall(text, self._clock(), k=k, before=before, space=self._space)

    async def context(self, text: str, budget: int) -> tuple[Memory, ...]:
        """The memories that a prompt of `budget` tokens would be given for `text`, in time order."""
        today = self._clock().astimezone().date()
        return (await self._at_work.mind.context(text, today, budget, space=self._space))[1]

    async def memories(self, query: MemoryQuery | None = None) -> list[MemoryView]:
        """One page of memories; of a ranked query what recall brings up for its text. Raises `BadInput`."""
        return await self._at_work.curation.page(await self._looked_up(query or MemoryQuery()))

    async def count_memories(self, query: MemoryQuery | None = None) -> int:
        """How many memories a query has in all."""
        return await self._at_work.curation.count(await self._looked_up(query or MemoryQuery()))

    async def _looked_up(self, query: MemoryQuery) -> MemoryQuery:
        """A ranked query as the list of what recall finds for its text, the best first."""
        if not query.ranked or not query.text.strip():
            return query
        found = await self.recall(query.text, MOST_RANKED)
        return replace(query, text="", ranked=False, sort="given", ids=tuple(hit.memory.id for hit in found.hits))

    async def memory(self, memory_id: int) -> MemoryView:
        """One memory with the words it came from. Raises `NotFound`."""
        return await self._at_work.curation.view(memory_id)

    async def timeline(self, memory_id: int) -> list[MemoryView]:
        """How the topic of a memory developed: what was said of it, what took whose place. Raises `NotFound`."""
        return await self._at_work.curation.timeline(memory_id)

    async def fade(self, as_of: dt.date) -> list[MemoryView]:
        """The memories that will be dormant at the end of that day if nothing uses them."""
        return await self._at_work.curation.fading_until(as_of)
