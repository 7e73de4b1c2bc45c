"""The portrait over a real engine: what a session taught, the words it rests on, the locks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from companion.errors import CompanionError
from companion.records import TraitScore
from tests.ui.memories.house import PATIENCE, House
from ui.portrait.ledger import ENTRY_ROLE
from ui.portrait.window import NARROW, PortraitWindow

TALK = (
    "I love hiking in the mountains.",
    "I am a very curious person and I like to try new things.",
    "I play the cello every Tuesday.",
    "I feel happy today because I passed my exam.",
)


@pytest.fixture
def window(house: House, qtbot: QtBot) -> Iterator[PortraitWindow]:
    made = PortraitWindow(house.bridge)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def wait(qtbot: QtBot, so: Callable[[], bool]) -> None:
    qtbot.waitUntil(so, timeout=PATIENCE)


def learn(window: PortraitWindow, house: House, qtbot: QtBot) -> None:
    house.talk(*TALK)
    wait(qtbot, lambda: window.pages.currentWidget() is window.splitter)
    scale = window.traits.scales["openness"]
    wait(qtbot, lambda: scale.rect().contains(scale.lock.geometry()))  # laid out: a click lands where it should


def trait_of(house: House, name: str) -> TraitScore:
    return next(trait for trait in house.run(house.engine.portrait()).traits if trait.name == name)


def test_before_the_first_conversation_it_says_what_will_come(window: PortraitWindow, qtbot: QtBot) -> None:
    wait(qtbot, lambda: window.state.heading.text() == "No portrait yet")
    assert window.pages.currentWidget() is window.state
    assert "first conversations" in window.state.sentence.text()


def test_what_a_session_taught_appears_by_itself(window: PortraitWindow, house: House, qtbot: QtBot) -> None:
    learn(window, house, qtbot)
    assert len(window.traits.scales) == 5
    openness = window.traits.scales["openness"]
    assert openness.accessibleName().startswith("Openness: ")
    assert "1 observation" in openness.accessibleName()
    assert window.subtitle.text().startswith("From one conversation.")
    shown = {card.facet for card in window.facets if card.isVisibleTo(window)}
    assert {"interest", "routine"} <= shown
    strategy = house.run(house.engine.portrait()).strategy
    assert window.strategy.text.toPlainText() == strategy
    assert "mood was" in window.mood.sentence.text()
    assert window.mood.chart.accessibleDescription() == window.mood.sentence.text()


def test_a_click_on_a_trait_opens_its_ledger_with_the_words(window: PortraitWindow, house: House, qtbot: QtBot) -> None:
    learn(window, house, qtbot)
    wait(qtbot, lambda: window.ledger.rowCount() > 1)
    QTest.mouseClick(window.traits.scales["openness"], Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.ledger.rowCount() == 1)
    entry = window.ledger.index(0).data(ENTRY_ROLE)
    assert entry.trait == "openness"
    assert "curious" in entry.quote
    assert entry.quote in window.ledger.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert window.entries_title.text() == "Openness"
    QTest.mouseClick(window.all, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.ledger.rowCount() > 1)
    QTest.keyClick(window.traits.scales["extraversion"], Qt.Key.Key_Return)
    wait(qtbot, window.no_entries.isVisible)


def test_a_locked_trait_is_locked_in_the_engine(window: PortraitWindow, house: House, qtbot: QtBot) -> None:
    learn(window, house, qtbot)
    scale = window.traits.scales["openness"]
    QTest.mouseClick(scale.lock, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: scale.lock.isChecked())
    assert trait_of(house, "openness").locked
    assert scale.accessibleName().endswith("locked")
    before = trait_of(house, "openness").score
    house.talk("I am a curious person who loves to try new things.")
    assert trait_of(house, "openness").score == before
    QTest.mouseClick(scale.lock, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: not scale.lock.isChecked())
    assert not trait_of(house, "openness").locked


def test_a_hidden_window_catches_up_when_it_is_shown(window: PortraitWindow, house: House, qtbot: QtBot) -> None:
    wait(qtbot, lambda: window.state.heading.text() == "No portrait yet")
    window.hide()
    house.talk(*TALK)
    window.show()
    wait(qtbot, lambda: window.pages.currentWidget() is window.splitter)


def test_in_a_small_window_the_ledger_takes_the_place(window: PortraitWindow, house: House, qtbot: QtBot) -> None:
    learn(window, house, qtbot)
    window.resize(NARROW - 100, 480)
    wait(qtbot, lambda: not window.side.isVisible())
    QTest.keyClick(window.traits.scales["openness"], Qt.Key.Key_Space)
    wait(qtbot, window.side.isVisible)
    assert not window.portrait.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    wait(qtbot, window.portrait.isVisible)


def test_the_close_key_closes(window: PortraitWindow, qtbot: QtBot) -> None:
    QTest.keySequence(window, "Ctrl+W")
    qtbot.waitUntil(lambda: not window.isVisible())


def test_an_error_is_said_and_can_be_tried_again(window: PortraitWindow, house: House, qtbot: QtBot) -> None:
    learn(window, house, qtbot)
    window._failed(CompanionError("The disk is gone.", "Plug it in."))
    assert window.state.sentence.text() == "The disk is gone. Plug it in."
    QTest.mouseClick(window.state.button, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.pages.currentWidget() is window.splitter)
