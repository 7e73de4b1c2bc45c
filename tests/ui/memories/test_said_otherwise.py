"""After a forget in the browser: what stays and says the same in other words can be seen, and forgotten, too."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from companion.records import Kind, MemoryQuery
from tests.ui.memories.house import PATIENCE, House
from ui.memories.window import MemoryWindow

FEAR, SAME = "I am afraid of flying.", "Being on a plane terrifies me."


def opened(house: House, qtbot: QtBot) -> MemoryWindow:
    window = MemoryWindow(house.bridge)
    qtbot.addWidget(window)
    window.resize(1180, 760)
    window.show()
    qtbot.waitUntil(lambda: window.ready and window.list.model.rowCount() > 0, timeout=PATIENCE)
    return window


def turns(house: House, text: str) -> list[int]:
    found = house.run(house.engine.memories(MemoryQuery(kinds=(Kind.EPISODE,))))
    return [view.memory.id for view in found if view.memory.text == text]


def test_what_says_the_same_is_offered_and_shown(house: House, qtbot: QtBot) -> None:
    house.talk(FEAR, "It rained all day.", learn=False)
    house.talk(SAME, learn=False)
    window = opened(house, qtbot)
    (said,), (same,) = turns(house, FEAR), turns(house, SAME)
    window.deeds.forget([said])
    qtbot.waitUntil(lambda: window.undo_bar.others.isVisible(), timeout=PATIENCE)
    others = window.undo_bar.others
    assert "may say the same" in others.text()
    assert "may say the same" in others.accessibleName()
    assert "unless you forget them" in others.accessibleDescription()
    assert others.focusPolicy() & Qt.FocusPolicy.TabFocus
    others.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(others, Qt.Key.Key_Space)
    model = window.list.model

    def shown() -> set[int]:
        views = [model.view_at(row) for row in range(model.rowCount())]
        return {view.memory.id for view in views if view is not None}

    qtbot.waitUntil(lambda: same in shown() and said not in shown() and model.rowCount() < 4, timeout=PATIENCE)
    assert window.undo_bar.counting
    qtbot.waitUntil(lambda: window.list.table.selected_rows() == [0], timeout=PATIENCE)
    first = model.view_at(0)
    assert first is not None
    with qtbot.waitSignal(window.deeds.forgotten, timeout=PATIENCE) as forgotten:
        QTest.keyClick(window.list.table, Qt.Key.Key_Delete)
    assert forgotten.args is not None
    assert first.memory.id in forgotten.args[1].memory_ids


def test_it_is_offered_still_when_the_forget_is_carried_out(house: House, qtbot: QtBot) -> None:
    house.talk(FEAR, learn=False)
    house.talk(SAME, learn=False)
    window = opened(house, qtbot)
    window.deeds.forget(turns(house, FEAR))
    qtbot.waitUntil(lambda: window.undo_bar.others.isVisible(), timeout=PATIENCE)
    QTest.mouseClick(window.undo_bar.now, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.undo_bar.receipt.isVisible(), timeout=PATIENCE)
    assert window.undo_bar.others.isVisible()
    QTest.mouseClick(window.undo_bar.others, Qt.MouseButton.LeftButton)
    (same,) = turns(house, SAME)
    model = window.list.model

    def shown() -> set[int]:
        views = [model.view_at(row) for row in range(model.rowCount())]
        return {view.memory.id for view in views if view is not None}

    qtbot.waitUntil(lambda: same in shown() and model.rowCount() < 4, timeout=PATIENCE)


def test_nothing_is_offered_where_nothing_says_it(house: House, qtbot: QtBot) -> None:
    house.talk("I play the cello.", "It rained all day.", learn=False)
    window = opened(house, qtbot)
    (said,) = turns(house, "I play the cello.")
    with qtbot.waitSignal(window.deeds.forgotten, timeout=PATIENCE) as forgotten:
        window.deeds.forget([said])
    assert forgotten.args is not None
    house.run(house.engine.said_otherwise(forgotten.args[1].id))
    qtbot.wait(50)
    assert window.undo_bar.counting
    assert not window.undo_bar.others.isVisible()


def test_nothing_says_the_same_as_what_was_taken_back(house: House) -> None:
    house.talk(FEAR, learn=False)
    house.talk(SAME, learn=False)
    forgetting = house.run(house.engine.forget(turns(house, FEAR)))
    assert house.run(house.engine.said_otherwise(forgetting.id))
    house.run(house.engine.restore_forgetting(forgetting.id))
    assert house.run(house.engine.said_otherwise(forgetting.id)) == []
