"""Finding in the open conversation: every place counted, walked through, marked; and gone when closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.chat.messages import conversation, message
from ui.chat.find_bar import FindBar, spots_of
from ui.chat.transcript_model import TranscriptModel
from ui.chat.transcript_view import TranscriptView


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[FindBar]:
    model = TranscriptModel()
    view = TranscriptView(model)
    window = QWidget()
    qtbot.addWidget(window)
    made = FindBar(view)
    layout = QVBoxLayout(window)
    layout.addWidget(made)
    layout.addWidget(view)
    window.resize(700, 500)
    window.show()
    said = [*conversation(60), message(61, "A Needle and a needle."), *[message(n) for n in range(62, 120)]]
    said[3] = message(4, "The first needle.")
    model.show(said, {})
    yield made
    window.close()


def test_places_are_counted_in_any_case() -> None:
    assert spots_of(["a Needle, a needle", "none", "NEEDLE"], "needle") == [0, 0, 2]
    assert spots_of(["a"], "") == []


def test_it_walks_through_the_places_and_round_the_end(bar: FindBar, qtbot: QtBot) -> None:
    view = bar._transcript
    bar.open()
    QTest.keyClicks(bar.field, "needle")
    qtbot.waitUntil(lambda: bar.count.text() == "3 of 3")  # the reader is at the end: the last one above
    assert view.currentIndex().row() == 60
    assert 60 in view.visible_rows()
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.count.text() == "1 of 3"
    assert 3 in view.visible_rows()
    QTest.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert bar.count.text() == "3 of 3"
    bar.previous.click()
    assert bar.count.text() == "2 of 3"


def test_the_places_are_marked_in_the_picture(bar: FindBar, qtbot: QtBot) -> None:
    view = bar._transcript
    view.show_row(60)
    plain = view.viewport().grab().toImage()
    bar.open()
    bar.field.setText("needle")
    qtbot.waitUntil(lambda: bar.count.text() != "")
    view.show_row(60)
    assert view.viewport().grab().toImage() != plain
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert view._found == ()


def test_what_is_not_there_is_said(bar: FindBar, qtbot: QtBot) -> None:
    bar.open()
    bar.field.setText("zebra")
    qtbot.waitUntil(lambda: bar.count.text() == "Not found")
    assert not bar.next.isEnabled()
    bar.field.clear()
    qtbot.waitUntil(lambda: bar.count.text() == "")
