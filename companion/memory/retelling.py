"""Asking for the summary of a day, through the queue of work: a day asks for its week, a week for the story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from companion.store import house
from companion.store.database import Connection

DAY = "day"
IN = "@"
"""Between the name of a piece of work and the space that it is for, where that is not the shared one."""


def ask_for_days(con: Connection, days: Iterable[dt.date], space: str = "") -> None:
    """These days are to be summed up (anew) in a space once they are over."""
    for day in days:
        house.reopen(con, DAY, key_in(day.isoformat(), space), midnight_after(day))


def key_in(named: str, space: str) -> str:
    """The key of a piece of work for a space."""
    return f"{named}{IN}{space}" if space else named


def midnight_after(day: dt.date) -> dt.datetime:
    """The end of `day`, where the user is."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time()).astimezone()
