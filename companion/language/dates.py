"""Days that English text speaks of: "on 27 April", "two weeks ago", "last summer", "before the holidays"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from companion.language.calendar import DAY_NAMES, MONTH_NAMES
from companion.language.time_phrases import READERS, Range
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
_GENERIC = listed(
    """
    talk talked talking discuss discussed chat chatted speak spoke spoken say said tell told mention mentioned
    happen happened happening conversation conversations topic topics subject anything everything something
    thing things stuff remember recall together day events event went summarize summary summarise all any up
    """
)


def date_ranges(text: str, today: dt.date) -> list[Range]:
    """The stretches of days that `text` names, in order of appearance, seen from `today`.

    A month or day without a year is the latest one that is not in the future. Words that name no possible day
    ("30 February") are passed over.
    """
    return [found for _, found in _dated(text, today)]


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
    found: list[tuple[tuple[int, int], Range]] = []
    for pattern, read in READERS:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for (start, end), _ in found):
                continue
            try:
                found.append((match.span(), read(match, today)))
            except (ValueError, OverflowError):
                continue
    return [(span, _moved(text, span, days, today)) for span, days in sorted(found)]


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
