"""Paints one row of the transcript from its layout."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QDate, QLocale, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QPixmap,
)

from ui.chat.attachment_cards import PREFIX, paint_cards
from ui.chat.beside import tr
from ui.chat.beside_painter import paint_thoughts, paint_trouble, paint_waiting
from ui.chat.footer_layout import Button
from ui.chat.help_box import paint_help
from ui.chat.message_text import Ink
from ui.chat.row_layout import Layouts, RowLayout, row_time
from ui.chat.transcript_model import Row
from ui.icons import app_icon, icon
from ui.theme import Radius, Tokens

LINE, BADGE = 0.3, 0.18
"""How much of the muted colour lines and badges have: so they show on any ground, off the record, too."""


def _faint(colour: str, share: float) -> QColor:
    faint = QColor(colour)
    faint.setAlphaF(share)
    return faint


@dataclass(frozen=True, slots=True)
class RowState:
    """What the moment adds to a row. `beat` counts the steps of the waiting dots; None holds them still."""

    hovered: bool = False
    current: bool = False
    pressed_key: str = ""
    selection: tuple[int, int] | None = None
    beat: int | None = 0
    found: tuple[str, ...] = ()
    """Words to highlight wherever they stand."""


class RowPainter:
    """Draws rows with the colours and fonts of `layouts`."""

    def __init__(self, layouts: Layouts) -> None:
        self._layouts = layouts
        self._mark = app_icon()
        self.picture: QPixmap | None = None
        """The picture of who speaks; None: the mark of the app."""
        self._icon = lru_cache(maxsize=64)(icon)

    @property
    def tokens(self) -> Tokens:
        return self._layouts.tokens

    def paint(self, painter: QPainter, row: Row, layout: RowLayout, state: RowState, clip: QRectF) -> None:
        """Draw the row with its top left corner at the painter's origin; `clip` is what can be seen of it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        caption = self._layouts.caption_font()
        painter.setFont(caption)
        if layout.separator is not None:
            self._separator(painter, row, layout.separator)
        if layout.bubble is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.tokens.accent_soft))
            painter.drawRoundedRect(layout.bubble, Radius.L, Radius.L)
            self._quiet(painter, layout.time, row_time(row), Qt.AlignmentFlag.AlignRight)
        if layout.header is not None:
            self._header(painter, row, layout.header, caption)
        self._body(painter, row, layout, state, clip)
        if layout.thoughts is not None:
            lit = state.pressed_key == "thoughts"
            paint_thoughts(painter, row, layout.thoughts, lit, self.tokens, caption, self._icon)
        if layout.cards:
            paint_cards(painter, layout.cards, state.pressed_key, self.tokens, caption, self._icon)
        if layout.trouble is not None:
            paint_trouble(painter, layout.trouble, self.tokens, caption, self._icon)
        if layout.help is not None:
            paint_help(painter, layout.help, self.tokens)
        self._foot(painter, layout, state, caption)
        if state.current:
            self._focus_ring(painter, layout)

    def _separator(self, painter: QPainter, row: Row, rect: QRectF) -> None:
        text = day_name(row)
        width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 28
        middle = rect.center().y()
        painter.setPen(QPen(_faint(self.tokens.muted, LINE), 1))
        left, right = rect.center().x() - width / 2, rect.center().x() + width / 2
        painter.drawLine(QPointF(rect.left(), middle), QPointF(left, middle))
        painter.drawLine(QPointF(right, middle), QPointF(rect.right(), middle))
        painter.setPen(QColor(self.tokens.muted))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _quiet(self, painter: QPainter, rect: QRectF, text: str, side: Qt.AlignmentFlag) -> None:
        painter.setPen(QColor(self.tokens.muted))
        painter.drawText(rect.adjusted(2, 0, -2, -4), side | Qt.AlignmentFlag.AlignVCenter, text)

    def _header(self, painter: QPainter, row: Row, rect: QRectF, caption: QFont) -> None:
        side = 18 if self.picture is None else 22
        place = QRect(int(rect.left()), int(rect.center().y() - 2 - side / 2), side, side)
        if self.picture is None:
            self._mark.paint(painter, place)
        else:
            painter.drawPixmap(place, self.picture)
        bold = QFont(caption)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(self.tokens.text))
        spot = rect.adjusted(side + 8, 0, 0, -4)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(spot, middle, row.message.speaker)
        spot.setLeft(spot.left() + QFontMetricsF(bold).horizontalAdvance(row.message.speaker) + 10)
        painter.setFont(caption)
        metrics = QFontMetricsF(caption)
        if row.message.model == "offline":
            label = tr("offline")
            badge = QRectF(spot.left(), 0, metrics.horizontalAdvance(label) + 14, metrics.height() + 2)
            badge.moveTop(spot.center().y() - badge.height() / 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_faint(self.tokens.muted, BADGE))
            painter.drawRoundedRect(badge, badge.height() / 2, badge.height() / 2)
            painter.setPen(QColor(self.tokens.text))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, label)
            spot.setLeft(badge.right() + 10)
        painter.setPen(QColor(self.tokens.muted))
        painter.drawText(spot, middle, row_time(row))

    def _body(self, painter: QPainter, row: Row, layout: RowLayout, state: RowState, clip: QRectF) -> None:
        if row.streaming and not row.text:
            if layout.thoughts is None:
                paint_waiting(painter, row, layout.body, state.beat, self.tokens, self._layouts.caption_font())
            return
        ink = Ink(
            self.tokens.on_accent_soft if row.mine else self.tokens.text,
            self.tokens.accent,
            self.tokens.on_accent,
            self.tokens.warning,
        )
        painter.save()
        painter.translate(layout.body.topLeft())
        layout.text.draw(painter, clip.translated(-layout.body.topLeft()), ink, state.selection, state.found)
        painter.restore()
        if row.streaming:
            self._caret(painter, layout, state.beat)

    def _caret(self, painter: QPainter, layout: RowLayout, beat: int | None) -> None:
        spot = layout.text.end().translated(layout.body.topLeft())
        colour = QColor(self.tokens.accent)
        colour.setAlphaF(0.9 if beat is None or beat % 2 == 0 else 0.35)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(spot.adjusted(0, 2, 0, -1), 2, 2)

    def _foot(self, painter: QPainter, layout: RowLayout, state: RowState, caption: QFont) -> None:
        painter.setFont(caption)
        for button in layout.buttons:
            pressed = state.pressed_key == button.key
            if button.icon and (not button.hover_only or state.hovered or state.current):
                self._icon_button(painter, button, pressed)
            elif not button.icon and not button.key.startswith(("thoughts", PREFIX)):
                quiet = layout.trouble is not None and layout.trouble.quiet
                self._text_button(painter, button, pressed, self.tokens.border_strong if quiet else self.tokens.warning)
        if layout.counter is not None:
            painter.setPen(QColor(self.tokens.muted))
            painter.drawText(layout.counter.rect, Qt.AlignmentFlag.AlignCenter, layout.counter.words)
        if layout.state:
            spot = QRectF(layout.state_left, layout.height - 28, 200, 24)
            painter.setPen(QColor(self.tokens.muted))
            painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, layout.state)

    def _icon_button(self, painter: QPainter, button: Button, lit: bool) -> None:
        lit = lit and button.enabled
        painter.setOpacity(1.0 if button.enabled else 0.4)
        if lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.tokens.hover))
            painter.drawRoundedRect(button.rect, Radius.S, Radius.S)
        colour = self.tokens.text if lit else self.tokens.muted
        top = int(button.rect.center().y() - 8)
        self._icon(button.icon, colour).paint(painter, int(button.rect.left() + 5), top, 16, 16)
        painter.setOpacity(1.0)
        if button.key == "why":
            painter.setPen(QColor(colour))
            spot = button.rect.adjusted(27, 0, 0, 0)
            painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, button.label)

    def _text_button(self, painter: QPainter, button: Button, lit: bool, edge: str) -> None:
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(self.tokens.hover if lit else self.tokens.surface))
        painter.drawRoundedRect(button.rect.adjusted(0.5, 0.5, -0.5, -0.5), Radius.S, Radius.S)
        painter.setPen(QColor(self.tokens.text))
        label = QFontMetricsF(painter.font()).elidedText(
            button.label, Qt.TextElideMode.ElideRight, button.rect.width() - 8
        )
        painter.drawText(button.rect, Qt.AlignmentFlag.AlignCenter, label)

    def _focus_ring(self, painter: QPainter, layout: RowLayout) -> None:
        around = layout.bubble.adjusted(-4, -4, 4, 4) if layout.bubble is not None else layout.body
        if layout.header is not None:
            around = around.united(layout.header).adjusted(-10, -4, 10, 4)
        painter.setPen(QPen(QColor(self.tokens.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(around, Radius.M, Radius.M)


def day_name(row: Row) -> str:
    """The day of the message as a heading: today, yesterday, or its date."""
    day, today = row.message.day, QDate.currentDate()
    date = QDate(day.year, day.month, day.day)
    if date == today:
        return tr("Today")
    if date == today.addDays(-1):
        return tr("Yesterday")
    return QLocale().toString(date, QLocale.FormatType.LongFormat)
