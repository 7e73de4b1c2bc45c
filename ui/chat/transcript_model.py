"""The rows of the transcript. Text that streams in is held back and shown in steps, never token by token."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTime,
    QTimer,
    Slot,
)

from companion.records import AttachmentKind, HelpCard, Message, MessageState, Role
from ui.chat.attachment_cards import Held
from ui.chat.beside import Beside

FLUSH_MS = 40
"""Time between two drawings of a streaming reply."""
BUSY_SHARE = 4
"""A step waits at least this many times as long as the last drawing took, so drawing never fills the loop."""

RowRole = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


@dataclass(slots=True)
class Row:
    """One message as the transcript shows it."""

    message: Message
    text: str
    new_day: bool
    """Whether the date is written above it."""
    next_step: str = ""
    remembered: int | None = None
    """How many memories the reply used; None until asked."""
    last: bool = False
    """Whether nothing follows it."""
    of_picture: bool = False
    """Whether a picture came with the message that it answers."""
    beside: Beside = field(default_factory=Beside)
    """What it shows beside its words: what it waits for, its thoughts."""
    help: HelpCard | None = None
    """The card that says how to reach people who help."""
    held: Held = field(default_factory=Held)
    """What is known of its attachments beside their names."""
    version: int = 0
    """Rises whenever something changes that is drawn."""

    @property
    def streaming(self) -> bool:
        return self.message.state is MessageState.STREAMING

    @property
    def mine(self) -> bool:
        return self.message.role is Role.USER


def _has_picture(message: Message) -> bool:
    return any(one.kind is AttachmentKind.IMAGE for one in message.attachments)


def clock_time(moment: dt.datetime) -> str:
    """`moment` as a short local time."""
    local = moment.astimezone()
    return QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)


class TranscriptModel(QAbstractListModel):
    """The messages of one session in their order. Main thread only."""

    def __init__(self, parent: QObject | None = None, describe: Callable[[Row], str] = lambda _row: "") -> None:
        """`describe` gives what a screen reader says of a row beside its words."""
        super().__init__(parent)
        self._describe = describe
        self._rows: list[Row] = []
        self._places: dict[int, int] = {}
        self._last_id = 0
        self._arrived: dict[int, list[str]] = {}
        self._cards: dict[int, HelpCard] = {}
        self._flush = QTimer(self)
        self._flush.setSingleShot(True)
        self._flush.timeout.connect(self._show_arrived)
        self._pause = FLUSH_MS

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = f"{row.message.speaker}, {clock_time(row.message.created_at)}: {row.text} {row.message.notice}"
            return f"{said}\n{row.help.spoken}" if row.help is not None else said
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self._describe(row)
        return row if role == RowRole else None

    def row(self, at: int) -> Row:
        """The row at this place."""
        return self._rows[at]

    def place(self, message_id: int) -> int | None:
        """Where this message stands, or None."""
        return self._places.get(message_id)

    def show(self, messages: Sequence[Message], live: Mapping[int, str]) -> None:
        """Show another session. `live` holds the text so far of replies that still stream."""
        self.beginResetModel()
        self._arrived.clear()
        self._rows = []
        self._append(messages, live)
        self._last_id = self._rows[-1].message.id if self._rows else 0
        self.endResetModel()

    def prepend(self, messages: Sequence[Message]) -> None:
        """What stands before the rows that are there."""
        if not messages:
            return
        self.beginInsertRows(QModelIndex(), 0, len(messages) - 1)
        below, self._rows = self._rows, []
        self._append(messages, {})
        if below:
            self._rows[-1].last = False
        self._rows += below
        self._places = {row.message.id: at for at, row in enumerate(self._rows)}
        self.endInsertRows()
        if below and below[0].new_day is not (below[0].message.day != messages[-1].day):
            below[0].new_day = not below[0].new_day
            self._touch(len(messages))

    def merge(self, messages: Sequence[Message], live: Mapping[int, str]) -> None:
        """Bring the rows in step with the record, touching only what differs.

        `messages` reach to the end of the session, from its first one or from one that is there already.
        """
        start = self._places.get(messages[0].id, 0) if messages else 0
        same = start
        for row, message in zip(self._rows[start:], messages, strict=False):
            if row.message.id != message.id:
                break
            same += 1
        if same < len(self._rows):
            self.beginRemoveRows(QModelIndex(), same, len(self._rows) - 1)
            for row in self._rows[same:]:
                self._places.pop(row.message.id, None)
            del self._rows[same:]
            self.endRemoveRows()
        self.settle_all(messages[: same - start])
        if same - start < len(messages):
            self.beginInsertRows(QModelIndex(), same, start + len(messages) - 1)
            self._append(messages[same - start :], live)
            self.endInsertRows()
        self._mark_last()

    def settle_all(self, messages: Sequence[Message]) -> None:
        """What is in the record of messages that are there, and not being written, is what their rows show."""
        for message in messages:
            at = self._places.get(message.id)
            if at is not None and message != self._rows[at].message and message.state is not MessageState.STREAMING:
                self.settle(message)

    def _append(self, messages: Sequence[Message], live: Mapping[int, str]) -> None:
        if not self._rows:
            self._places.clear()
        day = self._rows[-1].message.day if self._rows else None
        for message in messages:
            text = live.get(message.id, message.text) if message.state is MessageState.STREAMING else message.text
            self._places[message.id] = len(self._rows)
            seen = bool(self._rows) and _has_picture(self._rows[-1].message)
            self._rows.append(Row(message, text, message.day != day, of_picture=seen, help=self._card_of(message)))
            if message.state is not MessageState.STREAMING:
                self._rows[-1].beside.take(message)
            day = message.day
        if self._rows:
            self._rows[-1].last = True

    def _mark_last(self) -> None:
        """Note which row nothing follows: only there can a reply go on."""
        end = len(self._rows) - 1
        for at in {self._places.get(self._last_id, end), end}:
            if at >= 0 and self._rows[at].last is not (at == end):
                self._rows[at].last = at == end
                self._touch(at)
        self._last_id = self._rows[end].message.id if self._rows else 0

    def go_on(self, message_id: int, text: str) -> None:
        """A reply that had ended with `text` streams again behind it."""
        at = self._places.get(message_id)
        if at is not None:
            row = self._rows[at]
            self._arrived.pop(message_id, None)
            row.message = replace(row.message, state=MessageState.STREAMING, notice="", next_step="", code="")
            row.text, row.next_step = text, ""
            self._touch(at)

    def stream(self, message_id: int, text: str) -> None:
        """More text of a streaming reply; drawn with the next step."""
        if message_id in self._places:
            self._arrived.setdefault(message_id, []).append(text)
            if not self._flush.isActive():
                self._flush.start(self._pause)

    @Slot()
    def _show_arrived(self) -> None:
        began = time.perf_counter()
        arrived, self._arrived = self._arrived, {}
        for message_id, pieces in arrived.items():
            at = self._places.get(message_id)
            if at is not None and self._rows[at].streaming:
                self._rows[at].text += "".join(pieces)
                self._rows[at].beside.speak(time.monotonic())
                self._touch(at)
        spent = (time.perf_counter() - began) * 1000
        self._pause = max(FLUSH_MS, round(spent * BUSY_SHARE))

    def settle(self, message: Message, next_step: str = "") -> None:
        """This message has its final text and state."""
        at = self._places.get(message.id)
        if at is None:
            return
        self._arrived.pop(message.id, None)
        row = self._rows[at]
        row.message = message
        row.text = message.text
        row.next_step = next_step or row.next_step
        row.remembered = None
        row.beside.take(message)
        self._touch(at)

    def wait(self, message_id: int, phase: str, tokens: int, since: float) -> None:
        """Nothing comes of this reply since a moment of `time.monotonic`, because of `phase`."""
        at = self._places.get(message_id)
        if at is not None and self._rows[at].streaming and not self._rows[at].text:
            self._rows[at].beside.wait(phase, tokens, since)
            self._touch(at)

    def think(self, message_id: int, text: str, since: float) -> None:
        """More thoughts of a reply, which began at `since`."""
        at = self._places.get(message_id)
        if at is not None and self._rows[at].streaming:
            first = not self._rows[at].beside.thoughts
            self._rows[at].beside.think(text, since)
            if first or self._rows[at].beside.open:
                self._touch(at)

    def fold(self, message_id: int) -> None:
        """Unfold the thoughts of this reply, or fold them again."""
        at = self._places.get(message_id)
        if at is not None and self._rows[at].beside.thoughts:
            self._rows[at].beside.open = not self._rows[at].beside.open
            self._touch(at)

    def end(self, message_id: int, state: MessageState, notice: str, next_step: str, code: str = "") -> None:
        """The reply has ended; its final text will follow with `settle`."""
        at = self._places.get(message_id)
        if at is not None and self._rows[at].streaming:
            row = self._rows[at]
            row.text += "".join(self._arrived.pop(message_id, []))
            row.message = replace(row.message, state=state, notice=notice, text=row.text, code=code)
            row.next_step = next_step
            row.beside.speak(time.monotonic())
            self._touch(at)

    def set_help(self, cards: Mapping[int, HelpCard]) -> None:
        """Show these cards, by the message that each answers, under the replies to them: also to come."""
        changed = [i for i in {*cards, *self._cards} if cards.get(i) != self._cards.get(i)]
        self._cards = dict(cards)
        for at in (self._places.get(message_id, -2) + 1 for message_id in changed):
            if 0 <= at < len(self._rows) and self._rows[at].help != self._card_of(self._rows[at].message):
                self._rows[at].help = self._card_of(self._rows[at].message)
                self._touch(at)

    def _card_of(self, message: Message) -> HelpCard | None:
        return self._cards.get(message.parent_id or 0) if message.role is Role.COMPANION else None

    def set_remembered(self, message_id: int, count: int) -> None:
        """How many memories this reply used."""
        at = self._places.get(message_id)
        if at is not None and self._rows[at].remembered != count:
            self._rows[at].remembered = count
            self._touch(at)

    def touch(self, message_id: int) -> None:
        """Draw this message anew: what is beside its words has changed."""
        at = self._places.get(message_id)
        if at is not None:
            self._touch(at)

    def _touch(self, at: int) -> None:
        self._rows[at].version += 1
        index = self.index(at)
        self.dataChanged.emit(index, index)

    @property
    def streaming(self) -> bool:
        """Whether a reply is on its way in this session."""
        return any(row.streaming for row in self._rows[-2:])
