"""Off the record in the window: it says so, it asks before it is gone, and the side bar never hears of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from companion.paths import Home
from tests.engines import configure
from tests.ui.chat.test_why_panel import panel_on, say, until
from tests.ui.conftest import window_of
from ui.app import CompanionApp
from ui.chat.window import MainWindow

Start = Callable[[Home], CompanionApp]
SECRET = "My xylophone is hidden in Zanzibar."


@pytest.fixture
def app(home: Home, start_app: Start) -> CompanionApp:
    configure(home, encrypt=False, model_offline=True)
    return start_app(home)


def begin(qtbot: QtBot, window: MainWindow) -> None:
    """Begin one by its key."""
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    until(qtbot, lambda: window.page.off_record.active)


def question(qtbot: QtBot, window: MainWindow) -> QMessageBox:
    until(qtbot, lambda: window.findChild(QMessageBox) is not None)
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    return box


def press(box: QMessageBox, words: str) -> None:
    next(button for button in box.buttons() if button.text() == words).click()


def test_the_window_says_so_and_the_side_bar_does_not(qtbot: QtBot, home: Home, app: CompanionApp) -> None:
    window = window_of(app)
    begin(qtbot, window)
    assert window.page.off_record.isVisible()
    assert window.page.title.text() == "Off the record"
    assert window.page.property("offrecord") == "yes"
    say(qtbot, window, SECRET)
    session = window.page.conversation.session_id
    assert session is not None
    assert window.sidebar.model.session(session) is None
    words = [path for path in home.root.rglob("*") if path.is_file() and b"xylophone" in path.read_bytes()]
    assert words == []


def test_leaving_asks_when_something_was_said(qtbot: QtBot, app: CompanionApp) -> None:
    window = window_of(app)
    begin(qtbot, window)
    say(qtbot, window, SECRET)
    session = window.page.conversation.session_id
    window.new_conversation()
    press(question(qtbot, window), "Stay")
    assert window.page.conversation.session_id == session
    until(qtbot, lambda: window.findChild(QMessageBox) is None)
    window.new_conversation()
    press(question(qtbot, window), "End it")
    assert window.page.conversation.session_id is None
    assert not window.page.off_record.isVisible()
    assert window.page.property("offrecord") == "no"


def test_leaving_an_empty_one_asks_nothing_and_the_button_ends_it(qtbot: QtBot, app: CompanionApp) -> None:
    window = window_of(app)
    begin(qtbot, window)
    window.page.off_record_button.click()
    assert not window.page.off_record.active
    assert window.findChild(QMessageBox) is None
    window.page.off_record_button.click()
    until(qtbot, lambda: window.page.off_record.active)
    window.page.off_record.end.click()
    assert window.page.conversation.session_id is None


def test_closing_the_app_asks_too(qtbot: QtBot, app: CompanionApp) -> None:
    window = window_of(app)
    begin(qtbot, window)
    say(qtbot, window, SECRET)
    app.close_or_hide()
    press(question(qtbot, window), "Stay")
    assert window.isVisible()
    assert app.bridge.attached


def test_a_draft_of_it_is_in_no_file(qtbot: QtBot, home: Home, app: CompanionApp) -> None:
    window = window_of(app)
    begin(qtbot, window)
    QTest.keyClicks(window.page.composer.field, "another xylophone")
    saved = window.page.drafts.save()
    assert saved is not None
    saved.result(10)
    words = [path for path in home.root.rglob("*") if path.is_file() and b"xylophone" in path.read_bytes()]
    assert words == []


def test_the_quick_chat_goes_off_the_record_too(qtbot: QtBot, home: Home, app: CompanionApp) -> None:
    quick = app.quick
    assert quick is not None
    quick.ask()
    quick.off.click()
    until(qtbot, lambda: quick.off_record.active)
    assert quick.off_record.isVisible()
    quick._send(SECRET)
    until(qtbot, lambda: quick.conversation.model.rowCount() == 2 and not quick.conversation.busy)
    assert not quick.open.isVisible()
    QTest.keyClick(quick, Qt.Key.Key_Escape)
    until(qtbot, lambda: quick.findChild(QMessageBox) is not None)
    box = quick.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    press(box, "End it")
    assert not quick.isVisible()
    words = [path for path in home.root.rglob("*") if path.is_file() and b"xylophone" in path.read_bytes()]
    assert words == []


def test_why_works_there_and_changes_nothing(qtbot: QtBot, app: CompanionApp) -> None:
    window = window_of(app)
    say(qtbot, window, "My dentist is Doctor Alvarez in Park Street.")
    window.new_conversation()
    begin(qtbot, window)
    reply = say(qtbot, window, "Who is my dentist?")
    panel = panel_on(qtbot, window, reply.id)
    assert panel.cards[0].row.level == "used"
