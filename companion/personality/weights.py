"""How much an interest, a person, a routine or a wish still counts on a day. Pure."""

from __future__ import annotations

import datetime as dt

from companion.records import PortraitItem

HALF_LIFE = 180.0
"""Days without mention after which an item weighs half."""


def weight_on(item: PortraitItem, day: dt.date) -> float:
    """The weight of `item` on `day`: halved every `HALF_LIFE` days since its last mention; never above its own.

    A locked item keeps its weight.
    """
    if item.locked:
        return item.weight
    return float(item.weight * 0.5 ** (max(0, (day - item.last_day).days) / HALF_LIFE))
