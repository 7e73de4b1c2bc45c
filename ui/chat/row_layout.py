"""Where the parts of a transcript row lie, measured once and kept for the rows near the reader."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF

from companion.records import MessageState
from ui.chat.attachment_cards import PREFIX, Card, label_of, lay_cards
from ui.chat.beside import tr
from ui.chat.beside_layout import Thoughts, Trouble, lay_thoughts, lay_trouble
from ui.chat.code_colours import LexerOf
from ui.chat.footer_layout import Button, Counter, footer_height, lay_own, lay_reply
from ui.chat.formulas import Formula, Formulas
from ui.chat.help_box import HelpBox, lay_help
from ui.chat.markdown import Markdown, formula_letters, split_blocks
from ui.chat.message_actions import CODE
from ui.chat.message_text import MessageText, Words, make_words
from ui.chat.transcript_model import Row, clock_time
from ui.theme import READING_WIDTH, Space, Tokens, Type, type_size

KEPT_LAYOUTS = 96
"""Rows whose text stays laid out; enough for three screens of short messages."""
KEPT_CHARACTERS = 20_000
"""Characters that stay laid out, in those rows together, some 5 MB: of long messages fewer are kept."""
STALE = -1
"""The version of a layout that is to be made anew; no row has it."""
BUBBLE_SHARE = 0.82
"""The widest bubble as a share of the column."""
BUBBLE_X, BUBBLE_Y = 15, 8
BUBBLE_SINK = 2
"""Line spacing leaves its room below a line; this much of it belongs above."""
SEPARATOR, HEADER = 52, 28


@dataclass(slots=True)
class RowLayout:
    """Rectangles in the row's own coordinates: the view's width, from the top of the row."""

    text: MessageText
    height: float
    body: QRectF
    bubble: QRectF | None = None
    separator: QRectF | None = None
    header: QRectF | None = None
    thoughts: Thoughts | None = None
    trouble: Trouble | None = None
    help: HelpBox | None = None
    time: QRectF = field(default_factory=QRectF)
    state: str = ""
    state_left: float = 0.0
    counter: Counter | None = None
    cards: list[Card] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)


@dataclass(slots=True)
class _Kept:
    """What is laid out of a row: for which version of it, and the parts of its text by what they say."""

    version: int
    layout: RowLayout
    parts: dict[str, Words]
    characters: int


class Layouts:
    """Makes and keeps row layouts for one width, theme and text size."""

    def __init__(self, tokens: Tokens, font: QFont, formulas: Formulas, lexers: LexerOf) -> None:
        self._formulas = formulas
        self._lexers = lexers
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._characters = 0
        self._font = font
        self.scale = 1.0
        self.width = 0.0
        self._size = float(type_size(Type.READING))
        self._column_width = self._foot = 0.0
        self.set_tokens(tokens)

    def set_tokens(self, tokens: Tokens) -> None:
        """Forget everything and draw in these colours."""
        self.tokens = tokens
        self._markdown = Markdown(tokens, self._formula, self._lexers)
        self.forget()

    def forget(self) -> None:
        """Lay out everything anew, when it is next asked for."""
        self._kept.clear()
        self._characters = 0

    def renew(self, concerned: Callable[[str], bool]) -> None:
        """Lay every row out anew, when it is next asked for, and make those parts again whose text is `concerned`."""
        for kept in self._kept.values():
            kept.version = STALE
            kept.parts = {text: words for text, words in kept.parts.items() if not concerned(text)}

    def _formula(self, latex: str, alone: bool) -> str:
        """A formula as a picture where it has been drawn, else in its letters."""
        size = round(self._size * (1.15 if alone else 1.0))
        picture = self._formulas.picture(Formula(latex, size, self.tokens.text, alone))
        if picture is None:
            return formula_letters(latex)
        wide, high = picture.size.width(), picture.size.height()
        return f'<img src="{picture.formula.name}" width="{wide}" height="{high}" style="vertical-align: middle;">'

    def set_size(self, width: float, scale: float) -> bool:
        """The view's width in pixels and the text size as a factor; True when anything changed."""
        if (width, scale) == (self.width, self.scale):
            return False
        self.width, self.scale = width, scale
        self._size = type_size(Type.READING) * scale
        self._column_width = self.column.width()
        self._foot = footer_height(QFontMetricsF(self.caption_font()))
        self.forget()
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
    def _header_height(self) -> float:
        return HEADER * max(self.scale, 1.0)

    @property
    def column(self) -> QRectF:
        """The column of text: its left edge and width (the height means nothing)."""
        width = min(self.width - 2 * Space.XL, READING_WIDTH * self.scale)
        return QRectF((self.width - width) / 2, 0, width, 0)

    def estimate(self, row: Row) -> float:
        """A guess at the height that costs next to nothing."""
        size = self._size
        width = self._column_width * (BUBBLE_SHARE if row.mine else 1.0)
        lines = 1 + row.text.count("\n") + len(row.text) * size * 0.5 // max(width, 1)
        extra = (SEPARATOR if row.new_day else 0) + self._foot + (2 * BUBBLE_Y if row.mine else self._header_height)
        return lines * size * 1.65 + extra

    def of(self, row: Row) -> RowLayout:
        """The layout of `row`, made when it is not at hand."""
        kept = self._kept.get(row.message.id)
        if kept is None or kept.version != row.version:
            kept = self._keep(row, kept.parts if kept is not None else {})
        self._kept.move_to_end(row.message.id)
        return kept.layout

    def _keep(self, row: Row, before: dict[str, Words]) -> _Kept:
        """Lay `row` out anew, with the parts of its text that were there `before`, and make room for it."""
        parts = self._text_parts(row, before)
        kept = _Kept(row.version, self._make(row, list(parts.values())), parts, len(row.text))
        old = self._kept.get(row.message.id)
        self._characters += kept.characters - (old.characters if old is not None else 0)
        self._kept[row.message.id] = kept
        self._kept.move_to_end(row.message.id)
        while len(self._kept) > 1 and (len(self._kept) > KEPT_LAYOUTS or self._characters > KEPT_CHARACTERS):
            self._characters -= self._kept.popitem(last=False)[1].characters
        return kept

    def _make(self, row: Row, words: list[Words]) -> RowLayout:
        column = self.column
        top = float(SEPARATOR if row.new_day else Space.S)
        separator = QRectF(column.left(), 0, column.width(), SEPARATOR) if row.new_day else None
        layout = self._mine(row, words, column, top) if row.mine else self._theirs(row, words, column, top)
        layout.separator = separator
        return layout

    def _mine(self, row: Row, words: list[Words], column: QRectF, top: float) -> RowLayout:
        text = MessageText(words, column.width() * BUBBLE_SHARE - 2 * BUBBLE_X)
        text.shrink()
        size = text.size
        bubble = QRectF(0, top, size.width() + 2 * BUBBLE_X, size.height() + 2 * BUBBLE_Y)
        if not row.text.strip():  # what is attached speaks for itself
            bubble.setSize(QSizeF(0, 0))
        bubble.moveRight(column.right())
        body = bubble.adjusted(BUBBLE_X, BUBBLE_Y + BUBBLE_SINK, -BUBBLE_X, -BUBBLE_Y + BUBBLE_SINK)
        metrics = QFontMetricsF(self.caption_font())
        cards = lay_cards(row.message.attachments, row.held, column, bubble.bottom(), metrics, self._plain)
        below = cards[-1].rect.bottom() if cards else bubble.bottom()
        foot = QRectF(column.left(), below, column.width(), footer_height(metrics))
        layout = RowLayout(text, foot.bottom(), body, bubble=bubble, time=foot, cards=cards)
        layout.buttons += [Button(f"{PREFIX}{card.attachment.id}", card.rect, label_of(card)) for card in cards]
        lay_own(row, layout, foot, metrics, metrics.horizontalAdvance(row_time(row)))
        return layout

    def _theirs(self, row: Row, words: list[Words], column: QRectF, top: float) -> RowLayout:
        header = QRectF(column.left(), top, column.width(), self._header_height)
        metrics = QFontMetricsF(self.caption_font())
        thoughts = lay_thoughts(row, column, header.bottom(), metrics, self._plain)
        text = MessageText(words, column.width())
        height = text.size.height() if row.text else 26.0
        if not row.text and (row.message.state is MessageState.FAILED or (thoughts and row.streaming)):
            height = 0.0
        body = QRectF(column.left(), thoughts.bottom if thoughts else header.bottom(), column.width(), height)
        layout = RowLayout(text, 0, body, header=header, thoughts=thoughts)
        if thoughts is not None:
            layout.buttons.append(Button("thoughts", thoughts.line, tr("Thoughts")))
        for number, block in enumerate(text.code_blocks()):
            layout.buttons.append(_code_button(number, block.rect.translated(body.topLeft())))
        layout.trouble = lay_trouble(row, column, body.bottom(), metrics)
        if layout.trouble is not None:
            layout.buttons += [Button(key, rect, label) for key, label, rect in layout.trouble.buttons]
        below = layout.trouble.rect.bottom() if layout.trouble is not None else body.bottom()
        layout.help = lay_help(row.help, column, below, self._marked_up) if not row.streaming else None
        below = layout.help.rect.bottom() if layout.help is not None else below
        foot = QRectF(column.left() - 5, below, column.width(), footer_height(metrics))
        if not row.streaming:
            lay_reply(row, layout, foot, metrics)
        layout.height = foot.bottom()
        return layout

    def _plain(self, text: str, width: float) -> MessageText:
        font = self.reading_font
        font.setPixelSize(round(font.pixelSize() * 0.93))
        return MessageText([make_words(font, plain=text)], width)

    def _marked_up(self, text: str, width: float) -> MessageText:
        font = self.reading_font
        font.setPixelSize(round(font.pixelSize() * 0.95))
        html, style = self._markdown.html(text), self._markdown.style()
        return MessageText([make_words(font, html=html, style=style, pictures=self._formulas.named)], width)

    def _text_parts(self, row: Row, before: dict[str, Words]) -> dict[str, Words]:
        """The text of `row` in its parts, by what they say; those that were there `before` are taken again."""
        font = self.reading_font
        if row.mine:
            return {row.text: make_words(font, plain=row.text)}
        style = self._markdown.style()
        parts: dict[str, Words] = {}
        for piece in split_blocks(row.text):
            name = piece if piece not in parts else f"{piece}\0{len(parts)}"
            words = before.get(name)
            if words is None:
                html = self._markdown.html(piece)
                words = make_words(font, html=html, style=style, pictures=self._formulas.named)
            parts[name] = words
        return parts


def _code_button(number: int, block: QRectF) -> Button:
    """The button that copies a block of code, in its upper right corner."""
    spot = QRectF(block.right() - 32, block.top() + 6, 26, 24)
    return Button(f"{CODE}{number}", spot, tr("Copy code"), "copy", True)


def row_time(row: Row) -> str:
    """When the message was said."""
    return clock_time(row.message.created_at)
