"""Memories as rows to choose from, outside the table: a mark of the kind, the words, and a caption below."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from companion.records import MemoryView, Status
from ui.memories import words
from ui.memories.delegates import kind_colour, paint_lines
from ui.theme import Radius, Space, Type, tokens_of, type_size
from ui.wrapped import WrappedLabel


class MemoryRow(QAbstractButton):
    """One memory. A click, Enter or the space key chooses it."""

    chosen = Signal(int)

    def __init__(self, view: MemoryView, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.caption = caption
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(view.memory.text)
        name = f"{words.kind_name(view.memory.kind, view.memory.scope)}: {view.memory.text}"
        self.setAccessibleName(f"{caption}. {name}" if caption else name)
        self.clicked.connect(lambda: self.chosen.emit(view.memory.id))

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(type_size(Type.CAPTION))
        return font

    def sizeHint(self) -> QSize:
        return QSize(200, self._height_at(max(self.width(), 200)))

    def _height_at(self, width: int) -> int:
        """The height that the words need: one line, or two where they do not fit."""
        room = width - 3 * Space.S - 8
        lines = 1 if self.fontMetrics().horizontalAdvance(" ".join(self.view.memory.text[:400].split())) <= room else 2
        captions = QFontMetrics(self._small()).height() + 2 if self.caption else 0
        return lines * self.fontMetrics().lineSpacing() + captions + 2 * Space.S

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        height = self._height_at(self.width())
        if height != self.height():
            self.setFixedHeight(height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), tokens_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(tokens.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        lit = self.underMouse() or self.isDown()
        painter.setBrush(QColor(tokens.hover) if lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, Radius.S, Radius.S)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(kind_colour(tokens, self.view.memory.kind)))
        painter.drawEllipse(QRectF(Space.S, Space.S + self.fontMetrics().height() / 2 - 4, 8, 8))
        room = self.rect().adjusted(Space.S + 8 + Space.S, Space.S, -Space.S, -Space.S)
        if self.caption:
            small = self._small()
            painter.setFont(small)
            painter.setPen(QColor(tokens.muted))
            height = painter.fontMetrics().height()
            line = QRect(room.left(), room.bottom() - height + 1, room.width(), height)
            shown = painter.fontMetrics().elidedText(self.caption, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
            room.setBottom(line.top() - 2)
        gone = self.view.memory.status is Status.SUPERSEDED
        painter.setPen(QColor(tokens.muted if gone else tokens.text))
        font = QFont(self.font())
        font.setStrikeOut(gone)
        paint_lines(painter, room, self.view.memory.text, font)
        painter.end()


class Section(QWidget):
    """A heading with things below it; not there while it has none."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = WrappedLabel(heading)
        self.heading.setProperty("look", "heading")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, Space.S, 0, 0)
        self._column.setSpacing(Space.XS)
        self._column.addWidget(self.heading)
        self.setAccessibleName(heading)
        self.hide()

    def fill(self, widgets: list[QWidget]) -> None:
        """Show these things instead of those before."""
        while self._column.count() > 1:
            item = self._column.takeAt(1)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for widget in widgets:
            self._column.addWidget(widget)
        self.setVisible(bool(widgets))

    def add(self, widget: QWidget) -> None:
        """One more thing below the others."""
        self._column.addWidget(widget)
        self.show()

    def things(self) -> list[QWidget]:
        """What stands below the heading."""
        items = (self._column.itemAt(place) for place in range(1, self._column.count()))
        found = (item.widget() for item in items if item is not None)
        return [widget for widget in found if widget is not None]
