"""What the views of the browser have in common, so that the window can hold any of them."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from companion.events import Event, MemoriesChanged, SettingsChanged
from ui.bridge import Bridge

CALM_MS = 400
"""How long a burst of changes is gathered before a view is brought up to date."""


class View(QWidget):
    """One view. It asks the engine when it is first shown, and again when something changed since."""

    memory_wanted = Signal(int)
    message_wanted = Signal(int, int)
    only_wanted = Signal(object, str)
    """Show only these memories in the list, under this name."""
    changed = Signal(str, object)
    """What was done, in a sentence, and the `Change` that undoes it."""
    told = Signal(str)
    unlearn_wanted = Signal(int)
    """What this conversation taught is to be undone."""
    failed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._stale = True
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self._look)
        bridge.events.connect(self._heard)

    def refresh(self) -> None:
        """Ask the engine for what this view shows."""
        raise NotImplementedError

    def focus(self) -> None:
        """Take the keyboard at the most useful place."""
        self.setFocus()

    @Slot(object)
    def _heard(self, event: Event) -> None:
        decay = isinstance(event, SettingsChanged) and any(key.startswith("decay") for key in event.keys)
        if decay or isinstance(event, MemoriesChanged):
            self._stale = True
            if self.isVisible():
                self._calm.start()

    @Slot()
    def _look(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._calm.stop()
