"""Keys that nobody who has the focus has a use for: what they mean to a window as a whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget


class LeftKeys(QObject):
    """Hears the keys that were left over in `window`: Enter presses the button that has the focus, as Space does.

    Qt asks whoever has the focus first, then what it stands in, and the window last. Main thread only.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.take(event):
            return True
        return super().eventFilter(watched, event)

    def take(self, event: QKeyEvent) -> bool:
        """Use a key that was left over; False where there is no use for it."""
        focused = QApplication.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            focused.click()
            return True
        return False


def writes(event: QKeyEvent) -> bool:
    """Whether a key writes a letter or a sign, and no blank."""
    held = event.modifiers() & (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    )
    return not held and event.text().isprintable() and bool(event.text().strip())
