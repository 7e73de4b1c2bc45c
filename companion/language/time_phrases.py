"""How single time expressions of English are read: pattern by pattern, into first and last day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from companion.language.calendar import DAY_NAMES, HOLIDAYS, MONTH_NAMES, SEASONS, month_range

Range = tuple[dt.date, dt.date]
"""First and last day, both inside."""

Reader = Callable[[re.Match[str], dt.date], Range]
"""Reads a match as seen from today. Raises ValueError or OverflowError where no such day exists."""

_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_COUNTS = {word: number for number, word in enumerate(_NUMBERS.split("|"), 1)}
_COUNTS |= {"a": 1, "an": 1, "couple": 2, "few": 3, "several": 4}
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
_SLACK_DAYS = {"day": 0, "week": 3, "fortnight": 5, "month": 15, "year": 182}

_MONTH_NAMES = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH = rf"(?P<month>{_MONTH_NAMES})\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_COUNT = rf"(?:a )?(?P<count>\d{{1,3}}|couple(?: of)?|few|several|an?|{_NUMBERS})"
_UNIT = r"(?P<unit>day|week|fortnight|month|year)s?"
_WEEKDAY = "(?P<weekday>" + "|".join(DAY_NAMES).lower() + ")"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_HOLIDAY = "(?P<holiday>" + "|".join(HOLIDAYS) + r")(?:['\u2019]s)?"
_LAST = r"(?P<last>\d{1,2})(?:st|nd|rd|th)?\b"
_TO = rf"\s*(?:-|–|to)\s*{_LAST}"
_DATE = r"(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_WHEN = "(?:in|on|at|during|since|last|this|past|that|of|by|until|before|after|around|over|for)"
_PLACE = r"(?P<place>early|mid|late|the (?:start|beginning|middle|end) of)"


def _month_of(match: re.Match[str]) -> int:
    """The month's number. Raises ValueError where `may` or `march` is a verb."""
    name = match["month"]
    if name in ("may", "march", "mar"):
        raise ValueError(name)
    return _number_of(name)


def _number_of(name: str) -> int:
    short = name[:3].lower()
    return next(number for number, full in enumerate(MONTH_NAMES, 1) if full.lower().startswith(short))


def _iso(match: re.Match[str], _today: dt.date) -> Range:
    day = dt.date(int(match[1]), int(match[2]), int(match[3]))
    return day, day


def _day_of_month(match: re.Match[str], today: dt.date) -> Range:
    groups = match.groupdict()
    month = _month_of(match)
    if groups["year"]:
        day = dt.date(int(groups["year"]), month, int(groups["day"]))
    else:
        day = _latest(month, int(groups["day"]), today + dt.timedelta(31))
    last = day.replace(day=int(groups["last"])) if groups.get("last") else day
    return day, max(day, last)


def _latest(month: int, day: int, until: dt.date) -> dt.date:
    """The last such day up to `until`; 29 February may lie eight years back."""
    for year in range(until.year, until.year - 9, -1):
        if day <= month_range(year, month)[1].day and (found := dt.date(year, month, day)) <= until:
            return found
    raise ValueError(day)


def _from_month_to_month(match: re.Match[str], today: dt.date) -> Range:
    """ "Between March and May": whole months, the later one the latest that has begun."""
    first, last = (_number_of(match[name]) for name in ("month", "until"))
    end = int(match["year"] or today.year - (last > today.month))
    start = int(match["year_before"] or end - (first > last))
    return month_range(start, first)[0], month_range(end, last)[1]


def _month_of_year(match: re.Match[str], _today: dt.date) -> Range:
    return _part(match.groupdict().get("place"), month_range(int(match["year"]), _month_of(match)))


def _bare_month(match: re.Match[str], today: dt.date) -> Range:
    month = _month_of(match)
    return _part(match["place"], month_range(today.year - (month > today.month), month))


def _part(place: str | None, days: Range) -> Range:
    """The early, middle or late third of `days`."""
    if not place:
        return days
    third = dt.timedelta((days[1] - days[0]).days // 3)
    lower = place.lower()
    if lower == "early" or "start" in lower or "beginning" in lower:
        return days[0], days[0] + third
    return (days[0] + third, days[1] - third) if "mid" in lower else (days[1] - third, days[1])


def _season(match: re.Match[str], today: dt.date) -> Range:
    month = SEASONS[match["season"].lower()]
    year = int(match["year"] or today.year - (dt.date(today.year, month, 1) > today))
    return dt.date(year, month, 1), month_range(year, month + 2)[1]


def _holiday(match: re.Match[str], today: dt.date) -> Range:
    days = HOLIDAYS[match["holiday"].lower().removesuffix("'s").removesuffix("\u2019s")]
    if match["year"]:
        return days(int(match["year"]))
    this_year = days(today.year)
    return this_year if this_year[0] <= today else days(today.year - 1)


def _counted(text: str) -> int:
    return int(text) if text.isdigit() else _COUNTS[text.lower().split()[0]]


def _ago(match: re.Match[str], today: dt.date) -> Range:
    unit = match["unit"].lower()
    vague = match["count"].lower() in ("few", "several")
    middle = today - dt.timedelta(_counted(match["count"]) * _UNIT_DAYS[unit])
    slack = dt.timedelta(_SLACK_DAYS[unit] + (2 * _UNIT_DAYS[unit] if vague else 0))
    return middle - slack, min(middle + slack, today)


def _last_few(match: re.Match[str], today: dt.date) -> Range:
    return today - dt.timedelta(_counted(match["count"]) * _UNIT_DAYS[match["unit"].lower()]), today


def _day_before_yesterday(_match: re.Match[str], today: dt.date) -> Range:
    day = today - dt.timedelta(2)
    return day, day


def _other_day(_match: re.Match[str], today: dt.date) -> Range:
    return today - dt.timedelta(7), today - dt.timedelta(1)


def _recently(_match: re.Match[str], today: dt.date) -> Range:
    return today - dt.timedelta(14), today


def _yesterday(_match: re.Match[str], today: dt.date) -> Range:
    day = today - dt.timedelta(1)
    return day, day


def _today(_match: re.Match[str], today: dt.date) -> Range:
    return today, today


def _calendar_unit(match: re.Match[str], today: dt.date) -> Range:
    step = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1}[match["which"].lower()]
    monday = today - dt.timedelta(today.weekday() - 7 * step)
    match match["unit"].lower():
        case "week":
            return monday, monday + dt.timedelta(6)
        case "weekend":
            return monday + dt.timedelta(5), monday + dt.timedelta(6)
        case "month":
            return month_range(today.year, today.month + step)
        case _:
            return dt.date(today.year + step, 1, 1), dt.date(today.year + step, 12, 31)


def _weekday(match: re.Match[str], today: dt.date) -> Range:
    name = match["weekday"].lower()
    wanted = next(index for index, full in enumerate(DAY_NAMES) if full.lower() == name)
    day = today - dt.timedelta((today.weekday() - wanted - 1) % 7 + 1)
    return day, day


def _year(match: re.Match[str], _today: dt.date) -> Range:
    return dt.date(int(match["year"]), 1, 1), dt.date(int(match["year"]), 12, 31)


def _compiled(*pairs: tuple[str, Reader]) -> list[tuple[re.Pattern[str], Reader]]:
    return [(re.compile(pattern, re.IGNORECASE), read) for pattern, read in pairs]


_BETWEEN = (
    rf"\b(?:between|from) {_MONTH}(?: (?P<year_before>(?:19|20)\d\d))? (?:and|to|until|till|through) "
    r"(?P<until>" + _MONTH_NAMES + r")\b\.?(?: (?P<year>(?:19|20)\d\d)\b)?"
)

# In this order: an expression that holds another stands before it.
READERS = _compiled(
    (r"\b(\d{4})-(\d\d?)-(\d\d?)\b", _iso),
    (_BETWEEN, _from_month_to_month),
    (rf"\b{_DAY}(?:{_TO})?(?: of)? {_MONTH},?(?: {_YEAR})?", _day_of_month),
    (rf"\b{_MONTH} (?:the )?{_DAY}(?:{_TO})?(?:,? {_YEAR})?", _day_of_month),
    (rf"\b(?:{_PLACE}[ -])?{_MONTH},?(?: of)? {_YEAR}", _month_of_year),
    (rf"\b{_WHEN}(?: the)? (?:{_PLACE}[ -])?{_MONTH}(?! \d)", _bare_month),
    (rf"\b{_WHEN}(?: the| last)? {_SEASON}\b(?:(?: of)? {_YEAR})?", _season),
    (rf"\b{_HOLIDAY}\b(?: (?:day|eve|holidays?))?(?:,?(?: of| in)? {_YEAR})?", _holiday),
    (rf"\b{_COUNT} {_UNIT} (?:ago|back|earlier)\b", _ago),
    (rf"\b(?:last|past|previous) {_COUNT} {_UNIT}\b", _last_few),
    (r"\bthe day before yesterday\b", _day_before_yesterday),
    (r"\bthe other (?:day|night|week)\b", _other_day),
    (r"\b(?:yesterday|last night)\b", _yesterday),
    (r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", _today),
    (r"\b(?P<which>last|past|previous|this|next) (?P<unit>weekend|week|month|year)\b", _calendar_unit),
    (rf"\b(?:(?:last|this|past|on|that|since|before|after) )+{_WEEKDAY}\b(?!,? (?:the )?{_DATE})", _weekday),
    (r"\b(?:recently|lately|these days)\b", _recently),
    (rf"\b(?:in|during|since|of|before|after|until) {_YEAR}(?!-)", _year),
)

YEARLY = (_day_of_month, _from_month_to_month, _bare_month, _season, _holiday)
"""Readers of what comes round every year, where no year is named."""
