"""The map itself: points to look at, to walk over, to choose and to catch with a lasso."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from companion.records import KINDS, MemoryMap
from ui.memories.delegates import FADED_SHARE, LOW_SHARE, kind_colour, retention_colour
from ui.memories.scatter import inside, scatter
from ui.theme import Radius, Space, Tokens, Type, tokens_of, type_size

CLOSEST = 40.0
"""How many times larger than the whole the map can be made."""
STEP = 1.3
HOVER_MS = 90
"""How long the mouse rests before the memory under it is asked for."""
NEAR = 12.0
"""Pixels within which a point counts as meant."""
FEW = 1_500
"""Up to so many points are drawn large."""
CORNERS = 96
"""Corners that a lasso keeps: more would only cost time."""


def drawn_in(box: QRectF, frame: QRectF) -> QRectF:
    """`box` moved into `frame` where it sticks out of it, as it is where they do not meet."""
    if not box.intersects(frame):
        return box
    left = max(min(box.left(), frame.right() - box.width()), frame.left())
    top = max(min(box.top(), frame.bottom() - box.height()), frame.top())
    return QRectF(left, top, box.width(), box.height())


class MapCanvas(QWidget):
    """Drag to move, wheel or plus and minus to zoom, 0 to see all, L for the lasso. Main thread."""

    hovered = Signal(int, QPointF)
    """The memory under the mouse (0: none) and where on the screen."""
    chosen = Signal(int)
    caught = Signal(object)
    """The ids that a lasso went round."""
    lasso_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map: MemoryMap | None = None
        self._by_retention = False
        self._middle, self._zoom = QPointF(0, 0), 1.0
        self._picture: QImage | None = None
        self._order: np.ndarray[tuple[int], np.dtype[np.intp]] | None = None
        self._chosen = self._under = -1
        self._group = -1
        self._drag: QPointF | None = None
        self._moved = False
        self._lassoing = False
        self._lasso: list[QPointF] = []
        self.setAccessibleName(self.tr("Map of memories"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._rest = QTimer(self, singleShot=True, interval=HOVER_MS)
        self._rest.timeout.connect(self._ask)
        self._spot = QPointF()

    def sizeHint(self) -> QSize:
        return QSize(420, 320)

    @property
    def zoom_now(self) -> float:
        """How many times larger than the whole the map is shown."""
        return self._zoom

    @property
    def map(self) -> MemoryMap | None:
        """What is shown."""
        return self._map

    def set_map(self, found: MemoryMap) -> None:
        """Show this map; place and zoom stay."""
        self._map, self._chosen, self._under, self._group = found, -1, -1, -1
        self._order = None
        self._redraw()

    def colour_by_retention(self, on: bool) -> None:
        """Colour by retention, else by kind."""
        self._by_retention, self._order = on, None
        self._redraw()

    def mark(self, memory_id: int | None) -> None:
        """Ring the memory that the detail shows."""
        if self._map is not None:
            found = np.flatnonzero(self._map.ids == (memory_id or 0))
            self._chosen = int(found[0]) if len(found) else -1
            self.update()

    def show_group(self, group: int) -> None:
        """Light up one cluster and dim the others; -1: all alike."""
        if group != self._group:
            self._group, self._order = group, None
            self._redraw()

    def set_lasso(self, on: bool) -> None:
        """Whether dragging draws a lasso instead of moving the map."""
        if on != self._lassoing:
            self._lassoing = on
            self._lasso.clear()
            self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)
            self.lasso_changed.emit(on)
            self.update()

    # Places ---------------------------------------------------------------------------------------------

    def _scale(self) -> tuple[float, float]:
        """Pixels of one unit to the right and down: the map fills whatever room it has."""
        right, down = (max(side / 2 - Space.XL, 20.0) * self._zoom for side in (self.width(), self.height()))
        return right, down

    def spots(self) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        """Where every memory is, in pixels of this widget."""
        if self._map is None:
            return np.zeros((0, 2), np.float32)
        middle = np.array([self._middle.x(), self._middle.y()], np.float32)
        half = np.array([self.width() / 2, self.height() / 2], np.float32)
        return np.asarray((self._map.places - middle) * np.array(self._scale(), np.float32) + half, np.float32)

    def _screen(self, x: float, y: float) -> QPointF:
        right, down = self._scale()
        return QPointF(
            (x - self._middle.x()) * right + self.width() / 2, (y - self._middle.y()) * down + self.height() / 2
        )

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """Larger or smaller by `factor`; what is at `around` stays there."""
        spot = around if around is not None else QPointF(self.width() / 2, self.height() / 2)
        away = spot - QPointF(self.width() / 2, self.height() / 2)
        before = self._zoom
        self._zoom = min(max(self._zoom * factor, 1.0), CLOSEST)
        right, down = self._scale()
        grown = self._zoom / before - 1
        self._middle += QPointF(away.x() * grown / right, away.y() * grown / down)
        self._keep_near()

    def move(self, right: float, down: float) -> None:  # type: ignore[override]
        """Look further to the right and down, by so many pixels."""
        wide, tall = self._scale()
        self._middle += QPointF(right / wide, down / tall)
        self._keep_near()

    @Slot()
    def fit(self) -> None:
        """See all of it."""
        self._middle, self._zoom = QPointF(0, 0), 1.0
        self._redraw()

    def _keep_near(self) -> None:
        self._middle = QPointF(min(max(self._middle.x(), -1.0), 1.0), min(max(self._middle.y(), -1.0), 1.0))
        self._redraw()

    def _nearest(self, spot: QPointF) -> int:
        spots = self.spots()
        if not len(spots):
            return -1
        away = ((spots - np.array([spot.x(), spot.y()], np.float32)) ** 2).sum(axis=1)
        best = int(away.argmin())
        return best if away[best] <= NEAR**2 else -1

    # The hand -------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag, self._moved = event.position(), False
        if self._lassoing or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._lasso = [event.position()]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._spot = event.globalPosition()
        if self._drag is not None and event.buttons() & Qt.MouseButton.LeftButton:
            step = event.position() - self._drag
            if self._lasso:
                self._lasso.append(event.position())
                self.update()
            elif self._moved or step.manhattanLength() > 4:
                self._moved = True
                self.move(-step.x(), -step.y())
                self._drag = event.position()
            return
        under = self._nearest(event.position())
        if under != self._under:
            self._under = under
            self._rest.start()
            self.update()

    @Slot()
    def _ask(self) -> None:
        there = self._map is not None and 0 <= self._under < len(self._map.ids)
        self.hovered.emit(int(self._map.ids[self._under]) if there and self._map is not None else 0, self._spot)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        if self._lasso:
            self._catch()
        elif not self._moved and event.button() == Qt.MouseButton.LeftButton and self._map is not None:
            under = self._nearest(event.position())
            if under >= 0:
                self._chosen = under
                self.update()
                self.chosen.emit(int(self._map.ids[under]))

    def _catch(self) -> None:
        corners, self._lasso = self._lasso, []
        corners = corners[:: max(len(corners) // CORNERS, 1)]
        polygon = np.array([[corner.x(), corner.y()] for corner in corners], np.float32)
        within = inside(polygon, self.spots())
        self.set_lasso(False)
        self.update()
        if within.any() and self._map is not None:
            self.caught.emit(tuple(self._map.ids[within].tolist()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, far = Qt.Key(event.key()), 60.0
        moves = {
            Qt.Key.Key_Left: (-far, 0.0),
            Qt.Key.Key_Right: (far, 0.0),
            Qt.Key.Key_Up: (0.0, -far),
            Qt.Key.Key_Down: (0.0, far),
        }
        if key in moves:
            self.move(*moves[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_L:
            self.set_lasso(not self._lassoing)
        else:
            super().keyPressEvent(event)

    # The picture ----------------------------------------------------------------------------------------

    def _redraw(self) -> None:
        self._picture = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def _colours(self, found: MemoryMap, tokens: Tokens) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], list[str]]:
        if self._by_retention:
            names = [retention_colour(tokens, share) for share in (0.0, LOW_SHARE, FADED_SHARE)]
            places = (found.retention >= LOW_SHARE).astype(np.intp) + (found.retention >= FADED_SHARE)
        else:
            names = [kind_colour(tokens, kind) for kind in KINDS]
            places = found.kinds.astype(np.intp)
        if self._group >= 0:
            names = [*names, tokens.track]
            places = np.where(found.groups == self._group, places, len(names) - 1)
        return places.astype(np.intp), names

    def _draw(self, found: MemoryMap, tokens: Tokens) -> QImage:
        ratio = self.devicePixelRatioF()
        places, names = self._colours(found, tokens)
        if self._order is None:
            # What is rare and what matters lies on top: words that were said first, then what was learned from them.
            self._order = np.argsort((found.kinds > 0) + (places < len(names) - 1) * 2, kind="stable")
        order = self._order
        few = len(found.ids) <= FEW
        radius = min(3.6 * self._zoom**0.3, 7.0) if few else min(1.3 * self._zoom**0.5, 6.0)
        spots = self.spots()[order] * np.float32(ratio)
        size = (max(int(self.width() * ratio), 1), max(int(self.height() * ratio), 1))
        image = scatter(*size, spots, places[order], names, radius * ratio)
        image.setDevicePixelRatio(ratio)
        return image

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), tokens_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(tokens.accent if self.hasFocus() else tokens.border), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(frame, Radius.M, Radius.M)
        if self._map is not None:
            if self._picture is None:
                self._picture = self._draw(self._map, tokens)
            painter.setClipRect(frame.adjusted(2, 2, -2, -2))
            painter.drawImage(0, 0, self._picture)
            self._paint_names(painter, self._map, tokens)
            for row, width in ((self._under, 1.5), (self._chosen, 2.5)):
                if 0 <= row < len(self._map.ids):
                    painter.setPen(QPen(QColor(tokens.text), width))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawEllipse(self._screen(*(float(v) for v in self._map.places[row])), 7, 7)
        if self._lasso:
            painter.setPen(QPen(QColor(tokens.accent), 1.5, Qt.PenStyle.DashLine))
            veil = QColor(tokens.accent)
            veil.setAlphaF(0.12)
            painter.setBrush(veil)
            painter.drawPolygon(QPolygonF(self._lasso))
        painter.end()

    def _paint_names(self, painter: QPainter, found: MemoryMap, tokens: Tokens) -> None:
        """The first words of each cluster, on a veil so that points do not hide them, where they do not collide."""
        font = QFont(self.font())
        font.setPixelSize(type_size(Type.CAPTION))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        veil = QColor(tokens.surface)
        veil.setAlphaF(0.82)
        taken: list[QRectF] = []
        frame = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        for number in sorted(range(len(found.clusters)), key=lambda n: -found.clusters[n].count):
            cluster = found.clusters[number]
            text = " · ".join(cluster.words[:2])
            spot = self._screen(cluster.x, cluster.y)
            box = QRectF(0, 0, metrics.horizontalAdvance(text) + 14, metrics.height() + 4)
            box.moveCenter(spot)
            box = drawn_in(box, frame)
            shown = text and box.intersects(QRectF(self.rect())) and not any(box.intersects(other) for other in taken)
            if not shown:
                continue
            taken.append(box)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(veil)
            painter.drawRoundedRect(box, 8, 8)
            dim = self._group >= 0 and number != self._group
            painter.setPen(QColor(tokens.muted if dim else tokens.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._redraw()
        super().changeEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = -1
        self._rest.stop()
        self.update()
