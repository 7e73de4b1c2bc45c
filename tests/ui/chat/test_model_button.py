"""The foot of the side bar: who answers, and the menu to choose."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from companion.models import watching
from tests.ollama_replies import UNAUTHORIZED, Reply
from tests.ollama_server import OllamaServer
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


def test_a_server_that_comes_back_is_seen_by_itself(
    tmp_path: Path, qapp: object, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "OFTEN", 0.1)
    house = ModelHouse(tmp_path / "home")
    button = ModelButton(house.bridge)
    qtbot.addWidget(button)
    again = OllamaServer(int(house.server.host.rpartition(":")[2]))
    try:
        house.server.stop_thread()
        button.look()
        qtbot.waitUntil(lambda: button.text() == "Offline: answers from memory", timeout=PATIENCE)
        again.start_in_thread()
        qtbot.waitUntil(lambda: button.text() == "llama3.2:3b", timeout=PATIENCE)
    finally:
        house.close()
        again.stop_thread()


def test_a_server_that_comes_back_is_seen_when_the_window_becomes_active(
    button: ModelButton, served: ModelHouse, qtbot: QtBot
) -> None:
    kept = dict(served.server.models)
    served.server.models.clear()
    button.look()
    qtbot.waitUntil(lambda: button.text() == "Ollama has no model yet", timeout=PATIENCE)
    served.server.models.update(kept)
    QCoreApplication.sendEvent(button.window(), QEvent(QEvent.Type.WindowActivate))
    qtbot.waitUntil(lambda: button.text() == "llama3.2:3b", timeout=1_500)
