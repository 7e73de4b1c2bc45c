"""What the system asks of the process: to end."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, Slot


class Signals(QObject):
    """Turns SIGINT and SIGTERM into a call on the main thread, at once and not at the next mouse move."""

    def __init__(self, ended: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._ended = ended
        self._watch = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._watch.activated.connect(self._arrived)

    def start(self) -> None:
        """Listen. Main thread only."""
        signal.set_wakeup_fd(self._writer.fileno())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: None)

    @Slot()
    def _arrived(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._reader.recv(64)
        self._ended()
