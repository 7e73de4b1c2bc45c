"""Any number of points as a picture. Pure numpy over a `QImage`; a hundred thousand take a few milliseconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

SOFT = 4000
"""Up to so many marks have soft rims."""


def disc(radius: float) -> NDArray[np.float32]:
    """How much a round spot covers each pixel of its square: 1 inside, less at the rim, 0 outside."""
    reach = int(np.ceil(radius)) + 1
    steps = np.arange(-reach, reach + 1, dtype=np.float32)
    away = np.hypot(steps[:, None], steps[None])
    return np.clip(radius + 0.5 - away, 0.0, 1.0).astype(np.float32)


def scatter(
    width: int, height: int, spots: Floats, colours: NDArray[np.intp], names: list[str], radius: float
) -> QImage:
    """Spots `(n, 2)` in pixels as round marks on a clear ground; row n has the colour `names[colours[n]]`.

    Sizes and `radius` are in device pixels. A few thousand marks have soft rims, and later rows lie above earlier
    ones; more than that have hard rims: nobody sees the difference, and each pixel is written in one go.
    """
    cover = disc(radius)
    reach = len(cover) // 2
    middles = np.rint(spots).astype(np.int64)
    near = ((middles > -reach) & (middles < np.array([width, height]) + reach)).all(axis=1)
    # A margin all round takes what lies across the edge, so that nothing has to be asked of each pixel.
    wide, tall = width + 4 * reach, height + 4 * reach
    places = (middles[near, 1] + 2 * reach) * wide + middles[near, 0] + 2 * reach
    picture = np.zeros((tall, wide, 4), np.uint8)
    inks = np.array([_bgr(name) for name in names], np.uint8).reshape(-1, 3)[colours[near]]
    draw = _soft if len(places) <= SOFT else _hard
    draw(picture, places, inks, cover)
    inner = np.ascontiguousarray(picture[2 * reach : 2 * reach + height, 2 * reach : 2 * reach + width])
    image = QImage(inner.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the array goes, the picture stays


def _offsets(cover: Floats, wide: int) -> list[tuple[float, int]]:
    """(share, distance in pixels of the flat picture) of every pixel of a mark, from the rim inwards."""
    reach = len(cover) // 2
    rows, columns = cover.nonzero()
    found = zip(cover[rows, columns].tolist(), ((rows - reach) * wide + columns - reach).tolist(), strict=True)
    return sorted(found)


def _soft(picture: Bytes, places: NDArray[np.int64], inks: Bytes, cover: Floats) -> None:
    flat = picture.reshape(-1, 4)
    for share, away in _offsets(cover, picture.shape[1]):
        alpha = round(share * 255)
        # A full pixel is never overwritten by the soft rim of a mark beside it.
        weaker = flat[places + away, 3] <= alpha
        spots = places[weaker] + away
        flat[spots, :3] = (inks[weaker] * share).astype(np.uint8)
        flat[spots, 3] = alpha


def _hard(picture: Bytes, places: NDArray[np.int64], inks: Bytes, cover: Floats) -> None:
    flat = picture.reshape(-1, 4).view(np.uint32).reshape(-1)
    full = np.concatenate([inks, np.full((len(inks), 1), 255, np.uint8)], axis=1).view(np.uint32).reshape(-1)
    for share, away in _offsets(cover, picture.shape[1]):
        if share >= 0.5:
            flat[places + away] = full


def inside(polygon: Floats, spots: Floats) -> NDArray[np.bool_]:
    """Which spots lie inside the polygon `(m, 2)`, by the even-odd rule. No spot is, below three corners."""
    found = np.zeros(len(spots), np.bool_)
    if len(polygon) < 3:
        return found
    low, high = polygon.min(axis=0), polygon.max(axis=0)
    near = ((spots >= low) & (spots <= high)).all(axis=1)
    x, y = spots[near, 0], spots[near, 1]
    odd = np.zeros(len(x), np.bool_)
    for (x1, y1), (x2, y2) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        crosses = (y1 > y) != (y2 > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            left_of = x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        odd ^= crosses & left_of
    found[near] = odd
    return found


def _bgr(name: str) -> tuple[int, int, int]:
    colour = QColor(name)
    return colour.blue(), colour.green(), colour.red()
