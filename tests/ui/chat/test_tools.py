"""By key in the whole app: finding, zooming, the list of keys, and what the model is given."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from companion.paths import Home
from companion.records import AttachmentKind, ChatTurn, NewAttachment, Prompt, Section, SentPrompt
from tests.clock import MORNING
from tests.engines import configure
from tests.ollama_replies import Reply
from tests.ollama_server import OllamaServer
from tests.ui.conftest import window_of
from tests.ui.test_app import say
from ui.app import CompanionApp
from ui.chat.beside import phase_words
from ui.chat.context import PAUSE_MS
from ui.chat.context_window import ContextWindow
from ui.chat.help import KeyboardHelp
from ui.chat.meter import ContextMeter
from ui.chat.shortcuts import SHORTCUTS, words_of

Start = Callable[[Home], CompanionApp]
PROMPT = Prompt(
    (ChatTurn("system", "You are Mira."), ChatTurn("user", "Hello")),
    "Hello",
    MORNING,
    sections=(Section("persona", "You are Mira.", 300), Section("summary", "", 0), Section("message", "Hello", 100)),
)
SENT = SentPrompt(PROMPT, "llama", 8192, 1.5)


def test_text_becomes_larger_and_smaller_and_as_usual(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    window = window_of(app)

    def size() -> int:
        return app.bridge.engine.settings.whole("text_size")

    QTest.keySequence(window, "Ctrl++")
    qtbot.waitUntil(lambda: size() == 110)
    QTest.keySequence(window, "Ctrl+-")
    qtbot.waitUntil(lambda: size() == 100)
    for _ in range(3):
        before = size()
        window.tools.zoom_out()
        qtbot.waitUntil(partial(lambda was: size() == was - 10, before))
    window.tools.zoom_out()  # no smaller than the settings allow
    QTest.keySequence(window, "Ctrl+0")
    qtbot.waitUntil(lambda: size() == 100)


def test_the_list_of_keys_has_every_key_of_the_table(qtbot: QtBot, home: Home, start_app: Start) -> None:
    window = window_of(start_app(home))
    QTest.keySequence(window, "F1")
    [shown] = window.findChildren(KeyboardHelp)
    texts = {label.text() for label in shown.findChildren(QLabel)}
    for shortcut in SHORTCUTS:
        assert {words_of(shortcut.name), shortcut.shown()} <= texts
    shown.reject()


def test_finding_opens_only_where_something_was_said(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    page = window_of(app).page
    QTest.keySequence(window_of(app), "Ctrl+F")
    assert not page.find_bar.isVisible()
    say(qtbot, app, "The lighthouse keeper waved.")
    QTest.keySequence(window_of(app), "Ctrl+F")
    assert page.find_bar.isVisible()
    page.find_bar.field.setText("lighthouse")
    qtbot.waitUntil(lambda: "of" in page.find_bar.count.text())
    window_of(app).new_conversation()
    assert not page.find_bar.isVisible()


def test_a_place_that_a_search_found_is_marked(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    say(qtbot, app, "The lighthouse keeper waved.")
    window = window_of(app)
    session = window.page.conversation.session_id
    window.new_conversation()
    window.sidebar.search.setText('"lighthouse keeper')
    window._open_chosen(session or 0, 1)
    assert window.page.transcript._found == ("lighthouse", "keeper")
    window.page.open(None)
    assert not window.page.transcript._found


def test_the_meter_says_about_until_the_model_has_counted(qtbot: QtBot) -> None:
    meter = ContextMeter()
    qtbot.addWidget(meter)
    meter.show_prompt(SENT)
    assert meter.isVisible()
    assert meter.words == "about 600 of 8192 tokens"
    meter.show_prompt(replace(SENT, counted=712))
    assert meter.words == "712 of 8192 tokens"
    meter.show_prompt(replace(SENT, num_ctx=0))
    assert not meter.isVisible()  # nobody reads a prompt offline


def test_the_window_shows_each_part_and_the_exact_text(qtbot: QtBot) -> None:
    window = ContextWindow()
    qtbot.addWidget(window)
    window.show_prompts(SENT, None)
    assert not window.last.isEnabled()
    assert window.text.toPlainText() == "[system]\nYou are Mira.\n\n[user]\nHello"
    assert "estimates" in window.size_line.text()
    window.show_prompts(SENT, replace(SENT, counted=800))
    window.last.click()
    texts = [label.text() for label in window.findChildren(QLabel) if label.parent() is window and not label.isHidden()]
    assert {"600", "200", "Your message"} <= set(texts)
    assert "counted 800 tokens" in window.size_line.text()


def test_the_apps_own_meter_is_quiet_without_a_model(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    say(qtbot, app, "Good morning.")
    context = window_of(app).tools.context
    context.open()
    qtbot.waitUntil(lambda: "No model reads this" in context.window.size_line.text(), timeout=5_000)
    assert not window_of(app).page.meter.isVisible()
    context.window.close()


def test_where_no_model_can_be_had_the_window_says_why_and_offers_one(
    qtbot: QtBot, home: Home, start_app: Start
) -> None:
    configure(home, model_host="127.0.0.1:1", model_name="llama3.2:3b", offline_takes_over=False, encrypt=False)
    window = window_of(start_app(home))
    context, wanted = window.tools.context, list[str]()
    window.window_wanted.connect(wanted.append)
    context.open()
    qtbot.waitUntil(lambda: "is not running" in context.window.size_line.text(), timeout=5_000)
    assert not window.page.meter.isVisible()
    assert not any(part.isVisible() for part in (context.window.text, context.window.copy, context.window.next))
    context.window.models.click()
    assert wanted == ["models"]
    assert not context.window.isVisible()


def test_the_meter_counts_what_is_attached(qtbot: QtBot, home: Home, start_app: Start) -> None:
    server = OllamaServer()
    configure(home, model_host=server.start_in_thread(), model_name="llama3.2:3b", encrypt=False)
    try:
        page = window_of(start_app(home)).page
        qtbot.waitUntil(lambda: page.meter.isVisible(), timeout=5_000)
        before = page.meter.words
        page.composer.tray.add(
            NewAttachment(AttachmentKind.DOCUMENT, "log.txt", "text/plain", text="ice and fog " * 90)
        )
        qtbot.waitUntil(lambda: page.meter.words != before, timeout=5_000)
        page.composer.tray.hold(())
        qtbot.waitUntil(lambda: page.meter.words == before, timeout=5_000)
    finally:
        server.stop_thread()


def test_while_it_waits_the_meter_and_the_reply_say_the_same_of_what_was_sent(
    qtbot: QtBot, home: Home, start_app: Start
) -> None:
    server = OllamaServer()
    configure(home, model_host=server.start_in_thread(), model_name="llama3.2:3b", encrypt=False)
    try:
        app = start_app(home)
        page = window_of(app).page
        server.script.replies = [Reply("I see."), Reply("Well.", hold_after=0)]
        say(qtbot, app, "The lighthouse keeper of Delft waved. " * 4)
        qtbot.waitUntil(lambda: page.meter.isVisible() and "about" not in page.meter.words, timeout=5_000)
        page.composer.set_text("The lighthouse keeper of Delft waved once more, to me. " * 20)
        page.composer.field.entered.emit()
        reply = page.transcript.rows.row
        qtbot.waitUntil(lambda: page.transcript.rows.rowCount() == 4 and bool(phase_words(reply(3).beside)))
        [told] = re.findall(r"\d+", phase_words(reply(3).beside))
        qtbot.waitUntil(lambda: page.meter.words == f"about {told} of 8192 tokens", timeout=5_000)
        qtbot.wait(PAUSE_MS + 200)
        assert page.meter.words == f"about {told} of 8192 tokens"
        with qtbot.waitSignal(page.conversation.reply_ended, timeout=5_000):
            server.release()
        qtbot.waitUntil(lambda: "about" not in page.meter.words, timeout=5_000)
        [exact] = re.findall(r"^\d+", page.meter.words)
        assert abs(int(exact) - int(told)) < 0.2 * int(exact)
    finally:
        server.stop_thread()
