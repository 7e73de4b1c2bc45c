"""The picture of one memory's forgetting: past and future on both curves, its uses, and the threshold of dormancy."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from companion.records import Course, CurveLine
from ui.memories import words
from ui.theme import Space, Tokens, Type, tokens_of, type_size

DAY = dt.timedelta(days=1)
MARGIN = 7


def curve_name(curve: str) -> str:
    """What a curve is called."""
    return {"ebbinghaus": "Ebbinghaus", "fsrs": "FSRS-6"}.get(curve, curve)


def retention_at(line: CurveLine, day: float) -> float:
    """The retention that the picture shows at `day`, read off the drawn line."""
    before = line.points[0]
    for point in line.points:
        if point[0] > day:
            width = point[0] - before[0]
            share = (day - before[0]) / width if width else 0.0
            return before[1] + (point[1] - before[1]) * share
        before = point
    return before[1]


class CurvePicture(QWidget):
    """Paints a `Course`. What it shows is also its accessible description; the mouse reads off any day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._course: Course | None = None
        self.setAccessibleName(self.tr("Forgetting curve"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(150)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        return QSize(280, 170)

    @property
    def course(self) -> Course | None:
        """What is drawn."""
        return self._course

    def set_course(self, course: Course) -> None:
        """Show this course."""
        self._course = course
        self.setAccessibleDescription(self._in_words(course))
        self.update()

    def _in_words(self, course: Course) -> str:
        said = [course.sentence]
        for line in course.lines:
            now = words.percent(retention_at(line, course.now))
            if line.fades is None:
                said.append(self.tr("{0}: {1} now, does not fade.").format(curve_name(line.curve), now))
            else:
                end = words.day_text(self._day(course, line.fades))
                text = self.tr("{0}: {1} now, {2} on {3}.")
                said.append(text.format(curve_name(line.curve), now, words.percent(line.threshold), end))
        for use in course.uses:
            said.append(f"{words.use_name(use.use)}: {words.day_text(use.at.astimezone().date())}.")
        return " ".join(said)

    @staticmethod
    def _day(course: Course, day: float) -> dt.date:
        return (course.start + min(day, 3_000_000.0) * DAY).astimezone().date()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()
        super().changeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        course, plot = self._course, self._plot()
        if course is not None and plot.width() > 0:
            share = (event.position().x() - plot.left()) / plot.width()
            day = min(max(share, 0.0), 1.0) * course.span
            lines = [f"{curve_name(line.curve)}: {words.percent(retention_at(line, day))}" for line in course.lines]
            text = "\n".join([words.day_text(self._day(course, day)), *lines])
            QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def _plot(self) -> QRectF:
        small = type_size(Type.CAPTION)
        return QRectF(self.rect()).adjusted(MARGIN, small + Space.M, -MARGIN, -(small + Space.S + 2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._course is None:
            return
        painter, tokens = QPainter(self), tokens_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(type_size(Type.CAPTION))
        painter.setFont(font)
        plot = self._plot()
        self._paint_lines(painter, plot, self._course, tokens)
        self._paint_uses(painter, plot, self._course, tokens)
        self._paint_legend(painter, self._course, tokens)
        self._paint_dates(painter, plot, self._course)
        painter.end()

    @staticmethod
    def _at(plot: QRectF, course: Course, day: float, left: float) -> QPointF:
        return QPointF(plot.left() + day / course.span * plot.width(), plot.bottom() - left * plot.height())

    def _paint_lines(self, painter: QPainter, plot: QRectF, course: Course, tokens: Tokens) -> None:
        chosen, other = course.lines
        points = [self._at(plot, course, *point) for point in chosen.points]
        area = QPolygonF([*points, QPointF(points[-1].x(), plot.bottom()), QPointF(points[0].x(), plot.bottom())])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_soft))
        painter.drawPolygon(area)
        level = plot.bottom() - chosen.threshold * plot.height()
        painter.setPen(QPen(QColor(tokens.danger), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(plot.left(), level), QPointF(plot.right(), level))
        painter.setPen(QPen(QColor(tokens.border_strong), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_line(painter, plot, course, other, QPen(QColor(tokens.muted), 1.25, Qt.PenStyle.DashLine))
        painter.save()
        today = self._at(plot, course, course.now, 0.0).x()
        painter.setClipRect(QRectF(0, 0, today, self.height()))
        self._paint_line(painter, plot, course, chosen, QPen(QColor(tokens.accent), 2))
        painter.setClipRect(QRectF(today, 0, self.width(), self.height()))
        self._paint_line(painter, plot, course, chosen, QPen(QColor(tokens.accent), 2, Qt.PenStyle.DotLine))
        painter.restore()
        painter.setPen(QPen(QColor(tokens.surface), 2))
        painter.setBrush(QColor(tokens.accent))
        painter.drawEllipse(self._at(plot, course, course.now, retention_at(chosen, course.now)), 5, 5)

    def _paint_line(self, painter: QPainter, plot: QRectF, course: Course, line: CurveLine, pen: QPen) -> None:
        path = QPainterPath(self._at(plot, course, *line.points[0]))
        for point in line.points[1:]:
            path.lineTo(self._at(plot, course, *point))
        painter.setPen(pen)
        painter.drawPath(path)

    def _paint_uses(self, painter: QPainter, plot: QRectF, course: Course, tokens: Tokens) -> None:
        """A small triangle above the plot for every use, pointing at the moment."""
        painter.setPen(Qt.PenStyle.NoPen)
        for use in course.uses:
            spot = self._at(plot, course, (use.at - course.start) / DAY, 1.0)
            painter.setBrush(QColor(tokens.danger if use.use == "corrected" else tokens.success))
            top = spot.y() - 7
            painter.drawPolygon(
                QPolygonF([QPointF(spot.x() - 4, top), QPointF(spot.x() + 4, top), QPointF(spot.x(), spot.y() - 1)])
            )

    def _paint_legend(self, painter: QPainter, course: Course, tokens: Tokens) -> None:
        metrics = painter.fontMetrics()
        x, y = float(MARGIN), metrics.height() / 2 + 1
        pens = (QPen(QColor(tokens.accent), 2), QPen(QColor(tokens.muted), 1.25, Qt.PenStyle.DashLine))
        for line, pen in zip(course.lines, pens, strict=True):
            name = curve_name(line.curve)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, y), QPointF(x + 18, y))
            painter.setPen(QColor(tokens.muted))
            painter.drawText(QPointF(x + 24, y + metrics.ascent() / 2 - 1), name)
            x += 24 + metrics.horizontalAdvance(name) + Space.L

    def _paint_dates(self, painter: QPainter, plot: QRectF, course: Course) -> None:
        """Under the plot: the day of dormancy, today and the first day, each where there is room for it."""
        painter.setPen(QColor(tokens_of(self).muted))
        metrics = painter.fontMetrics()
        line = QRectF(plot.left(), plot.bottom() + Space.XS, plot.width(), metrics.height())
        taken: list[QRectF] = []
        marks = [(course.now, self.tr("now")), (0.0, words.day_text(self._day(course, 0.0)))]
        fades = course.lines[0].fades
        if fades is not None and fades <= course.span:
            marks.insert(0, (fades, words.day_text(self._day(course, fades))))
        for day, text in marks:
            width = metrics.horizontalAdvance(text) + 2
            middle = plot.left() + day / course.span * plot.width()
            left = min(max(middle - width / 2, line.left()), line.right() - width)
            box = QRectF(left, line.top(), width, line.height())
            if not any(box.adjusted(-Space.S, 0, Space.S, 0).intersects(other) for other in taken):
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
                taken.append(box)
