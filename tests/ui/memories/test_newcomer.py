"""As someone who has never seen the browser would: find a fact, correct it and forget it, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from companion.records import Kind, MemoryQuery, Status
from tests.ui.memories.house import PATIENCE, House
from ui.memories.columns import KIND, TEXT
from ui.memories.window import MemoryWindow

TALK = (
    "My sister Mara lives in Porto.",
    "I am allergic to peanuts.",
    "My boat is called Heron and I moor her in Porto every spring.",
)


class Newcomer:
    """Does what a person does, and counts it: a click, a word that is typed, a key."""

    def __init__(self, window: MemoryWindow, qtbot: QtBot) -> None:
        self.window, self._qtbot = window, qtbot
        self.steps = 0

    def wait(self, so: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(so, timeout=PATIENCE)

    def press(self, name: str) -> None:
        """Click the button that is called this."""
        found = [b for b in self.window.findChildren(QAbstractButton) if b.text() == name and b.isVisible()]
        assert len(found) == 1, f"{len(found)} buttons are called {name}"
        self.wait(found[0].isEnabled)
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
        self.steps += 1

    def type(self, text: str) -> None:
        QTest.keyClicks(self._at, text)
        self.steps += 1

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._at, key, modifier)
        self.steps += 1

    def click_row(self, row: int) -> None:
        table = self.window.list.table
        place = table.visualRect(self.window.list.model.index(row, TEXT)).center() - QPoint(20, 0)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        self.steps += 1

    @property
    def _at(self) -> QWidget:
        """Where the keyboard is: it must be somewhere in this window without a click."""
        found = QApplication.focusWidget()
        assert found is not None
        assert found.window() is self.window
        return found

    def cell(self, row: int, column: int) -> str:
        return str(self.window.list.model.index(row, column).data() or "")


@pytest.fixture
def newcomer(house: House, qtbot: QtBot) -> Newcomer:
    house.talk(*TALK)
    window = MemoryWindow(house.bridge)
    qtbot.addWidget(window)
    window.resize(1180, 760)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.ready and window.list.model.rowCount() > 0, timeout=PATIENCE)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.list.filters.search, timeout=PATIENCE)
    return Newcomer(window, qtbot)


def facts(house: House, word: str, *statuses: Status) -> list[str]:
    query = MemoryQuery(text=word, kinds=(Kind.FACT,), statuses=statuses or MemoryQuery().statuses)
    return [view.memory.text for view in house.run(house.engine.memories(query))]


def test_a_fact_is_found_corrected_and_forgotten_by_mouse(newcomer: Newcomer, house: House) -> None:
    newcomer.type("peanuts")
    newcomer.wait(lambda: newcomer.cell(0, KIND) == "Fact" and "peanuts" in newcomer.cell(0, TEXT))
    newcomer.click_row(0)
    newcomer.wait(lambda: newcomer.window.desk.shows_memory)
    newcomer.press("Edit")
    newcomer.type("I am allergic to almonds")
    newcomer.press("Save")
    newcomer.wait(lambda: facts(house, "almonds") == ["I am allergic to almonds"])
    newcomer.wait(lambda: not newcomer.window.desk.detail.editing)
    newcomer.press("Forget")
    newcomer.wait(lambda: newcomer.window.undo_bar.counting)
    assert facts(house, "almonds") == []
    assert newcomer.steps == 6


def test_the_undo_key_takes_a_forget_back_whatever_was_pressed(newcomer: Newcomer, house: House) -> None:
    newcomer.type("peanuts")
    newcomer.wait(lambda: newcomer.cell(0, KIND) == "Fact")
    newcomer.click_row(0)
    newcomer.wait(lambda: newcomer.window.desk.shows_memory)
    newcomer.press("Forget")
    newcomer.wait(lambda: newcomer.window.undo_bar.counting)
    newcomer.wait(lambda: QApplication.focusWidget() is newcomer.window.list.table)
    newcomer.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    newcomer.wait(lambda: len(facts(house, "peanuts")) == 1)
    assert newcomer.window.list.filters.search.text() == "peanuts"


def test_and_by_keyboard_alone(newcomer: Newcomer, house: House) -> None:
    newcomer.type("peanuts")
    newcomer.key(Qt.Key.Key_Return)
    newcomer.wait(lambda: newcomer.window.desk.shows_memory and newcomer.cell(0, KIND) == "Fact")
    newcomer.wait(lambda: QApplication.focusWidget() is newcomer.window.list.table)
    newcomer.key(Qt.Key.Key_F2)
    newcomer.wait(lambda: newcomer.window.desk.detail.editing)
    newcomer.type("I am allergic to almonds")
    newcomer.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    newcomer.wait(lambda: facts(house, "almonds") == ["I am allergic to almonds"])


def test_what_is_known_stands_before_what_only_holds_the_word(newcomer: Newcomer) -> None:
    newcomer.type("porto")
    newcomer.wait(lambda: newcomer.cell(0, KIND) == "Fact")
    model = newcomer.window.list.model
    kinds = [view.memory.kind for view in map(model.view_at, range(model.rowCount())) if view is not None]
    order = [{Kind.EPISODE: 1, Kind.EVENT: 2}.get(kind, 0) for kind in kinds]
    assert order == sorted(order)
    assert len(set(order)) > 1
    newcomer.window.list.filters.search.clear()
    newcomer.wait(lambda: newcomer.window.list.feed.query.sort == "occurred")
