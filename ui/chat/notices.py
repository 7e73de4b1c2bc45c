"""A strip above the composer that says what the user should know, until they close it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from ui.icons import icon
from ui.theme import Space, tokens_of


class NoticeStrip(QFrame):
    """Shows one notice at a time, the latest last, and how many wait behind it; hidden when there is none.

    The answer to what the user has just tried comes before all others, and the next one takes its place.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer = ""
        self._waiting: list[str] = []
        self.setProperty("look", "banner")
        self._mark = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._more = QLabel()
        self._more.setProperty("look", "muted")
        self._close = QToolButton()
        self._close.setAccessibleName(self.tr("Close this notice"))
        self._close.setToolTip(self.tr("Close"))
        self._close.clicked.connect(self._next)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        layout.addWidget(self._mark)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._more)
        layout.addWidget(self._close)
        self._dress()
        self.hide()

    def show_text(self, text: str) -> None:
        """Show `text`, after those that are still open."""
        if text in self._waiting:
            return
        self._waiting.append(text)
        self._tell()

    def answer(self, text: str) -> None:
        """Say what became of what the user has just tried; empty: nothing to be said any more."""
        self._answer = text
        self._tell()

    @property
    def text(self) -> str:
        """What is shown now; empty when hidden."""
        return self._answer or next(iter(self._waiting), "")

    @Slot()
    def _next(self) -> None:
        if self._answer:
            self._answer = ""
        else:
            self._waiting = self._waiting[1:]
        self._tell()

    def _tell(self) -> None:
        self._text.setText(self.text)
        more = len(self._waiting) + bool(self._answer) - 1
        self._more.setText(self.tr("{} more").format(more))
        self._more.setVisible(more > 0)
        self.setVisible(bool(self.text))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        colour = tokens_of(self).warning
        self._mark.setPixmap(icon("warning", colour).pixmap(QSize(18, 18), self.devicePixelRatioF()))
        self._close.setIcon(icon("close", colour))
