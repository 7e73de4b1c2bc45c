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
from companion.memory.rehearsal import Rehearsals
from companion.records import Status
from companion.schedule.forgetting import Forgetter
from companion.schedule.learning import Learning
from companion.schedule.scheduler import Scheduler
from companion.settings import Settings
from companion.store import decay_states, house, memories, transcripts
from companion.store.database import Connection, Database

log = logging.getLogger(__name__)

HEARTBEAT = 60.0
"""Seconds between two looks at the clock, for wake-ups that sleep of the machine swallowed."""
_PAGE = 500
_FOLLOWED = "fading_rule"
"""Note in the record: the curve and threshold that every date of fading follows."""
_UNDER_WAY = "refading"
"""Note in the record: to which rule the dates are being changed, and the memory that was reached."""


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
        rehearsals: Rehearsals,
        forgetter: Forgetter,
        busy: Busy,
        settings: Callable[[], Settings],
        fading: Callable[[], Fading],
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._index = index
        self._learning = learning
        self._rehearsals = rehearsals
        self._forgetter = forgetter
        self._busy = busy
        self._settings = settings
        self._fading = fading
        self._emit = emit
        self._clock = clock
        self._scheduler = Scheduler()
        self._ticking = asyncio.Lock()
        self._refading = asyncio.Lock()

    def start(self) -> None:
        """Catch up on what was missed, then wake up when something is due."""
        self._scheduler.start()
        self._forgetter.wake = self._wake_for_forgetting
        self._scheduler.every("heartbeat", HEARTBEAT, self.tick)
        self._scheduler.at("catch up", dt.datetime.now(dt.UTC), self.catch_up)

    async def stop(self) -> None:
        """No more wake-ups; what is under way ends, and is made up for at the next start."""
        await self._scheduler.stop()

    async def catch_up(self) -> None:
        """What a closed app or a crash left undone."""
        if await self._db.read(lambda con: house.note(con, _FOLLOWED)) != _rule(self._fading()):
            await self.refade()
        await self.tick()

    async def tick(self) -> None:
        """Do what is due now. Doing it twice does nothing more."""
        async with self._ticking:
            await self._forgetter.tick()
            await self._end_silent_sessions()
            await self._learning.work_off()
            await self._fade()
            await self._rehearsals.mark_due(self._clock())
        await self._plan()

    async def _end_silent_sessions(self) -> None:
        idle = dt.timedelta(minutes=self._settings().whole("session_idle"))
        for session in await self._db.read(transcripts.open_sessions):
            if self._clock() - session.last_at >= idle and not self._busy.is_running(session.id):
                await self._learning.end(session.id)

    async def _fade(self) -> None:
        """Memories whose date has come fall dormant: the work is what is due, not what is stored."""
        now = self._clock()
        while due := await self._db.read(lambda con: decay_states.due_to_fade(con, now, _PAGE)):
            await self._db.write(lambda con, due=due: _let(con, due, Status.DORMANT))  # type: ignore[misc]
            await self._index.moved(due)
            self._emit(MemoriesChanged(tuple(due)))

    async def _plan(self) -> None:
        """Wake up at the next date of fading. Silence and midnight are the heartbeat's."""
        following = await self._db.read(decay_states.next_fading)
        if following is None:
            self._scheduler.cancel("fading")
        else:
            ahead = max(following - self._clock(), dt.timedelta(seconds=1))
            self._scheduler.at("fading", dt.datetime.now(dt.UTC) + min(ahead, dt.timedelta(days=30)), self.tick)

    def _wake_for_forgetting(self, when: dt.datetime) -> None:
        ahead = max(when - self._clock(), dt.timedelta(0))
        self._scheduler.at(f"forgetting at {when.timestamp():.0f}", dt.datetime.now(dt.UTC) + ahead, self.tick)

    async def refade(self) -> None:
        """Recompute every date of fading after a change of curve or threshold; goes on where it was interrupted.

        A memory that would not be dormant under the new rule becomes active again.
        """
        async with self._refading:
            fading = self._fading()
            noted = await self._db.read(lambda con: house.note(con, _UNDER_WAY)) or ""
            rule, _, reached = noted.partition("@")
            after: int | None = int(reached) if rule == _rule(fading) else 0
            while after is not None:
                after, awake = await self._db.write(lambda con, at=after: self._refade_page(con, at, fading))  # type: ignore[misc]
                await self._index.moved(awake)
        self._emit(MemoriesChanged())
        await self.tick()

    def _refade_page(self, con: Connection, after: int, fading: Fading) -> tuple[int | None, list[int]]:
        """The memory reached (None at the end) and those that are awake again."""
        states, now = decay_states.states_after(con, after, _PAGE), self._clock()
        if not states:
            house.drop_note(con, _UNDER_WAY)
            house.set_note(con, _FOLLOWED, _rule(fading))
            return None, []
        dates = [(memory_id, fades_at(state, fading.threshold, fading.curve)) for memory_id, state in states]
        decay_states.set_fades_at(con, dates)
        found = memories.by_ids(con, [memory_id for memory_id, until in dates if until > now])
        awake = [memory.id for memory in found.values() if memory.status is Status.DORMANT]
        _let(con, awake, Status.ACTIVE)
        house.set_note(con, _UNDER_WAY, f"{_rule(fading)}@{states[-1][0]}")
        return states[-1][0], awake


def _rule(fading: Fading) -> str:
    return f"{fading.curve}:{fading.threshold!r}"


def _let(con: Connection, ids: list[int], status: Status) -> None:
    """Change where memories stand. The revision counts up with it, so that a crash before the index follows shows."""
    for memory_id in ids:
        memories.set_status(con, memory_id, status)
    if ids:
        house.next_revision(con)
