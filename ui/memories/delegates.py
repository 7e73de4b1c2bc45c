"""How the cells of the memory table are painted: two lines of text, the kind, the retention bar, the weight."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from companion.records import Kind, MemoryView, Status
from ui.icons import icon
from ui.memories import words
from ui.memories.columns import COLUMNS
from ui.memories.model import VIEW_ROLE
from ui.theme import Space, Tokens, Type, tokens_of, type_size

Index = QModelIndex | QPersistentModelIndex
ROW_LINES = 2
FADED_SHARE = 0.35
"""Retention below which a bar takes the colour of warning."""
LOW_SHARE = 0.2
"""Retention below which a bar is grey: asleep, at the usual threshold."""
DOTS = 5


def retention_colour(tokens: Tokens, retention: float) -> str:
    """The colour of a retention in [0, 1]. Never the only sign: the percent stands beside it."""
    if retention < LOW_SHARE:
        return tokens.border_strong
    return tokens.warning if retention < FADED_SHARE else tokens.accent


def kind_colour(tokens: Tokens, kind: Kind) -> str:
    """The colour of a kind's mark; its word stands beside it."""
    return {
        Kind.EPISODE: tokens.muted,
        Kind.EVENT: tokens.warning,
        Kind.FACT: tokens.accent,
        Kind.INTENTION: tokens.danger,
        Kind.LESSON: tokens.info,
    }[kind]


def paint_bar(painter: QPainter, box: QRectF, tokens: Tokens, share: float) -> None:
    """A rounded bar in `box`, filled from the left by `share` in [0, 1]."""
    radius = box.height() / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.track))
    painter.drawRoundedRect(box, radius, radius)
    if share > 0:
        painter.setBrush(QColor(retention_colour(tokens, share)))
        filled = QRectF(box.left(), box.top(), max(box.height(), box.width() * min(share, 1.0)), box.height())
        painter.drawRoundedRect(filled, radius, radius)


class MemoryDelegate(QStyledItemDelegate):
    """Paints the ground of a row, and in it one short text on one line, such as a date, a name or a count.

    Delegates with more to show override `paint_view`. A cell that is not here yet gets a grey line.
    """

    def __init__(self, column: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = column

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = tokens_of(option.widget)
        painter.save()
        painter.setClipRect(option.rect)
        self._ground(painter, option, tokens)
        view = index.data(VIEW_ROLE)
        box = option.rect.adjusted(Space.S, 0, -Space.S, 0)
        if isinstance(view, MemoryView):
            painter.setPen(QColor(tokens.text if view.memory.status is not Status.DORMANT else tokens.muted))
            self.paint_view(painter, box, view, tokens)
        else:
            line = QRectF(box.left(), box.center().y() - 4, min(box.width(), 90) * 0.7, 8)
            paint_bar(painter, line, tokens, 0.0)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, tokens: Tokens) -> None:
        rect, state = option.rect, option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.accent_soft))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(tokens.hover))
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def paint_view(self, painter: QPainter, box: QRect, view: MemoryView, tokens: Tokens) -> None:
        """The content of one cell inside `box`."""
        painter.setPen(QColor(tokens.muted))
        text = COLUMNS[self._column].text(view)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(60, row_height(option.fontMetrics))


def row_height(metrics: QFontMetrics) -> int:
    """The height of every row in pixels, for this font."""
    return ROW_LINES * metrics.lineSpacing() + 2 * Space.S


class KindDelegate(MemoryDelegate):
    """A coloured mark and the name of the kind."""

    def paint_view(self, painter: QPainter, box: QRect, view: MemoryView, tokens: Tokens) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark = QRectF(box.left(), box.center().y() - 3.5, 8, 8)
        pen = painter.pen()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(kind_colour(tokens, view.memory.kind)))
        painter.drawEllipse(mark)
        painter.setPen(pen)
        name = words.kind_name(view.memory.kind, view.memory.scope)
        room = box.adjusted(8 + Space.S, 0, 0, 0)
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class TextDelegate(MemoryDelegate):
    """The memory itself on up to two lines, with its status and its pin where it has them."""

    def paint_view(self, painter: QPainter, box: QRect, view: MemoryView, tokens: Tokens) -> None:
        memory = view.memory
        if memory.pinned:
            side = 16
            place = QRect(box.right() - side, box.top() + (box.height() - side) // 2, side, side)
            icon("pin", tokens.accent).paint(painter, place)
            box = box.adjusted(0, 0, -side - Space.S, 0)
        if memory.status is not Status.ACTIVE:
            box = self._badge(painter, box, words.status_name(memory.status), tokens)
        if view.muted:
            box = self._badge(painter, box, words.muted(), tokens)
        font = QFont(painter.font())
        font.setStrikeOut(memory.status is Status.SUPERSEDED)
        paint_lines(painter, box, memory.text, font)

    def _badge(self, painter: QPainter, box: QRect, name: str, tokens: Tokens) -> QRect:
        """A small label at the right end of `box`; what is left of the box comes back."""
        pen, font = painter.pen(), painter.font()
        small = QFont(font)
        small.setPixelSize(type_size(Type.CAPTION))
        painter.setFont(small)
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(name) + 14, metrics.height() + 4
        place = QRect(box.right() - width, box.top() + (box.height() - height) // 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.hover))
        painter.drawRoundedRect(place, 7, 7)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)
        painter.setPen(pen)
        painter.setFont(font)
        return box.adjusted(0, 0, -width - Space.S, 0)


def paint_lines(painter: QPainter, box: QRect, text: str, font: QFont) -> None:
    """`text` on up to two lines in the middle of `box`; what does not fit ends in an ellipsis."""
    plain = " ".join(text[:600].split())
    metrics = QFontMetrics(font)
    layout = QTextLayout(plain, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    first = layout.createLine()
    first.setLineWidth(max(box.width(), 1))
    taken = first.textLength()
    layout.endLayout()
    lines = [plain[:taken].rstrip()]
    if taken < len(plain):
        lines.append(metrics.elidedText(plain[taken:], Qt.TextElideMode.ElideRight, box.width()))
    top = box.top() + (box.height() - len(lines) * metrics.lineSpacing()) // 2
    painter.setFont(font)
    for number, line in enumerate(lines):
        place = QRect(box.left(), top + number * metrics.lineSpacing(), box.width(), metrics.lineSpacing())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line)


class RetentionDelegate(MemoryDelegate):
    """A bar and the percent; for a pinned memory the word."""

    def paint_view(self, painter: QPainter, box: QRect, view: MemoryView, tokens: Tokens) -> None:
        if view.memory.pinned:
            painter.setPen(QColor(tokens.accent))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words.status_pinned())
            return
        wide = painter.fontMetrics().horizontalAdvance(words.percent(1.0)) + Space.S
        bar = QRectF(box.left(), box.center().y() - 2.5, max(box.width() - wide, 12), 6)
        paint_bar(painter, bar, tokens, view.retention)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(
            box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words.percent(view.retention)
        )


class WeightDelegate(MemoryDelegate):
    """Importance in [0, 1] as up to five dots."""

    def paint_view(self, painter: QPainter, box: QRect, view: MemoryView, tokens: Tokens) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        filled = max(1, round(view.memory.importance * DOTS))
        for dot in range(DOTS):
            painter.setBrush(QColor(tokens.muted if dot < filled else tokens.track))
            painter.drawEllipse(QRectF(box.left() + dot * 10, box.center().y() - 2.5, 6, 6))
