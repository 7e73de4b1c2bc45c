"""Bonds: memories that were used together for one reply bring each other to mind.

The rule is Hebb's (The Organization of Behavior, 1949) with a soft bound, so that it saturates (as in van Rossum,
Bi and Turrigiano 2000 for synapses): each joint use closes a fixed share of the gap to 1. Between uses a bond fades
like a memory does, R = exp(-t/S) (Zhong et al. 2023). What is stored is the strength at the last joint use and its
moment, so that the passing of time costs nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from itertools import combinations

from companion.store import bonds
from companion.store.bonds import Bond
from companion.store.database import Connection

GAIN = 0.3
"""The share of what is missing to 1 that one joint use adds."""
LASTS = 30.0
"""Days: S of the fading. A bond of one use is at half of its strength after three weeks."""
FAINT = 0.05
"""Strength below which a bond says nothing and is dropped: after 54 days for one use, 88 for many."""
MOST_TOGETHER = 8
"""How many memories of one reply are bound to each other: the pairs grow with the square."""
SEEDS = 5
"""How many of the best hits bring their partners along."""
PARTNERS = 20
"""How many partners they bring at most, the most strongly bound first."""

_DAY = dt.timedelta(days=1)


def faded(strength: float, used_at: dt.datetime, now: dt.datetime) -> float:
    """What is left at `now` of a bond of `strength` at its last joint use; never more than it was."""
    return strength * math.exp(-max(0.0, (now - used_at) / _DAY) / LASTS)


def joined(strength: float, used_at: dt.datetime, now: dt.datetime) -> float:
    """The strength of a bond after one more joint use at `now`, in [0, 1]. A new bond has `strength` 0."""
    left = faded(strength, used_at, now)
    return left + GAIN * (1.0 - left)


def tie(con: Connection, together: Sequence[int], now: dt.datetime) -> None:
    """Strengthen the bonds among memories that one reply used (the first `MOST_TOGETHER`), in a transaction.

    Bonds of these memories that have become faint are dropped.
    """
    ids = sorted(dict.fromkeys(together[:MOST_TOGETHER]))
    if len(ids) < 2:
        return
    known = {(bond.one, bond.other): bond for bond in bonds.touching(con, ids)}
    tied = []
    for one, other in combinations(ids, 2):
        old = known.pop((one, other), Bond(one, other, 0.0, now))
        tied.append(Bond(one, other, joined(old.strength, old.used_at, now), max(now, old.used_at)))
    bonds.put(con, tied)
    bonds.remove(con, [bond for bond in known.values() if faded(bond.strength, bond.used_at, now) < FAINT])


def lent(con: Connection, hits: Iterable[int], now: dt.datetime) -> dict[int, float]:
    """What the best `hits` lend their partners: memory id to the strength of its strongest bond with another hit."""
    seeds = set(list(hits)[:SEEDS])
    found: dict[int, float] = {}
    for bond in bonds.touching(con, seeds):
        strength = faded(bond.strength, bond.used_at, now)
        if strength < FAINT:
            continue
        for seed, partner in ((bond.one, bond.other), (bond.other, bond.one)):
            if seed in seeds:
                found[partner] = max(found.get(partner, 0.0), strength)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:PARTNERS])
