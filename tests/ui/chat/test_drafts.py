"""Drafts of the whole app: each in its conversation, there again after a restart, gone when sent."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from companion.engine import Engine
from companion.paths import Home
from companion.records import AttachmentKind, Draft, Kind, MemoryQuery, NewAttachment
from tests.ui.conftest import close, window_of
from tests.ui.test_app import say
from ui.app import CompanionApp

Start = Callable[[Home], CompanionApp]


def kept(qtbot: QtBot, app: CompanionApp, session_id: int | None) -> Draft:
    found: list[Draft] = []
    app.bridge.ask(app, lambda engine: engine.draft(session_id), found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def test_they_are_there_again_after_a_restart_with_their_cursor(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    say(qtbot, app, "Hello there.")
    page = window_of(app).page
    session = page.conversation.session_id
    QTest.keyClicks(page.composer.field, "half a thought")
    page.composer.set_text("half a thought", 4)
    window_of(app).new_conversation()
    page.composer.set_text("something new 🎈")
    close(app)  # at once: nobody waits for the pause

    again = start_app(home)
    composer = window_of(again).page.composer
    window_of(again).page.open(session)
    qtbot.waitUntil(lambda: composer.text == "half a thought")
    assert composer.draft.cursor == 4
    window_of(again).new_conversation()
    qtbot.waitUntil(lambda: composer.text == "something new 🎈")


def test_it_is_saved_a_moment_after_the_last_key(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    QTest.keyClicks(window_of(app).page.composer.field, "not sent")
    assert kept(qtbot, app, None) == Draft()
    qtbot.waitUntil(lambda: kept(qtbot, app, None) == Draft("not sent", 8), timeout=5_000)


def test_what_a_forget_takes_leaves_the_composer_too(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    letter = NewAttachment(AttachmentKind.DOCUMENT, "a.txt", "text/plain", "Ottilie has new bees.")
    rain = NewAttachment(AttachmentKind.DOCUMENT, "b.txt", "text/plain", "It rains.")
    page = window_of(app).page
    say(qtbot, app, "My sister Ottilie keeps bees in Zwolle.")
    session = page.conversation.session_id
    page.composer.set_text("Ottilie and her bees.")
    page.drafts.save()
    window_of(app).new_conversation()
    page.composer.set_text("Read this.")
    for one in (letter, rain):
        page.composer.tray.add(one)
    page.drafts.save()
    gone: list[object] = []

    async def forget(engine: Engine) -> object:
        found = await engine.memories(MemoryQuery(kinds=(Kind.EPISODE,), text="Zwolle"))
        return await engine.finish_forgetting((await engine.forget([view.memory.id for view in found])).id)

    app.bridge.ask(app, forget, gone.append)
    qtbot.waitUntil(lambda: page.composer.draft.attached == (rain,), timeout=15_000)
    assert page.composer.text == "Read this."
    page.open(session)
    qtbot.waitUntil(lambda: page.composer.text.startswith("[forgotten on "), timeout=15_000)
    qtbot.waitUntil(lambda: bool(gone), timeout=15_000)
    assert kept(qtbot, app, None) == Draft("Read this.", 10, (rain,))


def test_what_is_sent_is_no_draft_any_longer(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    page = window_of(app).page
    QTest.keyClicks(page.composer.field, "Hello")
    page.drafts.save()
    qtbot.waitUntil(lambda: kept(qtbot, app, None).text == "Hello")
    say(qtbot, app, " there.")
    qtbot.waitUntil(lambda: kept(qtbot, app, None) == Draft())
    assert kept(qtbot, app, page.conversation.session_id) == Draft()


def test_a_deleted_conversation_is_settled_when_the_app_closes(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    say(qtbot, app, "I am repairing my old boat.")
    window = window_of(app)
    qtbot.waitUntil(lambda: window.sidebar.model.rowCount() == 2)
    session = window.sidebar.model.session(window.page.conversation.session_id or 0)
    assert session is not None
    window.sessions._begin(session)
    close(app)
    again = start_app(home)
    model = window_of(again).sidebar.model
    qtbot.waitUntil(lambda: model.rowCount() == 1)
    assert model.session(session.id) is None
