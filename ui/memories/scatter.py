"""Any number of points as a picture. Pure numpy over a `QImage`; a hundred thousand take a few milliseconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

Floats = NDArray[np.float32]


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

    Later rows lie above earlier ones. Sizes and `radius` are in device pixels.
    """
    picture = np.zeros((height, width, 4), np.uint8)
    table = np.array([_bgr(name) for name in names], np.uint8).reshape(-1, 3)
    cover = disc(radius)
    reach = len(cover) // 2
    near = (
        (spots[:, 0] > -reach) & (spots[:, 0] < width + reach) & (spots[:, 1] > -reach) & (spots[:, 1] < height + reach)
    )
    middles = np.rint(spots[near]).astype(np.intp)
    inks = table[colours[near]]
    # From the rim inwards, so that a full pixel is never overwritten by the soft rim of the same spot.
    offsets = sorted(
        ((cover[row, column], row - reach, column - reach) for row, column in zip(*cover.nonzero(), strict=True)),
    )
    for share, down, right in offsets:
        x, y = middles[:, 0] + right, middles[:, 1] + down
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        x, y = x[inside], y[inside]
        alpha = np.uint8(round(float(share) * 255))
        stronger = picture[y, x, 3] <= alpha
        x, y = x[stronger], y[stronger]
        picture[y, x, :3] = (inks[inside][stronger] * share).astype(np.uint8)
        picture[y, x, 3] = alpha
    image = QImage(picture.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the array goes, the picture stays


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
