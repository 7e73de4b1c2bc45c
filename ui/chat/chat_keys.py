"""Keys that are left over in the main window: what is typed belongs to the message, and Esc stops the reply."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from ui.chat.page import ChatPage
from ui.keys import LeftKeys, writes


class ChatKeys(LeftKeys):
    """Whoever types with the focus on a button or a message means the message that is being written."""

    def __init__(self, window: QWidget, page: ChatPage) -> None:
        super().__init__(window)
        self._page = page

    def take(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self._page.conversation.busy:
            self._page.conversation.stop()
            return True
        field = self._field()
        if field is not None and (writes(event) or event.matches(QKeySequence.StandardKey.Paste)):
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            QApplication.sendEvent(field, event)
            return True
        return super().take(event)

    def _field(self) -> QPlainTextEdit | None:
        """Where a message can be written now, unless it is written there already."""
        fields = (self._page.composer.field, self._page.edit_box.field)
        return next((field for field in fields if field.isVisible() and not field.hasFocus()), None)
