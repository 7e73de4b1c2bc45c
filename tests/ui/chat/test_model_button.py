"""The foot of the side bar: who answers, and the menu to choose."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from tests.ollama_replies import UNAUTHORIZED, Reply
from tests.ui.models.house import PATIENCE, ModelHouse, served
from ui.chat.model_button import ModelButton

__all__ = ["served"]


@pytest.fixture
def button(served: ModelHouse, qtbot: QtBot) -> ModelButton:
    made = ModelButton(served.bridge)
    qtbot.addWidget(made)
    made.show()
    made.look()
    qtbot.waitUntil(lambda: made.text() == "llama3.2:3b", timeout=PATIENCE)
    return made


def entries(button: ModelButton) -> dict[str, QAction]:
    button.open_menu()
    assert button.menu_ is not None
    return {action.text(): action for action in button.menu_.actions() if action.text()}


def test_it_says_who_answers_and_why(button: ModelButton) -> None:
    assert button.accessibleName() == "Model: llama3.2:3b"
    assert "Answers through Ollama" in button.toolTip()


def test_another_model_is_chosen_from_the_menu(button: ModelButton, served: ModelHouse, qtbot: QtBot) -> None:
    found = entries(button)
    assert found["llama3.2:3b"].isChecked()
    found["qwen3:4b"].trigger()
    qtbot.waitUntil(lambda: button.text() == "qwen3:4b", timeout=PATIENCE)


def test_it_says_so_where_nobody_answers(button: ModelButton, served: ModelHouse, qtbot: QtBot) -> None:
    served.server.models.clear()
    served.run(served.engine.change_settings({"offline_takes_over": False}))
    entries(button)["Look again"].trigger()
    qtbot.waitUntil(lambda: button.text() == "Ollama has no model yet", timeout=PATIENCE)
    assert "no chat model" in button.toolTip()
    served.run(served.engine.change_settings({"model_host": "127.0.0.1:1"}))
    qtbot.waitUntil(lambda: button.text() == "No model answers", timeout=PATIENCE)
    served.run(served.engine.change_settings({"offline_takes_over": True}))
    qtbot.waitUntil(lambda: button.text() == "Offline: answers from memory", timeout=PATIENCE)


def test_it_says_so_where_the_model_was_refused(button: ModelButton, served: ModelHouse, qtbot: QtBot) -> None:
    served.server.script.replies = [UNAUTHORIZED, Reply("Yes.")]
    exchange = served.run(served.engine.say("Hello?"))
    assert served.run(served.engine.reply(exchange.reply_id)).code == "unauthorized"
    qtbot.waitUntil(lambda: button.text() == "llama3.2:3b does not answer", timeout=PATIENCE)
    assert "wants a token" in button.toolTip()
    served.run(served.engine.say("Hello?", exchange.session_id))
    qtbot.waitUntil(lambda: button.text() == "llama3.2:3b", timeout=PATIENCE)


def test_answers_from_memory_only_and_back(button: ModelButton, served: ModelHouse, qtbot: QtBot) -> None:
    entries(button)["Answer from memory only"].trigger()
    qtbot.waitUntil(lambda: button.text() == "Offline: answers from memory", timeout=PATIENCE)
    found = entries(button)
    assert found["Answer from memory only"].isChecked()
    found["Answer from memory only"].trigger()
    qtbot.waitUntil(lambda: button.text() == "llama3.2:3b", timeout=PATIENCE)


def test_the_window_of_models_and_a_new_look_are_one_click_away(
    button: ModelButton, served: ModelHouse, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(button.window_wanted) as wanted:
        entries(button)["Models…"].trigger()
    assert wanted.args == ["models"]
    served.server.models.clear()
    entries(button)["Look again"].trigger()
    qtbot.waitUntil(lambda: button.text() == "Ollama has no model yet", timeout=PATIENCE)
    assert "no chat model" in button.toolTip()
    with qtbot.waitSignal(button.window_wanted) as wanted:
        entries(button)["How to get a model…"].trigger()
    assert wanted.args == ["welcome:model"]
