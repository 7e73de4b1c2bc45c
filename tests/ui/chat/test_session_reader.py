"""A long session opens at its end, and what stands above comes without moving what is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlcipher3 import dbapi2 as sqlcipher

from companion.engine import Engine
from companion.paths import Home
from companion.records import MessageState, Role
from companion.store import transcripts
from companion.store.database import Connection, migrate
from tests.clock import MORNING
from tests.engines import configure
from tests.ui.conftest import window_of
from ui.app import CompanionApp
from ui.chat.page import ChatPage
from ui.chat.session_reader import FIRST

MANY = 1_500
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def app(home: Home, start_app: Callable[[Home], CompanionApp]) -> CompanionApp:
    """The app over a profile with one long session, half an hour of it a day."""
    configure(home, model_offline=True, encrypt=False, reduced_motion=True)
    con: Connection = sqlcipher.connect(str(home.record), isolation_level=None)
    con.execute("pragma journal_mode = wal")
    migrate(con)
    con.execute("begin")
    session = transcripts.add_session(con, MORNING, MORNING.date())
    parent: int | None = None
    for number in range(MANY):
        at = MORNING + number * 48 * MINUTE
        role = Role.COMPANION if number % 2 else Role.USER
        parent = transcripts.insert_message(
            con, session, parent, number, role, role.value, f"Line {number}.", at, at.date(), MessageState.COMPLETE, ""
        )
    transcripts.end_session(con, session, at)
    con.execute("update sessions set consolidated_at = ended_at")
    con.execute("commit")
    con.close()
    return start_app(home)


@pytest.fixture
def page(app: CompanionApp) -> ChatPage:
    """Its main pane."""
    window = window_of(app)
    window.resize(960, 640)
    window.show()
    return window.page


def test_the_end_is_there_first_and_the_rest_follows_in_order(qtbot: QtBot, page: ChatPage) -> None:
    model, sizes = page.conversation.model, list[int]()
    page.conversation.reader.begun.connect(lambda messages: sizes.append(len(messages)))
    page.open(1)
    qtbot.waitUntil(lambda: page.conversation.reader.complete and model.rowCount() == MANY, timeout=20_000)
    assert sizes == [FIRST]
    rows = [model.row(at) for at in range(MANY)]
    assert [row.text for row in rows] == [f"Line {number}." for number in range(MANY)]
    assert [row.new_day for row in rows] == [
        at == 0 or row.message.day != rows[at - 1].message.day for at, row in enumerate(rows)
    ]
    assert [row.last for row in rows] == [False] * (MANY - 1) + [True]
    assert all(model.place(row.message.id) == at for at, row in enumerate(rows))
    assert page.transcript.visible_rows()[-1] == MANY - 1
    assert sum(page.transcript.heights.is_measured(at) for at in range(MANY)) < 100


def test_what_comes_above_does_not_move_what_is_read_or_marked(qtbot: QtBot, page: ChatPage) -> None:
    view = page.transcript
    page.conversation.loaded.connect(lambda: view.show_row(100))
    page.conversation.loaded.connect(lambda: view.marked.begin((100, 0)))
    page.conversation.loaded.connect(lambda: setattr(view.marked, "focus", (101, 3)))
    page.open(1)
    qtbot.waitUntil(lambda: page.conversation.reader.complete and view.rows.rowCount() == MANY, timeout=20_000)
    at = MANY - FIRST + 100
    assert view.row_rect(at).top() == view.viewport().height() // 5
    assert not view.following
    assert view.selected_text() == f"Line {at}.\n\nLin"


def test_a_place_far_above_is_shown_as_soon_as_it_is_there(qtbot: QtBot, page: ChatPage) -> None:
    page.open(1, 8)
    qtbot.waitUntil(lambda: page.transcript.currentIndex().row() == 7, timeout=20_000)
    assert 7 in page.transcript.visible_rows()


@pytest.fixture
def opened(qtbot: QtBot, page: ChatPage) -> ChatPage:
    """The page with all of the long session; from now on nothing may begin anew."""
    page.open(1)
    model = page.conversation.model
    qtbot.waitUntil(lambda: page.conversation.reader.complete and model.rowCount() == MANY, timeout=20_000)
    return page


def texts(page: ChatPage) -> list[str]:
    model = page.conversation.model
    return [model.row(at).text for at in range(model.rowCount())]


def say(qtbot: QtBot, app: CompanionApp, change: Callable[[Engine], Coroutine[Any, Any, Any]]) -> None:
    """Carry out what brings a reply, and wait for its end."""
    with qtbot.waitSignal(window_of(app).page.conversation.reply_ended, timeout=20_000):
        app.bridge.ask(app, change)
    qtbot.waitUntil(lambda: not window_of(app).page.conversation.busy)


def test_what_is_said_later_is_added_without_reading_all_again(
    qtbot: QtBot, app: CompanionApp, opened: ChatPage
) -> None:
    model, begun, sizes = opened.conversation.model, list[int](), list[int]()
    model.modelReset.connect(lambda: begun.append(1))
    opened.conversation.reader.changed.connect(lambda messages: sizes.append(len(messages)))
    opened.conversation.reader.checked.connect(lambda messages: sizes.append(len(messages)))
    say(qtbot, app, lambda engine: engine.say("One more.", 1))
    assert texts(opened)[:-1] == [*(f"Line {number}." for number in range(MANY)), "One more."]
    assert not begun
    assert max(sizes) <= FIRST


def test_another_branch_far_above_is_shown_and_left_again_in_place(
    qtbot: QtBot, app: CompanionApp, opened: ChatPage
) -> None:
    model, begun = opened.conversation.model, list[int]()
    model.modelReset.connect(lambda: begun.append(1))
    say(qtbot, app, lambda engine: engine.edit_message(101, "Another line."))
    assert texts(opened)[:-1] == [*(f"Line {number}." for number in range(100)), "Another line."]
    app.bridge.ask(app, lambda engine: engine.show_version(101))
    qtbot.waitUntil(lambda: model.rowCount() == MANY, timeout=20_000)
    assert texts(opened) == [f"Line {number}." for number in range(MANY)]
    assert (model.row(100).message.version, model.row(100).message.versions) == (1, 2)
    assert not begun


def test_versions_far_above_are_counted_anew_when_one_that_is_not_shown_goes(
    qtbot: QtBot, app: CompanionApp, opened: ChatPage
) -> None:
    model = opened.conversation.model
    say(qtbot, app, lambda engine: engine.edit_message(101, "Another line."))
    beside = model.row(100).message.id
    app.bridge.ask(app, lambda engine: engine.show_version(101))
    qtbot.waitUntil(lambda: model.rowCount() == MANY, timeout=20_000)
    app.bridge.ask(app, lambda engine: engine.delete_message(beside))
    qtbot.waitUntil(lambda: model.row(100).message.versions == 1, timeout=20_000)
    assert model.rowCount() == MANY
