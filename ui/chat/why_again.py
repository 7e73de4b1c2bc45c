"""Asking for another answer that does without a memory, and comparing both when it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from companion.errors import CompanionError
from companion.events import Event, ReplyFinished
from companion.records import Exchange, Message
from ui.bridge import Bridge
from ui.chat.why_compare import AnswersDialog
from ui.theme import Space
from ui.wrapped import WrappedLabel

if TYPE_CHECKING:
    from companion.engine import Engine


class SecondAnswer(QFrame):
    """A line that says how far the other answer is, with a button to compare both. Hidden when none was asked for."""

    compared = Signal()
    """The user has chosen between the answers."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._first: int | None = None
        self._second: int | None = None
        self.setProperty("look", "card")
        self.label = WrappedLabel()
        self.button = QPushButton(self.tr("Compare"))
        self.button.setProperty("look", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.button.clicked.connect(self._compare)
        bridge.events.connect(self._hear)
        self.hide()

    def clear(self) -> None:
        """Another reply is looked at."""
        self._first = self._second = None
        self.hide()

    def ask(self, reply_id: int, memory_id: int) -> None:
        """Answer the message of this reply again, without this memory."""
        self._first, self._second = reply_id, None
        self._say(self.tr("Answering again without it…"), ready=False)

        def begun(exchange: Exchange) -> None:
            if self._first == reply_id:
                self._second = exchange.reply_id
                self._bridge.ask(self, lambda engine: engine.reply(exchange.reply_id), self._ended)

        self._bridge.ask(self, lambda engine: engine.regenerate(reply_id, frozenset({memory_id})), begun, self._failed)

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, ReplyFinished) and event.message_id == self._second:
            self._bridge.ask(self, lambda engine: engine.reply(event.message_id), self._ended)

    def _ended(self, reply: Message) -> None:
        if reply.id == self._second:
            self._say(self.tr("A second answer stands beside the first."), ready=True)
            self.button.setFocus()

    def _failed(self, error: CompanionError) -> None:
        self._say(f"{error} {error.next_step}".strip(), ready=False)

    def _say(self, sentence: str, *, ready: bool) -> None:
        self.label.setText(sentence)
        self.setAccessibleName(sentence)
        self.button.setVisible(ready)
        self.show()

    @Slot()
    def _compare(self) -> None:
        first, second = self._first, self._second
        if first is None or second is None:
            return

        async def both(engine: Engine) -> tuple[Message, Message]:
            return await engine.reply(first), await engine.reply(second)

        self._bridge.ask(self, both, self._show)

    def _show(self, answers: tuple[Message, Message]) -> None:
        dialog = AnswersDialog(*answers, parent=self.window())
        dialog.kept.connect(self._keep)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(int)
    def _keep(self, message_id: int) -> None:
        self._bridge.ask(self, lambda engine: engine.show_version(message_id), self._kept, self._failed)

    def _kept(self, _none: None) -> None:
        self.clear()
        self.compared.emit()
