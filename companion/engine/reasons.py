"""The door to why: what stood behind a reply, and which replies a memory shaped."""

from __future__ import annotations

from companion.engine.house import House
from companion.records import Reasons, ShapedReply, WhyRow


class Reasoning(House):
    """The door to why: what stood behind a reply, and which replies a memory shaped."""

    async def why(self, reply_id: int) -> list[WhyRow]:
        """The memories behind a reply: recalled, given to the model, used."""
        return await self._talk(reply_id).why(reply_id)

    async def reasons(self, reply_id: int) -> Reasons:
        """The same with what recall decided, how each memory stands now, and what came near. Raises `NotFound`."""
        return await self._talk(reply_id).reasons(reply_id)

    async def shaped(self, memory_id: int) -> list[ShapedReply]:
        """The replies behind which a memory stood, what it shaped most first. Raises `NotFound`."""
        return await self._at_work.whys.shaped(memory_id)
