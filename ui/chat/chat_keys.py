"""Keys that nobody who has the focus has a use for: what they mean to the main window as a whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget

from ui.chat.page import ChatPage


class ChatKeys(QObject):
    """Hears the keys that were left over in `window`: what is typed belongs to the message, and Esc stops the reply.

    Enter presses the button that has the focus, as Space does. Qt asks whoever has the focus first, then what it stands
    in, and the window last. Main thread only.
    """

    def __init__(self, window: QWidget, page: ChatPage) -> None:
        super().__init__(window)
        self._page = page
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._take(event):
            return True
        return super().eventFilter(watched, event)

    def _take(self, event: QKeyEvent) -> bool:
        """Use a key; False where there is no use for it."""
        if event.key() == Qt.Key.Key_Escape and self._page.conversation.busy:
            self._page.conversation.stop()
            return True
        field, focused = self._field(), QApplication.focusWidget()
        if field is not None and (_writes(event) or event.matches(QKeySequence.StandardKey.Paste)):
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            QApplication.sendEvent(field, event)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            focused.click()
            return True
        return False

    def _field(self) -> QPlainTextEdit | None:
        """Where a message can be written now, unless it is written there already."""
        fields = (self._page.composer.field, self._page.edit_box.field)
        return next((field for field in fields if field.isVisible() and not field.hasFocus()), None)


def _writes(event: QKeyEvent) -> bool:
    """Whether a key writes a letter or a sign, and no blank."""
    held = event.modifiers() & (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    )
    return not held and event.text().isprintable() and bool(event.text().strip())
