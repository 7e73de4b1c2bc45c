"""The parts that the view of health is made of: cards, columns of cards, and counts as bars."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Space, tokens_of


class ShareBars(QWidget):
    """Counts as bars beside their names; the same numbers stand in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, int, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_rows(self, rows: Sequence[tuple[str, int, str]]) -> None:
        """(name, count, colour), in the order in which they stand."""
        self._rows = list(rows)
        self.setAccessibleDescription("; ".join(f"{name}: {count:,}" for name, count, _ in rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, len(self._rows) * (self.fontMetrics().lineSpacing() + Space.S))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), tokens_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        tall = metrics.lineSpacing() + Space.S
        names = max((metrics.horizontalAdvance(name) for name, _, _ in self._rows), default=0) + Space.M
        counts = max((metrics.horizontalAdvance(f"{count:,}") for _, count, _ in self._rows), default=0) + Space.S
        most = max((count for _, count, _ in self._rows), default=1) or 1
        for place, (name, count, colour) in enumerate(self._rows):
            box = QRectF(0, place * tall, self.width(), tall)
            painter.setPen(QColor(tokens.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{count:,}")
            room = QRectF(names, box.center().y() - 4, max(self.width() - names - counts - Space.S, 8), 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.track))
            painter.drawRoundedRect(room, 4, 4)
            if count:
                painter.setBrush(QColor(colour))
                wide = max(room.width() * count / most, 8.0)
                painter.drawRoundedRect(QRectF(room.left(), room.top(), wide, 8), 4, 4)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


class Card(QFrame):
    """A framed part of the view with a heading and, at its right end, a figure or a button."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.setAccessibleName(heading)
        title = QLabel(heading)
        title.setProperty("look", "heading")
        self.head = QHBoxLayout()
        self.head.addWidget(title, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self.column.setSpacing(Space.S)
        self.column.addLayout(self.head)

    def note(self, look: str = "muted") -> QLabel:
        """A line of words below the heading."""
        label = QLabel()
        label.setWordWrap(True)
        label.setProperty("look", look)
        self.column.addWidget(label)
        return label


class Columns(QWidget):
    """Cards in two columns, or in one where there is no room for two.

    Each column is as tall as its own cards: a short card beside a long one is not drawn out to its height.
    """

    def __init__(self, cards: Sequence[QWidget], least: int = 720, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards, self._least, self._columns = tuple(cards), least, 0
        self._sides = (QVBoxLayout(), QVBoxLayout())
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        for side in self._sides:
            side.setSpacing(Space.M)
            side.addStretch(1)
            outer.addLayout(side, 1)
        self._outer = outer
        self._set(2)

    def _set(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._cards):
            for side in self._sides:
                side.removeWidget(card)
            side = self._sides[place % columns]
            side.insertWidget(side.count() - 1, card)
        self._outer.setSpacing(Space.M if columns == 2 else 0)
        self._outer.setStretch(1, columns - 1)

    def fit(self, width: int) -> None:
        """Choose the columns for this width in pixels."""
        self._set(2 if width >= self._least else 1)
