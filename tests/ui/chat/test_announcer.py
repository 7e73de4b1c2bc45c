"""A screen reader hears each finished sentence of a reply once, and the rest at its end."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from companion.records import MessageState
from tests.ui.chat.messages import message
from ui.chat.announcer import Announcer
from ui.chat.transcript_model import TranscriptModel


def _shows(model: TranscriptModel, piece: str) -> bool:
    return model.row(1).text.endswith(piece)


def test_sentences_are_said_as_they_end(qtbot: QtBot) -> None:
    view = QWidget()
    qtbot.addWidget(view)
    model = TranscriptModel(view)
    announcer = Announcer(view, model)
    heard: list[str] = []
    announcer.said.connect(heard.append)
    reply = message(2, "-", MessageState.STREAMING)
    model.show([message(1), reply], {})
    for piece, said in (
        ("The sea was", []),
        (" calm. It was", ["Mira: The sea was calm."]),
        (" 3.5 degrees", ["Mira: The sea was calm."]),
        (" cold! \n\nA list", ["Mira: The sea was calm.", "It was 3.5 degrees cold!"]),
    ):
        model.stream(2, piece)
        qtbot.waitUntil(partial(_shows, model, piece))
        assert heard == said
    announcer.finish(replace(reply, text=model.row(1).text, state=MessageState.COMPLETE))
    assert heard[2:] == ["A list"]


def test_a_reply_that_came_at_once_or_failed_is_said_whole(qtbot: QtBot) -> None:
    view = QWidget()
    qtbot.addWidget(view)
    announcer = Announcer(view, TranscriptModel(view))
    heard: list[str] = []
    announcer.said.connect(heard.append)
    announcer.finish(message(2, "All at once."))
    announcer.finish(message(4, "-", MessageState.FAILED, "Ollama does not answer."))
    assert heard == ["Mira: All at once.", "Mira: Ollama does not answer."]
