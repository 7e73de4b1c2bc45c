"""The heights of many rows: guessed at first, measured when seen, added up when asked."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate


class Heights:
    """Row heights in pixels and where each row begins. Plain arithmetic, no Qt.

    Heights are rounded up to whole pixels, as a scroll bar counts: parts of a pixel that come and go above a row would
    move it by one.
    """

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._measured: list[bool] = []
        self._tops: list[int] | None = None

    def __len__(self) -> int:
        return len(self._heights)

    def reset(self, guesses: Iterable[float]) -> None:
        """Begin again with these guesses, one for each row."""
        self._heights = [math.ceil(guess) for guess in guesses]
        self._measured = [False] * len(self._heights)
        self._tops = None

    def insert(self, at: int, guesses: Iterable[float]) -> None:
        """New rows before row `at`."""
        fresh = [math.ceil(guess) for guess in guesses]
        self._heights[at:at] = fresh
        self._measured[at:at] = [False] * len(fresh)
        self._tops = None

    def remove(self, first: int, last: int) -> None:
        """Take out the rows `first` to `last`, both included."""
        del self._heights[first : last + 1]
        del self._measured[first : last + 1]
        self._tops = None

    def forget(self, at: int) -> None:
        """The row has changed: its height is a guess again."""
        self._measured[at] = False

    def is_measured(self, at: int) -> bool:
        """Whether the height of row `at` is real."""
        return self._measured[at]

    def measure(self, at: int, height: Callable[[int], float]) -> None:
        """Put the real height of row `at` in place of a guess; `height` is called only where it is one."""
        if self._measured[at]:
            return
        real = math.ceil(height(at))
        self._measured[at] = True
        if real != self._heights[at]:
            self._heights[at] = real
            self._tops = None

    def _sums(self) -> list[int]:
        if self._tops is None:
            self._tops = list(accumulate(self._heights, initial=0))
        return self._tops

    @property
    def total(self) -> int:
        """The height of all rows together."""
        return self._sums()[-1]

    def top(self, at: int) -> int:
        """Where row `at` begins."""
        return self._sums()[at]

    def height(self, at: int) -> int:
        """The height of row `at` as far as it is known."""
        return self._heights[at]

    def at(self, y: float) -> int:
        """The row that covers `y`; the nearest one outside the rows, -1 when there are none."""
        if not self._heights:
            return -1
        return min(max(bisect_right(self._sums(), y) - 1, 0), len(self._heights) - 1)
