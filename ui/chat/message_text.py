"""The laid-out text of one message: some documents on top of one another, with one row of positions through all.

A long reply is cut into parts between its paragraphs, so that while it streams only the last part is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPainter,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrame,
    QTextOption,
    QTextTable,
)

from ui.chat.formulas import Picture
from ui.chat.markdown import CODE_PADDING

LINE_HEIGHT = 142.0
"""Percent of the font's own line height, for running text."""
CODE_LINE_HEIGHT = 118.0
OBJECT = "\ufffc"
"""The character that stands for a picture."""
FOUND_ALPHA = 0.4
PART_GAP = 10.0
"""Between two parts, as between two paragraphs."""


class Words(QTextDocument):
    """The text of one part. Loads nothing, whatever the text names: formulas come out of `pictures`."""

    def __init__(self, pictures: Callable[[str], Picture | None] | None = None) -> None:
        super().__init__(None)
        self._pictures = pictures
        self._code: tuple[float, list[CodeBlock]] | None = None

    def code(self) -> list[CodeBlock]:
        """The blocks of code at the width that the text has, from top to bottom."""
        if self._code is None or self._code[0] != self.textWidth():
            tables = [t for t in _tables(self.rootFrame()) if t.format().cellPadding() == CODE_PADDING]
            self._code = (self.textWidth(), [CodeBlock(_code_rect(self, t), _content(t)) for t in tables])
        return self._code[1]

    def picture(self, name: str) -> Picture | None:
        """The formula of this name that the text shows."""
        return self._pictures(name) if self._pictures is not None and name.startswith("formula:") else None

    def loadResource(self, _kind: int, name: QUrl | str) -> object:
        found = self.picture(name if isinstance(name, str) else name.toString())
        return None if found is None else found.image


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A block of code in a message: where it lies, from the message's own corner, and what it says."""

    rect: QRectF
    code: str


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of text and of marked text, as `#rrggbb`."""

    text: str
    marked: str
    on_marked: str
    found: str = ""
    """Behind words that were found; half see-through, so that the text keeps its colour."""


def make_words(
    font: QFont,
    *,
    plain: str | None = None,
    html: str = "",
    style: str = "",
    pictures: Callable[[str], Picture | None] | None = None,
) -> Words:
    """A document in the transcript's spacing, from plain text or from HTML with its style sheet and its formulas."""
    words = Words(pictures)
    words.setUndoRedoEnabled(False)
    words.setDocumentMargin(0)
    words.setDefaultFont(font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    words.setDefaultTextOption(option)
    if plain is not None:
        words.setPlainText(plain)
    else:
        words.setDefaultStyleSheet(style)
        words.setHtml(html)
    _space_lines(words)
    return words


def _space_lines(words: QTextDocument) -> None:
    """Give running text room between its lines, code and tables less, and take the gap below the last one."""
    kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    spaced, dense, last = QTextBlockFormat(), QTextBlockFormat(), QTextBlockFormat()
    spaced.setLineHeight(LINE_HEIGHT, kind)
    dense.setLineHeight(CODE_LINE_HEIGHT, kind)
    last.setBottomMargin(0)
    cursor = QTextCursor(words)
    cursor.beginEditBlock()
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(spaced)
    block = words.begin()
    while block.isValid():
        at = QTextCursor(block)
        if at.currentTable() is not None:
            at.mergeBlockFormat(dense)
        block = block.next()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.mergeBlockFormat(last)
    cursor.endEditBlock()


class MessageText:
    """The parts of a message at one width. Points are measured from its own top left corner, in pixels."""

    def __init__(self, parts: Sequence[Words], width: float) -> None:
        self._parts = list(parts)
        self._tops: list[float] = []
        self._starts: list[int] = []
        top, start = 0.0, 0
        for words in self._parts:
            if words.textWidth() != width:
                words.setTextWidth(width)
            self._tops.append(top)
            self._starts.append(start)
            top += words.size().height() + PART_GAP
            start += words.characterCount()
        self.length = max(start - 1, 0)
        """Positions from the first to the last character."""
        self.size = QSizeF(width, max(top - PART_GAP, 0.0))

    def shrink(self) -> None:
        """Become no wider than the longest line needs, for a text of one part."""
        words = self._parts[0]
        words.setTextWidth(min(words.idealWidth() + 1, words.textWidth()))
        self.size = words.size()

    def _part_at(self, y: float) -> int:
        return max((at for at, top in enumerate(self._tops) if top <= y), default=0)

    def hit(self, point: QPointF) -> int:
        """The position nearest to `point`."""
        at = self._part_at(point.y())
        inner = QPointF(point.x(), point.y() - self._tops[at])
        found = self._parts[at].documentLayout().hitTest(inner, Qt.HitTestAccuracy.FuzzyHit)
        return self._starts[at] + max(found, 0)

    def link(self, point: QPointF) -> str:
        """The address of the link at `point`; empty for none."""
        at = self._part_at(point.y())
        return self._parts[at].documentLayout().anchorAt(QPointF(point.x(), point.y() - self._tops[at]))

    def word(self, position: int) -> tuple[int, int]:
        """First and last position of the word around `position`."""
        at = max(at for at, start in enumerate(self._starts) if start <= position)
        cursor = QTextCursor(self._parts[at])
        cursor.setPosition(position - self._starts[at])
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        return self._starts[at] + cursor.selectionStart(), self._starts[at] + cursor.selectionEnd()

    def _cursor(self, at: int, span: tuple[int, int]) -> QTextCursor | None:
        """What of `span` lies in part `at`."""
        words, offset = self._parts[at], self._starts[at]
        start, stop = max(span[0] - offset, 0), min(span[1] - offset, words.characterCount() - 1)
        if start >= stop:
            return None
        cursor = QTextCursor(words)
        cursor.setPosition(start)
        cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def text(self, span: tuple[int, int]) -> str:
        """The words between two positions, without their formatting."""
        cursors = [(words, self._cursor(at, span)) for at, words in enumerate(self._parts)]
        return "\n".join(_plain(words, cursor) for words, cursor in cursors if cursor is not None)

    def code_blocks(self) -> list[CodeBlock]:
        """The blocks of code from top to bottom."""
        return [
            CodeBlock(block.rect.translated(0, top), block.code)
            for words, top in zip(self._parts, self._tops, strict=True)
            for block in words.code()
        ]

    def draw(
        self,
        painter: QPainter,
        clip: QRectF,
        ink: Ink,
        marked: tuple[int, int] | None,
        found: Sequence[str] = (),
    ) -> None:
        """Draw what lies within `clip`, with the positions `marked` highlighted, and every place of `found`."""
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, QColor(ink.text))
        context.palette = palette
        for at, words in enumerate(self._parts):
            top = self._tops[at]
            if top > clip.bottom() or top + words.size().height() < clip.top():
                continue
            context.clip = clip.translated(0, -top)
            cursor = self._cursor(at, marked) if marked is not None else None
            chosen = [_highlight(cursor, ink)] if cursor is not None else []
            context.selections = [*_places(words, found, ink), *chosen]
            painter.save()
            painter.translate(0, top)
            words.documentLayout().draw(painter, context)
            painter.restore()

    def end(self) -> QRectF:
        """A place for a caret behind the last word; empty when there is none."""
        words = self._parts[-1]
        block = words.lastBlock()
        while block.length() <= 1 and block.previous().isValid():
            block = block.previous()
        line = block.layout().lineAt(max(block.layout().lineCount() - 1, 0))
        if not line.isValid():
            return QRectF()
        corner = words.documentLayout().blockBoundingRect(block).topLeft()
        top = self._tops[-1] + corner.y() + line.y()
        height = min(line.ascent() + line.descent(), line.height())
        return QRectF(corner.x() + line.naturalTextRect().right() + 4, top, 7, height)


def _plain(words: Words, cursor: QTextCursor) -> str:
    """The marked words, with the LaTeX of formulas in place of their pictures."""
    text = cursor.selection().toPlainText()
    if OBJECT not in text:
        return text
    first, last = cursor.selectionStart(), cursor.selectionEnd()
    found = [words.picture(name) for name in _image_names(words, first, last)]
    pieces = text.split(OBJECT)
    written = [f"${shown.formula.latex}$" if shown is not None else "" for shown in found]
    return "".join(piece + latex for piece, latex in zip_longest(pieces, written, fillvalue=""))


def _image_names(words: Words, first: int, last: int) -> list[str]:
    """The names of the pictures between two positions, in order; one for each character that stands for one."""
    names = []
    for position in range(first, last):
        if words.characterAt(position) == OBJECT:
            cursor = QTextCursor(words)
            cursor.setPosition(position + 1)
            names.append(cursor.charFormat().toImageFormat().name())
    return names


def _tables(frame: QTextFrame) -> Iterator[QTextTable]:
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            yield child
        yield from _tables(child)


def _code_rect(words: Words, table: QTextTable) -> QRectF:
    """From the text within: Qt's rectangle of a frame leaves out how far a list has moved it."""
    layout, cell = words.documentLayout(), table.cellAt(0, 0)
    first = layout.blockBoundingRect(cell.firstCursorPosition().block())
    last = layout.blockBoundingRect(cell.lastCursorPosition().block())
    inner = QRectF(
        first.left(), first.top(), words.textWidth() - CODE_PADDING - first.left(), last.bottom() - first.top()
    )
    return inner.adjusted(-CODE_PADDING, -CODE_PADDING, CODE_PADDING, CODE_PADDING)


def _content(table: QTextTable) -> str:
    cursor = table.cellAt(0, 0).firstCursorPosition()
    cursor.setPosition(table.cellAt(0, 0).lastPosition(), QTextCursor.MoveMode.KeepAnchor)
    return cursor.selection().toPlainText()


def _places(words: Words, sought: Sequence[str], ink: Ink) -> list[QAbstractTextDocumentLayout.Selection]:
    """Every place of these words in a part, in the colours for what was found."""
    places = []
    for term in sought:
        cursor = words.find(term)
        while not cursor.isNull():
            place = QAbstractTextDocumentLayout.Selection()
            place.cursor = cursor
            place.format = QTextCharFormat()
            behind = QColor(ink.found)
            behind.setAlphaF(FOUND_ALPHA)
            place.format.setBackground(behind)
            places.append(place)
            cursor = words.find(term, cursor)
    return places


def _highlight(cursor: QTextCursor, ink: Ink) -> QAbstractTextDocumentLayout.Selection:
    chosen = QAbstractTextDocumentLayout.Selection()
    chosen.cursor = cursor
    chosen.format = QTextCharFormat()
    chosen.format.setBackground(QColor(ink.marked))
    chosen.format.setForeground(QColor(ink.on_marked))
    return chosen
