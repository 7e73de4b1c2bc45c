"""How the rows of the side bar are painted: headings, conversations, what a search found, and lines for nothing."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetrics,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from companion.records import Excerpt
from ui.chat.sessions_model import LONGEST_TITLE, SideRow, SideRowRole
from ui.icons import icon
from ui.theme import Radius, Space, Tokens, Type, tokens_of

PIN = 14
EXCERPT_LINES = 2
Index = QModelIndex | QPersistentModelIndex


def small(font: QFont) -> QFont:
    """`font` in the size of second lines."""
    made = QFont(font)
    made.setPixelSize(round(QFontInfo(font).pixelSize() * Type.CAPTION / Type.BODY))
    return made


class SideRowDelegate(QStyledItemDelegate):
    """Paints the rows of a `SessionsModel` and edits their titles."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: SideRow = index.data(SideRowRole)
        line, below = QFontMetrics(option.font).height(), QFontMetrics(small(option.font)).height()
        if row.note:
            width = max(option.rect.width(), 160) - 2 * Space.M
            wrapped = QFontMetrics(small(option.font)).boundingRect(
                0, 0, width, 1000, Qt.TextFlag.TextWordWrap, row.text
            )
            return QSize(100, wrapped.height() + 2 * Space.L)
        if row.session_id is None:
            return QSize(100, line + 20)
        return QSize(100, line + 16 + (below * (1 + EXCERPT_LINES) + 2 if row.excerpt.text else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: SideRow = index.data(SideRowRole)
        tokens = tokens_of(option.widget)
        box = QRect(option.rect).adjusted(0, 1, 0, -1)
        room = box.adjusted(Space.M, 0, -Space.M, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.session_id is None:
            self._heading(painter, small(option.font), row, room, tokens)
        else:
            self._back(painter, option, box, tokens)
            self._words(painter, option.font, row, room, tokens)
        painter.restore()

    def _heading(self, painter: QPainter, font: QFont, row: SideRow, room: QRect, tokens: Tokens) -> None:
        painter.setPen(QColor(tokens.muted))
        if row.note:
            painter.setFont(font)
            flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room.adjusted(0, Space.L, 0, 0), flags, row.text)
            return
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        line = QFontMetrics(font).elidedText(row.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room.adjusted(0, 8, 0, -2), Qt.AlignmentFlag.AlignVCenter, line)

    def _back(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, tokens: Tokens) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected if chosen else tokens.hover))
            painter.drawRoundedRect(box, Radius.S, Radius.S)
        if option.state & QStyle.StateFlag.State_HasFocus and option.widget.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), Radius.S, Radius.S)

    def _words(self, painter: QPainter, font: QFont, row: SideRow, room: QRect, tokens: Tokens) -> None:
        title = QRect(room)
        if row.session is not None and row.session.pinned and row.message_id is None:
            spot = QRect(title.right() - PIN + 1, title.center().y() - PIN // 2 + 1, PIN, PIN)
            icon("pin-filled", tokens.muted).paint(painter, spot)
            title.setRight(spot.left() - Space.XS)
        if not row.excerpt.text:
            self._line(painter, title, row.title, font, tokens.text, tokens)
            return
        below = QFontMetrics(small(font)).height()
        title.setTop(room.top() + 6)
        title.setHeight(QFontMetrics(font).height())
        self._line(painter, title, row.title, font, tokens.text, tokens)
        when = QRect(room.left(), title.bottom() + 1, room.width(), below)
        self._line(painter, when, Excerpt(row.when), small(font), tokens.muted, tokens)
        rest = QRect(room.left(), when.bottom() + 1, room.width(), EXCERPT_LINES * below + 2)
        self._line(painter, rest, row.excerpt, small(font), tokens.muted, tokens, EXCERPT_LINES)

    def _line(
        self, painter: QPainter, room: QRect, shown: Excerpt, font: QFont, ink: str, tokens: Tokens, lines: int = 1
    ) -> None:
        """Text in a box of some lines, cut with an ellipsis, with its marked characters on the accent's soft colour."""
        if lines == 1 and not shown.marked:
            painter.setFont(font)
            painter.setPen(QColor(ink))
            text = QFontMetrics(font).elidedText(shown.text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, text)
            return
        layout = _laid_out(shown, font, tokens, room.width(), lines)
        height = layout.boundingRect().height()
        top = room.top() + (max(room.height() - height, 0) / 2 if lines == 1 else 0)
        painter.setPen(QColor(ink))
        painter.save()
        painter.setClipRect(QRectF(room).adjusted(0, -1, 0, 2))
        layout.draw(painter, QRectF(room.left(), top, room.width(), height).topLeft())
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Title"))
        editor.setMaxLength(LONGEST_TITLE)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(option.rect)


def _laid_out(shown: Excerpt, font: QFont, tokens: Tokens, width: int, lines: int) -> QTextLayout:
    """`shown` in at most `lines` lines, its marks as formats. Qt counts in UTF-16 units."""
    layout = QTextLayout(shown.text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    mark = QTextCharFormat()
    mark.setBackground(QColor(tokens.accent_soft))
    mark.setForeground(QColor(tokens.on_accent_soft))
    mark.setFontWeight(QFont.Weight.DemiBold)
    formats = []
    for first, last in shown.marked:
        piece = QTextLayout.FormatRange()
        piece.start, piece.length = _units(shown.text[:first]), _units(shown.text[first:last])
        piece.format = mark
        formats.append(piece)
    layout.setFormats(formats)
    layout.beginLayout()
    top = 0.0
    for _ in range(lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QRectF(0, top, 0, 0).topLeft())
        top += line.height()
    layout.endLayout()
    return layout


def _units(text: str) -> int:
    """The length of `text` as Qt counts it."""
    return len(text.encode("utf-16-le")) // 2
