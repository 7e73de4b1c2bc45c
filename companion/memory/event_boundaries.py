"""Where a long session turns to something else: events inside a session, by change of topic and by silence. Pure.

After EM-LLM (Fountas et al. 2024, arXiv 2407.09450), which cuts where the surprise stands out, with the valleys of
TextTiling (Hearst 1997) in the place of a model's surprise: how far the likeness of what was said before and after a
gap lies below the peaks on both sides.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from companion.language.words import content_words, stem
from companion.models.protocols import Vectors
from companion.records import Message, Role

SHORTEST_LONG = 24
"""Messages from which a session may hold more than one event."""
SMALLEST = 6
"""Messages of the smallest event: three exchanges."""
WINDOW = 6
"""Messages on each side of a gap that are compared."""
REACH = 6
"""Gaps on each side among which the peaks beside a valley are looked for."""
FLOOR = 2
"""Gaps on each side of which none lies lower than the floor of a valley."""
DEPTH = 0.4
"""Depth of the valley, in cosine, from which the topic has changed."""
PAUSE = dt.timedelta(minutes=10)
"""A silence that makes a valley count `PAUSE_DEPTH` deeper."""
PAUSE_DEPTH = 0.2
SILENCE = dt.timedelta(minutes=60)
"""A silence that ends an event whatever comes after it."""


def boundaries(messages: Sequence[Message], similarities: Sequence[float]) -> list[int]:
    """The places at which the events of a session begin: ascending, the first one 0; empty for no messages.

    `similarities[i]` in [-1, 1] compares what stands around the gap between message i and i + 1. Every event but a
    session's only one has `SMALLEST` messages or more and begins with a message of the user's.
    """
    if len(messages) < SHORTEST_LONG:
        return [0] if messages else []
    depths = valleys(similarities)
    strengths: dict[int, float] = {}
    for place in range(1, len(messages)):
        silence = messages[place].created_at - messages[place - 1].created_at
        # A topic may change with the reply; the event begins with the user's message beside it.
        strength = max(depths[max(0, place - 2) : place + 1]) + (PAUSE_DEPTH if silence >= PAUSE else 0.0)
        if messages[place].role is Role.USER and (silence >= SILENCE or strength >= DEPTH):
            strengths[place] = strength + (2.0 if silence >= SILENCE else 0.0)
    starts = [0]
    for place in sorted(strengths, key=lambda at: (-strengths[at], similarities[at - 1], at)):
        if all(abs(place - other) >= SMALLEST for other in (*starts, len(messages))):
            starts.append(place)
    return sorted(starts)


def valleys(similarities: Sequence[float]) -> list[float]:
    """The depth of each gap: how far the floor of a valley lies below the peaks on its left and right, in sum.

    0 for a gap that is no floor.
    """
    depths = []
    for at, here in enumerate(similarities):
        floor = here <= min(similarities[max(0, at - FLOOR) : at + FLOOR + 1])
        left, right = similarities[max(0, at - REACH) : at + 1], similarities[at : at + REACH + 1]
        depths.append(max(left) + max(right) - 2 * here if floor else 0.0)
    return depths


def cohesion(texts: Sequence[str], vectors: Sequence[Vectors | None]) -> list[float]:
    """How alike the messages around each gap are: one number less than there are texts.

    By meaning where at least half of the texts have a vector, else by the stems that they share.
    """
    by_meaning = 2 * sum(vector is not None for vector in vectors) >= len(texts)
    stems = [] if by_meaning else [Counter(stem(word) for word in content_words(text)) for text in texts]
    found = []
    for gap in range(1, len(texts)):
        before, after = slice(max(0, gap - WINDOW), gap), slice(gap, gap + WINDOW)
        found.append(_cosine(vectors[before], vectors[after]) if by_meaning else _shared(stems[before], stems[after]))
    return found


def _cosine(before: Sequence[Vectors | None], after: Sequence[Vectors | None]) -> float:
    """1 where one side has no vector: nothing speaks for a change there."""
    left, right = ([vector for vector in side if vector is not None] for side in (before, after))
    if not left or not right:
        return 1.0
    one, other = np.mean(left, axis=0), np.mean(right, axis=0)
    size = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / size if size else 1.0


def _shared(before: Sequence[Counter[str]], after: Sequence[Counter[str]]) -> float:
    one: Counter[str] = sum(before, Counter())
    other: Counter[str] = sum(after, Counter())
    size = math.sqrt(sum(n * n for n in one.values()) * sum(n * n for n in other.values()))
    return sum(one[word] * other[word] for word in one.keys() & other.keys()) / size if size else 1.0
