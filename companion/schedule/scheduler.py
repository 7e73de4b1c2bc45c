"""Waking up at the right time. The one file that knows APScheduler; everything runs on the engine loop."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Awaitable, Callable

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger(__name__)

GRACE = 24 * 3600
"""Seconds by which a wake-up may be late and still counts: the machine slept."""


class Scheduler:
    """Named wake-ups. A name stands for one wake-up: asking again moves it."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=dt.UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": GRACE}
        )

    def start(self) -> None:
        """Begin; must be called on the running engine loop."""
        self._scheduler.add_listener(_failed, EVENT_JOB_ERROR)
        self._scheduler.start()

    def stop(self) -> None:
        """No more wake-ups."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def every(self, name: str, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` each so many seconds."""
        self._scheduler.add_job(work, IntervalTrigger(seconds=seconds), id=name, replace_existing=True)

    def at(self, name: str, when: dt.datetime, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` once at `when` (UTC); at once if that is past."""
        soonest = max(when, dt.datetime.now(dt.UTC))
        self._scheduler.add_job(work, DateTrigger(run_date=soonest), id=name, replace_existing=True)

    def cancel(self, name: str) -> None:
        """Forget a wake-up; does nothing when there is none."""
        if self._scheduler.get_job(name) is not None:
            self._scheduler.remove_job(name)


def _failed(event: JobExecutionEvent) -> None:
    log.error("the job %s failed: %s", event.job_id, type(event.exception).__name__)
