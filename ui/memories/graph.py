"""What a memory is linked to, as a small picture: itself in the middle, the others round it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from companion.records import Kind, Linked
from ui.memories import words
from ui.memories.delegates import kind_colour
from ui.theme import Radius, Space, Tokens, Type, tokens_of, type_size

MOST = 8
"""Memories round the middle; the list below the picture has all."""
WARNING = frozenset({"contradicts", "replaced by"})


class LinkGraph(QWidget):
    """A picture to click on. Arrow keys walk round it, Enter opens; the same memories stand as a list below it."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._links: tuple[Linked, ...] = ()
        self._kind = Kind.FACT
        self._at = -1
        self.setAccessibleName(self.tr("Linked memories"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        return QSize(300, 250 if len(self._links) > 2 else 150)

    def set_links(self, kind: Kind, links: Sequence[Linked]) -> None:
        """Show a memory of this kind and what it is linked to."""
        self._kind, self._links, self._at = kind, tuple(links[:MOST]), -1
        said = [f"{words.relation_name(link.relation)}: {link.view.memory.text}" for link in links]
        self.setAccessibleDescription(". ".join(said))
        self.updateGeometry()
        self.update()

    def places(self) -> list[QRectF]:
        """Where each linked memory stands."""
        count = len(self._links)
        width = min(132.0, self.width() * 0.36)
        height = 2 * type_size(Type.CAPTION) + 18.0
        reach_x = (self.width() - width) / 2 - 2
        reach_y = (self.height() - height) / 2 - 2
        start = math.pi if count <= 2 else -math.pi / 2
        boxes = []
        for place in range(count):
            angle = start + 2 * math.pi * place / count
            middle = QPointF(
                self.width() / 2 + reach_x * math.cos(angle), self.height() / 2 + reach_y * math.sin(angle)
            )
            boxes.append(QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height))
        return boxes

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), tokens_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(type_size(Type.CAPTION))
        painter.setFont(font)
        middle, boxes = QPointF(self.width() / 2, self.height() / 2), self.places()
        for link, box in zip(self._links, boxes, strict=True):
            warns = link.relation in WARNING
            pen = QPen(QColor(tokens.danger if warns else tokens.border_strong), 1.25)
            if link.relation == "same subject":
                pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawLine(middle, box.center())
        painter.setPen(QPen(QColor(tokens.surface), 3))
        painter.setBrush(QColor(kind_colour(tokens, self._kind)))
        painter.drawEllipse(middle, 9, 9)
        for place, (link, box) in enumerate(zip(self._links, boxes, strict=True)):
            self._paint_box(painter, link, box, tokens, place == self._at)
        painter.end()

    def _paint_box(self, painter: QPainter, link: Linked, box: QRectF, tokens: Tokens, lit: bool) -> None:
        edge = tokens.accent if lit else tokens.border
        painter.setPen(QPen(QColor(edge), 2 if lit else 1))
        painter.setBrush(QColor(tokens.hover if lit else tokens.surface))
        painter.drawRoundedRect(box, Radius.S, Radius.S)
        metrics = painter.fontMetrics()
        inner = box.adjusted(Space.S, 5, -Space.S, -5)
        half = inner.height() / 2
        warns = link.relation in WARNING
        for text, top, colour in (
            (words.relation_name(link.relation), inner.top(), tokens.danger if warns else tokens.muted),
            (" ".join(link.view.memory.text.split()), inner.top() + half, tokens.text),
        ):
            painter.setPen(QColor(colour))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
            painter.drawText(QRectF(inner.left(), top, inner.width(), half), Qt.AlignmentFlag.AlignVCenter, shown)

    def _under(self, spot: QPointF) -> int:
        return next((place for place, box in enumerate(self.places()) if box.contains(spot)), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._light(self._under(event.position()))
        text = self._links[self._at].view.memory.text if self._at >= 0 else ""
        self.setCursor(Qt.CursorShape.PointingHandCursor if text else Qt.CursorShape.ArrowCursor)
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._under(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self.chosen.emit(self._links[place].view.memory.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._links)
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(
            Qt.Key(event.key())
        )
        if step is not None and count:
            self._light((max(self._at, 0) + step) % count if self._at >= 0 else 0)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._at >= 0:
            self.chosen.emit(self._links[self._at].view.memory.id)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._links and self._at < 0:
            self._light(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._light(-1)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._light(-1)

    def _light(self, place: int) -> None:
        if place != self._at:
            self._at = place
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
