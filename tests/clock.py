"""A clock that stands still until a test moves it."""

from __future__ import annotations

import datetime as dt

MORNING = dt.datetime(2026, 5, 3, 9, 0, tzinfo=dt.UTC)


class Clock:
    """Gives the time when called, as the engine asks for it: `Engine(home, clock=clock)`."""

    def __init__(self, now: dt.datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> dt.datetime:
        """Let time pass; the new now."""
        self.now += dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self.now
