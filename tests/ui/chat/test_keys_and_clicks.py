"""Where a click goes, and what keys mean that the widget with the focus has no use for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from companion.paths import Home
from companion.records import MessageState
from tests.engines import configure
from tests.ui.chat.test_message_hand import say
from tests.ui.conftest import window_of
from ui.app import CompanionApp
from ui.chat.window import MainWindow

REPLY_MS = 20_000
Start = Callable[[Home], CompanionApp]
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qtbot: QtBot, home: Home, start_app: Start) -> MainWindow:
    """The main window of a new profile without a model."""
    configure(home, model_offline=True, reduced_motion=True)
    shown = window_of(start_app(home))
    shown.resize(960, 640)
    shown.show()
    qtbot.waitUntil(shown.isVisible)
    shown.activateWindow()
    return shown


def middle_of(window: MainWindow, at: int) -> QPoint:
    view = window.page.transcript
    return view.row_rect(at).intersected(view.viewport().rect()).center()


def test_a_click_chooses_the_message_that_it_is_on_and_keys_act_on_that(qtbot: QtBot, window: MainWindow) -> None:
    page = window.page
    for text in ("I keep bees.", "I sold the boat."):
        say(qtbot, page, text)
    page.composer.setFocus()
    QTest.mouseClick(page.transcript.viewport(), LEFT, PLAIN, middle_of(window, 0))
    assert page.transcript.currentIndex().row() == 0
    with qtbot.waitSignal(page.hand.deleted):
        QTest.keyClick(page.transcript, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.conversation.model.rowCount() == 0)
    assert page.undo.isVisible()
    QTest.keySequence(page.transcript, "Ctrl+Z")
    qtbot.waitUntil(lambda: page.conversation.model.rowCount() == 4)
    qtbot.waitUntil(page.undo.isHidden)


def test_a_click_moves_nothing_and_presses_the_button_under_it(qtbot: QtBot, window: MainWindow) -> None:
    page, view = window.page, window.page.transcript
    for number in range(8):
        say(qtbot, page, f"Line {number}. " + "I walked along the coast and saw a seal. " * 6)
    bar, at = view.verticalScrollBar(), 7
    view.scrollTo(view.rows.index(at))
    bar.setValue(bar.value() + view.row_rect(at).bottom() - view.viewport().height() // 2)
    page.composer.setFocus()
    before = bar.value()
    assert 0 < before < bar.maximum()
    again = next(button for button in view.layout_of(at).buttons if button.key == "again")
    spot = view.row_rect(at).topLeft() + again.rect.center().toPoint()
    assert view.viewport().rect().contains(spot)
    with qtbot.waitSignal(view.retry_wanted, timeout=REPLY_MS) as told:
        QTest.mouseClick(view.viewport(), LEFT, PLAIN, spot)
        assert bar.value() == before
    assert told.args == [view.rows.row(at).message.id]


def test_what_is_typed_on_a_message_or_a_button_is_written(qtbot: QtBot, window: MainWindow) -> None:
    page = window.page
    say(qtbot, page, "I keep bees.")
    for focused in (page.transcript, page.sidebar_button, window.sidebar):
        page.composer.field.clear()
        focused.setFocus()
        QTest.keyClicks(focused, "H")
        assert page.composer.field.hasFocus()
        QTest.keyClicks(page.composer.field, "ow is it?")
        assert page.composer.text == "How is it?"


def test_escape_stops_a_reply_wherever_the_focus_is(qtbot: QtBot, window: MainWindow) -> None:
    page = window.page
    say(qtbot, page, "I keep bees.")
    for focused in (page.transcript, page.sidebar_button):
        with qtbot.waitSignal(page.conversation.reply_ended, timeout=REPLY_MS) as told:
            page.conversation.send("Tell me all that you know of me.")
            qtbot.waitUntil(lambda: page.conversation.busy)
            focused.setFocus()
            QTest.keyClick(focused, Qt.Key.Key_Escape)
        assert told.args[0].state in (MessageState.STOPPED, MessageState.COMPLETE)
        assert not page.conversation.busy


def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot, window: MainWindow) -> None:
    shown = window.sidebar.isVisible()
    window.page.sidebar_button.setFocus()
    QTest.keyClick(window.page.sidebar_button, Qt.Key.Key_Return)
    assert window.sidebar.isVisible() is not shown


def test_another_button_of_the_mouse_leaves_the_open_conversation_marked(qtbot: QtBot, window: MainWindow) -> None:
    say(qtbot, window.page, "I keep bees.")
    first = window.page.conversation.session_id
    window.new_conversation()
    say(qtbot, window.page, "I sold the boat.")
    qtbot.waitUntil(lambda: window.sidebar.model.place(window.page.conversation.session_id).isValid())
    marked = window.sidebar.list.currentIndex()
    other = window.sidebar.model.place(first)
    assert marked != other
    spot = window.sidebar.list.visualRect(other).center()
    QTest.mouseClick(window.sidebar.list.viewport(), Qt.MouseButton.RightButton, PLAIN, spot)
    assert window.sidebar.list.currentIndex() == marked


def test_where_the_end_is_in_sight_nothing_leads_to_it(qtbot: QtBot, window: MainWindow) -> None:
    page = window.page
    say(qtbot, page, "I keep bees.")
    page.transcript.hold(0)
    assert page.pill.isHidden()
    for number in range(10):
        say(qtbot, page, f"Line {number}. " + "I walked along the coast and saw a seal. " * 6)
    page.transcript.verticalScrollBar().setValue(0)
    assert not page.pill.isHidden()
    page.transcript.verticalScrollBar().setValue(page.transcript.verticalScrollBar().maximum())
    assert page.pill.isHidden()


def test_the_answer_to_what_was_just_tried_comes_before_older_notices(window: MainWindow) -> None:
    notices = window.page.notices
    notices.show_text("The record is not encrypted.")
    notices.answer("bin.dat is not a text file.")
    assert notices.text == "bin.dat is not a text file."
    notices.answer("This model cannot see pictures.")
    assert notices.text == "This model cannot see pictures."
    notices.answer("")
    assert notices.text == "The record is not encrypted."
    assert notices.isVisibleTo(window)
