"""Where the parts of a transcript row lie, measured once and kept for the rows near the reader."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QRectF, QUrl
from PySide6.QtGui import QFont, QFontMetricsF, QTextBlockFormat, QTextCursor, QTextDocument, QTextOption

from companion.records import MessageState
from ui.chat.markdown import Markdown
from ui.chat.transcript_model import Row, clock_time
from ui.theme import READING_WIDTH, Space, Tokens, Type, type_size

KEPT_LAYOUTS = 96
"""Rows whose text stays laid out; enough for three screens of short messages."""
BUBBLE_SHARE = 0.82
"""The widest bubble as a share of the column."""
LINE_HEIGHT = 142.0
"""Percent of the font's own line height, for running text."""
CODE_LINE_HEIGHT = 118.0
BUBBLE_X, BUBBLE_Y = 15, 8
BUBBLE_SINK = 2
"""Line spacing leaves its room below a line; this much of it belongs above."""
SEPARATOR, HEADER, FOOTER = 52, 28, 32


def tr(text: str) -> str:
    """`text` in the user's language."""
    return QCoreApplication.translate("Transcript", text)


class Words(QTextDocument):
    """The text of one message. Loads nothing, whatever the text names."""

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        return None


@dataclass(frozen=True, slots=True)
class Button:
    """Something in a row that can be clicked."""

    key: str
    rect: QRectF
    label: str
    icon: str = ""
    hover_only: bool = False


@dataclass(slots=True)
class RowLayout:
    """Rectangles in the row's own coordinates: the view's width, from the top of the row."""

    words: Words
    height: float
    body: QRectF
    bubble: QRectF | None = None
    separator: QRectF | None = None
    header: QRectF | None = None
    notice: QRectF | None = None
    notice_text: str = ""
    time: QRectF = field(default_factory=QRectF)
    state: str = ""
    buttons: list[Button] = field(default_factory=list)


class Layouts:
    """Makes and keeps row layouts for one width, theme and text size."""

    def __init__(self, tokens: Tokens, font: QFont) -> None:
        self._kept: OrderedDict[tuple[int, int], RowLayout] = OrderedDict()
        self._font = font
        self.scale = 1.0
        self.width = 0.0
        self.set_tokens(tokens)

    def set_tokens(self, tokens: Tokens) -> None:
        """Forget everything and draw in these colours."""
        self.tokens = tokens
        self._markdown = Markdown(tokens)
        self._kept.clear()

    def set_size(self, width: float, scale: float) -> bool:
        """The view's width in pixels and the text size as a factor; True when anything changed."""
        if (width, scale) == (self.width, self.scale):
            return False
        self.width, self.scale = width, scale
        self._kept.clear()
        return True

    @property
    def reading_font(self) -> QFont:
        """The font of running text."""
        font = QFont(self._font)
        font.setPixelSize(round(type_size(Type.READING) * self.scale))
        return font

    def caption_font(self) -> QFont:
        """The font of times, names and quiet lines."""
        font = QFont(self._font)
        font.setPixelSize(round(type_size(Type.CAPTION) * max(self.scale, 0.9)))
        return font

    @property
    def column(self) -> QRectF:
        """The column of text: its left edge and width (the height means nothing)."""
        width = min(self.width - 2 * Space.XL, READING_WIDTH * self.scale)
        return QRectF((self.width - width) / 2, 0, width, 0)

    def estimate(self, row: Row) -> float:
        """A guess at the height that costs next to nothing."""
        size = type_size(Type.READING) * self.scale
        width = self.column.width() * (BUBBLE_SHARE if row.mine else 1.0)
        lines = 1 + row.text.count("\n") + len(row.text) * size * 0.5 // max(width, 1)
        extra = (SEPARATOR if row.new_day else 0) + FOOTER + (2 * BUBBLE_Y if row.mine else HEADER)
        return lines * size * 1.65 + extra

    def of(self, row: Row) -> RowLayout:
        """The layout of `row`, made when it is not at hand."""
        key = (row.message.id, row.version)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._make(row)
            if len(self._kept) > KEPT_LAYOUTS:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found

    def _make(self, row: Row) -> RowLayout:
        words = self._words(row)
        column = self.column
        top = float(SEPARATOR if row.new_day else Space.S)
        separator = QRectF(column.left(), 0, column.width(), SEPARATOR) if row.new_day else None
        layout = self._mine(row, words, column, top) if row.mine else self._theirs(row, words, column, top)
        layout.separator = separator
        return layout

    def _mine(self, row: Row, words: Words, column: QRectF, top: float) -> RowLayout:
        words.setTextWidth(column.width() * BUBBLE_SHARE - 2 * BUBBLE_X)
        words.setTextWidth(min(words.idealWidth() + 1, words.textWidth()))
        size = words.size()
        bubble = QRectF(0, top, size.width() + 2 * BUBBLE_X, size.height() + 2 * BUBBLE_Y)
        bubble.moveRight(column.right())
        body = bubble.adjusted(BUBBLE_X, BUBBLE_Y + BUBBLE_SINK, -BUBBLE_X, -BUBBLE_Y + BUBBLE_SINK)
        foot = QRectF(column.left(), bubble.bottom(), column.width(), FOOTER)
        time_width = QFontMetricsF(self.caption_font()).horizontalAdvance(row_time(row))
        spot = QRectF(foot.right() - time_width - 34, foot.top() + 2, 26, 24)
        copy = Button("copy", spot, tr("Copy"), "copy", True)
        return RowLayout(words, foot.bottom(), body, bubble=bubble, time=foot, buttons=[copy])

    def _theirs(self, row: Row, words: Words, column: QRectF, top: float) -> RowLayout:
        header = QRectF(column.left(), top, column.width(), HEADER)
        words.setTextWidth(column.width())
        height = words.size().height() if row.text else 26.0
        if row.message.state is MessageState.FAILED and not row.text:
            height = 0.0
        body = QRectF(column.left(), header.bottom(), column.width(), height)
        layout = RowLayout(words, 0, body, header=header)
        below = body.bottom()
        if row.message.state in (MessageState.FAILED, MessageState.INCOMPLETE):
            below = self._notice(row, layout, column, below)
        foot = QRectF(column.left() - 5, below, column.width(), FOOTER)
        self._footer(row, layout, foot)
        layout.height = foot.bottom()
        return layout

    def _notice(self, row: Row, layout: RowLayout, column: QRectF, below: float) -> float:
        usual = tr("There is no reply.") if not row.text else tr("The reply broke off here.")
        text = " ".join(part for part in (row.message.notice or usual, row.next_step) if part)
        metrics = QFontMetricsF(self.caption_font())
        again = tr("Try again")
        button_width = metrics.horizontalAdvance(again) + 28
        room = QRectF(0, 0, column.width() - button_width - 62, 10_000)
        height = max(metrics.boundingRect(room, 0x1000, text).height(), 26.0) + 20
        layout.notice = QRectF(column.left(), below + 6, column.width(), height)
        layout.notice_text = text
        rect = QRectF(0, 0, button_width, 28)
        rect.moveRight(layout.notice.right() - 10)
        rect.moveTop(layout.notice.top() + (height - 28) / 2)
        layout.buttons.append(Button("retry", rect, again))
        return layout.notice.bottom()

    def _footer(self, row: Row, layout: RowLayout, foot: QRectF) -> None:
        if row.streaming:
            return
        left, top = foot.left(), foot.top() + 4
        metrics = QFontMetricsF(self.caption_font())
        if row.message.state is MessageState.STOPPED:
            layout.state = tr("Stopped")
        if row.remembered:
            many = tr("Remembered {} things").format(row.remembered)
            label = tr("Remembered 1 thing") if row.remembered == 1 else many
            width = metrics.horizontalAdvance(label) + 34
            layout.buttons.append(Button("why", QRectF(left, top, width, 24), label, "memory"))
            left += width + 4
        if layout.state:
            left += metrics.horizontalAdvance(layout.state) + 16
        if row.message.state is MessageState.STOPPED:
            layout.buttons.append(Button("retry", QRectF(left, top, 26, 24), tr("Answer again"), "refresh"))
            left += 30
        if row.text:
            layout.buttons.append(Button("copy", QRectF(left, top, 26, 24), tr("Copy"), "copy", True))

    def _words(self, row: Row) -> Words:
        words = Words(None)
        words.setUndoRedoEnabled(False)
        words.setDocumentMargin(0)
        words.setDefaultFont(self.reading_font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        words.setDefaultTextOption(option)
        if row.mine:
            words.setPlainText(row.text)
        else:
            words.setDefaultStyleSheet(self._markdown.style())
            words.setHtml(self._markdown.html(row.text))
        space_lines(words)
        return words


def space_lines(words: QTextDocument) -> None:
    """Give running text room between its lines, and take the gap below the last one."""
    spaced = QTextBlockFormat()
    spaced.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor = QTextCursor(words)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(spaced)
    dense = QTextBlockFormat()
    dense.setLineHeight(CODE_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    block = words.begin()
    while block.isValid():
        at = QTextCursor(block)
        if block.blockFormat().nonBreakableLines() or at.currentTable() is not None:
            at.mergeBlockFormat(dense)
        block = block.next()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    last = QTextBlockFormat()
    last.setBottomMargin(0)
    cursor.mergeBlockFormat(last)


def row_time(row: Row) -> str:
    """When the message was said."""
    return clock_time(row.message.created_at)
