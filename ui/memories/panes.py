"""What stands in place of a view or the detail when there is nothing, not yet, or not any more."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ui.icons import icon
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


class Skeleton(QWidget):
    """Grey lines where words will stand, for the moment before they are here: nothing jumps when they come."""

    def __init__(self, rows: int = 9, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setAccessibleName(self.tr("Loading …"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), tokens_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        width = self.width() - 2 * Space.L
        top = Space.L
        for row in range(self._rows):
            if top > self.height() - Space.XL:
                break
            share = (0.82, 0.64, 0.74)[row % 3]
            painter.drawRoundedRect(QRectF(Space.L, top, width * share, 9), 4.5, 4.5)
            painter.drawRoundedRect(QRectF(Space.L, top + 17, width * share * 0.5, 7), 3.5, 3.5)
            top += 54
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
