"""The card under a reply to somebody in distress, and the picture beside the replies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.memories.house import PATIENCE, House
from ui.chat.help_box import markdown_of
from ui.chat.page import ChatPage


@pytest.fixture
def house(tmp_path: Path, qtbot: QtBot) -> Iterator[House]:
    opened = House(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def page(house: House, qtbot: QtBot) -> Iterator[ChatPage]:
    made = ChatPage(house.bridge)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    yield made
    made.close()


def test_the_card_comes_with_the_reply_and_is_read_aloud(page: ChatPage, house: House, qtbot: QtBot) -> None:
    house.run(house.engine.change_settings({"help_region": "gb"}))
    page.conversation.send("I want to die.")
    model = page.conversation.model
    qtbot.waitUntil(lambda: model.rowCount() == 2 and model.row(1).help is not None, timeout=PATIENCE)
    box = page.transcript.layout_of(1).help
    assert box is not None
    assert box.rect.top() >= page.transcript.layout_of(1).body.bottom()
    assert page.transcript.layout_of(1).height > box.rect.bottom()
    assert "116 123" in model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.row(0).help is None
    house.run(house.engine.change_settings({"help_card": False}))
    qtbot.waitUntil(lambda: model.row(1).help is None, timeout=PATIENCE)
    assert page.transcript.layout_of(1).help is None


def test_the_card_is_there_again_when_the_conversation_is_opened(page: ChatPage, house: House, qtbot: QtBot) -> None:
    session = house.talk("I can't take it anymore.", "I had some tea.")
    page.open(session)
    model = page.conversation.model
    qtbot.waitUntil(lambda: model.rowCount() == 4 and model.row(1).help is not None, timeout=PATIENCE)
    assert [model.row(at).help is not None for at in range(4)] == [False, True, False, False]


def test_every_line_of_the_card_is_in_its_text(house: House) -> None:
    card = house.run(house.engine.help_card())
    text = markdown_of(card)
    assert all(line.name in text and line.contact in text for line in card.lines)
    assert card.emergency in text
