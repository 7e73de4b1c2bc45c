"""The one order of items and moods, and the ledger rows that lead from one state of them to another. Pure."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import replace

from companion.records import LedgerEntry, Mood, PortraitItem

MOOD = "mood: "
"""What the name of a ledger row about a mood begins with; the session's number follows."""


def in_order(moods: Iterable[Mood]) -> tuple[Mood, ...]:
    """Moods in time order."""
    return tuple(sorted(moods, key=lambda mood: (mood.day, mood.session_id)))


def sorted_items(items: Iterable[PortraitItem]) -> tuple[PortraitItem, ...]:
    """Items in their one order: by facet, then the latest last; what the user added stands behind what they said."""
    return tuple(sorted(items, key=lambda i: (i.facet, i.last_day, max(i.message_ids, default=math.inf), i.text)))


def with_locked(old: Iterable[PortraitItem], new: Iterable[PortraitItem]) -> tuple[PortraitItem, ...]:
    """`new` in which the locked items of `old` are as they were, and nothing else is locked."""
    held = {(item.facet, item.text.casefold()): item for item in old if item.locked}
    free = (replace(item, locked=False) for item in new if (item.facet, item.text.casefold()) not in held)
    return sorted_items((*free, *held.values()))


def rows_of_items(
    old: Iterable[PortraitItem],
    new: Iterable[PortraitItem],
    reason: str,
    day: dt.date,
    now: dt.datetime,
    session_id: int | None = None,
) -> list[LedgerEntry]:
    """The ledger rows that bring the items of `old` to those of `new`; none for what is the same."""
    before, after = ({f"{i.facet}: {i.text}": i for i in items} for items in (old, new))
    rows = []
    for name in dict.fromkeys((*before, *after)):
        was, item = before.get(name), after.get(name)
        if was != item:
            weights = (was.weight if was else 0.0, item.weight if item else 0.0)
            kept = (item.last_day, item.message_ids) if item else (None, ())
            rows.append(LedgerEntry(0, now, session_id, name, weights[0], weights[1], reason, None, "", day, 0, *kept))
    return rows


def rows_of_moods(
    old: Iterable[Mood],
    new: Iterable[Mood],
    reason: str,
    day: dt.date,
    now: dt.datetime,
    session_id: int | None = None,
) -> list[LedgerEntry]:
    """The ledger rows that bring the moods of `old` to those of `new`."""
    before, after = ({f"{MOOD}{mood.session_id}": mood for mood in moods} for moods in (old, new))
    rows = []
    for name in dict.fromkeys((*before, *after)):
        was, mood = before.get(name), after.get(name)
        if was != mood:
            values = (was.valence if was else 0.0, mood.valence if mood else 0.0)
            said_on = mood.day if mood else None
            rows.append(LedgerEntry(0, now, session_id, name, values[0], values[1], reason, None, "", day, 0, said_on))
    return rows
