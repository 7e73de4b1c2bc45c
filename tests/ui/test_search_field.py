"""The search field under the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.search_field import SearchField


def test_escape_empties_first_and_leaves_then(qtbot: QtBot) -> None:
    field = SearchField()
    qtbot.addWidget(field)
    QTest.keyClicks(field, "tea")
    with qtbot.assertNotEmitted(field.left):
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    with qtbot.waitSignal(field.left):
        QTest.keyClick(field, Qt.Key.Key_Escape)


def test_the_cross_is_there_only_for_words(qtbot: QtBot) -> None:
    field = SearchField()
    qtbot.addWidget(field)
    cross = field.actions()[-1]
    assert not cross.isVisible()
    QTest.keyClicks(field, "tea")
    assert cross.isVisible()
    cross.trigger()
    assert field.text() == ""


def test_the_down_key_goes_to_the_results(qtbot: QtBot) -> None:
    field = SearchField()
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.results_wanted):
        QTest.keyClick(field, Qt.Key.Key_Down)
