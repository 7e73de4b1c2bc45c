"""The door to the state of the house: status, import, what is due, the doctor."""

from __future__ import annotations

import asyncio
from pathlib import Path

from companion.engine.house import House
from companion.events import (
    MemoriesChanged,
    SessionChanged,
)
from companion.memory.health import checks
from companion.memory.importing import take_in
from companion.records import (
    Check,
    EngineStatus,
    ImportReport,
)
from companion.store import house, memories, portability, transcripts
from companion.store.database import Connection

_WELCOMED = "welcomed_at"


class Upkeep(House):
    """The door to the state of the house: status, import, what is due, the doctor."""

    async def status(self) -> EngineStatus:
        """The state of the house."""
        sessions, kept = await self._db.read(lambda con: (transcripts.count(con), memories.count(con)))
        opened = self._profile.vault
        return EngineStatus(
            home=str(self._home.root),
            model=self._model.status,
            encrypted=opened.key is not None,
            keeper=opened.keeper,
            sessions=sessions,
            memories=kept,
            notices=self._profile.notices,
        )

    async def welcomed(self) -> bool:
        """Whether this profile has been welcomed, or needs no welcome because it has been talked with."""

        def read(con: Connection) -> bool:
            return house.note(con, _WELCOMED) is not None or transcripts.count(con) > 0

        return await self._db.read(read)

    async def end_welcome(self) -> None:
        """The welcome has been seen, or passed over: it does not come by itself again."""
        await self._db.write(lambda con: house.set_note(con, _WELCOMED, self._clock().isoformat()))

    async def import_file(self, path: Path, format: str, person: str | None = None) -> ImportReport:
        """Bring in a file's conversations, all or nothing, and learn from them. Raises `BadInput`."""
        loop = asyncio.get_running_loop()
        imported = await loop.run_in_executor(None, portability.read_file, path, format, person)
        now, fading = self._clock(), self._fading()
        taken = await self._db.write(lambda con: take_in(con, imported, fading, now))
        await self._at_work.index.add(taken.memory_ids)
        learned = await self._at_work.learning.learn_imported(taken.session_ids)
        for session_id in taken.session_ids:
            self._emit(SessionChanged(session_id))
        self._emit(MemoriesChanged())
        return ImportReport(
            imported.person, len(taken.session_ids), taken.messages, len(taken.memory_ids) + learned, taken.skipped
        )

    async def tick(self) -> None:
        """Do at once whatever is due at the clock's time: end silent sessions, learn, let memories fade."""
        await self._at_work.jobs.tick()

    async def doctor(self, *, rebuild: bool = False) -> list[Check]:
        """Look at every part of the house; with `rebuild` make the index anew first."""
        if rebuild:
            await self._at_work.index.rebuild()
            await self._at_work.index.complete()
        return await checks(await self.status(), self._db, self._at_work.index)
