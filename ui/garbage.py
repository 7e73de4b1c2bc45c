"""Python's garbage collection, kept on the main thread."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

PAUSE_MS = 500
"""Between two looks at how much was made since the last collection."""


class Garbage(QObject):
    """Collects cycles between two events of the main thread, by the thresholds of `gc`; nobody else collects.

    Left to itself, Python collects in whichever thread allocates, in the middle of whatever runs. A widget in a cycle
    would then be destroyed by the engine's thread, or while Qt is at work on it: both end in a crash. Main thread only.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
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
