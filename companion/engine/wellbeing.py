"""The door to the cards that say how to reach people who help."""

from __future__ import annotations

import asyncio
from pathlib import Path

from companion.conversation.wellbeing import help_card
from companion.engine.house import House
from companion.language.distress import Distress
from companion.records import HelpCard
from companion.store import care


class Wellbeing(House):
    """The door to the help cards. Their texts lie in the resources; the profile's folder comes first."""

    async def help_cards(self, session_id: int) -> dict[int, HelpCard]:
        """The cards of a conversation by the message of the user's that each answers; none when they are off.

        Raises `BadInput` when the texts are missing.
        """
        if not self.settings.flag("help_card"):
            return {}
        kinds = await self._talk(session_id).db.read(lambda con: care.of_session(con, session_id))
        return {message_id: await self.help_card(kind) for message_id, kind in kinds.items()}

    async def help_card(self, kind: str = Distress.HOPELESSNESS) -> HelpCard:
        """One card, for the region of the settings. Raises `BadInput`."""
        region, folders = self.settings.text("help_region"), self._help_folders
        return await asyncio.get_running_loop().run_in_executor(
            None, lambda: help_card(Distress(kind), region, folders)
        )

    @property
    def _help_folders(self) -> tuple[Path, ...]:
        return (self._home.root / "wellbeing", self._resources / "wellbeing")
