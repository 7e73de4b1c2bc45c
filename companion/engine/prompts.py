"""The door to what the model is given: for a reply that was made, and for the next one."""

from __future__ import annotations

from collections.abc import Sequence

from companion.engine.house import House
from companion.records import NewAttachment, SentPrompt


class Prompts(House):
    """The door to what the model is given."""

    async def prompt_of(self, reply_id: int) -> SentPrompt | None:
        """Exactly what was sent for this reply; None when that was not in this run."""
        return self._talk(reply_id).prompts.of(reply_id)

    async def preview_prompt(
        self, session_id: int | None, text: str, attached: Sequence[NewAttachment] = ()
    ) -> SentPrompt:
        """What would be sent for `text` and what is `attached` now, in this session; None is a new one.

        Nothing is changed.

        The sizes are estimates. Raises `NotFound`, and `ModelError` (code `too_long`) for a text that does not fit.
        """
        setting = await self._at_work.around(session_id)
        return await self._talk(session_id).making.preview(
            session_id, text, attached, setting, await self._model.current()
        )
