"""The door to forgetting: out of sight at once, gone for good after a short grace, with a receipt."""

from __future__ import annotations

from collections.abc import Iterable

from companion.engine.house import House
from companion.memory.hand import listed_ids
from companion.records import ForgetPreview, Forgetting, Memory, Receipt


class Forgetful(House):
    """Forgetting for good. Until a forget's `due_at` it can be taken back by `restore`, or by `undo`.

    Then it is carried out in the background: first in the record, a little later in the profile's files.
    """

    async def forget(self, ids: int | Iterable[int], *, grace: float | None = None) -> Forgetting:
        """Forget memories with the words that they came from, and all that tells of them.

        They are out of recall, lists and prompts at once, and gone for good after `grace` seconds (None: as the
        settings say). Raises `NotFound`, `BadInput`; then nothing was changed.
        """
        return await self._at_work.forgetter.ask(ids=listed_ids(ids), grace=grace)

    async def forget_session(self, session_id: int, *, grace: float | None = None) -> Forgetting:
        """Forget a conversation with all that was said in it and learned from it. Raises `NotFound`."""
        await self._at_work.conversation.stop(session_id)
        return await self._at_work.forgetter.ask(sessions=[session_id], grace=grace)

    async def forget_containing(self, text: str, *, grace: float | None = None) -> Forgetting:
        """Forget every sentence and every memory that holds `text`. Raises `NotFound` for none, `BadInput`."""
        return await self._at_work.forgetter.ask(containing=text, grace=grace)

    async def preview_forget(
        self, ids: Iterable[int] = (), sessions: Iterable[int] = (), containing: str = ""
    ) -> ForgetPreview:
        """What a forget would take; nothing is changed. Raises `NotFound`, `BadInput`."""
        return await self._at_work.forgetter.preview(ids, sessions, containing)

    async def said_otherwise(self, forgetting_id: int) -> list[Memory]:
        """What a forget leaves that may say the same in other words, the nearest first.

        Nothing where it was taken back or carried out meanwhile.
        """
        return await self._at_work.forgetter.said_otherwise(forgetting_id)

    async def restore(self, ids: int | Iterable[int]) -> None:
        """Take back the forget that took this memory. Raises `BadInput` when it is not forgotten, `NotFound`.

        Of several those that are not forgotten are passed over.
        """
        if isinstance(ids, int):
            await self._at_work.forgetter.restore_memory(ids)
        else:
            await self._at_work.forgetter.restore_memories(listed_ids(ids))

    async def restore_forgetting(self, forgetting_id: int) -> None:
        """Take a forget back as a whole. Raises `NotFound`, `BadInput` when it is carried out already."""
        await self._at_work.forgetter.restore(forgetting_id)

    async def forgettings(self) -> list[Forgetting]:
        """Forgets that can still be taken back, the oldest first."""
        return await self._at_work.forgetter.waiting()

    async def finish_forgetting(self, forgetting_id: int) -> Receipt:
        """Carry a forget out now, in the record and in its files; its receipt. Raises `NotFound`, `BadInput`."""
        return await self._at_work.forgetter.finish(forgetting_id)

    async def receipts(self) -> list[Receipt]:
        """What each forget removed, the latest first."""
        return await self._at_work.forgetter.receipts()
