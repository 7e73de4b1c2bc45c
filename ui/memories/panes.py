"""What stands in place of the table or the detail when there is nothing, not yet, not any more, or many."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ui.icons import icon
from ui.memories.flow import FlowLayout
from ui.theme import Space, tokens_of


def _centred(look: str) -> QLabel:
    label = QLabel()
    label.setProperty("look", look)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


class StatePane(QWidget):
    """A picture, a heading, a sentence and at most one button, in the middle."""

    button_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = "memory"
        self.image = QLabel()
        self.image.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.heading, self.sentence = _centred("heading"), _centred("muted")
        self.button = QPushButton()
        self.button.clicked.connect(self.button_pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        column.setSpacing(Space.M)
        column.addStretch(2)
        column.addWidget(self.image)
        column.addWidget(self.heading)
        column.addWidget(self.sentence)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def tell(self, picture: str, heading: str, sentence: str = "", button: str = "") -> None:
        """Show these words; the button only when it has a name."""
        self._picture = picture
        self.heading.setText(heading)
        self.sentence.setText(sentence)
        self.button.setText(button)
        self.image.setVisible(bool(picture))
        self.heading.setVisible(bool(heading))
        self.sentence.setVisible(bool(sentence))
        self.button.setVisible(bool(button))
        self.setAccessibleName(". ".join(part for part in (heading, sentence) if part))
        self._draw()

    def _draw(self) -> None:
        if self._picture:
            self.image.setPixmap(icon(self._picture, tokens_of(self).muted).pixmap(QSize(40, 40)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)


class ManyPane(QWidget):
    """What can be done to several memories at once."""

    pin_wanted = Signal(bool)
    forget_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel()
        self.heading.setProperty("look", "heading")
        note = QLabel(self.tr("Pinned memories do not fade. What is forgotten can be taken back."))
        note.setProperty("look", "muted")
        note.setWordWrap(True)
        self.pin = QPushButton(self.tr("Pin"))
        self.unpin = QPushButton(self.tr("Unpin"))
        self.forget = QPushButton(self.tr("Forget"))
        self.forget.setProperty("look", "danger")
        self.pin.clicked.connect(lambda: self.pin_wanted.emit(True))
        self.unpin.clicked.connect(lambda: self.pin_wanted.emit(False))
        self.forget.clicked.connect(self.forget_wanted)
        buttons = QWidget()
        row = FlowLayout(buttons)
        for button in (self.pin, self.unpin, self.forget):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self.heading)
        column.addWidget(buttons)
        column.addWidget(note)
        column.addStretch(1)
        self._dress()

    def set_count(self, count: int) -> None:
        """So many memories are selected."""
        self.heading.setText(self.tr("{0} memories selected").format(f"{count:n}"))

    def _dress(self) -> None:
        tokens = tokens_of(self)
        self.pin.setIcon(icon("pin", tokens.text))
        self.forget.setIcon(icon("trash", tokens.danger))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "forget"):
            self._dress()
        super().changeEvent(event)
