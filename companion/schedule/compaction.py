"""Cleaning the files after a forget: the word indexes, Chroma, the record and its log are written anew.

Recall goes on meanwhile; a message that is sent waits for one step of it at most, and for the last one (VACUUM), which
therefore waits for a pause. Several forgets within a while share one cleaning; killed, it begins anew.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable
from pathlib import Path

from companion.errors import CompanionError
from companion.events import Event, ForgettingChanged, Progress
from companion.memory.index import MemoryIndex
from companion.store import compaction, forgettings, house
from companion.store.copies import copies_in
from companion.store.database import Connection, Database
from companion.store.forgettings import COMPACT, FILES

log = logging.getLogger(__name__)

TASK = "cleaning the files after a forget"
PAUSE = 5.0
"""Seconds without a reply being written that count as a pause of the talk."""
LONGEST_WAIT = 300.0
"""Seconds after which it is done without a pause."""
TRIES = 50
"""How often the log is tried to be emptied while somebody reads, a tenth of a second apart."""


class Compaction:
    """Writes the profile's files anew. Called on the engine loop; one at a time."""

    def __init__(
        self,
        db: Database,
        index: MemoryIndex,
        home: Path,
        talking: Callable[[], bool],
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._index = index
        self._home = home
        self._talking = talking
        self._emit = emit
        self._clock = clock
        self._alone = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Start in the background, unless it is under way."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._in_background(), name=TASK)

    async def stop(self) -> None:
        """End what is under way; it is begun anew at the next start."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _in_background(self) -> None:
        try:
            await self._pause()
            await self.run()
        except Exception as error:
            log.exception("the files could not be cleaned: %s", type(error).__name__)
            self._emit(Progress(TASK, 1, 1))

    async def run(self) -> None:
        """Clean the files now, for every forget that is done in the record. Raises `CompanionError`."""
        async with self._alone:
            rows = await self._db.read(forgettings.uncleaned)
            if not rows:
                return
            await self._words()
            await self._index.renew(lambda done, total: self._emit(Progress(TASK, done, total + 1)))
            await self._db.maintain(compaction.vacuum)
            await self._empty_log()
            kept_in = await asyncio.get_running_loop().run_in_executor(None, copies_in, self._home)
            ids, now = [row.id for row in rows], self._clock()

            def note(con: Connection) -> None:
                forgettings.set_cleaned(con, ids, now, kept_in)
                if not forgettings.uncleaned(con) and (work := house.named(con, COMPACT, FILES)) is not None:
                    house.finish(con, work.id, now)

            await self._db.write(note)
        self._emit(Progress(TASK, 1, 1))
        for forgetting_id in ids:
            self._emit(ForgettingChanged(forgetting_id))

    async def _words(self) -> None:
        """Write the word indexes anew, step by step: what was deleted stays in them until then."""
        for table in await self._db.read(compaction.word_indexes):
            await self._db.write(lambda con, table=table: compaction.begin_merge(con, table))  # type: ignore[misc]
            more = True
            while more:
                more = await self._db.write(lambda con, table=table: compaction.merge_step(con, table))  # type: ignore[misc]

    async def _empty_log(self) -> None:
        for _ in range(TRIES):
            if await self._db.maintain(compaction.empty_log):
                return
            await asyncio.sleep(0.1)
        raise CompanionError("The record's log is in use.", "It is cleaned as soon as nobody reads.")

    async def _pause(self) -> None:
        """Wait until nobody talks."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST_WAIT
        since = loop.time()
        while loop.time() < until and loop.time() - since < PAUSE:
            await asyncio.sleep(0.2)
            if self._talking():
                since = loop.time()
