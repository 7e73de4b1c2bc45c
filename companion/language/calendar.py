"""The calendar in English words: names of days and months, seasons and holidays of the north."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEASONS: Mapping[str, int] = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""First month of each season; it lasts three."""


def month_range(year: int, month: int) -> tuple[dt.date, dt.date]:
    """First and last day of a month; `month` may lie outside 1 to 12 and then counts on from `year`."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.date(year, month, 1), after - dt.timedelta(1)


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (the anonymous computus, Nature 1876)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    moon = (19 * golden + century - leap_centuries - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    leap_years, left = divmod(in_century, 4)
    to_sunday = (32 + 2 * rest + 2 * leap_years - moon - left) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def _fixed(month: int, first: int, last: int) -> Callable[[int], tuple[dt.date, dt.date]]:
    return lambda year: (dt.date(year, month, first), dt.date(year, month, last))


def _new_year(year: int) -> tuple[dt.date, dt.date]:
    return dt.date(year - 1, 12, 31), dt.date(year, 1, 2)


def _holidays(year: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, 12, 20), dt.date(year + 1, 1, 3)


def _easter_days(year: int) -> tuple[dt.date, dt.date]:
    sunday = easter(year)
    return sunday - dt.timedelta(2), sunday + dt.timedelta(1)


def _thanksgiving(year: int) -> tuple[dt.date, dt.date]:
    first = dt.date(year, 11, 1)
    thursday = first + dt.timedelta((3 - first.weekday()) % 7 + 21)
    return thursday, thursday + dt.timedelta(3)


HOLIDAYS: Mapping[str, Callable[[int], tuple[dt.date, dt.date]]] = {
    "christmas": _fixed(12, 24, 26),
    "xmas": _fixed(12, 24, 26),
    "new year": _new_year,
    "easter": _easter_days,
    "thanksgiving": _thanksgiving,
    "halloween": _fixed(10, 31, 31),
    "valentine": _fixed(2, 14, 14),
    "the holidays": _holidays,
}
"""Name in lower case to the days on which it is kept in a year. `the holidays` is the turn of the year."""
