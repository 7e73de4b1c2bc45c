"""Days that lie ahead: when a plan is due, in a text that was written on a known day."""

from __future__ import annotations

import datetime as dt
import re

from companion.language.calendar import DAY_NAMES, MONTH_NAMES

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {word: number for number, word in enumerate(_NUMBERS, 1)}
_COUNTS |= {"a": 1, "an": 1, "a couple of": 2}
_DAYS = "|".join(DAY_NAMES)
_MONTHS = r"(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTH_NAMES) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?:,? (?P<year>20\d\d))?"
_ISO = re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?)\b")
_DATED = re.compile(rf"\b(?:{_DAY}(?: of)? {_MONTHS}{_YEAR})", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_MONTHS} (?:the )?{_DAY}{_YEAR}", re.IGNORECASE)
_BARE_MONTH = re.compile(rf"\b(?:in|by|next|this|until) {_MONTHS}(?! \d){_YEAR}", re.IGNORECASE)
_DAY_ONLY = re.compile(r"\b(?:on|by|until) the (?P<day>\d{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
_IN_SOME = re.compile(
    r"\b(?:in|within) (?P<count>\d{1,3}|a couple of|an?|" + "|".join(_NUMBERS) + r")"
    r" (?P<unit>day|week|month|year)s?\b(?! (?:ago|of))",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    rf"\b(?P<lead>on|by|next|this|coming|until|for|before) (?:(?:next|this|coming) )?(?P<name>{_DAYS})\b(?! "
    rf"(?:last|ago))",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\b(?P<which>next|this|coming) (?P<unit>week|weekend|month|year)\b", re.IGNORECASE)
_AFTER_TOMORROW = re.compile(r"\bday after tomorrow\b", re.IGNORECASE)
_TOMORROW = re.compile(r"\btomorrow\b", re.IGNORECASE)
_TODAY = re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening)|later on)\b", re.IGNORECASE)


def due_date(text: str, today: dt.date) -> dt.date | None:
    """The first day on or after `today` that `text` sets for a plan; None when it names no such day.

    A weekday or date without a year is the next one. A week starts on its Monday, a month on its first day.
    """
    try:
        day = _read(text, today)
    except (ValueError, OverflowError):
        return None
    return day if day is not None and day >= today else None


def names_day_ahead(text: str) -> bool:
    """Whether `text` sets a day for something, whatever today is."""
    return due_date(text, dt.date(2001, 1, 1)) is not None


def _read(text: str, today: dt.date) -> dt.date | None:
    if match := _ISO.search(text):
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    if match := _DATED.search(text) or _MONTH_FIRST.search(text):
        return _upcoming(match, int(match["day"]), today)
    if _AFTER_TOMORROW.search(text):
        return today + dt.timedelta(2)
    if _TOMORROW.search(text):
        return today + dt.timedelta(1)
    if match := _WEEKDAY.search(text):
        wanted = [name.lower() for name in DAY_NAMES].index(match["name"].lower())
        return today + dt.timedelta((wanted - today.weekday() - 1) % 7 + 1)
    if match := _IN_SOME.search(text):
        return _after(match, today)
    if match := _NEXT.search(text):
        return _calendar(match["which"].lower(), match["unit"].lower(), today)
    return _read_vague(text, today)


def _read_vague(text: str, today: dt.date) -> dt.date | None:
    if match := _DAY_ONLY.search(text):
        day = today.replace(day=int(match["day"]))
        return day if day >= today else _month_start(today, 1).replace(day=int(match["day"]))
    if match := _BARE_MONTH.search(text):
        return max(_upcoming(match, 1, today, whole_month=True), today)
    return today if _TODAY.search(text) else None


def _upcoming(match: re.Match[str], day: int, today: dt.date, *, whole_month: bool = False) -> dt.date:
    month = 1 + next(i for i, name in enumerate(MONTH_NAMES) if name[:3].lower() == match["month"][:3].lower())
    if match["year"]:
        return dt.date(int(match["year"]), month, day)
    past = (month, 31 if whole_month else day) < (today.month, today.day)
    return dt.date(today.year + past, month, day)


def _after(match: re.Match[str], today: dt.date) -> dt.date:
    word = match["count"].lower()
    count = int(word) if word.isdigit() else _COUNTS[word]
    match match["unit"].lower():
        case "day":
            return today + dt.timedelta(count)
        case "week":
            return today + dt.timedelta(7 * count)
        case "month":
            start = _month_start(today, count)
            return start.replace(day=min(today.day, 28))
        case _:
            return today.replace(year=today.year + count, day=min(today.day, 28))


def _calendar(which: str, unit: str, today: dt.date) -> dt.date | None:
    if unit == "weekend":
        saturday = today + dt.timedelta((5 - today.weekday()) % 7)
        return saturday + dt.timedelta(7 if which == "next" else 0)
    if which == "this":
        return None
    if unit == "week":
        return today + dt.timedelta(7 - today.weekday())
    return _month_start(today, 1) if unit == "month" else dt.date(today.year + 1, 1, 1)


def _month_start(today: dt.date, ahead: int) -> dt.date:
    index = today.year * 12 + today.month - 1 + ahead
    return dt.date(index // 12, index % 12 + 1, 1)
