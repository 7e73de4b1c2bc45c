"""How many things wait in the inbox, for whoever shows the number."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from companion.events import Event, MemoriesChanged
from companion.records import MemoryQuery, Status
from ui.bridge import Bridge

CALM_MS = 500
"""How long a burst of changes is gathered before what waits is counted."""


class Waiting(QObject):
    """Counts when asked to and whenever memories change. Main thread."""

    changed = Signal(int)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self.look)
        bridge.events.connect(self._heard)

    @Slot()
    def look(self) -> None:
        """Count now, if there is an engine to ask."""
        if self._bridge.attached:
            query = MemoryQuery(statuses=(Status.INBOX,))
            self._bridge.ask(self, lambda e: e.count_memories(query), self.changed.emit)

    @Slot(object)
    def _heard(self, event: Event) -> None:
        if isinstance(event, MemoriesChanged):
            self._calm.start()
