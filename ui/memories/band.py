"""The band of days: how much of each is remembered, from the first to today, to zoom into and to walk along."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from companion.records import DayCount
from ui.memories import words
from ui.theme import Radius, Space, Tokens, Type, tokens_of, type_size

WIDEST = 30.0
"""Pixels of a day at most."""
NARROWEST_BAR = 5.0
"""Pixels below which days are drawn by the week, and weeks by the month."""
STEP = 1.25
"""What one notch of the wheel zooms by."""
NUMBERED = 24.0
"""Pixels of a day from which its number stands below it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Days that are drawn as one: a day, a week from Monday, or a month."""

    first: dt.date
    days: int
    said: int
    learned: int


def bars(counts: Sequence[DayCount], unit: str) -> list[Bar]:
    """The counts gathered by `day`, `week` or `month`; empty stretches have no bar."""
    found: dict[dt.date, list[int]] = {}
    for count in counts:
        first = count.day
        if unit == "week":
            first -= dt.timedelta(first.weekday())
        elif unit == "month":
            first = first.replace(day=1)
        both = found.setdefault(first, [0, 0])
        both[0] += count.said
        both[1] += count.learned
    length = {"day": lambda _first: 1, "week": lambda _first: 7, "month": _days_in_month}[unit]
    return [Bar(first, length(first), said, learned) for first, (said, learned) in found.items()]


def _days_in_month(first: dt.date) -> int:
    return ((first + dt.timedelta(31)).replace(day=1) - first).days


class TimeBand(QWidget):
    """Left and right walk over days with memories, plus and minus zoom, a click or Enter reads. Main thread."""

    chosen = Signal(object)
    """The day (`datetime.date`) that is to be read."""
    read_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: tuple[DayCount, ...] = ()
        self._bars: list[Bar] = []
        self._unit = ""
        self._left = 0.0  # the ordinal of the day at the left edge, with its fraction
        self._wide = WIDEST
        self._day: dt.date | None = None
        self._drag: QPointF | None = None
        self._dragged = False
        self.setAccessibleName(self.tr("Days with memories"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        return QSize(400, 132)

    @property
    def day(self) -> dt.date | None:
        """The day that is being read."""
        return self._day

    @property
    def unit(self) -> str:
        """What one bar is: `day`, `week` or `month`."""
        return self._unit

    def set_counts(self, counts: Sequence[DayCount]) -> None:
        """Show these days, the earliest first. The place stays where it was unless there was none."""
        first_time = not self._counts
        self._counts = tuple(counts)
        if first_time:
            self.fit()
        self._gather(anew=True)
        if counts:
            most = max(counts, key=lambda count: count.said + count.learned)
            text = self.tr("{0} days with memories, from {1} to {2}; most on {3}. Arrow keys walk from day to day.")
            shown = (len(counts), *(words.day_text(day) for day in (counts[0].day, counts[-1].day, most.day)))
            self.setAccessibleDescription(text.format(*shown))

    def choose(self, day: dt.date) -> None:
        """Mark this day and bring it into view."""
        self._day = day
        where = self._x(day)
        if not Space.L <= where <= self.width() - 2 * Space.L:
            self._move_to(day.toordinal() + 0.5 - self.width() / self._wide / 2)
        self.update()

    def neighbour(self, step: int) -> dt.date | None:
        """The next day with memories after (1) or before (-1) the chosen one."""
        days = [count.day for count in self._counts]
        if not days:
            return None
        if self._day is None:
            return days[-1]
        place = bisect_left(days, self._day)
        here = place < len(days) and days[place] == self._day
        place = place + step if step < 0 or here else place
        return days[place] if 0 <= place < len(days) else None

    # The window onto time -------------------------------------------------------------------------------

    def fit(self) -> None:
        """Zoom so that all days are seen."""
        if self._counts:
            self._wide = self._narrowest()
            self._move_to(self._counts[0].day.toordinal() - 1.0)
            self._gather()

    def _narrowest(self) -> float:
        span = (self._counts[-1].day - self._counts[0].day).days + 3
        return min(max(self.width(), 200) / max(span, 8), WIDEST)

    def zoom(self, factor: float, around: float | None = None) -> None:
        """Make days wider or narrower by `factor`; the day at `around` (a place in pixels) stays there."""
        if not self._counts:
            return
        spot = self.width() / 2 if around is None else around
        under = self._left + spot / self._wide
        self._wide = min(max(self._wide * factor, self._narrowest()), WIDEST)
        self._move_to(under - spot / self._wide)
        self._gather()

    def _move_to(self, left: float) -> None:
        if self._counts:
            first, last = self._counts[0].day.toordinal() - 1.0, self._counts[-1].day.toordinal() + 2.0
            left = max(min(left, last - self.width() / self._wide), first)
        self._left = left
        self.update()

    def _gather(self, *, anew: bool = False) -> None:
        unit = "day" if self._wide >= NARROWEST_BAR else "week" if self._wide * 7 >= NARROWEST_BAR else "month"
        if unit != self._unit or anew:
            self._unit, self._bars = unit, bars(self._counts, unit)
        self.update()

    def _x(self, day: dt.date) -> float:
        return (day.toordinal() - self._left) * self._wide

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() <= 0 or self._wide < self._narrowest():
            self.fit()
        else:
            self._move_to(self._left)

    # The hand -------------------------------------------------------------------------------------------

    def _under(self, spot: QPointF) -> Bar | None:
        ordinal = self._left + spot.x() / self._wide
        near = [bar for bar in self._bars if bar.first.toordinal() - 0.3 <= ordinal < bar.first.toordinal() + bar.days]
        return near[-1] if near else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None and event.buttons() & Qt.MouseButton.LeftButton:
            moved = event.position().x() - self._drag.x()
            if self._dragged or abs(moved) > 4:
                self._dragged = True
                self._move_to(self._left - moved / self._wide)
                self._drag = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        bar = self._under(event.position()) if not self._dragged else None
        self._drag = None
        if bar is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._unit != "day":
            self.zoom(max(self.width() / (bar.days * 1.6) / self._wide, STEP), event.position().x())
        first = next(count.day for count in self._counts if count.day >= bar.first)
        self.chosen.emit(first)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if abs(turned.x()) > abs(turned.y()):
            self._move_to(self._left - turned.x() / 120 * 60 / self._wide)
        elif turned.y():
            self.zoom(STEP ** (turned.y() / 120), event.position().x())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        days = [count.day for count in self._counts]
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key in steps and (day := self.neighbour(steps[key])) is not None:
            self.chosen.emit(day)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and days:
            self.chosen.emit(days[0] if key == Qt.Key.Key_Home else days[-1])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Up):
            self.zoom(STEP)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Down):
            self.zoom(1 / STEP)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.read_wanted.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            bar = self._under(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), bar_text(self, bar) if bar is not None else "", self)
            return True
        return super().event(event)

    # The picture ----------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), tokens_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(type_size(Type.CAPTION))
        painter.setFont(font)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(tokens.accent if self.hasFocus() else tokens.border), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(frame, Radius.M, Radius.M)
        painter.setClipRect(frame.adjusted(2, 2, -2, -2))
        line = self.height() - 2 * painter.fontMetrics().height() - Space.M
        self._paint_months(painter, tokens, line)
        self._paint_bars(painter, tokens, line)
        painter.end()

    def _paint_bars(self, painter: QPainter, tokens: Tokens, line: float) -> None:
        most = max((bar.said + bar.learned for bar in self._bars), default=1)
        room = line - Space.M
        painter.setPen(Qt.PenStyle.NoPen)
        for bar in self._bars:
            x, wide = self._x(bar.first), bar.days * self._wide
            if x + wide < 0 or x > self.width():
                continue
            gap = 1.0 if wide < 12 else 2.5
            chosen = self._day is not None and 0 <= (self._day - bar.first).days < bar.days
            if chosen:
                painter.setBrush(QColor(tokens.accent_soft))
                painter.drawRect(QRectF(x, 2, wide, line + 2))
            tall = max((bar.said + bar.learned) / most * room, 4.0)
            part = tall * bar.learned / max(bar.said + bar.learned, 1)
            painter.setBrush(QColor(tokens.scroll))
            painter.drawRoundedRect(QRectF(x + gap, line - tall, max(wide - 2 * gap, 2.0), tall), 2, 2)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(QRectF(x + gap, line - part, max(wide - 2 * gap, 2.0), part), 2, 2)

    def _paint_months(self, painter: QPainter, tokens: Tokens, line: float) -> None:
        """The line of the days, their numbers where they fit, and the months below."""
        metrics = painter.fontMetrics()
        painter.setPen(QPen(QColor(tokens.border_strong), 1))
        painter.drawLine(QPointF(0, line + 0.5), QPointF(self.width(), line + 0.5))
        if not self._counts:
            return
        first = dt.date.fromordinal(max(int(self._left) - 31, 1)).replace(day=1)
        end = self._left + self.width() / self._wide
        taken = -1e9
        while first.toordinal() < end:
            following = first + dt.timedelta(_days_in_month(first))
            x, edge = self._x(first), self._x(following)
            painter.setPen(QPen(QColor(tokens.border), 1))
            painter.drawLine(QPointF(x, line), QPointF(x, self.height()))
            name = words.month_text(first)
            left = max(x, 0.0) + Space.S
            width = metrics.horizontalAdvance(name)
            if left > taken + Space.M and (left + width < edge or edge - x < width):
                painter.setPen(QColor(tokens.muted))
                painter.drawText(QPointF(left, self.height() - Space.S), name)
                taken = left + width
            first = following
        if self._wide >= NUMBERED:
            painter.setPen(QColor(tokens.muted))
            for ordinal in range(int(self._left), int(end) + 1):
                day = dt.date.fromordinal(max(ordinal, 1))
                box = QRectF(self._x(day), line + 2, self._wide, metrics.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(day.day))


def bar_text(widget: QWidget, bar: Bar) -> str:
    """What a bar says in words."""
    when = words.day_text(bar.first)
    if bar.days > 1:
        when = widget.tr("{0} and the days after").format(when) if bar.days == 7 else words.month_text(bar.first)
    return widget.tr("{0}: {1} said, {2} learned").format(when, bar.said, bar.learned)
