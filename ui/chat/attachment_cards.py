"""What came with a message, below its bubble: thumbnails that open large, documents that unfold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QIcon, QPainter, QPainterPath, QPen, QPixmap

from companion.records import Attachment, AttachmentContent, AttachmentKind
from ui.chat.beside import tr
from ui.chat.message_text import Ink, MessageText
from ui.theme import Radius, Space, Tokens

PREFIX = "attachment:"
"""How the keys of their buttons begin."""
THUMB = 180
CARD_HEIGHT = 34.0
SHOWN_CHARACTERS = 3_000
"""Of an unfolded document; all of it is in the record and in the search."""
PAD = 12.0


@dataclass(slots=True)
class Held:
    """What a row knows of its attachments beside their names."""

    texts: dict[int, str] = field(default_factory=dict)
    thumbs: dict[int, QPixmap] = field(default_factory=dict)
    opened: set[int] = field(default_factory=set)

    def take(self, content: AttachmentContent) -> None:
        """The content is here."""
        number = content.attachment.id
        if content.attachment.kind is AttachmentKind.IMAGE:
            seen = QPixmap()
            seen.loadFromData(content.thumb or content.data)
            self.thumbs[number] = seen
        else:
            self.texts[number] = content.text


@dataclass(slots=True)
class Card:
    """One attachment in the row's coordinates; `text` is that of an unfolded document."""

    attachment: Attachment
    rect: QRectF
    words: str = ""
    opened: bool = False
    picture: QPixmap | None = None
    text: MessageText | None = None
    body: QRectF = field(default_factory=QRectF)


def lay_cards(
    attachments: Sequence[Attachment],
    held: Held,
    column: QRectF,
    top: float,
    metrics: QFontMetricsF,
    plain: Callable[[str, float], MessageText],
) -> list[Card]:
    """The cards below one another, at the right edge as the bubble above them."""
    cards = []
    for one in attachments:
        top += Space.XS
        if one.kind is AttachmentKind.IMAGE:
            card = _thumbnail(one, held, column, top)
        else:
            card = _document(one, held, column, top, metrics, plain)
        cards.append(card)
        top = card.rect.bottom()
    return cards


def _thumbnail(one: Attachment, held: Held, column: QRectF, top: float) -> Card:
    longest = max(one.width, one.height, 1)
    scale = min(THUMB / longest, 1.0)
    rect = QRectF(0, top, max(one.width * scale, 48), max(one.height * scale, 48))
    rect.moveRight(column.right())
    return Card(one, rect, one.name, picture=held.thumbs.get(one.id))


def _document(
    one: Attachment,
    held: Held,
    column: QRectF,
    top: float,
    metrics: QFontMetricsF,
    plain: Callable[[str, float], MessageText],
) -> Card:
    size = QLocale().formattedDataSize(one.size, 0, QLocale.DataSizeFormat.DataSizeSIFormat)
    widest = column.width() * 0.82
    words = metrics.elidedText(f"{one.name}  ·  {size}", Qt.TextElideMode.ElideMiddle, widest - 80)
    height = max(CARD_HEIGHT, metrics.height() + 16)
    rect = QRectF(0, top, metrics.horizontalAdvance(words) + 76, height)
    card = Card(one, rect, words, opened=one.id in held.opened)
    if card.opened and one.id in held.texts:
        text = held.texts[one.id]
        shown = text[:SHOWN_CHARACTERS] + ("\n…" if len(text) > SHOWN_CHARACTERS else "")
        card.text = plain(shown, widest - 2 * PAD)
        rect.setWidth(widest)
        rect.setHeight(height + card.text.size.height() + PAD)
    rect.moveRight(column.right())
    if card.text is not None:
        card.body = QRectF(rect.left() + PAD, top + height, rect.width() - 2 * PAD, card.text.size.height())
    return card


def label_of(card: Card) -> str:
    """What a click does, for the tooltip and screen readers."""
    if card.attachment.kind is AttachmentKind.IMAGE:
        return tr("Show {} large").format(card.attachment.name)
    return (tr("Fold {}") if card.opened else tr("Unfold {}")).format(card.attachment.name)


def paint_cards(
    painter: QPainter, cards: Sequence[Card], lit: str, tokens: Tokens, font: QFont, icon: Callable[[str, str], QIcon]
) -> None:
    """Draw the cards; `lit` is the key under the mouse."""
    for card in cards:
        hovered = lit == f"{PREFIX}{card.attachment.id}"
        painter.setPen(QPen(QColor(tokens.accent if hovered else tokens.border), 1))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(card.rect.adjusted(0.5, 0.5, -0.5, -0.5), Radius.M, Radius.M)
        if card.picture is not None:
            _picture(painter, card.rect, card.picture)
        elif card.attachment.kind is AttachmentKind.DOCUMENT:
            _head(painter, card, tokens, font, icon)
        if card.text is not None:
            painter.save()
            painter.translate(card.body.topLeft())
            ink = Ink(tokens.text, tokens.accent, tokens.on_accent)
            card.text.draw(painter, QRectF(0, 0, card.body.width(), card.body.height()), ink, None)
            painter.restore()


def _picture(painter: QPainter, rect: QRectF, picture: QPixmap) -> None:
    inside = QPainterPath()
    inside.addRoundedRect(rect.adjusted(1, 1, -1, -1), Radius.M - 1, Radius.M - 1)
    painter.save()
    painter.setClipPath(inside)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(rect, picture, QRectF(picture.rect()))
    painter.restore()


def _head(painter: QPainter, card: Card, tokens: Tokens, font: QFont, icon: Callable[[str, str], QIcon]) -> None:
    height = card.rect.height() if card.text is None else card.body.top() - card.rect.top()
    middle = card.rect.top() + height / 2
    icon("document", tokens.muted).paint(painter, int(card.rect.left() + PAD), int(middle - 9), 18, 18)
    arrow = "chevron-down" if card.opened else "chevron-right"
    icon(arrow, tokens.muted).paint(painter, int(card.rect.right() - 30), int(middle - 8), 16, 16)
    painter.setFont(font)
    painter.setPen(QColor(tokens.text))
    room = QRectF(QPointF(card.rect.left() + 38, card.rect.top()), card.rect.size())
    room.setHeight(height)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, card.words)
