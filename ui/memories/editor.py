"""The inline editor for the text of a memory."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from ui.theme import Space


class _Field(QPlainTextEdit):
    """A text field in which Tab leaves and Ctrl+Enter saves."""

    wants_save = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.wants_save.emit()
        else:
            super().keyPressEvent(event)


class MemoryEditor(QWidget):
    """Edits one text. `saved` carries the new one; `closed` comes when it was given up."""

    saved = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = _Field()
        self.field.setAccessibleName(self.tr("Text of the memory"))
        self.field.setMinimumHeight(96)
        self.error = QLabel()
        self.error.setProperty("look", "danger")
        self.error.setWordWrap(True)
        self.save = QPushButton(self.tr("Save"))
        self.save.setProperty("look", "primary")
        self.save.setToolTip(self.tr("Save (Ctrl+Enter)"))
        self.cancel = QPushButton(self.tr("Cancel"))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.field)
        column.addWidget(self.error)
        column.addLayout(buttons)
        self._original = ""
        self.field.textChanged.connect(self._check)
        self.field.wants_save.connect(self._save)
        self.cancel.clicked.connect(self.closed)
        self.save.clicked.connect(self._save)

    def begin(self, text: str) -> None:
        """Edit `text` from here."""
        self._original = text
        self.field.setPlainText(text)
        self._explain("")
        self._check()
        self.field.setFocus()
        self.field.selectAll()

    def show_problem(self, error: CompanionError) -> None:
        """Say under the field why it was not saved."""
        self._explain(f"{error} {error.next_step}".strip())

    def _explain(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    @Slot()
    def _check(self) -> None:
        text = self.field.toPlainText().strip()
        self.save.setEnabled(bool(text) and text != self._original.strip())

    @Slot()
    def _save(self) -> None:
        if self.save.isEnabled():
            self.saved.emit(self.field.toPlainText().strip())
