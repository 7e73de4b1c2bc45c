"""The door to the portrait of the user and the persona of the companion."""

from __future__ import annotations

import asyncio

from companion.conversation.surroundings import named_presets
from companion.engine.house import House
from companion.events import (
    PortraitChanged,
)
from companion.records import (
    LedgerEntry,
    Portrait,
)
from companion.store import portraits


class Portraits(House):
    """The door to the portrait of the user and the persona of the companion."""

    async def portrait(self) -> Portrait:
        """Who the user is, as far as the evidence goes."""
        return await self._db.read(portraits.load)

    async def ledger(self, trait: str | None = None) -> list[LedgerEntry]:
        """Every change of the portrait, the latest first; of one trait if named."""
        return list(await self._db.read(lambda con: portraits.ledger(con, trait)))

    async def lock_trait(self, trait: str, locked: bool) -> None:
        """Keep a trait where it is, or let it move again. Raises `NotFound`."""
        await self._db.write(lambda con: portraits.set_lock(con, trait, locked))
        self._emit(PortraitChanged())

    async def personas(self) -> list[tuple[str, str]]:
        """Persona files: (key, name)."""
        return await asyncio.get_running_loop().run_in_executor(None, named_presets, self._persona_folders)
