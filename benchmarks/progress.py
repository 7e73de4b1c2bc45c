"""A progress bar on the error stream, so that the output stays one JSON object or one table."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

_WIDTH = 30
_EVERY = 0.2
"""Seconds between two drawings."""


def progress(items: Sequence[T], what: str) -> Iterator[T]:
    """`items` one by one, with a bar for them when the error stream is a terminal."""
    return track(items, len(items), what)


def track(items: Iterable[T], total: int, what: str) -> Iterator[T]:
    """The same for `items` of which only the number is known."""
    shown, started, drawn = sys.stderr.isatty(), time.monotonic(), 0.0
    for done, item in enumerate(items):
        if shown and time.monotonic() - drawn > _EVERY:
            drawn = time.monotonic()
            _draw(what, done, total, drawn - started)
        yield item
    if shown:
        sys.stderr.write("\r\x1b[K")


def _draw(what: str, done: int, total: int, seconds: float) -> None:
    filled = _WIDTH * done // max(total, 1)
    left = f", {seconds / done * (total - done):.0f} s left" if done else ""
    sys.stderr.write(f"\r\x1b[K{what} [{'#' * filled}{'.' * (_WIDTH - filled)}] {done}/{total}{left}")
    sys.stderr.flush()
