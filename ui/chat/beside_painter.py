"""Paints what stands beside a reply's words: waiting, thoughts, and trouble."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPen

from ui.chat.beside import thought_words, waiting_words
from ui.chat.beside_layout import Thoughts, Trouble
from ui.chat.message_text import Ink
from ui.chat.transcript_model import Row
from ui.theme import Radius, Tokens

DOTS = 3
Icons = Callable[[str, str], QIcon]
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def paint_waiting(painter: QPainter, row: Row, rect: QRectF, beat: int | None, tokens: Tokens, font: QFont) -> None:
    """Three dots, and as soon as it is known, what is waited for. `beat` None holds the dots still."""
    painter.setPen(Qt.PenStyle.NoPen)
    for number in range(DOTS):
        colour = QColor(tokens.muted)
        colour.setAlphaF(0.9 if beat is not None and beat % DOTS == number else 0.4)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(rect.left() + 6 + number * 14, rect.top() + 12), 4, 4)
    words = waiting_words(row.beside, time.monotonic())
    if words:
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(QRectF(rect.left() + 52, rect.top(), rect.width() - 52, 25), _LEFT, words)


def paint_thoughts(
    painter: QPainter, row: Row, thoughts: Thoughts, lit: bool, tokens: Tokens, font: QFont, icons: Icons
) -> None:
    """The line that folds and unfolds, and the thoughts when they are open."""
    if lit:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.hover))
        painter.drawRoundedRect(thoughts.line, Radius.S, Radius.S)
    colour = tokens.text if lit else tokens.muted
    arrow = icons("chevron-down" if row.beside.open else "chevron-right", colour)
    arrow.paint(painter, int(thoughts.line.left() + 5), int(thoughts.line.center().y() - 8), 16, 16)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    words = thought_words(row.beside, time.monotonic())
    painter.drawText(thoughts.line.adjusted(27, 0, 0, 0), _LEFT, words)
    if thoughts.text is None:
        return
    left = thoughts.body.left() - 11
    painter.setPen(QPen(QColor(tokens.border), 2))
    painter.drawLine(QPointF(left, thoughts.body.top()), QPointF(left, thoughts.body.bottom()))
    painter.save()
    painter.translate(thoughts.body.topLeft())
    inner = QRectF(0, 0, thoughts.body.width(), thoughts.body.height())
    thoughts.text.draw(painter, inner, Ink(tokens.muted, tokens.accent, tokens.on_accent), None)
    painter.restore()


def paint_trouble(painter: QPainter, trouble: Trouble, tokens: Tokens, font: QFont, icons: Icons) -> None:
    """The notice; its buttons are painted with the others."""
    if not trouble.quiet:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.warning_soft))
        painter.drawRoundedRect(trouble.rect, Radius.M, Radius.M)
        middle = trouble.room.center().y()
        icons("warning", tokens.warning).paint(painter, int(trouble.rect.left() + 12), int(middle - 9), 18, 18)
    painter.setFont(font)
    painter.setPen(QColor(tokens.muted if trouble.quiet else tokens.warning))
    painter.drawText(trouble.room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, trouble.words)
