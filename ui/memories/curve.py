"""A small picture of one memory's forgetting: R = exp(-t/S), past and future, with the threshold of dormancy."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from companion.records import MemoryView
from ui.memories import words
from ui.theme import Space, Type, tokens_of, type_size

DAY = dt.timedelta(days=1)
SHORTEST = 14 * DAY
"""The least that the picture spans."""
STEPS = 120


@dataclass(frozen=True, slots=True)
class Curve:
    """A forgetting curve over `span` days from `start`. `now` and `fades` are days from `start`."""

    start: dt.datetime
    strength: float
    """S in days."""
    span: float
    now: float
    threshold: float
    fades: float

    def retention(self, day: float) -> float:
        """R = exp(-t/S), as MemoryBank has it from Ebbinghaus."""
        return math.exp(-max(day, 0.0) / self.strength)


def curve_of(view: MemoryView, threshold: float) -> Curve:
    """The curve of `view` under the Ebbinghaus formula.

    The present moment follows from the retention that the engine gave, so picture and bar never disagree.
    `threshold` lies in (0, 1).
    """
    state = view.memory.decay
    strength = max(state.strength, 1e-6)
    now = -strength * math.log(min(max(view.retention, 1e-6), 1.0))
    fades = -strength * math.log(threshold)
    span = max(SHORTEST / DAY, 1.25 * max(fades, now))
    return Curve(state.anchor_at, strength, span, now, threshold, fades)


class CurvePicture(QWidget):
    """Paints a `Curve`. What it shows is also its accessible description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve: Curve | None = None
        self.setAccessibleName(self.tr("Forgetting curve"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(120)

    def sizeHint(self) -> QSize:
        return QSize(280, 128)

    def set_curve(self, curve: Curve) -> None:
        """Show this curve."""
        self._curve = curve
        text = self.tr("{0} now; {1} on {2}").format(
            words.percent(curve.retention(curve.now)),
            words.percent(curve.threshold),
            words.day_text((curve.start + curve.fades * DAY).astimezone().date()),
        )
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._curve is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(type_size(Type.CAPTION))
        painter.setFont(font)
        below = painter.fontMetrics().height() + Space.XS
        plot = QRectF(self.rect()).adjusted(7, Space.S, -7, -below)
        self._paint_plot(painter, plot, self._curve)
        self._paint_dates(painter, plot, self._curve)
        painter.end()

    def _paint_plot(self, painter: QPainter, plot: QRectF, curve: Curve) -> None:
        tokens = tokens_of(self)

        def at(day: float) -> QPointF:
            height = curve.retention(day) * plot.height()
            return QPointF(plot.left() + day / curve.span * plot.width(), plot.bottom() - height)

        days = [curve.span * step / STEPS for step in range(STEPS + 1)]
        past = [at(day) for day in days if day < curve.now] + [at(curve.now)]
        ahead = [at(curve.now)] + [at(day) for day in days if day > curve.now]
        area = QPolygonF(
            [*past, *ahead[1:], QPointF(ahead[-1].x(), plot.bottom()), QPointF(past[0].x(), plot.bottom())]
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_soft))
        painter.drawPolygon(area)
        level = plot.bottom() - curve.threshold * plot.height()
        painter.setPen(QPen(QColor(tokens.danger), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(plot.left(), level), QPointF(plot.right(), level))
        painter.setPen(QPen(QColor(tokens.border_strong), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for points, style in ((past, Qt.PenStyle.SolidLine), (ahead, Qt.PenStyle.DotLine)):
            path = QPainterPath(points[0])
            for point in points[1:]:
                path.lineTo(point)
            painter.setPen(QPen(QColor(tokens.accent), 2, style))
            painter.drawPath(path)
        painter.setPen(QPen(QColor(tokens.surface), 2))
        painter.setBrush(QColor(tokens.accent))
        painter.drawEllipse(at(curve.now), 5, 5)

    def _paint_dates(self, painter: QPainter, plot: QRectF, curve: Curve) -> None:
        """Under the plot: the first day, today, and the day of dormancy, each where there is room for it."""
        painter.setPen(QColor(tokens_of(self).muted))
        metrics = painter.fontMetrics()
        line = QRectF(plot.left(), plot.bottom() + Space.XS, plot.width(), metrics.height())
        taken: list[QRectF] = []
        marks = [
            (curve.fades, words.day_text((curve.start + curve.fades * DAY).astimezone().date())),
            (curve.now, self.tr("now")),
            (0.0, words.day_text(curve.start.astimezone().date())),
        ]
        for day, text in marks:
            width = metrics.horizontalAdvance(text) + 2
            middle = plot.left() + day / curve.span * plot.width()
            left = min(max(middle - width / 2, line.left()), line.right() - width)
            box = QRectF(left, line.top(), width, line.height())
            if not any(box.adjusted(-Space.S, 0, Space.S, 0).intersects(other) for other in taken):
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
                taken.append(box)
