"""A list of rows of unlike heights that scrolls by pixels and stays where the reader put it."""

from __future__ import annotations

import time
from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QTimer, Signal, Slot
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.chat.heights import Heights

Index = QModelIndex | QPersistentModelIndex
PADDING = 12
"""Above the first row and below the last one."""
NEAR_END = 24
"""A reader this close to the end wants to follow what arrives."""
PASSES = 24
"""How often the rows in view are measured until their number settles."""
AHEAD_ROWS = 3
"""Rows outside the view that are measured in one step, so that scrolling never waits for them."""
AHEAD_SECONDS = 0.008
"""A step ends after the row with which it has taken this long: some rows are long."""


class SteadyList(QAbstractItemView):
    """Virtual: a row is measured when it is near the view, the others are guessed.

    The reader's place is an anchor row and an offset into it, or the end. Whatever grows or is measured
    elsewhere, that place stays where it is on the screen.
    """

    followed = Signal(bool)
    """Whether the end is kept in view."""
    seen = Signal(int, int)
    """First and last visible row, when they have come to rest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heights = Heights()
        self._follow = True
        self._anchor = (0, 0)
        self._placing = False
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(44)
        self._ahead = QTimer(self)
        self._ahead.setInterval(0)
        self._ahead.timeout.connect(self._measure_ahead)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(120)
        self._rest.timeout.connect(self._tell_seen)

    # What a subclass fills in -------------------------------------------------------------------------

    def guess(self, _at: int) -> float:
        """The height of row `at`, without measuring."""
        return 40.0

    def measured(self, at: int) -> float:
        """The height of row `at`, measured."""
        return self.guess(at)

    # Place --------------------------------------------------------------------------------------------

    @property
    def following(self) -> bool:
        """Whether the end is kept in view."""
        return self._follow

    def follow(self) -> None:
        """Go to the end and stay there."""
        self._set_follow(True)
        self.place()

    def show_row(self, at: int) -> None:
        """Bring row `at` into the upper part of the view."""
        self._set_follow(False)
        self._anchor = (at, -(self.viewport().height() // 5))
        self.place()

    def hold(self, at: int) -> None:
        """Keep row `at` where it is on the screen, whatever comes and goes below it."""
        self._set_follow(False)
        self._anchor = (at, self.verticalScrollBar().value() - PADDING - self.heights.top(at))

    def row_rect(self, at: int) -> QRect:
        """Row `at` in the viewport's coordinates."""
        top = PADDING + self.heights.top(at) - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), self.heights.height(at))

    def row_at(self, y: float) -> int:
        """The row at this height of the viewport, -1 for none."""
        inner = y + self.verticalScrollBar().value() - PADDING
        return self.heights.at(inner) if 0 <= inner < self.heights.total else -1

    def visible_rows(self) -> range:
        """The rows that can be seen."""
        top = self.verticalScrollBar().value() - PADDING
        first = self.heights.at(top)
        return range(first, self.heights.at(top + self.viewport().height()) + 1) if first >= 0 else range(0)

    def place(self) -> None:
        """Measure what is seen and put the reader's place back where it was."""
        for _ in range(PASSES):
            self._place_bar()
            before = self.heights.total
            self._measure_seen()
            if self.heights.total == before:
                break
        self._place_bar()
        self._ahead.start()
        self._rest.start()
        self.viewport().update()

    def _measure_seen(self) -> None:
        """Measure what can be seen now, up to a row that pushes others out of sight: those need not be measured."""
        rows, page = self.visible_rows(), self.viewport().height()
        for at in reversed(rows) if self._follow else rows:
            guessed = self.heights.height(at)
            self.heights.measure(at, self.measured)
            if self.heights.height(at) - guessed > page // 2:
                return

    def _place_bar(self) -> None:
        bar = self.verticalScrollBar()
        page = self.viewport().height()
        self._placing = True
        bar.setPageStep(page)
        bar.setRange(0, max(0, self.heights.total + 2 * PADDING - page))
        if self._follow:
            bar.setValue(bar.maximum())
        elif len(self.heights):
            at = min(self._anchor[0], len(self.heights) - 1)
            bar.setValue(PADDING + self.heights.top(at) + self._anchor[1])
        self._placing = False

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()
        if self._placing or not len(self.heights):
            return
        bar = self.verticalScrollBar()
        inner = bar.value() - PADDING
        at = self.heights.at(inner)
        self._anchor = (at, inner - self.heights.top(at))
        self._set_follow(bar.value() >= bar.maximum() - NEAR_END)
        self.place()

    def _set_follow(self, follow: bool) -> None:
        if follow != self._follow:
            self._follow = follow
            self.followed.emit(follow)

    @Slot()
    def _measure_ahead(self) -> None:
        """Measure some rows within one screen of the view; what lies above must not push it."""
        rows, page = self.visible_rows(), self.viewport().height()
        if not rows:
            self._ahead.stop()
            return
        top = self.verticalScrollBar().value() - PADDING
        near = range(self.heights.at(top - page), self.heights.at(top + 2 * page) + 1)
        todo = [
            at
            for at in (*range(rows.stop, near.stop), *reversed(range(near.start, rows.start)))
            if not self.heights.is_measured(at)
        ]
        end = time.perf_counter() + AHEAD_SECONDS
        for at in todo[:AHEAD_ROWS]:
            self.heights.measure(at, self.measured)
            if time.perf_counter() > end:
                break
        if todo:
            self._place_bar()
        else:
            self._ahead.stop()

    @Slot()
    def _tell_seen(self) -> None:
        rows = self.visible_rows()
        if rows and self.isVisible():
            self.seen.emit(rows[0], rows[-1])

    # What the model says ------------------------------------------------------------------------------

    def reset(self) -> None:
        super().reset()
        self.remeasure()
        self._set_follow(True)
        self.place()

    def remeasure(self) -> None:
        """Nothing is known about any height: the width or the text size has changed."""
        model = self.model()
        self.heights.reset(self.guess(at) for at in range(model.rowCount() if model is not None else 0))

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        self.heights.insert(start, [self.guess(at) for at in range(start, end + 1)])
        at, offset = self._anchor
        if start <= at and end + 1 < len(self.heights):
            self._anchor = (at + end - start + 1, offset)
        self.place()

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        super().rowsAboutToBeRemoved(parent, start, end)
        self.heights.remove(start, end)

    def dataChanged(self, first: Index, last: Index, roles: Iterable[int] = ()) -> None:
        super().dataChanged(first, last, list(roles))
        for at in range(first.row(), last.row() + 1):
            self.heights.forget(at)
        self.place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    # What QAbstractItemView wants to know ---------------------------------------------------------------

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place_bar()

    def visualRect(self, index: Index) -> QRect:
        return self.row_rect(index.row()) if index.isValid() and index.row() < len(self.heights) else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        at = self.row_at(point.y())
        return self.model().index(at, 0) if at >= 0 else QModelIndex()

    def scrollTo(
        self, index: Index, _hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        self.heights.measure(index.row(), self.measured)
        rect, page = self.visualRect(index), self.viewport().height()
        bar = self.verticalScrollBar()
        if rect.top() < 0 or rect.height() > page:
            bar.setValue(bar.value() + rect.top() - PADDING)
        elif rect.bottom() > page:
            bar.setValue(bar.value() + rect.bottom() - page + PADDING)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: Index) -> bool:
        return False

    def setSelection(self, _rect: QRect, _command: object) -> None:
        """Rows are not selected as wholes; text is."""

    def visualRegionForSelection(self, _selection: object) -> QRegion:
        return QRegion()
