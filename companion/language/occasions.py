"""Times that are named by what happened: "when I was in Rome", and which of two things came first. English rules."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from companion.language.dates import date_ranges
from companion.language.time_phrases import Range
from companion.language.words import query_terms

AROUND_DAYS = 2
"""People tell of a stay or an event this many days before and after the day on which they first speak of it."""
REACH_DAYS = 21
"""How far "before I moved" and "after the exam" reach."""

_CLAUSE = r"(?P<what>[^,.;?!]{3,80})"
_OCCASION = re.compile(
    r"\b(?P<side>when|while|before|after|since|until) (?:(?:I|we) (?:was|were|am|are|had|'d)?\s*|(?:my|our) )"
    + _CLAUSE
    + r"|\b(?P<at>during|on|in) (?:my|our) (?P<trip>(?:\w+ )?(?:trip|stay|holidays?|vacation|visit|journey|honeymoon"
    r"|weekend|time)\b[^,.;?!]{0,60})",
    re.IGNORECASE,
)
_ASKS_WHEN = re.compile(r"^\W*(?:and |so )?when\b", re.IGNORECASE)
_HOW_LONG_AGO = re.compile(
    r"\bhow (?:long|many (?:days|weeks|months|years)) (?:ago|is it since|has it been|is it)\b", re.IGNORECASE
)
_ORDER = "(?:first|earlier|later|last|sooner)"
_COMPARED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^[^,:]*\b{_ORDER}\b[^,:]*[,:]\s*(?P<one>.+?),?\s+or\s+(?P<other>.+?)\s*\?*$",
        rf"^(?:did|have|was|were) (?:I|we)\s+(?P<one>.+?),?\s+or\s+(?P<other>.+?)\s+{_ORDER}\s*\?*$",
        r"^(?:did|have|was|were) (?:I|we)\s+(?P<one>.+?)\s+(?:before or after|before|after)\s+(?P<other>.+?)\s*\?*$",
    )
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A time that is named by what happened then. `side` is `during`, `before` or `after`."""

    terms: tuple[str, ...]
    side: str

    def around(self, days: Iterable[dt.date]) -> tuple[Range, ...]:
        """The stretches that are meant, when it was spoken of on `days`."""
        near, far = dt.timedelta(AROUND_DAYS), dt.timedelta(REACH_DAYS)
        match self.side:
            case "before":
                return tuple((day - far, day) for day in days)
            case "after":
                return tuple((day, day + far) for day in days)
            case _:
                return tuple((day - near, day + near) for day in days)


def occasion(text: str) -> Occasion | None:
    """The occasion in `text` by which it names a time; None where it names none, or asks for that very time."""
    for found in _OCCASION.finditer(text):
        asked = _ASKS_WHEN.match(text) and found.start() <= text.lower().find("when")
        if asked and text[found.end() : found.end() + 1] != ",":
            continue
        side = (found["side"] or "when").lower()
        what = found["what"] or found["trip"]
        terms = tuple(query_terms(what))
        if terms and not date_ranges(found[0], dt.date(2024, 6, 1)):
            return Occasion(terms, {"before": "before", "until": "before", "after": "after"}.get(side, "during"))
    return None


def compared(text: str) -> tuple[str, str] | None:
    """The two things of whose order `text` asks: "What did I do first, move or marry?"; None where it does not."""
    plain = text.strip()
    for pattern in _COMPARED:
        found = pattern.match(plain)
        if found and not date_ranges(f"in {found['other']}", dt.date(2024, 6, 1)):
            return found["one"], found["other"]
    return None


def asks_how_long_ago(text: str) -> bool:
    """Whether the time that has passed is what `text` asks for."""
    return bool(_HOW_LONG_AGO.search(text))


def ago(day: dt.date, today: dt.date) -> str:
    """How long before `today` a day lies: "today", "1 day ago", "201 days ago"."""
    days = (today - day).days
    return "today" if days <= 0 else f"{days} day{'s' * (days != 1)} ago"
