"""A field to search in: a glass before the words, a cross behind them, and a way down into what was found."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.icons import icon
from ui.theme import tokens_of


class SearchField(QLineEdit):
    """Esc empties the field first, and leaves it when it is empty; the down key goes to the results."""

    results_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        muted = tokens_of(self).muted
        self._glass = self.addAction(icon("search", muted), QLineEdit.ActionPosition.LeadingPosition)
        self._cross = self.addAction(icon("close", muted), QLineEdit.ActionPosition.TrailingPosition)
        self._cross.setText(self.tr("Clear the search"))
        self._cross.setToolTip(self._cross.text())
        self._cross.setVisible(False)
        self._cross.triggered.connect(self.clear)
        self.textChanged.connect(self._dress)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            ours = event.key() == Qt.Key.Key_Escape and bool(self.text())
            event.setAccepted(ours)  # else the window's own Esc comes first
            if ours:
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.results_wanted.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    @Slot()
    def _dress(self) -> None:
        muted = tokens_of(self).muted
        self._glass.setIcon(icon("search", muted))
        self._cross.setIcon(icon("close", muted))
        self._cross.setVisible(bool(self.text()))
