"""Versions, editing, going on and deleting in the real window, by button, menu and key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from companion.paths import Home
from companion.records import Message, MessageState
from tests.engines import configure
from tests.ui.conftest import window_of
from ui.app import CompanionApp
from ui.chat.page import ChatPage

REPLY_MS = 20_000
Start = Callable[[Home], CompanionApp]


@pytest.fixture
def page(home: Home, start_app: Start) -> ChatPage:
    """The main pane of a new profile without a model."""
    configure(home, model_offline=True, reduced_motion=True)
    window = window_of(start_app(home))
    window.resize(960, 640)
    window.show()
    return window.page


def say(qtbot: QtBot, page: ChatPage, text: str) -> Message:
    with qtbot.waitSignal(page.conversation.reply_ended, timeout=REPLY_MS) as told:
        page.conversation.send(text)
    reply = told.args[0]
    assert isinstance(reply, Message)
    return reply


def texts(page: ChatPage) -> list[str]:
    model = page.conversation.model
    return [model.row(at).text for at in range(model.rowCount())]


def press(page: ChatPage, at: int, key: str) -> None:
    view = page.transcript
    view.scrollTo(view.rows.index(at))
    button = next(b for b in view.layout_of(at).buttons if b.key == key)
    spot = view.row_rect(at).topLeft() + button.rect.center().toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)


def key(page: ChatPage, at: int, sequence: str) -> None:
    page.transcript.setFocus()
    page.transcript.setCurrentIndex(page.transcript.rows.index(at))
    QTest.keySequence(page.transcript, sequence)


def test_a_reply_is_answered_again_and_its_versions_are_turned(qtbot: QtBot, page: ChatPage) -> None:
    first = say(qtbot, page, "My cat is called Pixel.")
    assert page.transcript.layout_of(1).counter is None
    with qtbot.waitSignal(page.conversation.reply_ended, timeout=REPLY_MS) as told:
        press(page, 1, "again")
    second = told.args[0]
    assert (second.version, second.versions) == (2, 2)
    counter = page.transcript.layout_of(1).counter
    assert counter is not None
    assert counter.words == "2/2"
    press(page, 1, "later")
    press(page, 1, "earlier")
    qtbot.waitUntil(lambda: page.conversation.model.row(1).message.id == first.id)
    key(page, 1, "Alt+Right")
    qtbot.waitUntil(lambda: page.conversation.model.row(1).message.id == second.id)


def test_the_row_whose_version_is_turned_stays_where_it_is(qtbot: QtBot, page: ChatPage) -> None:
    for number in range(8):
        say(qtbot, page, f"This is number {number} of the things that I told you today, and I like it.")
    reply = page.conversation.model.row(3).message
    with qtbot.waitSignal(page.conversation.reply_ended, timeout=REPLY_MS):
        page.hand.again(reply.id)
    assert page.conversation.model.rowCount() == 4
    page.transcript.show_row(3)
    before = page.transcript.row_rect(3).top()
    page.transcript.act(3, "earlier")
    qtbot.waitUntil(lambda: page.conversation.model.rowCount() == 16)
    assert page.transcript.row_rect(3).top() == before
    assert not page.transcript.following
    assert page.pill.text() == "Latest"


def test_a_message_is_edited_in_a_field_of_its_own_and_the_draft_stays(qtbot: QtBot, page: ChatPage) -> None:
    say(qtbot, page, "My sister's name is Anna.")
    page.composer.set_text("half a thought")
    key(page, 0, "F2")
    assert page.edit_box.isVisible()
    assert not page.composer.isVisible()
    assert page.edit_box.field.toPlainText() == "My sister's name is Anna."
    QTest.keyClick(page.edit_box.field, Qt.Key.Key_Escape)
    assert not page.edit_box.isVisible()
    assert page.composer.text == "half a thought"
    press(page, 0, "edit")
    page.edit_box.field.setPlainText("My sister's name is Ana.")
    with qtbot.waitSignal(page.conversation.reply_ended, timeout=REPLY_MS):
        QTest.keyClick(page.edit_box.field, Qt.Key.Key_Return)
    assert texts(page)[0] == "My sister's name is Ana."
    assert page.conversation.model.row(0).message.versions == 2
    assert page.composer.isVisible()
    assert page.composer.text == "half a thought"


def test_up_in_an_empty_field_edits_the_last_message(qtbot: QtBot, page: ChatPage) -> None:
    say(qtbot, page, "I went sailing.")
    QTest.keyClick(page.composer.field, Qt.Key.Key_Up)
    assert page.edit_box.isVisible()
    assert page.editing.message_id == page.conversation.model.row(0).message.id
    QTest.keyClick(page.edit_box.field, Qt.Key.Key_Return)
    assert not page.edit_box.isVisible()
    assert page.conversation.model.row(0).message.versions == 1


def test_another_conversation_ends_the_editing(qtbot: QtBot, page: ChatPage) -> None:
    say(qtbot, page, "I went sailing.")
    key(page, 0, "F2")
    page.open(None)
    assert not page.edit_box.isVisible()
    assert page.composer.isVisible()


def test_what_cannot_be_saved_is_in_the_field_again_with_the_reason(qtbot: QtBot, page: ChatPage) -> None:
    say(qtbot, page, "I went sailing.")
    long = "x" * 100_001
    with qtbot.waitSignal(page.editing.refused):
        page.hand.edit(page.conversation.model.row(0).message.id, long)
    assert page.edit_box.isVisible()
    assert page.edit_box.field.toPlainText() == long
    assert "100,001" in page.notices.text


def test_a_deleted_message_comes_back_by_the_bar_and_by_its_key(qtbot: QtBot, page: ChatPage) -> None:
    say(qtbot, page, "My cat is called Pixel.")
    say(qtbot, page, "My locker code is 4711.")
    whole = texts(page)
    key(page, 2, "Delete")
    qtbot.waitUntil(lambda: page.conversation.model.rowCount() == 2)
    qtbot.waitUntil(page.undo.isVisible)
    assert page.undo.label.text() == "2 messages are deleted."
    page.undo.button.click()
    qtbot.waitUntil(lambda: texts(page) == whole)
    key(page, 3, "Delete")
    qtbot.waitUntil(lambda: page.conversation.model.rowCount() == 3)
    QTest.keySequence(page.transcript, "Ctrl+Z")
    qtbot.waitUntil(lambda: texts(page) == whole)


def test_a_message_without_a_reply_is_answered(qtbot: QtBot, page: ChatPage) -> None:
    reply = say(qtbot, page, "My cat is called Pixel.")
    page.hand.delete(reply.id)
    qtbot.waitUntil(lambda: page.conversation.model.rowCount() == 1)
    with qtbot.waitSignal(page.conversation.reply_ended, timeout=REPLY_MS):
        press(page, 0, "again")
    assert page.conversation.model.rowCount() == 2


def test_a_stopped_reply_goes_on_behind_its_words(qtbot: QtBot, home: Home, start_app: Start) -> None:
    configure(home, model_offline=True)
    app = start_app(home)
    page = window_of(app).page
    # The words of the offline model come one by one, so that there is something to stop.
    app.bridge.engine._model._offline._pace = 0.1
    with qtbot.waitSignal(page.conversation.reply_ended, timeout=REPLY_MS) as told:
        page.conversation.send("I went sailing with my sister on Sunday.")
        qtbot.waitUntil(lambda: len(texts(page)) == 2 and texts(page)[1] != "", timeout=REPLY_MS)
        page.conversation.stop()
    stopped = told.args[0]
    assert stopped.state is MessageState.STOPPED
    app.bridge.engine._model._offline._pace = 0.0
    with qtbot.waitSignal(page.conversation.reply_ended, timeout=REPLY_MS) as told:
        page.transcript.act(1, "go_on")
    whole = told.args[0]
    assert whole.id == stopped.id
    assert whole.text.startswith(stopped.text)
    qtbot.waitUntil(lambda: texts(page)[1] == whole.text)


def test_the_menu_holds_all_that_can_be_done_with_its_keys(qtbot: QtBot, page: ChatPage) -> None:
    say(qtbot, page, "My cat is called Pixel.")
    page.transcript._open_menu(1, page.mapToGlobal(QPoint(100, 100)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    shown = {action.text(): action.shortcut().toString() for action in menu.actions() if action.text()}
    assert shown == {
        "Copy as Markdown": "Ctrl+C",
        "Copy as text": "Ctrl+Shift+C",
        "Answer again": "Ctrl+R",
        "Ask the model when Ollama is back": "",
        "What I remembered": "",
        "Delete": "Del",
    }
    menu.close()


def test_a_search_hit_in_an_old_version_is_shown_in_its_branch(qtbot: QtBot, page: ChatPage) -> None:
    say(qtbot, page, "My sister's name is Anna.")
    old = page.conversation.model.row(0).message
    with qtbot.waitSignal(page.conversation.reply_ended, timeout=REPLY_MS):
        page.hand.edit(old.id, "My sister's name is Ana.")
    page.open(old.session_id, old.id)
    qtbot.waitUntil(lambda: page.conversation.model.place(old.id) == 0)
    qtbot.waitUntil(lambda: page.transcript.currentIndex().row() == 0)


def test_a_message_is_copied_as_text(qtbot: QtBot, page: ChatPage) -> None:
    say(qtbot, page, "My cat is called Pixel.")
    key(page, 1, "Ctrl+Shift+C")
    assert QGuiApplication.clipboard().text() == texts(page)[1]
