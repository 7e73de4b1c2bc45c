"""Conversations in the side bar of the whole app: searching, arranging, deleting with a way back, exporting."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from companion.paths import Home
from companion.records import Session
from tests.ui.conftest import window_of
from tests.ui.test_app import rows, say
from ui.app import CompanionApp
from ui.chat.session_actions import file_name
from ui.chat.sessions_model import SideRow, SideRowRole

Start = Callable[[Home], CompanionApp]


def listed(app: CompanionApp) -> list[str]:
    model = window_of(app).sidebar.model
    shown: list[SideRow] = [model.index(at).data(SideRowRole) for at in range(model.rowCount())]
    return [row.text for row in shown if row.session_id is not None]


def place(app: CompanionApp, title: str) -> QModelIndex:
    model = window_of(app).sidebar.model
    return next(model.index(at) for at in range(model.rowCount()) if model.index(at).data() == title)


def session_of(app: CompanionApp, title: str) -> Session:
    row: SideRow = place(app, title).data(SideRowRole)
    assert row.session is not None
    return row.session


def choose(app: CompanionApp, title: str, words: str) -> None:
    """Open the menu of a conversation and choose an entry."""
    view = window_of(app).sidebar.list
    view.open_menu(place(app, title), QPoint(0, 0))
    menu = view.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]
    entries: list[QAction] = [*menu.actions()]
    for inner in menu.findChildren(QMenu):
        entries += inner.actions()
    next(entry for entry in entries if entry.text() == words).trigger()
    menu.close()


def two(qtbot: QtBot, app: CompanionApp) -> None:
    """Two conversations: about a boat, and, open, about bread."""
    say(qtbot, app, "I am repairing my old boat.")
    window_of(app).new_conversation()
    say(qtbot, app, "I am baking rye bread today.")
    qtbot.waitUntil(lambda: len(listed(app)) == 2)


def test_a_title_is_edited_in_place(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    say(qtbot, app, "I am repairing my old boat.")
    qtbot.waitUntil(lambda: len(listed(app)) == 1)
    view = window_of(app).sidebar.list
    view.enter()
    QTest.keyClick(view, Qt.Key.Key_F2)
    [editor] = view.viewport().findChildren(QLineEdit)
    editor.setText("The boat")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: listed(app) == ["The boat"])
    qtbot.waitUntil(lambda: window_of(app).page.title.text() == "The boat")


def test_pinning_and_the_archive(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    two(qtbot, app)
    bread, boat = listed(app)
    choose(app, boat, "Pin to the top")
    qtbot.waitUntil(lambda: listed(app) == [boat, bread])
    choose(app, bread, "Archive")
    qtbot.waitUntil(lambda: listed(app) == [boat])
    button = window_of(app).sidebar.archive
    assert button.isVisible()
    assert button.text() == "Archived (1)"
    button.click()
    assert listed(app) == [bread]
    choose(app, bread, "Take out of the archive")
    qtbot.waitUntil(lambda: listed(app) == [boat, bread])
    assert not button.isVisible()


def answer(app: CompanionApp, words: str) -> None:
    """Press a button of the question that is open."""
    box = next(box for box in window_of(app).findChildren(QMessageBox) if box.isVisible())
    next(button for button in box.findChildren(QPushButton) if button.text() == words).click()


def test_deleting_asks_and_can_be_taken_back_for_a_moment(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    two(qtbot, app)
    window = window_of(app)
    bread, boat = listed(app)
    view = window.sidebar.list
    view.setCurrentIndex(place(app, bread))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    answer(app, "Keep it")
    assert listed(app) == [bread, boat]

    QTest.keyClick(view, Qt.Key.Key_Delete)
    answer(app, "Delete")
    assert listed(app) == [boat]
    assert window.page.conversation.session_id is None  # what is deleted is not shown any longer
    assert window.sidebar.undo.isVisible()
    window.sidebar.undo.button.click()
    assert listed(app) == [bread, boat]

    session = session_of(app, bread)
    window.sessions.ask_delete(session)
    answer(app, "Delete")
    window.sessions.settle()
    qtbot.waitUntil(lambda: window.sidebar.model.session(session.id) is None, timeout=5_000)
    assert listed(app) == [boat]


def test_one_conversation_is_exported_where_the_user_says(
    qtbot: QtBot, home: Home, start_app: Start, tmp_path: Path
) -> None:
    app = start_app(home)
    said = "I am repairing my old boat."
    say(qtbot, app, said)
    qtbot.waitUntil(lambda: len(listed(app)) == 1)
    session = session_of(app, listed(app)[0])
    dialog = window_of(app).sessions.ask_export(session, "json")
    assert not dialog.isModal() or dialog.isVisible()
    path = tmp_path / "boat.json"
    with qtbot.waitSignal(window_of(app).sessions.told):
        dialog.fileSelected.emit(str(path))
    dialog.close()
    assert json.loads(path.read_text(encoding="utf-8"))["messages"][0]["text"] == said
    assert "boat.json" in window_of(app).sidebar.undo.label.text()


def test_a_file_name_holds_nothing_that_a_file_system_refuses(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    say(qtbot, app, "I am repairing my old boat.")
    qtbot.waitUntil(lambda: len(listed(app)) == 1)
    session = session_of(app, listed(app)[0])
    name = file_name(replace(session, title='a/b\\c: "d"? *' + "x" * 200))
    assert not set(name) & set('/\\:"?*')
    assert len(name) < 100


def test_a_search_shows_titles_and_words_with_their_marks_and_opens_the_place(
    qtbot: QtBot, home: Home, start_app: Start
) -> None:
    app = start_app(home)
    two(qtbot, app)
    window = window_of(app)
    QTest.keySequence(window, "Ctrl+K")
    QTest.keyClicks(window.sidebar.search, "boat")
    model = window.sidebar.model
    qtbot.waitUntil(lambda: any(r.message_id for r in shown(app)), timeout=5_000)
    hit = next(row for row in shown(app) if row.message_id is not None)
    first, last = hit.excerpt.marked[0]
    assert hit.excerpt.text[first:last] == "boat"
    QTest.keyClick(window.sidebar.search, Qt.Key.Key_Down)
    QTest.keyClick(window.sidebar.list, Qt.Key.Key_Down)
    QTest.keyClick(window.sidebar.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.conversation.session_id == hit.session_id)
    qtbot.waitUntil(lambda: rows(app).rowCount() == 2)
    window.sidebar.search.setText("zzzzzz")
    qtbot.waitUntil(lambda: [row.text for row in shown(app)] == ["Nothing was found for “zzzzzz”."])
    window.sidebar.search.clear()
    qtbot.waitUntil(lambda: len(listed(app)) == 2)
    assert model.place(hit.session_id).isValid()


def shown(app: CompanionApp) -> list[SideRow]:
    model = window_of(app).sidebar.model
    return [model.index(at).data(SideRowRole) for at in range(model.rowCount())]
