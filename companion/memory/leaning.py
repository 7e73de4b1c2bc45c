"""What use teaches the ranking: the arithmetic. Pure; kept and applied by `feedback`.

Each reply compares the memories that it used with those that it was given and passed over. For a pair the lesson is
the gradient of the pairwise logistic loss (RankNet; Burges et al. 2005, "Learning to Rank using Gradient Descent"):
the difference of their shares of the score, times how far the score was from telling them apart. How sharply the
score tells hits of this reply apart is fitted first, and what remains in the direction of the score as a whole is
taken out: else the largest signal would grow by being large. A lesson moves the logarithms of a few multipliers within
[0.8, 1.25], sums to zero over the signals (a common factor orders nothing), and is forgotten with time.

Retrospective reflection in RMM (Tan et al. 2025) is the idea: the reply's own use of memories judges their retrieval.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from companion.memory.ranking import Weights

SIGNALS = ("lexical", "meaning", "wording", "subject", "place", "session", "contiguity", "speaker", "date")
"""The shares of the score whose weights lean. Bonds are not among them: they come from use already."""
FURTHEST = math.log(1.25)
"""The bound of a leaning: multipliers between 0.8 and 1.25, so that use can tip a balance and switch nothing off."""
STEP = 0.05
"""How far a lesson of size 1 moves a leaning. Usual lessons have 0.1: a bound is some fifty like replies away."""
HALF_LIFE = 60.0
"""Days in which a leaning halves when nothing confirms it."""
SHARPEST = 20.0
"""How sure the score can be of a pair, in logits a unit of lead: from a lead of 0.3 on nothing is left to learn."""
EVEN = 0.02
"""The variance of scores up to which a reply's own hits say little of how much each signal makes of the differences."""

_HALVINGS = 24
_DAY = dt.timedelta(days=1)

Parts = Mapping[str, float]
"""A hit's shares of the score by signal name, as recall noted them (`Recalled.parts`)."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """The logarithm of each signal's multiplier at the moment `at`; a signal that is missing is neutral."""

    by_signal: Mapping[str, float]
    at: dt.datetime


def neutral(now: dt.datetime) -> Leaning:
    """Nothing learned: every multiplier is exactly 1."""
    return Leaning({}, now)


def settled(state: Leaning, now: dt.datetime) -> Leaning:
    """The state at `now` if nothing was learned since: every leaning is nearer to neutral."""
    left = 0.5 ** (max(0.0, (now - state.at) / _DAY) / HALF_LIFE)
    return Leaning({name: value * left for name, value in state.by_signal.items()}, max(now, state.at))


def learned(state: Leaning, used: Sequence[Parts], ignored: Sequence[Parts], weight: float = 1.0) -> Leaning:
    """The state after one reply that drew on `used` and passed over `ignored`, in whatever order they come.

    `weight` is how much it counts; a negative one takes the same lesson back, or turns it round. Hits without
    shares (they came as neighbours) teach nothing, nor does a reply that used all it was given, or nothing.
    """
    lesson = _lesson([parts for parts in used if parts], [parts for parts in ignored if parts])
    if not any(lesson.values()):
        return state
    return Leaning(
        {name: bounded(state.by_signal.get(name, 0.0) + weight * STEP * lesson[name]) for name in SIGNALS}, state.at
    )


def multipliers(state: Leaning) -> dict[str, float]:
    """The factor of each signal's weight, in [0.8, 1.25]."""
    return {name: math.exp(state.by_signal.get(name, 0.0)) for name in SIGNALS}


def leaned(weights: Weights, state: Leaning) -> Weights:
    """`weights` times what was learned."""
    factors = {name: factor for name, factor in multipliers(state).items() if factor != 1.0}
    return replace(weights, **{name: getattr(weights, name) * factor for name, factor in factors.items()})


def _lesson(used: Sequence[Parts], ignored: Sequence[Parts]) -> dict[str, float]:
    """The mean over all pairs, scaled down to [-1, 1] if it is larger. Exact sums, so that the order cannot matter."""
    pairs = [(one, other) for one in used for other in ignored]
    if not pairs:
        return dict.fromkeys(SIGNALS, 0.0)
    doubts = _doubts([_total(one) - _total(other) for one, other in pairs])
    raw = {
        name: math.fsum(d * (a.get(name, 0.0) - b.get(name, 0.0)) for (a, b), d in zip(pairs, doubts, strict=True))
        / len(pairs)
        for name in SIGNALS
    }
    common, shares = math.fsum(raw.values()), _shares([*used, *ignored])
    own = {name: raw[name] - common * shares[name] for name in SIGNALS}
    size = max(1.0, *map(abs, own.values()))
    return {name: value / size for name, value in own.items()}


def _shares(hits: Sequence[Parts]) -> dict[str, float]:
    """How much each signal makes of the differences in score among these hits; they add up to 1."""
    totals = [_total(parts) for parts in hits]
    mean = math.fsum(totals) / len(hits)
    offs = [total - mean for total in totals]
    variance = math.fsum(off * off for off in offs) / len(hits)
    together = {
        name: math.fsum(off * parts.get(name, 0.0) for off, parts in zip(offs, hits, strict=True)) / len(hits)
        for name in SIGNALS
    }
    return {name: (EVEN / len(SIGNALS) + together[name]) / (EVEN + variance) for name in SIGNALS}


def _total(parts: Parts) -> float:
    return math.fsum(parts.get(name, 0.0) for name in SIGNALS)


def _doubts(leads: Sequence[float]) -> list[float]:
    """For each pair, by how much the one that was used leads: 1/2 where the score says nothing, 0 where it is sure.

    The sharpness is the maximum likelihood slope of a logistic regression on the leads, found by halving; 0 where
    the score has it the wrong way round.
    """

    def unexplained(sharpness: float) -> float:
        return math.fsum(_logistic(-sharpness * lead) * lead for lead in leads)

    low, high = 0.0, SHARPEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if unexplained(middle) > 0 else (low, middle)
    return [_logistic(-low * lead) for lead in leads]


def _logistic(value: float) -> float:
    return 0.5 * (1.0 + math.tanh(value / 2.0))


def bounded(value: float) -> float:
    """A leaning within its bounds."""
    return min(max(value, -FURTHEST), FURTHEST)
