"""How a memory fades, and how use keeps it. Pure functions of a state and a moment; safe on any thread.

Two curves are kept side by side from birth and strengthened together, so that changing the curve in the
settings loses nothing: Ebbinghaus as in the MemoryBank paper (Zhong et al. 2023, arXiv 2305.10250), R =
exp(-t/S), and FSRS-6, R = (1 + F t/S)^-w20 (`spacing`). t and S are in days; R, the retention, lies in
[0, 1].
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from enum import StrEnum

from companion.language.calendar import MONTH_NAMES
from companion.memory import spacing
from companion.memory.spacing import Grade
from companion.records import DecayState

DAY = dt.timedelta(days=1)

FAINTEST_STRENGTH = 3.0
"""Days: S at birth of a passing remark. At the default threshold of 0.2 it is dormant after 5 days."""
FIRMEST_STRENGTH = 30.0
"""Days: S at birth of what must not be lost; dormant after 48 days without use. The paper starts
everything at 1, which would leave nothing after two days of silence. Between the ends the strength grows
geometrically."""
STRENGTH_PER_USE = 1.0
"""Days that one use adds to S (the paper's step)."""
COUNTS_ONCE_WITHIN = DAY
"""Uses closer together than this count as one: a chat that circles round one thing is one rehearsal."""

PASSING_BELOW = 0.25
"""Importance below which a memory is born as FSRS's Hard."""
LASTING_FROM = 0.75
"""Importance from which a memory is born as FSRS's Easy."""
ORDINARY_IMPORTANCE = 0.5

FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""What never fades within the calendar fades then. A year short of the end, so that any time zone can
show it."""


class Curve(StrEnum):
    """Which of the two curves counts; the values are those of the setting `decay_curve`."""

    EBBINGHAUS = "ebbinghaus"
    FSRS = "fsrs"


class Use(StrEnum):
    """What happened to a memory that was more than being recalled or shown."""

    USED = "used"
    """A reply drew on it, or the user opened it from a reply or asked for it."""
    CONFIRMED = "confirmed"
    """The user said that it is right."""
    CORRECTED = "corrected"
    """The user said that it is wrong."""


_GRADES = {Use.USED: Grade.GOOD, Use.CONFIRMED: Grade.EASY, Use.CORRECTED: Grade.AGAIN}


def born(importance: float, now: dt.datetime) -> DecayState:
    """The state of a memory that is new at `now`. `importance` lies in [0, 1]; what lies outside is
    clamped."""
    weight = min(max(importance, 0.0), 1.0)
    grade = Grade.HARD if weight < PASSING_BELOW else Grade.GOOD if weight < LASTING_FROM else Grade.EASY
    return DecayState(
        strength=FAINTEST_STRENGTH * (FIRMEST_STRENGTH / FAINTEST_STRENGTH) ** weight,
        stability=spacing.FIRST_STABILITY[grade],
        difficulty=spacing.first_difficulty(grade),
        anchor_at=now,
    )


def reinforce(state: DecayState, now: dt.datetime, use: Use) -> DecayState:
    """The state after a use at `now`: t is 0 again; `USED` and `CONFIRMED` add a step of strength.

    A second use within a day changes nothing. A correction always counts, also right after the reply
    that used the wrong memory: it adds no strength and lowers FSRS's stability. A clock that ran
    backwards takes nothing away: t never starts earlier than before.
    """
    corrected = use is Use.CORRECTED
    recently = state.reinforced_at is not None and now - state.reinforced_at < COUNTS_ONCE_WITHIN
    if recently and not corrected:
        return state
    grade = _GRADES[use]
    days = _days_since(state, now)
    return replace(
        state,
        strength=state.strength + (0.0 if corrected else STRENGTH_PER_USE),
        stability=spacing.next_stability(state.stability, state.difficulty, days, grade),
        difficulty=spacing.next_difficulty(state.difficulty, grade),
        anchor_at=max(state.anchor_at, now),
        uses=state.uses + (0 if corrected else 1),
        reinforced_at=now if state.reinforced_at is None else max(state.reinforced_at, now),
    )


def retention(state: DecayState, now: dt.datetime, curve: Curve) -> float:
    """How much of the memory is left at `now`, in [0, 1]; 1 at the last use and before it."""
    return retention_after(_days_since(state, now), state.strength, state.stability, curve)


def retention_after(days: float, strength: float, stability: float, curve: Curve) -> float:
    """The same `days` (>= 0) after the last use, for who has the state in pieces: both strengths in days."""
    if curve is Curve.FSRS:
        return spacing.retrievability(stability, days)
    return math.exp(-days / max(strength, spacing.STABILITY_MIN))


def fades_at(state: DecayState, threshold: float, curve: Curve) -> dt.datetime:
    """When retention falls to `threshold` without further use: the closed inverse of `retention`.

    At most `FAR`. A threshold of 1 or more is reached at once, one of 0 or less never. For the threshold
    of the settings see `threshold_for`.
    """
    if threshold >= 1:
        return state.anchor_at
    if threshold <= 0:
        return FAR
    if curve is Curve.FSRS:
        days = spacing.days_until(state.stability, threshold)
    else:
        days = -_strength(state) * math.log(threshold)
    return FAR if days >= (FAR - state.anchor_at) / DAY else state.anchor_at + days * DAY


def threshold_for(curve: Curve, setting: float) -> float:
    """The threshold to use on `curve` when the settings say `setting` (0 to 1, meant on the Ebbinghaus
    curve).

    FSRS's curve has a long tail: at 0.2 an ordinary memory would sleep only after two hundred years. The same
    setting is to mean the same thing on both curves, so FSRS's threshold is its retention on the day on
    which a new memory of ordinary importance falls to `setting` on Ebbinghaus's (0.2 becomes 0.73).
    """
    if curve is Curve.EBBINGHAUS or not 0 < setting < 1:
        return setting
    ordinary = born(ORDINARY_IMPORTANCE, FAR)
    days = -ordinary.strength * math.log(setting)
    return spacing.retrievability(ordinary.stability, days)


def explain(
    state: DecayState, fades_at: dt.datetime | None, now: dt.datetime, curve: Curve, pinned: bool = False
) -> str:
    """One English sentence on why the memory is as fresh as it is, and what comes next.

    `fades_at` is the stored date, None when it does not fade. Days are those of the time zone of `now`.
    """
    left = f"{_history(state, now)}; now at {retention(state, now, curve):.0%} retention"
    if pinned:
        return f"{_history(state, now)}; pinned, so it does not fade."
    if fades_at is None or fades_at >= FAR:
        return f"{left}, and it will not fade."
    if fades_at <= now:
        return f"{left}, dormant since {_day(fades_at, now)} until something brings it back."
    return f"{left}, dormant from {_day(fades_at, now)} unless it comes up."


def _history(state: DecayState, now: dt.datetime) -> str:
    if state.uses == 0:
        corrected = state.reinforced_at is not None
        return f"Corrected on {_day(state.anchor_at, now)}" if corrected else "Not used yet"
    last = _day(state.reinforced_at or state.anchor_at, now)
    return f"Used once, on {last}" if state.uses == 1 else f"Used {state.uses} times, last on {last}"


def _day(moment: dt.datetime, now: dt.datetime) -> str:
    local = moment.astimezone(now.tzinfo)
    return f"{local.day} {MONTH_NAMES[local.month - 1]} {local.year}"


def _days_since(state: DecayState, now: dt.datetime) -> float:
    return max(0.0, (now - state.anchor_at) / DAY)


def _strength(state: DecayState) -> float:
    return max(state.strength, spacing.STABILITY_MIN)
