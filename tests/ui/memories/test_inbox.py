"""The inbox: what a conversation taught is accepted, edited, refused, never wanted again; and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from companion.records import Kind, MemoryQuery, Status
from tests.ui.memories.house import PATIENCE, House
from ui.chat.sidebar import SideBar
from ui.memories.health import HealthView
from ui.memories.inbox import InboxView
from ui.memories.taught import TaughtRow
from ui.memories.window import MemoryWindow


def wait(qtbot: QtBot, so: Callable[[], bool]) -> None:
    qtbot.waitUntil(so, timeout=PATIENCE)


@pytest.fixture
def window(house: House, qtbot: QtBot) -> Iterator[MemoryWindow]:
    house.run(house.engine.change_settings({"ask_facts": True}))
    house.talk("I am allergic to peanuts.", "My sister Mara lives in Porto.")
    made = MemoryWindow(house.bridge)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    wait(qtbot, lambda: made.ready)
    made.show_view("inbox")
    wait(qtbot, lambda: any("peanuts" in r.taught.view.memory.text for card in inbox(made).cards for r in card.rows))
    yield made
    made.close()


def inbox(window: MemoryWindow) -> InboxView:
    found = window.view("inbox")
    assert isinstance(found, InboxView)
    return found


def row(window: MemoryWindow, word: str) -> TaughtRow:
    return next(r for card in inbox(window).cards for r in card.rows if word in r.taught.view.memory.text)


def status(house: House, memory_id: int) -> Status:
    return house.run(house.engine.memory(memory_id)).memory.status


def test_what_waits_is_counted_and_accepted(window: MemoryWindow, house: House, qtbot: QtBot) -> None:
    waiting = house.run(house.engine.count_memories(MemoryQuery(statuses=(Status.INBOX,))))
    assert waiting > 1
    wait(qtbot, lambda: window.navigation.waiting == waiting)
    assert str(waiting) in window.navigation.buttons["inbox"].accessibleName()
    peanuts = row(window, "peanuts")
    memory_id = peanuts.taught.view.memory.id
    QTest.mouseClick(peanuts.accept, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: status(house, memory_id) is Status.ACTIVE)
    wait(qtbot, lambda: window.navigation.waiting == waiting - 1)
    assert window.undo_bar.label.text() == "Accepted."
    QTest.mouseClick(inbox(window).accept_all, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.navigation.waiting == 0)


def test_an_edit_is_an_acceptance(window: MemoryWindow, house: House, qtbot: QtBot) -> None:
    peanuts = row(window, "peanuts")
    memory_id = peanuts.taught.view.memory.id
    QTest.mouseClick(peanuts.edit, Qt.MouseButton.LeftButton)
    assert peanuts.editor is not None
    peanuts.editor.field.setPlainText("I am allergic to peanuts and walnuts")
    QTest.mouseClick(peanuts.editor.save, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: status(house, memory_id) is Status.ACTIVE)
    assert house.run(house.engine.memory(memory_id)).memory.text == "I am allergic to peanuts and walnuts"


def test_a_refusal_can_be_taken_back(window: MemoryWindow, house: House, qtbot: QtBot) -> None:
    peanuts = row(window, "peanuts")
    memory_id = peanuts.taught.view.memory.id
    QTest.mouseClick(peanuts.refuse, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: status(house, memory_id) is Status.FORGOTTEN and window.undo_bar.isVisible())
    QTest.mouseClick(window.undo_bar.button, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: status(house, memory_id) is Status.INBOX)


def test_never_makes_a_rule_that_can_be_dropped(window: MemoryWindow, house: House, qtbot: QtBot) -> None:
    row(window, "peanuts").more_menu().actions()[0].trigger()
    wait(qtbot, lambda: bool(house.run(house.engine.refusals())))
    wait(qtbot, inbox(window).rules.isVisible)
    inbox(window).rules_menu().actions()[0].trigger()
    wait(qtbot, lambda: not house.run(house.engine.refusals()))


def test_what_waits_is_a_setting(window: MemoryWindow, house: House, qtbot: QtBot) -> None:
    first = inbox(window).ask_menu().actions()[0]
    assert first.isChecked()
    first.trigger()
    wait(qtbot, lambda: not house.engine.settings.flag("ask_facts"))


def test_what_a_conversation_taught_is_undone_as_a_whole(window: MemoryWindow, house: House, qtbot: QtBot) -> None:
    QTest.mouseClick(inbox(window).cards[0].undo, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: house.run(house.engine.count_memories(MemoryQuery(kinds=(Kind.FACT,)))) == 0)
    wait(qtbot, lambda: inbox(window).state.heading.text() == "Nothing was learned yet")


def test_the_health_of_it_is_told(window: MemoryWindow, house: House, qtbot: QtBot) -> None:
    window.show_view("health")
    wait(qtbot, lambda: window.stack.currentWidget() is window.view("health"))
    health = window.view("health")
    assert isinstance(health, HealthView)
    wait(qtbot, lambda: health.pages.currentWidget() is health.area)
    facts = house.run(house.engine.count_memories(MemoryQuery(kinds=(Kind.FACT,))))
    assert f"Facts: {facts}" in health.kinds.accessibleDescription()
    window.resize(1100, 700)
    long, beside = health.fading, health.start.parentWidget()
    assert beside is not None
    wait(qtbot, lambda: beside.height() < long.height() or beside.height() <= beside.sizeHint().height())
    window.resize(600, 700)
    wait(qtbot, lambda: beside.mapTo(health, QPoint()).x() == long.mapTo(health, QPoint()).x())
    house.run(house.engine.accept([v.memory.id for v in house.run(house.engine.memories())]))
    QTest.mouseClick(health.start, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: f"of {facts} facts were found" in health.result.text())
    assert health.start.isEnabled()


def test_the_side_bar_says_that_something_waits(window: MemoryWindow, house: House, qtbot: QtBot) -> None:
    bar = SideBar(house.bridge)
    qtbot.addWidget(bar)
    bar.start()
    button = bar.findChild(QPushButton, "memories")
    assert button is not None
    waiting = house.run(house.engine.count_memories(MemoryQuery(statuses=(Status.INBOX,))))
    wait(qtbot, lambda: button.text().endswith(f"  {waiting}"))
    assert f"{waiting} waiting" in button.accessibleName()
    house.run(house.engine.accept([v.memory.id for v in house.run(house.engine.memories())]))
    wait(qtbot, lambda: button.text() == "Memories")
