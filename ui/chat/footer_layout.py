"""The line below a message: which version it is, what it remembered, and the buttons of what is done most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF

from companion.records import MessageState
from ui.chat.beside import tr
from ui.chat.message_actions import (
    AGAIN,
    COPY,
    EARLIER,
    EDIT,
    GO_ON,
    ICONS,
    LATER,
    actions_of,
    label_of,
    version_words,
)
from ui.chat.remedies import is_limited
from ui.chat.shortcuts import hint
from ui.chat.transcript_model import Row

SIDE, HIGH = 26.0, 24.0
GAP = 4.0
COUNTER_PAD = 4.0


def footer_height(metrics: QFontMetricsF) -> float:
    """Pixels of the whole line: larger letters need more."""
    return button_height(metrics) + 8


def button_height(metrics: QFontMetricsF) -> float:
    """Pixels of what stands in it."""
    return max(HIGH, metrics.height() + 4)


@dataclass(frozen=True, slots=True)
class Button:
    """Something in a row that can be clicked."""

    key: str
    rect: QRectF
    label: str
    icon: str = ""
    hover_only: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Counter:
    """`2/3`, between its two arrows."""

    words: str
    rect: QRectF


class Footed(Protocol):
    """What a footer is written into."""

    state: str
    state_left: float
    counter: Counter | None
    buttons: list[Button]


def lay_own(row: Row, layout: Footed, foot: QRectF, metrics: QFontMetricsF, time_width: float) -> None:
    """The footer of what the user said: from the time at the right to the left."""
    right, top = foot.right() - time_width - 8, foot.top() + 2
    if version_words(row):
        wide = _counter_width(row, metrics)
        _lay_counter(row, layout, right - wide, top, metrics)
        right -= wide + GAP
    for key in (COPY, EDIT, AGAIN):
        if key in actions_of(row):
            right -= SIDE
            shown = key == AGAIN
            layout.buttons.append(_icon_button(row, key, QPointF(right, top), metrics, hover_only=not shown))
            right -= GAP


def lay_reply(row: Row, layout: Footed, foot: QRectF, metrics: QFontMetricsF) -> None:
    """The footer of a reply that has ended: from left to right."""
    left, top = foot.left(), foot.top() + 4
    if version_words(row):
        _lay_counter(row, layout, left, top, metrics)
        left += _counter_width(row, metrics) + GAP
    if row.remembered:
        many = tr("Remembered {} things").format(row.remembered)
        label = tr("Remembered 1 thing") if row.remembered == 1 else many
        width = metrics.horizontalAdvance(label) + 34
        layout.buttons.append(Button("why", QRectF(left, top, width, button_height(metrics)), label, "memory"))
        left += width + GAP
    if row.message.state is MessageState.STOPPED:
        layout.state, layout.state_left = tr("Stopped"), left + 7
        left += metrics.horizontalAdvance(layout.state) + 16
    stopped = row.message.state is MessageState.STOPPED
    # A reply that broke off has its buttons in the notice above.
    whole = stopped or row.message.state is MessageState.COMPLETE
    for key in (GO_ON, AGAIN, COPY) if whole else (AGAIN, COPY) if is_limited(row.message) else (COPY,):
        if key in actions_of(row):
            hover_only = not stopped or key == COPY
            layout.buttons.append(_icon_button(row, key, QPointF(left, top), metrics, hover_only=hover_only))
            left += SIDE + GAP


def _icon_button(row: Row, key: str, at: QPointF, metrics: QFontMetricsF, *, hover_only: bool) -> Button:
    label = hint(label_of(key, row), key)
    return Button(key, QRectF(at, QSizeF(SIDE, button_height(metrics))), label, ICONS[key], hover_only)


def _counter_width(row: Row, metrics: QFontMetricsF) -> float:
    return 2 * SIDE + metrics.horizontalAdvance(version_words(row)) + 2 * COUNTER_PAD


def _lay_counter(row: Row, layout: Footed, left: float, top: float, metrics: QFontMetricsF) -> None:
    """`‹ 2/3 ›`; an arrow that leads nowhere is there and pale, so that nothing jumps under the mouse."""
    actions = actions_of(row)
    wide, high = _counter_width(row, metrics), button_height(metrics)
    for key, x, name in ((EARLIER, left, "chevron-left"), (LATER, left + wide - SIDE, "chevron-right")):
        spot = QRectF(x, top, SIDE, high)
        layout.buttons.append(Button(key, spot, hint(label_of(key, row), key), name, enabled=key in actions))
    layout.counter = Counter(version_words(row), QRectF(left + SIDE, top, wide - 2 * SIDE, high))
