"""FSRS-6, the arithmetic of spaced repetition, with its default weights. Pure floats: days in, days out.

Source: the algorithm page of the FSRS project (open-spaced-repetition), version 6. The tests compare every
formula with the `fsrs` package. Stability is the number of days after which retrievability is 0.9; difficulty
lies in [1, 10]. All functions are safe on any thread.
"""

from __future__ import annotations

import math
from enum import IntEnum


class Grade(IntEnum):
    """How well something was known when it came up. The numbers are FSRS's own."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


# The 21 default weights of FSRS-6 by what they do; w15 (the penalty of Hard) is left out, no use is graded
# so.
FIRST_STABILITY = {Grade.AGAIN: 0.212, Grade.HARD: 1.2931, Grade.GOOD: 2.3065, Grade.EASY: 8.2956}
"""Days, w0 to w3."""
DIFFICULTY_OF_AGAIN = 6.4133  # w4
DIFFICULTY_BY_GRADE = 0.8334  # w5
DIFFICULTY_STEP = 3.0194  # w6
DIFFICULTY_REVERSION = 0.001  # w7
GROWTH = 1.8722  # w8
GROWTH_SATURATION = 0.1666  # w9
GROWTH_BY_FORGETTING = 0.796  # w10
LAPSE_SCALE = 1.4835  # w11
LAPSE_BY_DIFFICULTY = 0.0614  # w12
LAPSE_BY_STABILITY = 0.2629  # w13
LAPSE_BY_FORGETTING = 1.6483  # w14
EASY_BONUS = 1.8729  # w16
SAME_DAY = 0.5425  # w17
SAME_DAY_SHIFT = 0.0912  # w18
SAME_DAY_SATURATION = 0.0658  # w19
DECAY = 0.1542  # w20

FACTOR = math.pow(0.9, -1 / DECAY) - 1
"""Makes retrievability 0.9 when as many days have passed as the stability says."""

STABILITY_MIN = 0.001
STABILITY_MAX = 36_500.0
"""Days; a hundred years are as good as for ever, and keep repeated growth from running away."""
DIFFICULTY_MIN, DIFFICULTY_MAX = 1.0, 10.0

_LARGEST_EXPONENT = 700.0
"""Just below the logarithm of the largest float."""


def retrievability(stability: float, days: float) -> float:
    """The chance, in [0, 1], that it is still known `days` (>= 0) after the last review."""
    return math.pow(1 + FACTOR * days / max(stability, STABILITY_MIN), -DECAY)


def days_until(stability: float, level: float) -> float:
    """The inverse of `retrievability`: days until it has fallen to `level` (0 < level <= 1); may be
    infinite."""
    exponent = -math.log(level) / DECAY
    if exponent > _LARGEST_EXPONENT:
        return math.inf
    return max(stability, STABILITY_MIN) / FACTOR * math.expm1(exponent)


def first_difficulty(grade: Grade) -> float:
    """Difficulty after the first sight."""
    return _difficulty(_difficulty_of(grade))


def next_difficulty(difficulty: float, grade: Grade) -> float:
    """Difficulty after one more review: a damped step by grade, drawn a little towards that of an easy
    start."""
    step = -DIFFICULTY_STEP * (grade - Grade.GOOD) * (10 - difficulty) / 9
    easy = _difficulty_of(Grade.EASY)
    return _difficulty(DIFFICULTY_REVERSION * easy + (1 - DIFFICULTY_REVERSION) * (difficulty + step))


def next_stability(stability: float, difficulty: float, days: float, grade: Grade) -> float:
    """Stability after a review `days` (>= 0) after the last one. Less than a day counts as the same day."""
    if days < 1:
        return _stability(_same_day(stability, grade))
    known = retrievability(stability, days)
    if grade is Grade.AGAIN:
        return _stability(_lapsed(stability, difficulty, known))
    # Hardly anything is gained while it is still fresh, and much just before it would be gone: the spacing
    # effect.
    surprise = math.expm1((1 - known) * GROWTH_BY_FORGETTING)
    bonus = EASY_BONUS if grade is Grade.EASY else 1.0
    gain = math.exp(GROWTH) * (11 - difficulty) * math.pow(stability, -GROWTH_SATURATION) * surprise * bonus
    return max(stability, _stability(stability * (1 + gain)))


def _same_day(stability: float, grade: Grade) -> float:
    factor = math.exp(SAME_DAY * (grade - 3 + SAME_DAY_SHIFT)) * math.pow(stability, -SAME_DAY_SATURATION)
    return stability * (factor if grade is Grade.AGAIN else max(factor, 1.0))


def _lapsed(stability: float, difficulty: float, known: float) -> float:
    relearned = (
        LAPSE_SCALE
        * math.pow(difficulty, -LAPSE_BY_DIFFICULTY)
        * (math.pow(stability + 1, LAPSE_BY_STABILITY) - 1)
        * math.exp((1 - known) * LAPSE_BY_FORGETTING)
    )
    return min(relearned, stability / math.exp(SAME_DAY * SAME_DAY_SHIFT))


def _difficulty_of(grade: Grade) -> float:
    return DIFFICULTY_OF_AGAIN - math.exp(DIFFICULTY_BY_GRADE * (grade - 1)) + 1


def _difficulty(value: float) -> float:
    return min(max(value, DIFFICULTY_MIN), DIFFICULTY_MAX)


def _stability(value: float) -> float:
    return min(max(value, STABILITY_MIN), STABILITY_MAX)
