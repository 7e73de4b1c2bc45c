"""The card under a reply that says how to reach people who help: where it lies, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from companion.records import HelpCard
from ui.chat.message_text import Ink, MessageText
from ui.theme import Radius, Space, Tokens


@dataclass(slots=True)
class HelpBox:
    """The card's frame, and its words with their place."""

    rect: QRectF
    text: MessageText
    body: QRectF


def markdown_of(card: HelpCard) -> str:
    """The card as Markdown: a title, the emergency number, then a line for each place that helps."""
    lines = [
        f"- **{line.name}: {line.contact}**" + (f"  \n  {line.about}" if line.about else "") for line in card.lines
    ]
    parts = [f"**{card.title}**", card.text, f"In an emergency: **{card.emergency}**", "\n".join(lines), card.note]
    return "\n\n".join(part for part in parts if part)


def lay_help(
    card: HelpCard | None, column: QRectF, below: float, text: Callable[[str, float], MessageText]
) -> HelpBox | None:
    """Where the card lies under what ends at `below`; None without one. `text` lays out Markdown at a width."""
    if card is None:
        return None
    words = text(markdown_of(card), column.width() - 2 * Space.L)
    body = QRectF(column.left() + Space.L, below + Space.M + Space.S, column.width() - 2 * Space.L, words.size.height())
    return HelpBox(
        QRectF(column.left(), below + Space.S, column.width(), words.size.height() + 2 * Space.M), words, body
    )


def paint_help(painter: QPainter, box: HelpBox, tokens: Tokens) -> None:
    """Draw the card."""
    painter.setPen(QColor(tokens.border_strong))
    painter.setBrush(QColor(tokens.surface))
    painter.drawRoundedRect(box.rect.adjusted(0.5, 0.5, -0.5, -0.5), Radius.M, Radius.M)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.accent))
    painter.drawRoundedRect(QRectF(box.rect.left(), box.rect.top(), 5, box.rect.height()), 2.5, 2.5)
    painter.save()
    painter.translate(box.body.topLeft())
    box.text.draw(
        painter,
        QRectF(0, 0, box.body.width(), box.body.height()),
        Ink(tokens.text, tokens.accent, tokens.on_accent),
        None,
    )
    painter.restore()
