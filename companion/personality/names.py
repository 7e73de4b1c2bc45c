"""The people of the portrait under the names that the user has put right. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from companion.personality.observations import PERSON
from companion.personality.people import called
from companion.personality.portrait import HEAVIEST_ITEM, MESSAGES_KEPT
from companion.personality.rows import rows_of_items, sorted_items
from companion.personality.strategy import strategy
from companion.records import LedgerEntry, Portrait, PortraitItem, Renaming

NAME_PUT_RIGHT = "the name was put right"


def renamed(
    portrait: Portrait, names: Sequence[Renaming], now: dt.datetime
) -> tuple[Portrait, tuple[LedgerEntry, ...]]:
    """`portrait` with everybody under the right name, and the ledger rows of that; what is locked stays.

    Who is in it under both names is one person from now on.
    """
    items: dict[tuple[str, str], PortraitItem] = {}
    for item in portrait.items:
        free = item.facet == PERSON and not item.locked
        text = called(item.text, names) if free else item.text
        key = (item.facet, text.casefold())
        items[key] = _as_one(items[key], item) if key in items else replace(item, text=text)
    new, day = sorted_items(items.values()), now.astimezone().date()
    rows = tuple(rows_of_items(portrait.items, new, NAME_PUT_RIGHT, day, now))
    after = replace(portrait, items=new, updated_at=now)
    return (replace(after, strategy=strategy(after, day)), rows) if rows else (portrait, ())


def _as_one(first: PortraitItem, second: PortraitItem) -> PortraitItem:
    kept = second if second.locked else first
    if first.locked or second.locked:
        return kept
    ids = tuple(sorted({*first.message_ids, *second.message_ids}))[-MESSAGES_KEPT:]
    weight = min(HEAVIEST_ITEM, first.weight + second.weight)
    return replace(first, weight=weight, last_day=max(first.last_day, second.last_day), message_ids=ids)
