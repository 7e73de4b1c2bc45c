"""The user's word on what was learned: accepted, refused, or never wanted again."""

from __future__ import annotations

from collections.abc import Iterable

from companion.memory.changes import Changes
from companion.memory.consolidation import CONTRADICTS
from companion.memory.hand import listed_ids
from companion.records import Change, ChangeKind, Refusal, Status
from companion.store import browsing, memories, refusals
from companion.store.database import Connection

_IN_FORCE = (Status.ACTIVE, Status.DORMANT)


class Accepting(Changes):
    """What waits in the inbox, and what was learned by itself and is looked at later. Undone like any change."""

    async def accept(self, ids: int | Iterable[int]) -> Change | None:
        """Believe what waits. What it contradicts ends on the day on which it was said."""
        wanted, now = listed_ids(ids), self._clock()

        def act(con: Connection) -> Iterable[int]:
            for memory_id in wanted:
                memory = memories.get(con, memory_id)
                if memory.status is not Status.INBOX:
                    continue
                memories.set_status(con, memory_id, Status.ACTIVE)
                for old in _contradicted(con, memory_id):
                    memories.supersede(con, old, memory_id, memory.day, now)
            return ()

        ended = await self._db.read(lambda con: [old for i in wanted for old in _contradicted(con, i)])
        return await self.change(ChangeKind.ACCEPT, [*wanted, *ended], act)

    async def refuse(self, ids: int | Iterable[int]) -> Change | None:
        """Do not remember this. What was said stays in its conversation; it is not learned from there again."""
        wanted = listed_ids(ids)

        def act(con: Connection) -> Iterable[int]:
            for memory_id in wanted:
                if memories.get(con, memory_id).status is not Status.FORGOTTEN:
                    memories.set_status(con, memory_id, Status.FORGOTTEN)
            return ()

        return await self.change(ChangeKind.REFUSE, wanted, act)

    async def never(self, memory_id: int) -> Change | None:
        """Refuse it, and never again remember a thing of its kind, relation and subject. Taking the refusal back does
        not take the rule back: see `drop_refusal`. Raises `NotFound`."""
        memory = await self._db.read(lambda con: memories.get(con, memory_id))
        now = self._clock()
        await self._db.write(lambda con: refusals.add(con, memory.kind, memory.relation, memory.subject, now))
        return await self.refuse(memory_id)

    async def refusals(self) -> list[Refusal]:
        """What is never remembered, the oldest rule first."""
        return await self._db.read(refusals.rules)

    async def drop_refusal(self, refusal_id: int) -> bool:
        """Remember such things again; False when there was no such rule."""
        return await self._db.write(lambda con: refusals.remove(con, refusal_id))


def _contradicted(con: Connection, memory_id: int) -> list[int]:
    """The older statements in force that this one contradicts."""
    linked = [i for i, relation in browsing.links(con, memory_id) if relation == CONTRADICTS and i < memory_id]
    return [m.id for m in memories.by_ids(con, linked).values() if m.status in _IN_FORCE]
