"""The whole app on a real profile, used by hand: real keys, the real engine, the offline model."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from companion.errors import VaultLocked
from companion.events import NoticeRaised, WindowWanted
from companion.paths import Home
from companion.records import MessageState, Notice, Role
from companion.service import send_window
from tests.ui.conftest import STARTED_MS, close, window_of
from ui.app import CompanionApp
from ui.chat.transcript_model import TranscriptModel
from ui.chat.window import COLLAPSE_BELOW
from ui.onboarding.welcome import Welcome
from ui.settings.dialog import SettingsDialog
from ui.theme import DARK, LIGHT, tokens_of
from ui.window_state import load_state

Start = Callable[[Home], CompanionApp]
REPLY_MS = 20_000


def rows(app: CompanionApp) -> TranscriptModel:
    return window_of(app).page.conversation.model


def say(qtbot: QtBot, app: CompanionApp, text: str) -> str:
    """Type `text`, press Enter, and wait for the whole reply."""
    page = window_of(app).page
    with qtbot.waitSignal(page.conversation.reply_ended, timeout=REPLY_MS):
        QTest.keyClicks(page.composer.field, text)
        QTest.keyClick(page.composer.field, Qt.Key.Key_Return)
    return rows(app).row(rows(app).rowCount() - 1).text


def test_a_message_is_answered_kept_and_there_again(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    reply = say(qtbot, app, "My sister Ana lives in Leipzig.")
    assert reply
    said = [(rows(app).row(at).message.role, rows(app).row(at).text) for at in range(2)]
    assert said == [(Role.USER, "My sister Ana lives in Leipzig."), (Role.COMPANION, reply)]
    sidebar = window_of(app).sidebar
    qtbot.waitUntil(lambda: sidebar.model.place(window_of(app).page.conversation.session_id).isValid())
    session = window_of(app).page.conversation.session_id
    close(app)

    again = start_app(home)
    qtbot.waitUntil(lambda: window_of(again).sidebar.model.rowCount() > 0)
    window_of(again).page.open(session)
    qtbot.waitUntil(lambda: rows(again).rowCount() == 2)
    assert [rows(again).row(at).text for at in range(2)] == [text for _, text in said]


def test_the_open_conversation_is_known_also_after_a_crash(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    say(qtbot, app, "I moved to Leipzig last week.")
    session = window_of(app).page.conversation.session_id
    assert session is not None
    assert load_state(home.root).session_id == session
    close(app)

    again = start_app(home)
    qtbot.waitUntil(lambda: rows(again).rowCount() == 2)
    assert window_of(again).page.conversation.session_id == session


def test_stop_ends_the_reply_at_once_and_keeps_what_there_is(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    page = window_of(app).page
    QTest.keyClicks(page.composer.field, "I went for a long walk by the river today and it did me good.")
    QTest.keyClick(page.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows(app).rowCount() == 2 and rows(app).row(1).streaming, timeout=REPLY_MS)
    with qtbot.waitSignal(page.conversation.reply_ended, timeout=REPLY_MS) as ended:
        QTest.keyClick(page.composer.field, Qt.Key.Key_Escape)
    assert ended.args[0].state is MessageState.STOPPED
    assert not page.conversation.busy
    assert page.composer.button.accessibleName() == "Send"


def test_drafts_survive_going_to_another_conversation(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    say(qtbot, app, "Hello there.")
    page = window_of(app).page
    session = page.conversation.session_id
    QTest.keyClicks(page.composer.field, "half a thought")
    QTest.keySequence(window_of(app), "Ctrl+N")
    window_of(app).new_conversation()
    assert page.composer.text == ""
    page.open(session)
    assert page.composer.text == "half a thought"


def test_a_new_conversation_by_key_takes_the_very_next_letters(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    say(qtbot, app, "Hello there.")
    window = window_of(app)
    window.resize(740, 500)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    QTest.keySequence(window, "Ctrl+N")
    QTest.keyClicks(window.page.composer.field, "Quick")
    assert window.page.conversation.session_id is None
    assert window.page.composer.text == "Quick"


def test_search_finds_words_and_opens_the_place(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    say(qtbot, app, "The lighthouse keeper waved at us.")
    window = window_of(app)
    window.new_conversation()
    QTest.keyClicks(window.sidebar.search, "lighthouse")
    qtbot.waitUntil(lambda: window.sidebar.model.rowCount() > 1, timeout=5_000)
    view = window.sidebar.list
    index = window.sidebar.model.index(window.sidebar.model.rowCount() - 1)
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, view.visualRect(index).center()
    )
    qtbot.waitUntil(lambda: rows(app).rowCount() == 2)


def test_theme_and_text_size_follow_the_settings(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    say(qtbot, app, "Hello there.")
    view = window_of(app).page.transcript
    small = view.row_rect(0).height()
    app.bridge.ask(app, lambda engine: engine.change_settings({"theme": "dark", "text_size": 180}))
    qtbot.waitUntil(lambda: tokens_of(view) is DARK)
    qtbot.waitUntil(lambda: view.row_rect(0).height() > small)
    assert view.layouts.tokens is DARK
    app.bridge.ask(app, lambda engine: engine.change_settings({"theme": "light"}))
    qtbot.waitUntil(lambda: view.layouts.tokens is LIGHT)


def test_a_profile_that_cannot_be_opened_says_why_and_can_be_tried_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    home.record.write_bytes(b"this is no database at all" * 400)
    before = home.record.read_bytes()
    app = CompanionApp(qapp, home, welcome=False)
    app.start()
    window = window_of(app)
    qtbot.waitUntil(window.error.isVisible, timeout=STARTED_MS)
    assert window.error.title.text()
    assert window.error.data.text()
    assert home.record.read_bytes() == before
    shutil.rmtree(home.root)
    QTest.mouseClick(window.error.retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: app.bridge.attached, timeout=STARTED_MS)
    assert window.page.composer.isVisible()
    close(app)


def test_the_error_page_says_what_it_means_for_the_data(qtbot: QtBot, home: Home, start_app: Start) -> None:
    window = window_of(start_app(home))
    window.show_error(VaultLocked("The key is not there.", "Unlock the keyring."))
    assert "encrypted" in window.error.data.text()
    assert window.error.step.text() == "Unlock the keyring."


def test_a_second_start_raises_the_window_or_asks_quickly(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    window = window_of(app)
    window.hide()
    assert send_window(home, "show")
    qtbot.waitUntil(window.isVisible)
    assert send_window(home, "quick", "What do you know about me?")
    quick = app.quick
    assert quick is not None
    qtbot.waitUntil(quick.isVisible)
    qtbot.waitUntil(lambda: quick.conversation.model.rowCount() == 2, timeout=REPLY_MS)
    qtbot.waitUntil(lambda: not quick.conversation.busy, timeout=REPLY_MS)
    session = quick.conversation.session_id
    QTest.mouseClick(quick.open, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.page.conversation.session_id == session and rows(app).rowCount() == 2)
    assert not quick.isVisible()


def test_what_the_engine_notices_is_shown_until_closed(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    strip = window_of(app).page.notices
    window_of(app)._hear(NoticeRaised(Notice("warning", "First.", "Do this.")))
    window_of(app)._hear(NoticeRaised(Notice("info", "Second.")))
    assert strip.isVisible()
    shown = [strip.text]
    while strip.text:
        strip._close.click()
        shown.append(strip.text)
    assert "First. Do this." in shown
    assert "Second." in shown
    assert not strip.isVisible()


def test_a_narrow_window_hides_the_side_bar_by_itself(qtbot: QtBot, home: Home, start_app: Start) -> None:
    window = window_of(start_app(home))
    assert window.sidebar.isVisible()
    window.resize(760, 500)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    QTest.mouseClick(window.page.sidebar_button, Qt.MouseButton.LeftButton)
    assert window.sidebar.isVisible()
    window.resize(1100, 700)
    qtbot.waitUntil(window.sidebar.isVisible)


def test_the_side_bar_follows_the_text_size_half_as_far(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    window = window_of(app)
    window.resize(1400, 700)
    usual, letters = window.sidebar.width(), window.sidebar.new.fontInfo().pixelSize()

    def choose(percent: int) -> None:
        app.bridge.ask(app, lambda engine: engine.change_settings({"text_size": percent}), lambda _: None)

    choose(160)
    qtbot.waitUntil(lambda: window.sidebar.width() == round(usual * 1.3))
    assert window.sidebar.new.fontInfo().pixelSize() == round(letters * 1.3)
    assert window.sidebar.list.sizeHintForRow(0) > 0
    assert window.sidebar.isVisible()
    window.resize(COLLAPSE_BELOW + 100, 700)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    choose(100)
    qtbot.waitUntil(window.sidebar.isVisible)
    assert window.sidebar.width() == usual


def test_a_large_system_font_makes_the_side_bar_wider_and_hides_it_earlier(
    qtbot: QtBot, qapp: QApplication, home: Home, start_app: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = window_of(start_app(home)).sidebar.width()
    monkeypatch.setattr("ui.theme.USUAL_POINTS", float(qapp.property("systemPoints")) / 1.4)
    window = window_of(start_app(Home(home.root / "second")))
    assert window.sidebar.width() > usual
    window.resize(COLLAPSE_BELOW + 40, 600)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())


def test_every_control_has_a_name_for_screen_readers(qtbot: QtBot, home: Home, start_app: Start) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea

    window = window_of(start_app(home))
    for button in window.findChildren(QAbstractButton):
        inside_field = isinstance(button.parent(), QLineEdit)
        assert inside_field or button.text() or button.accessibleName(), button
    for area in (window.page.transcript, window.page.composer.field, window.sidebar.list):
        assert isinstance(area, QAbstractScrollArea)
        assert area.accessibleName()
    assert window.sidebar.search.accessibleName()


def test_closing_keeps_the_arrangement(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    window_of(app).resize(905, 655)
    app.keep_arrangement()
    state = load_state(home.root)
    assert (state.width, state.height) == (905, 655)


def test_a_message_deleted_in_the_quick_chat_comes_back_by_its_bar(qtbot: QtBot, home: Home, start_app: Start) -> None:
    quick = start_app(home).quick
    assert quick is not None
    quick.ask("I like rowing.")
    rows = quick.conversation.model
    qtbot.waitUntil(lambda: rows.rowCount() == 2 and not quick.conversation.busy, timeout=REPLY_MS)
    quick.transcript.delete_wanted.emit(rows.row(1).message.id)
    qtbot.waitUntil(lambda: rows.rowCount() == 1 and quick.undo.isVisible(), timeout=REPLY_MS)
    quick.undo.button.click()
    qtbot.waitUntil(lambda: rows.rowCount() == 2, timeout=REPLY_MS)
    assert not quick.undo.isVisible()


@pytest.mark.parametrize("wanted", ["show", "quick"])
def test_the_first_start_can_ask_for_either_window(qtbot: QtBot, qapp: QApplication, home: Home, wanted: str) -> None:
    app = CompanionApp(qapp, home)
    app.start(WindowWanted(wanted))
    qtbot.waitUntil(lambda: app.bridge.attached, timeout=STARTED_MS)
    assert window_of(app).isVisible() is (wanted == "show")
    assert app.quick is not None
    assert app.quick.isVisible() is (wanted == "quick")
    close(app)


def test_a_new_profile_is_welcomed_and_then_ready(qtbot: QtBot, qapp: QApplication, home: Home) -> None:
    app = CompanionApp(qapp, home)
    app.start()
    qtbot.waitUntil(lambda: app.bridge.attached, timeout=STARTED_MS)
    welcome = window_of(app).findChild(Welcome)
    assert welcome is not None
    assert welcome.isVisible()
    window_of(app).page.open(None)  # what is opened behind it does not take its keys
    assert window_of(app).focusWidget() is welcome.next
    QTest.keyClick(welcome.next, Qt.Key.Key_Return)
    assert welcome.back.isVisible()
    welcome.skip.click()
    qtbot.waitUntil(window_of(app).page.composer.isVisible)
    app.open_other("welcome:model")
    qtbot.waitUntil(lambda: bool(window_of(app).findChildren(Welcome)))
    close(app)

    again = CompanionApp(qapp, home)
    again.start()
    qtbot.waitUntil(lambda: again.bridge.attached, timeout=STARTED_MS)
    assert window_of(again).findChild(Welcome) is None
    close(again)


def test_the_settings_open_at_the_one_that_helps_and_lead_to_the_models(
    qtbot: QtBot, home: Home, start_app: Start
) -> None:
    app = start_app(home)
    app.open_other("settings:num_ctx")
    dialog = window_of(app).findChild(SettingsDialog)
    assert dialog is not None
    assert dialog.page.rows["num_ctx"].isVisible()
    dialog.page.models.click()
    qtbot.waitUntil(lambda: "models" in app._others)
    assert app._others["models"].isVisible()
