"""Two small dialogs: several memories become one, and one becomes several."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ui.theme import Space
from ui.wrapped import WrappedLabel

MOST_MERGED = 20
LINES = 6


class _Dialog(QDialog):
    """A heading, a sentence, a text to write, and two buttons."""

    def __init__(self, heading: str, sentence: str, act: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(heading)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(460)
        title, note = QLabel(heading), WrappedLabel(sentence)
        title.setProperty("look", "heading")
        note.setProperty("look", "muted")
        self.field = QPlainTextEdit()
        self.field.setTabChangesFocus(True)
        self.field.setMinimumHeight(LINES * self.fontMetrics().lineSpacing() + 2 * Space.M)
        self.act = QPushButton(act)
        self.act.setProperty("look", "primary")
        self.act.setDefault(True)
        cancel = QPushButton(self.tr("Cancel"))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.act)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        self.column.setSpacing(Space.M)
        for widget in (title, note, self.field):
            self.column.addWidget(widget)
        self.column.addLayout(buttons)
        cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self._act)
        self.field.textChanged.connect(self._check)

    @Slot()
    def _check(self) -> None:
        raise NotImplementedError

    @Slot()
    def _act(self) -> None:
        raise NotImplementedError


class MergeDialog(_Dialog):
    """Says what the one memory will say. `wanted` carries the text."""

    wanted = Signal(str)

    def __init__(self, texts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Merge {0} memories").format(len(texts)),
            self.tr("They become one that keeps all the words they come from. This is what it says:"),
            self.tr("Merge"),
            parent,
        )
        self.field.setAccessibleName(self.tr("Text of the merged memory"))
        self.field.setPlainText("\n".join(dict.fromkeys(text for text in texts if text)))

    @Slot()
    def _check(self) -> None:
        self.act.setEnabled(bool(self.field.toPlainText().strip()))

    @Slot()
    def _act(self) -> None:
        self.wanted.emit(" ".join(self.field.toPlainText().split()))
        self.accept()


class SplitDialog(_Dialog):
    """Takes one line for each new memory. `wanted` carries the lines."""

    wanted = Signal(object)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Split this memory"),
            self.tr("Write one line for each memory that it becomes. All keep the words it comes from."),
            self.tr("Split"),
            parent,
        )
        self.field.setAccessibleName(self.tr("One line for each new memory"))
        self.field.setPlainText(text.replace("; ", "\n").replace(" and ", "\nand ", 1))

    def _parts(self) -> list[str]:
        return [line.strip() for line in self.field.toPlainText().splitlines() if line.strip()]

    @Slot()
    def _check(self) -> None:
        self.act.setEnabled(len(self._parts()) > 1)

    @Slot()
    def _act(self) -> None:
        self.wanted.emit(self._parts())
        self.accept()
