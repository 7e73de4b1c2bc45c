"""The context meter: a small bar near the composer that says how much of the model's context the next prompt takes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from companion.records import Prompt, SentPrompt
from ui.chat.beside import rounded
from ui.theme import Space, Tokens, Type, tokens_of, type_size

BAR_WIDTH, BAR_HEIGHT = 72, 6


def name_of(section: str) -> str:
    """What a part of a prompt is called."""
    return {
        "persona": _tr("Who the companion is, and the rules"),
        "portrait": _tr("How to speak with you"),
        "story": _tr("What happened lately"),
        "memories": _tr("Memories"),
        "summary": _tr("Earlier in this conversation"),
        "deed": _tr("What was just done at your word"),
        "documents": _tr("Attached documents"),
        "images": _tr("Pictures"),
        "turns": _tr("The last messages"),
        "message": _tr("Your message"),
    }.get(section, section)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ContextMeter", text)


def colours(tokens: Tokens) -> dict[str, str]:
    """The colour of each part in the bar."""
    return {
        "persona": tokens.muted,
        "portrait": tokens.info,
        "story": tokens.warning,
        "memories": tokens.accent,
        "summary": tokens.border_strong,
        "deed": tokens.danger,
        "documents": tokens.success,
        "images": tokens.success,
        "turns": tokens.accent_hover,
        "message": tokens.text,
    }


def paint_bar(painter: QPainter, box: QRectF, sent: SentPrompt, tokens: Tokens) -> None:
    """The parts of a prompt side by side, to the scale of the context."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = box.height() / 2
    painter.setBrush(QColor(tokens.track))
    painter.drawRoundedRect(box, radius, radius)
    painter.save()
    painter.setClipRect(box)
    left = box.left()
    for section in sent.prompt.sections:
        width = box.width() * sent.share(section) / max(sent.num_ctx, sent.tokens, 1)
        painter.setBrush(QColor(colours(tokens).get(section.name, tokens.muted)))
        painter.drawRect(QRectF(left, box.top(), width, box.height()))
        left += width
    painter.restore()


class ContextMeter(QToolButton):
    """Shows one prompt. Clicked, it wants the panel. Hidden while no model reads."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sent: SentPrompt | None = None
        self.setAccessibleName(self.tr("Context"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def show_prompt(self, sent: SentPrompt) -> None:
        """Show this prompt's size."""
        self._sent = sent
        words = self.words
        self.setAccessibleName(self.tr("Context: {}").format(words))
        self.setToolTip(self.tr("What the model is given: {}. Click to see all of it.").format(words))
        self.setVisible(sent.num_ctx > 0)
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """The size in words; an estimate says so."""
        if self._sent is None:
            return ""
        numbers = QLocale()
        counted = self._sent.counted is not None
        size = numbers.toString(self._sent.tokens if counted else rounded(self._sent.tokens))
        room = numbers.toString(self._sent.num_ctx)
        return (self.tr("{0} of {1} tokens") if counted else self.tr("about {0} of {1} tokens")).format(size, room)

    def _metrics(self) -> QFontMetrics:
        font = self.font()
        font.setPixelSize(type_size(Type.CAPTION))
        return QFontMetrics(font)

    def sizeHint(self) -> QSize:
        metrics = self._metrics()
        return QSize(BAR_WIDTH + Space.S + metrics.horizontalAdvance(self.words) + 2 * Space.S, metrics.height() + 8)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._sent is None:
            return
        tokens = tokens_of(self)
        painter = QPainter(self)
        middle = self.height() / 2
        bar = QRectF(Space.S, middle - BAR_HEIGHT / 2, BAR_WIDTH, BAR_HEIGHT)
        paint_bar(painter, bar, self._sent, tokens)
        font = self.font()
        font.setPixelSize(type_size(Type.CAPTION))
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        room = self.rect().adjusted(BAR_WIDTH + 2 * Space.S, 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.words)
        painter.end()


def exact_text(prompt: Prompt) -> str:
    """Every word of a prompt as it goes over the wire, each turn under its role."""
    return "\n\n".join(f"[{turn.role}]\n{turn.content}" for turn in prompt.turns)
