"""The door to what was changed in words: what was done, taking it back, and topics that are not to come up."""

from __future__ import annotations

from companion.engine.house import House
from companion.records import MutedTopic, SpokenChange


class Words(House):
    """The door to what was changed in words: what was done, taking it back, and topics that are not to come up."""

    async def spoken_changes(self, session_id: int) -> list[SpokenChange]:
        """What was done to memory at the user's word in a conversation, the latest first. Raises `NotFound`."""
        return await self._at_work.word.changes(session_id)

    async def confirm_spoken(self, change_id: int) -> SpokenChange:
        """Yes to what was asked: forget it. Raises `BadInput` when nothing is asked, `NotFound`."""
        return await self._at_work.word.confirm(change_id)

    async def decline_spoken(self, change_id: int) -> SpokenChange:
        """No to what was asked: it stays. Raises `BadInput` when nothing is asked, `NotFound`."""
        return await self._at_work.word.decline(change_id)

    async def undo_spoken(self, change_id: int) -> SpokenChange:
        """Take back what was done in words. Raises `BadInput` when it is not done, `NotFound`."""
        return await self._at_work.word.undo(change_id)

    async def muted_topics(self) -> list[MutedTopic]:
        """What is remembered and not brought up, the latest first."""
        return await self._at_work.word.muted()

    async def mute_topic(self, topic: str, memory_ids: tuple[int, ...] = ()) -> MutedTopic:
        """Bring up neither this topic nor these memories, unless the user asks about them. Raises `BadInput`."""
        return await self._at_work.word.mute(topic, memory_ids)

    async def unmute_topic(self, topic_id: int) -> None:
        """Let a topic come up again. Raises `NotFound`."""
        await self._at_work.word.unmute(topic_id)
