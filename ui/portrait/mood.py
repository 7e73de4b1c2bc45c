"""The mood of the last conversations as a small line chart. What it shows is also said in words beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from companion.records import Mood
from ui.memories.words import day_text
from ui.portrait import words
from ui.theme import Space, Type, tokens_of, type_size

MOST = 30
"""The last conversations that the chart shows."""


class MoodChart(QWidget):
    """A line through the valences of sessions, each in [-1, 1], in time order and evenly spaced."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moods: tuple[Mood, ...] = ()
        self.setAccessibleName(self.tr("Mood over the last conversations"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(260, 130)

    def set_moods(self, moods: Sequence[Mood]) -> None:
        """Show the last of these."""
        self._moods = tuple(moods)[-MOST:]
        self.setAccessibleDescription(words.mood_sentence(self._moods))
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def _points(self, plot: QRectF) -> list[QPointF]:
        steps = max(len(self._moods) - 1, 1)
        places = [plot.left() + plot.width() * i / steps for i in range(len(self._moods))]
        if len(self._moods) == 1:
            places = [plot.center().x()]
        return [
            QPointF(x, plot.center().y() - min(max(mood.valence, -1.0), 1.0) * plot.height() / 2)
            for x, mood in zip(places, self._moods, strict=True)
        ]

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(type_size(Type.CAPTION))
        painter.setFont(font)
        metrics = painter.fontMetrics()
        labels = [words.mood_level(value) for value in (1.0, 0.0, -1.0)]
        beside = max(metrics.horizontalAdvance(label) for label in labels) + Space.M
        plot = QRectF(self.rect()).adjusted(beside, 8, -6, -metrics.height() - Space.S)
        painter.setPen(QColor(tokens.muted))
        for label, height in zip(labels, (plot.top(), plot.center().y(), plot.bottom()), strict=True):
            box = QRectF(0, height - metrics.height() / 2, beside - Space.S, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label)
        painter.setPen(QPen(QColor(tokens.border), 1))
        for height in (plot.top(), plot.bottom()):
            painter.drawLine(QPointF(plot.left(), height), QPointF(plot.right(), height))
        painter.setPen(QPen(QColor(tokens.border_strong), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(plot.left(), plot.center().y()), QPointF(plot.right(), plot.center().y()))
        points = self._points(plot)
        if points:
            path = QPainterPath(points[0])
            for point in points[1:]:
                path.lineTo(point)
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
            painter.setPen(QPen(QColor(tokens.surface), 1.5))
            painter.setBrush(QColor(tokens.accent))
            for point in points:
                painter.drawEllipse(point, 4, 4)
            self._paint_days(painter, plot)
        painter.end()

    def _paint_days(self, painter: QPainter, plot: QRectF) -> None:
        painter.setPen(QColor(tokens_of(self).muted))
        line = QRectF(plot.left(), plot.bottom() + Space.XS, plot.width(), painter.fontMetrics().height())
        first, last = self._moods[0].day, self._moods[-1].day
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, day_text(last))
        if first != last:
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft, day_text(first))
