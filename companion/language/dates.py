"""Days that English text speaks of: "on 27 April", "two weeks ago", "last summer", "before the holidays"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from companion.language.calendar import DAY_NAMES, MONTH_NAMES
from companion.language.time_phrases import READERS, YEARLY, Range
from companion.language.words import STOP_WORDS, listed, words

TALK_LAG_DAYS = 3
"""People talk of a thing up to this many days after it happened."""
FADE_DAYS = 4
"""Beyond the lag, overlap falls to nothing over this many days."""
LAG_OVERLAP = 0.8
"""What a day in the lag counts: a thing is most often told on its own day."""
ABOUT_DAYS = 21
"""How many days "before the holidays" or "after May" reaches."""

_BEFORE_SPAN = re.compile(r"\b(before|until|after|since|following)(?: the)?\s*$", re.IGNORECASE)
_SPAN_START = re.compile(r"(before|until|after|since|following)\b", re.IGNORECASE)
_ONE_YEAR = re.compile(r"\b(?:last|this|past)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from)(?: the)?\s*$", re.IGNORECASE)
_JOINED = re.compile(r",?\s*(?:and|to|until|till|through|-|–)?(?: the)?\s*", re.IGNORECASE)
_GENERIC = listed(
    """
    talk talked talking discuss discussed chat chatted speak spoke spoken say said tell told mention mentioned
    happen happened happening conversation conversations topic topics subject anything everything something
    thing things stuff remember recall together day events event went summarize summary summarise all any up between
    before after since until
    """
)


def date_ranges(text: str, today: dt.date) -> list[Range]:
    """The stretches of days that `text` names, in order of appearance, seen from `today`.

    A month or day without a year is the latest one that is not in the future. Words that name no possible day
    ("30 February") are passed over.
    """
    return [found for _, found in _dated(text, today)]


def other_years(text: str, today: dt.date, years: Iterable[int]) -> list[Range]:
    """What else the days of `text` may be that name no year: the same days in each of `years`, the latest year first.

    "On 28 April" said in November may be about an April long ago. "Last summer" is one summer.
    """
    named = date_ranges(text, today)
    found = [
        _moved(text, span, days, days[1])
        for year in sorted(set(years), reverse=True)
        for span, days, comes_round in _spans(text, dt.date(year, 12, 31))
        if comes_round
    ]
    return [days for days in dict.fromkeys(found) if days not in named and days[0] <= today]


def date_overlap(day: dt.date, ranges: Sequence[Range], lag: int = TALK_LAG_DAYS) -> float:
    """How well `day` fits the best of `ranges`: 1 inside, 0.8 up to `lag` days after, fading to 0 around it."""
    best = 0.0
    for first, last in ranges:
        away = max((first - day).days, (day - last).days - lag, 0)
        overlap = 1.0 if first <= day <= last else LAG_OVERLAP * (1 - away / FADE_DAYS)
        best = max(best, overlap)
    return best


def day_words(day: dt.date) -> str:
    """`day` in the words that a question would use, for the word index: `Thursday 27 April 2023`."""
    return f"{DAY_NAMES[day.weekday()]} {day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


@lru_cache(maxsize=16)
def without_dates(text: str) -> str:
    """`text` without its date expressions."""
    for (start, end), _ in sorted(_dated(text, dt.date(2024, 6, 1)), reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return re.sub(r"\s+", " ", text).strip()


def is_whole_day_question(text: str) -> bool:
    """Whether the date is all that is asked for: "What did we talk about on 27 April?"."""
    bare = without_dates(text)
    if len(bare) == len(text.strip()):
        return False
    return all(word in STOP_WORDS or word in _GENERIC for word in words(bare))


def _dated(text: str, today: dt.date) -> list[tuple[tuple[int, int], Range]]:
    return [(span, _moved(text, span, days, today)) for span, days, _ in _spans(text, today)]


def _spans(text: str, today: dt.date) -> list[tuple[tuple[int, int], Range, bool]]:
    """Where days are named, which, and whether they come round every year; two of them in "between … and …" are one."""
    found: list[tuple[tuple[int, int], Range, bool]] = []
    for pattern, read in READERS:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for (start, end), *_ in found):
                continue
            groups = match.groupdict()
            yearly = read in YEARLY and not groups.get("year") and not _ONE_YEAR.search(match[0])
            try:
                found.append((match.span(), read(match, today), yearly))
            except (ValueError, OverflowError):
                continue
    joined: list[tuple[tuple[int, int], Range, bool]] = []
    for span, days, yearly in sorted(found):
        if joined and _JOINED.fullmatch(text[joined[-1][0][1] : span[0]]) and _BETWEEN.search(text[: joined[-1][0][0]]):
            (start, _), first, also = joined.pop()
            joined.append(((start, span[1]), (min(first[0], days[0]), max(first[1], days[1])), also and yearly))
        else:
            joined.append((span, days, yearly))
    return joined


def _moved(text: str, span: tuple[int, int], days: Range, today: dt.date) -> Range:
    """`days` as the word at their front means it: before, after or since that time."""
    word = _BEFORE_SPAN.search(text[: span[0]]) or _SPAN_START.match(text[span[0] : span[1]])
    if not word:
        return days
    about = dt.timedelta(ABOUT_DAYS)
    match word[1].lower():
        case "before" | "until":
            return days[0] - about, days[0]
        case "since":
            return days[0], max(today, days[0])
        case _:
            return days[0], days[1] + about
