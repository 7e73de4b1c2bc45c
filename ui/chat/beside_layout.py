"""Where the things beside a reply's words lie: folded thoughts above them, trouble and its remedies below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from ui.chat.beside import phase_words, thought_words
from ui.chat.message_text import MessageText
from ui.chat.remedies import FREE, is_quiet, label_of, notice_of, remedies
from ui.chat.transcript_model import Row

FOLD = 26
"""The height of the line above folded thoughts."""
INDENT = 20
MARK = 40
"""What the sign of a notice takes on its left."""
BUTTON = 28
GAP = 8
_WRAP = 0x1000  # Qt.TextFlag.TextWordWrap, for a metrics call that takes a number
_WIDEST_TIME = 60 * 60 * 10.0
"""Thoughts may take long; their line has room for it from the start."""


@dataclass(slots=True)
class Thoughts:
    """The folded or open thoughts of a row."""

    line: QRectF
    text: MessageText | None = None
    body: QRectF = field(default_factory=QRectF)

    @property
    def bottom(self) -> float:
        return self.body.bottom() + GAP if self.text is not None else self.line.bottom()


@dataclass(slots=True)
class Trouble:
    """A notice with its sentence and the places of its buttons: (key, label, rectangle)."""

    rect: QRectF
    room: QRectF
    words: str
    buttons: list[tuple[str, str, QRectF]]
    quiet: bool = False
    """Whether it is only told, and no trouble."""


def lay_thoughts(
    row: Row, column: QRectF, top: float, metrics: QFontMetricsF, text: Callable[[str, float], MessageText]
) -> Thoughts | None:
    """The thoughts of `row` from `top` on; None where there are none. `text` lays out words at a width."""
    if not row.beside.thoughts:
        return None
    widest = metrics.horizontalAdvance(thought_words(row.beside, _WIDEST_TIME))
    line = QRectF(column.left() - 5, top, widest + 40, FOLD)
    found = Thoughts(line)
    if row.beside.open:
        found.text = text(row.beside.thoughts.strip(), column.width() - INDENT)
        found.body = QRectF(column.left() + INDENT, line.bottom() + 2, column.width() - INDENT, 0)
        found.body.setHeight(found.text.size.height())
    return found


def lay_trouble(row: Row, column: QRectF, below: float, metrics: QFontMetricsF) -> Trouble | None:
    """What went wrong with `row`, under its words; None when nothing did. One button stands beside, more below."""
    stuck = row.streaming and row.beside.phase == "stuck"
    words = phase_words(row.beside) if stuck else notice_of(row.message, row.next_step)
    if not words:
        return None
    keys = (FREE,) if stuck else remedies(row.message, last=row.last, pictures=row.of_picture)
    if not stuck and is_quiet(row.message):
        return _lay_quiet(words, keys, column, below, metrics)
    widest = column.width() - MARK - 10
    sizes = [(key, label_of(key), min(metrics.horizontalAdvance(label_of(key)) + 28, widest)) for key in keys]
    beside = sizes[0][2] + 22 if len(sizes) == 1 else 0.0
    room = QRectF(column.left() + MARK, below + 6, column.width() - MARK - 20 - beside, 10_000)
    high = max(metrics.boundingRect(room, _WRAP, words).height(), 26.0) + 20
    room.setHeight(high)
    rect = QRectF(column.left(), room.top(), column.width(), high)
    buttons: list[tuple[str, str, QRectF]] = []
    if len(sizes) == 1:
        key, label, wide = sizes[0]
        spot = QRectF(rect.right() - 10 - wide, rect.center().y() - BUTTON / 2, wide, BUTTON)
        buttons.append((key, label, spot))
    elif sizes:
        left, top = room.left(), rect.bottom() - 4
        for key, label, wide in sizes:
            if left + wide > column.right() - 10 and left > room.left():
                left, top = room.left(), top + BUTTON + GAP
            buttons.append((key, label, QRectF(left, top, wide, BUTTON)))
            left += wide + GAP
        rect.setBottom(top + BUTTON + 10)
    return Trouble(rect, room, words, buttons)


def _lay_quiet(words: str, keys: tuple[str, ...], column: QRectF, below: float, metrics: QFontMetricsF) -> Trouble:
    """A line without a ground; its buttons follow the words where they fit, else they stand below."""
    high = max(metrics.boundingRect(QRectF(0, 0, column.width(), 10_000), _WRAP, words).height(), float(BUTTON))
    room = QRectF(column.left(), below + 2, column.width(), high)
    sizes = [(key, label_of(key), metrics.horizontalAdvance(label_of(key)) + 28) for key in keys]
    left, top, bottom = room.left() + metrics.horizontalAdvance(words) + 12, room.top(), room.bottom()
    if sizes and left + sum(wide + GAP for _, _, wide in sizes) > room.right():
        left, top, bottom = room.left(), room.bottom() + 2, room.bottom() + 2 + BUTTON
    buttons: list[tuple[str, str, QRectF]] = []
    for key, label, wide in sizes:
        buttons.append((key, label, QRectF(left, top, wide, BUTTON)))
        left += wide + GAP
    return Trouble(QRectF(room.left(), room.top(), room.width(), bottom - room.top()), room, words, buttons, quiet=True)
