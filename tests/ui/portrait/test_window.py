"""The portrait over a real engine: what a session taught, the words it rests on, the locks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from companion.errors import BadInput, CompanionError
from companion.records import PortraitItem, TraitScore
from tests.ui.memories.house import PATIENCE, House
from ui.portrait.corrections import ItemDialog, ScoreDialog
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
    assert window.strategy.text.toPlainText() == f"How to speak with this person: {strategy}"
    assert "mood was" in window.mood.sentence.text()
    assert window.mood.chart.accessibleDescription() == window.mood.sentence.text()


def test_a_click_on_a_trait_opens_its_ledger_with_the_words(window: PortraitWindow, house: House, qtbot: QtBot) -> None:
    learn(window, house, qtbot)
    wait(qtbot, lambda: window.side.model.rowCount() > 1)
    QTest.mouseClick(window.traits.scales["openness"], Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.side.model.rowCount() == 1)
    entry = window.side.model.index(0).data(ENTRY_ROLE)
    assert entry.trait == "openness"
    assert "curious" in entry.quote
    assert entry.quote in window.side.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert window.side.title.text() == "Openness"
    QTest.mouseClick(window.side.all, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.side.model.rowCount() > 1)
    QTest.keyClick(window.traits.scales["extraversion"], Qt.Key.Key_Return)
    wait(qtbot, window.side.nothing.isVisible)


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


def test_a_past_day_is_looked_at_and_brought_back(window: PortraitWindow, house: House, qtbot: QtBot) -> None:
    learn(window, house, qtbot)
    house.later = dt.timedelta(days=3)
    house.run(house.engine.set_trait("openness", -0.8))
    wait(qtbot, window.past.isVisible)
    window.past.slider.setValue(0)
    wait(qtbot, lambda: "how it stood" in window.subtitle.text())
    openness = window.traits.scales["openness"]
    assert not openness.more.isEnabled()
    assert not openness.lock.isEnabled()
    assert not any(card.add.isEnabled() for card in window.facets)
    assert "What would follow" in window.strategy.note.text()
    QTest.mouseClick(window.past.restore, Qt.MouseButton.LeftButton)
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    box.buttons()[0].click()
    wait(qtbot, lambda: trait_of(house, "openness").score > 0)
    wait(qtbot, window.undo.isVisible)
    QTest.mouseClick(window.undo, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: trait_of(house, "openness").score == -0.8)
    assert not window.undo.isVisible()


def test_a_trait_is_put_where_the_user_sees_it(window: PortraitWindow, house: House, qtbot: QtBot) -> None:
    learn(window, house, qtbot)
    window.traits.scales["extraversion"].set_action.trigger()
    dialog = window.findChild(ScoreDialog)
    assert isinstance(dialog, ScoreDialog)
    dialog.slider.setValue(12)
    assert dialog.value.text() == "High"
    dialog.save.click()
    wait(qtbot, lambda: trait_of(house, "extraversion").score == 0.6)
    wait(qtbot, lambda: window.traits.scales["extraversion"].wrong_action.isEnabled())
    window.traits.scales["extraversion"].wrong_action.trigger()
    wait(qtbot, lambda: trait_of(house, "extraversion").score < 0.6)
    before = trait_of(house, "extraversion").score
    window.traits.scales["extraversion"].wrong_action.trigger()
    wait(qtbot, window.said.isVisible)
    assert "noted today" in window.said.text()
    assert trait_of(house, "extraversion").score == before


def items_of(house: House, facet: str) -> list[str]:
    portrait = house.run(house.engine.portrait())
    return [item.text for item in portrait.items if item.facet == facet and item.weight > 0]


def test_items_are_added_worded_anew_removed_and_called_wrong(
    window: PortraitWindow, house: House, qtbot: QtBot
) -> None:
    learn(window, house, qtbot)
    card = next(card for card in window.facets if card.facet == "person")
    assert card.nothing.isVisibleTo(window)
    QTest.mouseClick(card.add, Qt.MouseButton.LeftButton)
    dialog = window.findChild(ItemDialog)
    assert isinstance(dialog, ItemDialog)
    assert not dialog.save.isEnabled()
    dialog.field.setText("Ana (sister)")
    dialog.save.click()
    wait(qtbot, lambda: [row.text for row in card.rows] == ["Ana (sister)"])
    card.edit_wanted.emit("person", "Ana (sister)")
    again = next(one for one in window.findChildren(ItemDialog) if one.isVisible())
    again.field.setText("Anna (sister)")
    again.save.click()
    wait(qtbot, lambda: items_of(house, "person") == ["Anna (sister)"])
    card.remove_wanted.emit("person", "Anna (sister)")
    wait(qtbot, lambda: items_of(house, "person") == [])
    hobby = next(card for card in window.facets if card.facet == "interest")
    first = hobby.rows[0].text
    hobby.wrong_wanted.emit("interest", first)
    wait(qtbot, lambda: first not in items_of(house, "interest"))
    wait(qtbot, lambda: first not in [row.text for row in hobby.rows])
    wait(qtbot, window.undo.isVisible)
    QTest.mouseClick(window.undo, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: first in items_of(house, "interest"))


def test_a_locked_item_stays_as_it_is(window: PortraitWindow, house: House, qtbot: QtBot) -> None:
    learn(window, house, qtbot)
    hobby = next(card for card in window.facets if card.facet == "interest")

    def choose(name: str) -> None:
        row = next(row for row in hobby.rows if row.text == "cello")
        next(action for action in row.more.menu().actions() if action.text().startswith(name)).trigger()

    def cello() -> PortraitItem:
        return next(item for item in house.run(house.engine.portrait()).items if item.text == "cello")

    before = cello()
    choose("Lock")
    wait(qtbot, lambda: any(row.text == "cello" and "locked" in row.name.accessibleName() for row in hobby.rows))
    assert cello().locked
    house.talk("I play the cello every Tuesday.", "I love playing the cello.")
    assert cello() == before
    with pytest.raises(BadInput):
        house.run(house.engine.put_portrait_item("interest", "cello", ""))
    choose("Unlock")
    wait(qtbot, lambda: not cello().locked)
    house.talk("I play the cello and the harp.")
    assert cello().weight > before.weight


def test_evidence_leads_to_its_words_and_can_be_called_wrong(
    window: PortraitWindow, house: House, qtbot: QtBot
) -> None:
    learn(window, house, qtbot)
    window.open_trait("openness")
    wait(qtbot, lambda: window.side.title.text() == "Openness")
    wait(qtbot, lambda: window.side.model.rowCount() == 1)
    assert not window.side.go.isVisible()
    window.side.list.setCurrentIndex(window.side.model.index(0))
    wait(qtbot, window.side.go.isVisible)
    entry = window.side.list.entry()
    assert entry is not None
    with qtbot.waitSignal(window.message_wanted) as wanted:
        QTest.mouseClick(window.side.go, Qt.MouseButton.LeftButton)
    assert wanted.args == [entry.session_id, entry.message_id]
    QTest.mouseClick(window.side.wrong, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: trait_of(house, "openness").score == 0)


def test_the_portrait_is_left_out_of_the_prompt(window: PortraitWindow, house: House, qtbot: QtBot) -> None:
    learn(window, house, qtbot)
    assert window.strategy.used.isChecked()
    window.strategy.used.click()
    wait(qtbot, lambda: not house.engine.settings.flag("portrait_in_prompt"))
    wait(qtbot, lambda: "Left out" in window.strategy.note.text())
    assert house.run(house.engine.told_about_user()) == ""


def test_an_item_opens_what_it_rests_on(window: PortraitWindow, house: House, qtbot: QtBot) -> None:
    learn(window, house, qtbot)
    card = next(card for card in window.facets if card.facet == "interest")
    row = next(row for row in card.rows if "hiking" in row.text)
    QTest.mouseClick(row.name, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: "hiking" in window.side.title.text())
    wait(qtbot, lambda: window.side.model.rowCount() == 1)
    assert "hiking" in window.side.model.index(0).data(ENTRY_ROLE).quote
