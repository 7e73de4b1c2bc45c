"""Python's garbage collection, kept on the main thread, and what it frees given back to the system."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

COLLECTIONS = 4
"""After so many, at least 2 seconds in which much was made, free memory is given back."""
PAUSE_MS = 500
"""Between two looks at how much was made since the last collection."""


class Garbage(QObject):
    """Collects cycles between two events of the main thread, by the thresholds of `gc`; nobody else collects.

    Left to itself, Python collects in whichever thread allocates, in the middle of whatever runs. A widget in a cycle
    would then be destroyed by the engine's thread, or while Qt is at work on it: both end in a crash. Main thread only.
    """

    def __init__(self, parent: QObject, give_back: Callable[[], object] | None = None) -> None:
        """`give_back` is called after every `COLLECTIONS`th collection; by default it is the system's own (`trim`)."""
        super().__init__(parent)
        self._collected = 0
        self._give_back = give_back or trim()
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Take over."""
        gc.disable()
        self._timer.start()

    @Slot()
    def settle(self) -> None:
        """What is there now is there to stay: it need not be looked at again, which would take a moment each time."""
        gc.freeze()

    def stop(self) -> None:
        """Give it back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation that is due."""
        due = [
            generation
            for generation, (count, threshold) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > threshold
        ]
        if due:
            gc.collect(due[-1])
            self._collected += 1
        if self._collected >= COLLECTIONS:
            self._collected = 0
            self._give_back()


def trim() -> Callable[[], object]:
    """What gives free memory back to the system, in 2 to 5 ms; nothing where the system has no such thing.

    The C library of Linux keeps what was freed between things that are still there: 40 MB after a few long replies.
    """
    found = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    return (lambda: found(0)) if found is not None else lambda: None
