"""The portrait as its ledger tells it: at the end, or as of any day before. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from companion.personality.lexicon import TRAITS
from companion.personality.observations import FACETS
from companion.personality.portrait import counts, empty_portrait, scored
from companion.personality.rows import MOOD, in_order, sorted_items
from companion.personality.strategy import strategy
from companion.records import LOCKED, UNLOCKED, LedgerEntry, Mood, Portrait, PortraitItem


@dataclass(slots=True)
class _Told:
    """What the rows so far say."""

    scores: dict[str, float] = field(default_factory=lambda: dict.fromkeys(TRAITS, 0.0))
    seen: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TRAITS, 0))
    items: dict[str, PortraitItem] = field(default_factory=dict)
    moods: dict[str, Mood] = field(default_factory=dict)
    sessions: set[int] = field(default_factory=set)


def days_of(entries: Iterable[LedgerEntry]) -> list[dt.date]:
    """The day as of which each of `entries` (oldest first) counts: its own, but never before the row above it.

    What an import of old conversations taught after newer ones was not known on the day on which it was said.
    """
    days: list[dt.date] = []
    for entry in entries:
        day = entry.day or entry.at.astimezone().date()
        days.append(max(day, days[-1]) if days else day)
    return days


def up_to(entries: Sequence[LedgerEntry], day: dt.date) -> Sequence[LedgerEntry]:
    """The rows of `entries` (oldest first) that count as of the end of `day`."""
    days = days_of(entries)
    return entries[: sum(at <= day for at in days)]


def portrait_of(entries: Sequence[LedgerEntry]) -> Portrait:
    """The portrait that `entries` (all rows of a space from the first on, oldest first) lead to from nothing.

    The locks of traits are not in the ledger: no trait of it is locked. Those of items are.
    """
    told = _Told()
    for entry in entries:
        _tell(told, entry)
    traits = tuple(scored(t, told.scores[t.name], told.seen[t.name]) for t in empty_portrait().traits)
    portrait = Portrait(
        traits, sorted_items(told.items.values()), in_order(told.moods.values()), sessions=len(told.sessions),
        updated_at=entries[-1].at if entries else None,
    )  # fmt: skip
    day = days_of(entries)[-1] if entries else dt.date.min
    return Portrait(
        portrait.traits, portrait.items, portrait.moods, strategy(portrait, day), portrait.sessions,
        portrait.updated_at,
    )  # fmt: skip


def _tell(told: _Told, entry: LedgerEntry) -> None:
    name = entry.trait
    if entry.session_id is not None:
        told.sessions.add(entry.session_id)
    if name in told.scores:
        told.scores[name] = entry.after
        told.seen[name] += counts(entry)
    elif name.startswith(MOOD):
        told.moods.pop(name, None)
        if entry.said_on is not None:
            told.moods[name] = Mood(int(name.removeprefix(MOOD)), entry.said_on, entry.after)
    else:
        old = told.items.pop(name, None)
        if (item := _item(name, entry, old)) is not None:
            told.items[name] = item


def _item(name: str, entry: LedgerEntry, old: PortraitItem | None) -> PortraitItem | None:
    """The item as of this row; None: it is gone."""
    locked = entry.reason == LOCKED or (old is not None and old.locked and entry.reason != UNLOCKED)
    facet, _, text = name.partition(": ")
    if facet not in FACETS:
        return None
    if entry.counts is not None:
        kept = entry.said_on
        return PortraitItem(facet, text, entry.after, kept, entry.message_ids, locked) if kept is not None else None
    if entry.after == 0:
        return None
    # Rows of older versions name one message each and no day of their own.
    ids = (*(old.message_ids if old else ()), *((entry.message_id,) if entry.message_id else ()))
    day = entry.day or entry.at.astimezone().date()
    return PortraitItem(facet, text, entry.after, day, tuple(dict.fromkeys(ids)), locked)
