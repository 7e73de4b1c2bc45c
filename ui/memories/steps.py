"""Work that is done a little at a time, so that the window stays alive between one piece and the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget


class Steps(QObject):
    """Runs each piece in a turn of the event loop of its own, in order. Main thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], object]] = deque()
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._one)

    def add(self, *pieces: Callable[[], object]) -> None:
        """Do these after what waits already."""
        self._waiting.extend(pieces)
        self._turn.start()

    def drop(self) -> None:
        """What waits is not wanted any more."""
        self._waiting.clear()

    @property
    def idle(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    @Slot()
    def _one(self) -> None:
        if self._waiting:
            self._waiting.popleft()()
        if self._waiting:
            self._turn.start()


def polish(widget: QWidget) -> None:
    """Style a hidden widget and all in it ahead of time: else the moment in which it is shown pays for all of them."""
    for part in (widget, *widget.findChildren(QWidget)):
        part.ensurePolished()
