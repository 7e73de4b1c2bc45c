"""What was asked of the record before a reply ended does not show as its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from companion.events import MessageAdded, ReplyFinished
from companion.records import Message, MessageState
from tests.ui.chat.messages import message
from ui.bridge import Bridge
from ui.chat.conversation import Conversation


class SlowBridge(QObject):
    """Keeps every question until the test answers it."""

    events = Signal(object)
    trouble = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Callable[[Any], None]] = []

    def ask(self, owner: QObject, work: object, done: Callable[[Any], None], failed: object = None) -> None:
        """Note who waits for an answer."""
        self.asked.append(done)


def test_an_answer_from_before_the_end_neither_shows_nor_ends_the_reply(qtbot: QtBot) -> None:
    bridge = SlowBridge()
    conversation = Conversation(cast(Bridge, bridge))
    ended: list[Message] = []
    conversation.reply_ended.connect(ended.append)
    said, failed = message(1, "Hello."), message(2, "-", MessageState.FAILED)
    whole = replace(failed, text="All is well.", state=MessageState.COMPLETE)
    conversation.open(1)
    bridge.asked.pop(0)([said, failed])
    bridge.asked.clear()
    bridge.events.emit(MessageAdded(1, failed.id))
    bridge.events.emit(ReplyFinished(1, failed.id, MessageState.COMPLETE, "", ""))
    (before_it_ended,) = bridge.asked
    before_it_ended([said, failed])
    assert ended == []
    bridge.asked[1]([said, whole])
    assert ended == [whole]
    row = conversation.model.row(1)
    assert (row.text, row.message.state) == ("All is well.", MessageState.COMPLETE)
