"""The bar that offers to take a forgetting back, without standing in the way."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.theme import Space

LINGER_MS = 10_000


class UndoBar(QFrame):
    """One sentence and an `Undo` button; goes away by itself. Ctrl+Z of the window works longer than the bar."""

    undo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.setObjectName("undoBar")
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.button = QPushButton(self.tr("Undo"))
        self.button.setToolTip(self.tr("Take it back (Ctrl+Z)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.S, Space.S)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self._linger = QTimer(self, singleShot=True, interval=LINGER_MS)
        self._linger.timeout.connect(self.hide)
        self.button.clicked.connect(self._undo)
        self.hide()

    def offer(self, sentence: str) -> None:
        """Show `sentence` with the button for ten seconds, and read it aloud."""
        self.button.show()
        self._say(sentence)

    def tell(self, sentence: str) -> None:
        """Show `sentence` alone."""
        self.button.hide()
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self.label.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()
        self._linger.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    @Slot()
    def _undo(self) -> None:
        self.hide()
        self.undo_wanted.emit()
