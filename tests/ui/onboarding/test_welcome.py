"""The welcome: four pages, each passed over or filled in, whatever is found."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from tests.ui.models.house import PATIENCE, ModelHouse
from ui.onboarding.welcome import PAGES, Welcome


@pytest.fixture
def welcome(served: ModelHouse, qtbot: QtBot) -> Welcome:
    made = Welcome(served.bridge)
    qtbot.addWidget(made)
    made.resize(960, 640)
    made.show()
    made.start()
    qtbot.waitUntil(lambda: bool(made.you.choices) and made.model.box.finding is not None, timeout=PATIENCE)
    return made


def page(welcome: Welcome) -> str:
    return PAGES[welcome._stack.currentIndex()]


def go_on(qtbot: QtBot, welcome: Welcome, to: str) -> None:
    welcome.next.click()
    qtbot.waitUntil(lambda: page(welcome) == to, timeout=PATIENCE)


def test_from_hello_to_the_first_talk(welcome: Welcome, served: ModelHouse, qtbot: QtBot) -> None:
    assert page(welcome) == "hello"
    go_on(qtbot, welcome, "you")
    QTest.keyClicks(welcome.you.name, "Nora")
    welcome.you.choices["playful"].click()
    QTest.keyClick(welcome.you.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page(welcome) == "model", timeout=PATIENCE)
    assert welcome.model.model == "llama3.2:3b"
    welcome.model.choice.setCurrentText("qwen3:4b")
    go_on(qtbot, welcome, "done")
    assert "qwen3:4b answers you" in welcome.done.line.text()
    with qtbot.waitSignal(welcome.ended):
        welcome.next.click()
    settings = served.engine.settings
    assert (settings.text("user_name"), settings.text("persona")) == ("Nora", "playful")
    assert settings.text("model_name") == "qwen3:4b"
    qtbot.waitUntil(lambda: served.run(served.engine.welcomed()), timeout=PATIENCE)


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_it_can_be_left_at_every_step(welcome: Welcome, served: ModelHouse, qtbot: QtBot, steps: int) -> None:
    for to in PAGES[1 : 1 + steps]:
        go_on(qtbot, welcome, to)
    with qtbot.waitSignal(welcome.ended):
        welcome.skip.click()
    qtbot.waitUntil(lambda: served.run(served.engine.welcomed()), timeout=PATIENCE)
    assert served.engine.settings.text("model_name") == ""


def test_one_can_go_back(welcome: Welcome, qtbot: QtBot) -> None:
    assert not welcome.back.isVisible()
    go_on(qtbot, welcome, "you")
    welcome.back.click()
    assert page(welcome) == "hello"


def test_without_ollama_it_goes_on_without_a_model(welcome: Welcome, served: ModelHouse, qtbot: QtBot) -> None:
    served.run(served.engine.change_settings({"model_host": "127.0.0.1:1"}))
    welcome.start("model")
    qtbot.waitUntil(lambda: welcome.next.text() == "Continue without a model", timeout=PATIENCE)
    assert not welcome.model.offers.isVisible()
    go_on(qtbot, welcome, "done")
    assert "Without a model" in welcome.done.line.text()
    assert served.engine.settings.text("model_name") == ""


def test_an_empty_ollama_gets_a_model_and_that_one_is_chosen(
    welcome: Welcome, served: ModelHouse, qtbot: QtBot
) -> None:
    served.server.models.clear()
    welcome.start("model")
    offers = welcome.model.offers
    qtbot.waitUntil(lambda: welcome.next.text() == "Continue without a model" and bool(offers.cards), timeout=PATIENCE)
    offers.all.setChecked(True)
    served.server.script.delay = 0.03
    card = next(card for card in offers.cards if card.offer.name == "gemma3:1b")
    card.button.click()
    qtbot.waitUntil(lambda: welcome.next.text() == "Continue meanwhile", timeout=PATIENCE)
    assert not card.isVisible()
    qtbot.waitUntil(lambda: welcome.model.model == "gemma3:1b", timeout=PATIENCE)
    assert welcome.next.text() == "Continue"
    go_on(qtbot, welcome, "done")
    assert served.engine.settings.text("model_name") == "gemma3:1b"


def test_every_control_has_a_name_and_the_step_is_said(welcome: Welcome, qtbot: QtBot) -> None:
    for button in welcome.findChildren(QAbstractButton):
        assert button.text() or button.accessibleName(), button
    assert welcome._where.accessibleName() == "Step 1 of 4: Welcome to Companion"
    assert welcome.model.choice.accessibleName()


def test_who_you_talk_with_is_told_in_a_line(welcome: Welcome, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "Warm and calm" in welcome.you.choices["calm"].text(), timeout=PATIENCE)
