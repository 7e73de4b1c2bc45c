"""Waking up at the right time. The one file that knows APScheduler; everything runs on the engine loop."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger(__name__)

GRACE = 24 * 3600
"""Seconds by which a wake-up may be late and still counts: the machine slept."""

Job = Callable[[], Coroutine[Any, Any, None]]


class Scheduler:
    """Named wake-ups. A name stands for one wake-up: asking again moves it."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=dt.UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": GRACE}
        )
        self._running: set[asyncio.Task[None]] = set()
        self._stopped = False

    def start(self) -> None:
        """Begin; must be called on the running engine loop."""
        self._stopped = False
        self._scheduler.start()

    async def stop(self) -> None:
        """No more wake-ups; what has begun is cancelled. It stores whole transactions, so nothing is half done."""
        self._stopped = True
        if self._scheduler.running:
            # APScheduler does this at the loop's next turn, and may wake somebody before it.
            self._scheduler.shutdown(wait=False)
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def every(self, name: str, seconds: float, work: Job) -> None:
        """Run `work` each so many seconds."""
        self._scheduler.add_job(
            self._wake, IntervalTrigger(seconds=seconds), args=(name, work), id=name, replace_existing=True
        )

    def at(self, name: str, when: dt.datetime, work: Job) -> None:
        """Run `work` once at `when` (UTC); at once if that is past."""
        soonest = max(when, dt.datetime.now(dt.UTC))
        self._scheduler.add_job(
            self._wake, DateTrigger(run_date=soonest), args=(name, work), id=name, replace_existing=True
        )

    def cancel(self, name: str) -> None:
        """Forget a wake-up; does nothing when there is none."""
        if self._scheduler.get_job(name) is not None:
            self._scheduler.remove_job(name)

    async def _wake(self, name: str, work: Job) -> None:
        """Start the work as a task of ours: APScheduler would cancel it when it shuts down."""
        if self._stopped:
            return
        task = asyncio.create_task(work(), name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("the job %s failed: %s", task.get_name(), type(error).__name__)
