"""The parts of a score as a small list of bars."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Space, Type, tokens_of, type_size

ROW, BAR = 20, 6
NAME_SHARE = 0.56
"""The part of the width that the words take."""


class ScoreParts(QWidget):
    """One line a part: its name and a bar as long as its share. A share below zero says so by colour and sign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[tuple[str, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Why it came up"))

    def set_parts(self, parts: list[tuple[str, float]]) -> None:
        """Show these parts, the largest first."""
        self._parts = parts
        self.setAccessibleDescription(", ".join(f"{name} {share:.2f}" for name, share in parts))
        self.setVisible(bool(parts))
        self.updateGeometry()
        self.update()

    @property
    def _row(self) -> int:
        return max(ROW, round(QFontMetricsF(self._font()).height()) + Space.XS)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(type_size(Type.CAPTION))
        return font

    def sizeHint(self) -> QSize:
        return QSize(200, self._row * len(self._parts))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._row * len(self._parts))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        metrics = QFontMetricsF(self._font())
        left = self.width() * NAME_SHARE
        room = self.width() - left
        most = max((abs(share) for _, share in self._parts), default=1.0)
        for at, (name, share) in enumerate(self._parts):
            row = QRectF(0, at * self._row, self.width(), self._row)
            words = metrics.elidedText(name if share > 0 else f"− {name}", Qt.TextElideMode.ElideRight, left - Space.S)
            painter.setPen(QColor(tokens.muted))
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
            bar = QRectF(left, row.center().y() - BAR / 2, room, BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.track))
            painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
            bar.setWidth(max(BAR, room * abs(share) / most))
            painter.setBrush(QColor(tokens.accent if share > 0 else tokens.warning))
            painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
        painter.end()
