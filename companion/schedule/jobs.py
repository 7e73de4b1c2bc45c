"""What happens by itself: sessions that fell silent end, days are summed up, memories fade. Catches up at start."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable
from typing import Protocol

from companion.events import Event, MemoriesChanged
from companion.memory.decay import fades_at
from companion.memory.episodes import Fading
from companion.memory.index import MemoryIndex
from companion.records import Status
from companion.schedule.learning import Learning
from companion.schedule.scheduler import Scheduler
from companion.settings import Settings
from companion.store import house, memories, transcripts
from companion.store.database import Connection, Database

log = logging.getLogger(__name__)

HEARTBEAT = 60.0
"""Seconds between two looks at the clock, for wake-ups that sleep of the machine swallowed."""
_PAGE = 500
_REFADE = "refade_after"


class Busy(Protocol):
    """Knows whether a reply is being written."""

    def is_running(self, session_id: int) -> bool: ...


class Jobs:
    """The house's own clockwork. All of it runs on the engine loop; `tick` does whatever is due, and only that."""

    def __init__(
        self,
        db: Database,
        index: MemoryIndex,
        learning: Learning,
        busy: Busy,
        settings: Callable[[], Settings],
        fading: Callable[[], Fading],
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._index = index
        self._learning = learning
        self._busy = busy
        self._settings = settings
        self._fading = fading
        self._emit = emit
        self._clock = clock
        self._scheduler = Scheduler()
        self._ticking = asyncio.Lock()

    def start(self) -> None:
        """Catch up on what was missed, then wake up when something is due."""
        self._scheduler.start()
        self._scheduler.every("heartbeat", HEARTBEAT, self.tick)
        self._scheduler.at("catch up", dt.datetime.now(dt.UTC), self.catch_up)

    async def stop(self) -> None:
        """No more wake-ups; what is under way ends, and is made up for at the next start."""
        await self._scheduler.stop()

    async def catch_up(self) -> None:
        """What a closed app or a crash left undone."""
        if await self._db.read(lambda con: house.note(con, _REFADE)) is not None:
            await self.refade()
        await self.tick()

    async def tick(self) -> None:
        """Do what is due now. Doing it twice does nothing more."""
        async with self._ticking:
            await self._end_silent_sessions()
            await self._learning.work_off()
            await self._fade()
        await self._plan()

    async def _end_silent_sessions(self) -> None:
        idle = dt.timedelta(minutes=self._settings().whole("session_idle"))
        for session in await self._db.read(transcripts.open_sessions):
            if self._clock() - session.last_at >= idle and not self._busy.is_running(session.id):
                await self._learning.end(session.id)

    async def _fade(self) -> None:
        """Memories whose date has come fall dormant: the work is what is due, not what is stored."""
        now = self._clock()
        while due := await self._db.read(lambda con: memories.due_to_fade(con, now, _PAGE)):
            await self._db.write(lambda con, due=due: _sleep(con, due))  # type: ignore[misc]
            await self._index.moved(due)
            self._emit(MemoriesChanged(tuple(due)))

    async def _plan(self) -> None:
        """Wake up at the next date of fading. Silence and midnight are the heartbeat's."""
        following = await self._db.read(memories.next_fading)
        if following is None:
            self._scheduler.cancel("fading")
        else:
            ahead = max(following - self._clock(), dt.timedelta(seconds=1))
            self._scheduler.at("fading", dt.datetime.now(dt.UTC) + min(ahead, dt.timedelta(days=30)), self.tick)

    async def refade(self) -> None:
        """Recompute every date of fading after a change of curve or threshold; goes on after an interruption.

        A memory that would not be dormant under the new rule becomes active again.
        """
        await self._db.write(lambda con: house.set_note(con, _REFADE, "0"))
        after = 0
        while True:
            page = await self._db.write(lambda con, after=after: self._refade_page(con, after))  # type: ignore[misc]
            if page is None:
                break
            after, awake = page
            await self._index.moved(awake)
        await self._db.write(lambda con: house.drop_note(con, _REFADE))
        self._emit(MemoriesChanged())
        await self.tick()

    def _refade_page(self, con: Connection, after: int) -> tuple[int, list[int]] | None:
        fading, now = self._fading(), self._clock()
        states = memories.states_after(con, after, _PAGE)
        if not states:
            return None
        dates = [(memory_id, fades_at(state, fading.threshold, fading.curve)) for memory_id, state in states]
        memories.set_fades_at(con, dates)
        found = memories.by_ids(con, [memory_id for memory_id, until in dates if until > now])
        awake = [memory.id for memory in found.values() if memory.status is Status.DORMANT]
        for memory_id in awake:
            memories.set_status(con, memory_id, Status.ACTIVE)
        house.set_note(con, _REFADE, str(states[-1][0]))
        return states[-1][0], awake


def _sleep(con: Connection, ids: list[int]) -> None:
    for memory_id in ids:
        memories.set_status(con, memory_id, Status.DORMANT)
