"""The window of models over a real engine and the stand-in for Ollama."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.models.house import PATIENCE, ModelHouse
from ui.models.window import ModelsWindow


@pytest.fixture
def window(served: ModelHouse, qtbot: QtBot) -> Iterator[ModelsWindow]:
    served.run(served.engine.refresh_model())
    made = ModelsWindow(served.bridge)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: "llama3.2:3b" in made.cards and bool(made.offers.cards), timeout=PATIENCE)
    yield made
    made.hide()


def wait(qtbot: QtBot, so: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(so()), timeout=PATIENCE)


def choose(window: ModelsWindow, name: str, words: str) -> None:
    """Take an entry of the menu of a model."""
    next(action for action in window.cards[name].menu.actions() if action.text() == words).trigger()


def test_it_shows_what_is_installed_and_who_does_what(window: ModelsWindow, qtbot: QtBot) -> None:
    wait(qtbot, lambda: "talks with you" in window.cards["llama3.2:3b"].badges)
    assert list(window.cards) == ["llama3.2:3b", "muse:4b", "qwen3:4b", "nomic-embed-text:latest"]
    assert "2 GB" in window.cards["llama3.2:3b"].facts.text()
    assert "finds meaning" in window.cards["nomic-embed-text:latest"].facts.text()
    assert not window.cards["llama3.2:3b"].use.isEnabled()
    assert window.cards["qwen3:4b"].use.isEnabled()


def test_another_model_is_used_for_chat_and_one_for_learning(
    window: ModelsWindow, served: ModelHouse, qtbot: QtBot
) -> None:
    window.cards["qwen3:4b"].use.click()
    wait(qtbot, lambda: "talks with you" in window.cards["qwen3:4b"].badges)
    assert served.engine.settings.text("model_name") == "qwen3:4b"
    choose(window, "llama3.2:3b", "Use for learning in the background")
    wait(qtbot, lambda: "learns" in window.cards["llama3.2:3b"].badges)
    assert served.engine.settings.text("background_model") == "llama3.2:3b"
    choose(window, "llama3.2:3b", "Use for learning in the background")
    wait(qtbot, lambda: served.engine.settings.text("background_model") == "")


def test_how_much_a_model_thinks_is_chosen_in_its_menu(window: ModelsWindow, served: ModelHouse, qtbot: QtBot) -> None:
    choose(window, "muse:4b", "Thinks before it answers")
    wait(qtbot, lambda: window.cards["muse:4b"].model.thinks == "on")
    texts = [action.text() for action in window.cards["llama3.2:3b"].menu.actions()]
    assert "Thinks before it answers" not in texts


def test_the_model_is_woken_and_its_memory_freed(window: ModelsWindow, served: ModelHouse, qtbot: QtBot) -> None:
    wait(qtbot, lambda: "talks with you" in window.cards["llama3.2:3b"].badges)
    choose(window, "llama3.2:3b", "Wake it now")
    wait(qtbot, lambda: "in memory" in window.cards["llama3.2:3b"].badges)
    assert "llama3.2:3b" in served.server.loaded
    choose(window, "llama3.2:3b", "Free its memory")
    wait(qtbot, lambda: "in memory" not in window.cards["llama3.2:3b"].badges)
    assert served.server.loaded == {}


def test_a_model_is_deleted_only_after_a_question(window: ModelsWindow, served: ModelHouse, qtbot: QtBot) -> None:
    choose(window, "qwen3:4b", "Delete…")
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "2.6 GB" in box.informativeText()
    assert "qwen3:4b" in served.server.models
    button: QAbstractButton = next(b for b in box.buttons() if b.text() == "Delete")
    button.click()
    wait(qtbot, lambda: "qwen3:4b" not in window.cards)
    assert "qwen3:4b" not in served.server.models


def test_a_model_is_downloaded_by_name_with_a_bar_that_can_be_stopped(
    window: ModelsWindow, served: ModelHouse, qtbot: QtBot
) -> None:
    served.server.script.delay = 0.5
    QTest.keyClicks(window.name, "tiny:1b")
    QTest.keyClick(window.name, Qt.Key.Key_Return)
    wait(qtbot, lambda: "tiny:1b" in window.downloads.bars)
    bar = window.downloads.bars["tiny:1b"]
    wait(qtbot, lambda: bar.bar.value() > 0 and "of 40 MB" in bar.words.text())
    assert bar.bar.accessibleName().startswith("Download of tiny:1b")
    bar.button.click()
    wait(qtbot, lambda: "Stopped" in bar.words.text())
    served.server.script.delay = 0.0
    assert bar.button.text() == "Try again"
    bar.button.click()
    wait(qtbot, lambda: "tiny:1b" in window.cards)
    assert "tiny:1b" not in window.downloads.bars


def test_what_goes_wrong_with_a_download_is_said_in_its_bar(
    window: ModelsWindow, served: ModelHouse, qtbot: QtBot
) -> None:
    served.server.script.pulls = [[{"status": "pulling manifest"}, {"error": "write /x: no space left on device"}]]
    window.downloads.add("big:70b")
    wait(qtbot, lambda: "big:70b" in window.downloads.bars and window.downloads.bars["big:70b"].words.text())
    wait(qtbot, lambda: "no room on the disk" in window.downloads.bars["big:70b"].words.text())


def test_what_is_here_or_on_its_way_is_not_offered(window: ModelsWindow, served: ModelHouse, qtbot: QtBot) -> None:
    window.offers.all.setChecked(True)

    def offered() -> set[str]:
        return {card.offer.name for card in window.offers.cards if card.isVisibleTo(window)}

    wait(qtbot, lambda: "nomic-embed-text" not in offered())
    shown = offered()
    assert "llama3.2:3b" not in shown
    assert "gemma3:1b" in shown


def test_every_control_has_a_name(window: ModelsWindow) -> None:
    for button in window.findChildren(QAbstractButton):
        assert button.text() or button.accessibleName(), button
    names = [b.accessibleName() for b in window.findChildren(QPushButton) if b.text() in ("Use for chat", "Download")]
    assert len(names) == len(set(names))
