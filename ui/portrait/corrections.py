"""Small dialogs in which the user corrects the portrait: a value on a scale, or the words of an item."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ui.portrait import words
from ui.theme import Space

STEPS = 20
"""Places of the slider on either side of the middle."""
LONGEST_ITEM = 120
"""Characters of an item."""


class _Question(QDialog):
    """A dialog that does not block, with a place for a sentence about what is wrong."""

    def __init__(self, title: str, save: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        self.column.setSpacing(Space.M)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = self.buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("look", "primary")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)


class ScoreDialog(_Question):
    """Asks where a trait lies. `chosen` carries a score in [-1, 1]."""

    chosen = Signal(float)

    def __init__(self, trait: str, score: float, parent: QWidget) -> None:
        super().__init__(words.trait_name(trait), self.tr_("That is me"), parent)
        ask = QLabel(self.tr("Where do you see yourself? Your word counts more than what was guessed."))
        ask.setWordWrap(True)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-STEPS, STEPS)
        self.slider.setValue(round(score * STEPS))
        self.slider.setAccessibleName(words.trait_name(trait))
        self.value = QLabel()
        self.value.setAlignment(Qt.AlignmentFlag.AlignCenter)
        ends = QHBoxLayout()
        for text, side in zip(
            words.trait_ends(trait), (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight), strict=True
        ):
            label = QLabel(text)
            label.setProperty("look", "caption")
            ends.addWidget(label, 1, side)
        self.column.addWidget(ask)
        self.column.addWidget(self.value)
        self.column.addWidget(self.slider)
        self.column.addLayout(ends)
        self.column.addWidget(self.buttons)
        self.slider.valueChanged.connect(self._dress)
        self.accepted.connect(lambda: self.chosen.emit(self.slider.value() / STEPS))
        self._dress()

    @staticmethod
    def tr_(text: str) -> str:
        """`text` in the user's language, before there is a dialog."""
        return words.translate("ScoreDialog", text)

    @Slot()
    def _dress(self) -> None:
        said = words.level(self.slider.value() / STEPS)
        self.value.setText(said[:1].upper() + said[1:])
        self.slider.setAccessibleDescription(said)


class ItemDialog(_Question):
    """Asks for the words of an item. `chosen` carries them."""

    chosen = Signal(str)

    def __init__(self, facet: str, text: str, parent: QWidget) -> None:
        super().__init__(words.facet_name(facet), words.translate("ItemDialog", "Save"), parent)
        hint = QLabel(words.facet_hint(facet))
        hint.setProperty("look", "muted")
        hint.setWordWrap(True)
        self.field = QLineEdit(text)
        self.field.setMaxLength(LONGEST_ITEM)
        self.field.setAccessibleName(words.facet_name(facet))
        self.column.addWidget(hint)
        self.column.addWidget(self.field)
        self.column.addWidget(self.buttons)
        self.field.textChanged.connect(self._dress)
        self.accepted.connect(lambda: self.chosen.emit(self.field.text().strip()))
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self.save.setEnabled(bool(self.field.text().strip()))
