"""Vectors laid out on a plane so that what is alike lies together. Pure numpy; heavy: keep it off the event loop.

A few memories are landmarks. They are laid out by t-SNE (van der Maaten and Hinton 2008, JMLR 9), exactly and from the
first two principal components, so that the same vectors always give the same map. Every other memory is placed among
the landmarks that are nearest to it in meaning. So the cost grows with the number of memories and not with its square.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LANDMARKS = 400
NEIGHBOURS = 4
"""Landmarks that a memory is placed among."""
PERPLEXITY = 20.0
ITERATIONS = 350
EARLY = 100
"""Iterations in which likeness pulls harder, so that groups find together before they settle."""
SHARPNESS = 12.0
"""How much more the nearest landmark counts than the next one, per unit of cosine."""


def choose_landmarks(count: int, seed: int = 7) -> NDArray[np.int64]:
    """Which of `count` rows are landmarks: all when they are few, else an even choice, the same every time."""
    if count <= LANDMARKS:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).choice(count, LANDMARKS, replace=False))


def lay_out(vectors: Floats) -> Floats:
    """Places in [-1, 1]² for unit vectors `(n, d)`, n at most a few hundred."""
    count = len(vectors)
    if count < 3:
        return np.array([[0.0, 0.0], [0.5, 0.0]], np.float32)[:count]
    places = _principal(vectors)
    likeness = _affinities(vectors.astype(np.float64))
    speed = np.zeros_like(places)
    gains = np.ones_like(places)
    rate = max(count / 12.0, 10.0)
    for step in range(ITERATIONS):
        pull = likeness * 4.0 if step < EARLY else likeness
        slope = _gradient(pull, places)
        gains = np.where(np.sign(slope) == np.sign(speed), gains * 0.8, gains + 0.2).clip(0.01)
        speed = (0.5 if step < EARLY else 0.8) * speed - rate * gains * slope
        places = places + speed
        places -= places.mean(axis=0)
    return fitted(places)


def place(vectors: Floats, ids: NDArray[np.int64], landmarks: Floats, places: Floats) -> Floats:
    """Places for unit vectors `(n, d)` among landmarks `(m, d)` that have theirs.

    Where many fall on one spot, `ids` spreads them a little, each always to the same side.
    """
    if not len(landmarks):
        return np.zeros((len(vectors), 2), np.float32)
    near = min(NEIGHBOURS, len(landmarks))
    cosines = vectors @ landmarks.T
    nearest = np.argpartition(-cosines, near - 1, axis=1)[:, :near]
    weights = np.exp(SHARPNESS * (np.take_along_axis(cosines, nearest, 1) - cosines.max(axis=1, keepdims=True)))
    weights /= weights.sum(axis=1, keepdims=True)
    middle = (places[nearest] * weights[:, :, None]).sum(axis=1)
    angle = (ids * 2.399963) % (2 * np.pi)  # the golden angle: no two neighbours in number share a side
    reach = np.sqrt((ids * 0.618034) % 1.0) * _spacing(places)
    spread = middle + np.stack([np.cos(angle), np.sin(angle)], 1) * reach[:, None]
    return np.asarray(spread.clip(-1, 1), np.float32)


def group(places: Floats, most: int = 12) -> NDArray[np.int16]:
    """Which memories lie together: k-means on the plane, from seeds far apart. Group numbers from 0."""
    count = len(places)
    wanted = int(np.clip(round(np.sqrt(count / 4)), 1, most))
    centres = places[[0]] if count else places
    while len(centres) < min(wanted, count):
        gaps = ((places[:, None] - centres[None]) ** 2).sum(-1).min(1)
        centres = np.vstack([centres, places[[int(gaps.argmax())]]])
    groups = np.zeros(count, np.int64)
    for _ in range(20 if count else 0):
        groups = ((places[:, None] - centres[None]) ** 2).sum(-1).argmin(1)
        centres = np.stack(
            [places[groups == n].mean(0) if (groups == n).any() else centres[n] for n in range(len(centres))]
        )
    return groups.astype(np.int16)


def fitted(places: NDArray[np.floating]) -> Floats:
    """Moved and scaled into [-1, 1]², without changing the shape."""
    middle = (places.max(axis=0) + places.min(axis=0)) / 2
    reach = float(np.abs(places - middle).max()) or 1.0
    return np.asarray((places - middle) / reach * 0.96, np.float32)


def _principal(vectors: Floats) -> NDArray[np.float64]:
    centred = vectors.astype(np.float64) - vectors.mean(axis=0)
    left, size, _ = np.linalg.svd(centred, full_matrices=False)
    places = np.zeros((len(vectors), 2))
    places[:, : min(2, left.shape[1])] = (left * size)[:, :2]
    # Equal vectors must not start on one spot: nothing would ever part them from each other.
    spread = np.random.default_rng(1).normal(0.0, 1e-4, places.shape)
    result: NDArray[np.float64] = places / (places.std() or 1.0) * 1e-2 + spread
    return result


def _affinities(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """t-SNE's joint probabilities: for every row the width at which it has `PERPLEXITY` neighbours."""
    gaps = np.maximum(2.0 - 2.0 * (vectors @ vectors.T), 0.0)
    np.fill_diagonal(gaps, np.inf)
    aim = np.log(min(PERPLEXITY, (len(vectors) - 1) / 3 + 1e-9))
    low, high, width = np.zeros(len(gaps)), np.full(len(gaps), np.inf), np.full(len(gaps), 5.0)
    shares = gaps
    for _ in range(40):
        shares = np.exp(-(gaps - gaps.min(axis=1, keepdims=True)) * width[:, None])
        shares /= shares.sum(axis=1, keepdims=True)
        entropy = -(shares * np.log(np.maximum(shares, 1e-12))).sum(axis=1)
        wide = entropy > aim
        low, high = np.where(wide, width, low), np.where(wide, high, width)
        width = np.where(np.isinf(high), width * 2, (low + np.where(np.isinf(high), width, high)) / 2)
    joint: NDArray[np.float64] = np.maximum((shares + shares.T) / (2 * len(gaps)), 1e-12)
    return joint


def _gradient(pull: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    square = (places**2).sum(axis=1)
    closeness = 1.0 / (1.0 + np.maximum(square[:, None] + square[None] - 2.0 * places @ places.T, 0.0))
    np.fill_diagonal(closeness, 0.0)
    force = (pull - np.maximum(closeness / closeness.sum(), 1e-12)) * closeness
    slope: NDArray[np.float64] = 4.0 * (force.sum(axis=1)[:, None] * places - force @ places)
    return slope


def _spacing(places: Floats) -> float:
    """Half of the usual distance from a landmark to its neighbour."""
    if len(places) < 2:
        return 0.1
    gaps = ((places[:, None] - places[None]) ** 2).sum(-1)
    np.fill_diagonal(gaps, np.inf)
    return 0.5 * float(np.median(np.sqrt(gaps.min(axis=1))))
