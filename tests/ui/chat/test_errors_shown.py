"""Every row of Ollama's table of errors, over a real socket, shown in the real window with its own way out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from companion.events import MemoriesChanged, Progress
from companion.paths import Home
from companion.records import AttachmentKind, MessageState, NewAttachment
from companion.settings import Value
from tests.engines import configure
from tests.ollama_replies import (
    MODELS,
    OUT_OF_MEMORY,
    QUEUE_FULL,
    RUNNER_KILLED,
    UNAUTHORIZED,
    USAGE_LIMIT,
    Failure,
    Reply,
    ServedModel,
)
from tests.ollama_server import OllamaServer
from tests.ui.conftest import window_of
from ui.app import CompanionApp
from ui.chat.beside_layout import Trouble

Start = Callable[[Home], CompanionApp]
REPLY_MS = 20_000
EMBEDDER = "nomic-embed-text:latest"
TOO_LONG = json.dumps({"error": {"type": "exceed_context_size_error", "n_prompt_tokens": 9, "n_ctx": 1}})
NO_IMAGE = json.dumps({"error": {"message": "Multimodal data provided, but model does not support it."}})
BAD_SCHEMA = json.dumps({"error": {"code": 400, "message": "JSON schema conversion failed", "type": "invalid"}})
ROWS: list[tuple[str, Failure | Reply, str, tuple[str, ...]]] = [
    ("no body", Failure(400, "missing request body"), "did not accept", ("retry", "models")),
    ("bad JSON", Failure(400, "unexpected EOF"), "did not accept", ("retry", "models")),
    ("no model", Failure(400, "model is required"), "did not accept", ("retry", "models")),
    ("missing", Failure(404, "model 'llama3.2:3b' not found"), "is not installed", ("pull", "models", "await")),
    ("no chat", Failure(400, '"llama3.2:3b" does not support chat'), "cannot chat", ("models", "retry")),
    ("thinking", Failure(400, '"x" does not support thinking'), "show its thoughts", ("no_thinking", "models")),
    ("image", Failure(400, NO_IMAGE), "cannot look at pictures", ("no_picture", "models", "retry")),
    ("image, other path", Failure(500, NO_IMAGE), "cannot look at pictures", ("no_picture", "models", "retry")),
    ("embeddings", Failure(501, "This server does not support embeddings."), "cannot do this", ("models", "retry")),
    ("tools", Failure(400, '"llama3.2:3b" does not support tools'), "did not accept", ("retry", "models")),
    ("schema of its own", Failure(400, BAD_SCHEMA), "did not accept", ("retry", "models")),
    ("schema", Failure(500, 'invalid format: "x"; expected "json"'), "fault of its own", ("retry",)),
    ("queue full", QUEUE_FULL, "busy", ("retry",)),
    ("memory", OUT_OF_MEMORY, "not enough memory", ("models", "context", "retry")),
    ("killed, not streamed", Failure(500, RUNNER_KILLED), "crashed", ("retry",)),
    ("killed before", Reply("Words.", fail_after=0), "crashed", ("retry",)),
    ("killed within", Reply("Some words that come.", fail_after=2), "crashed", ("retry",)),
    ("unknown path", Failure(404, "404 page not found"), "does not seem to be Ollama", ("retry", "await", "host")),
    ("wrong method", Failure(405, "405 method not allowed"), "does not seem to be Ollama", ("retry", "await", "host")),
    ("token", UNAUTHORIZED, "wants a token", ("key", "retry", "await")),
    ("foreign", Failure(403, ""), "refuses this", ("retry", "await", "host")),
    ("limit", USAGE_LIMIT, "limit", ("retry",)),
    ("too long", Failure(400, TOO_LONG), "too long", ("context", "retry")),
    ("no end", Reply("Some words that come.", no_done=True), "cut off", ("retry",)),
    ("dropped", Reply("Some words that come.", drop_after=2), "cut off", ("retry",)),
    ("empty", Reply(""), "The model answered nothing.", ("retry",)),
    ("limit of length", Reply("Some words that come.", done_reason="length"), "reached its limit", ()),
    ("dropped at once", Reply("Words.", drop_after=0), "ended the connection", ("retry",)),
]
RECORDED: list[dict[str, Any]] = [
    one
    for one in json.loads((Path(__file__).parents[2] / "fixtures" / "ollama" / "errors.json").read_text("utf-8"))
    if one["path"] == "/api/chat" and one["method"] == "POST"
]


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    made = OllamaServer(
        models=(*MODELS, ServedModel("tiny:1b"), ServedModel("seeing:1b", capabilities=("completion", "vision")))
    )
    made.start_in_thread()
    yield made
    made.stop_thread()


@pytest.fixture
def app(server: OllamaServer, home: Home, start_app: Start) -> CompanionApp:
    configure(home, model_host=server.host, model_name="llama3.2:3b", offline_takes_over=False, encrypt=False)
    return start_app(home)


def shown(app: CompanionApp) -> Trouble | None:
    view = window_of(app).page.transcript
    return view.layout_of(view.rows.rowCount() - 1).trouble


def say(app: CompanionApp, qtbot: QtBot, text: str = "Hello.") -> None:
    with qtbot.waitSignal(window_of(app).page.conversation.reply_ended, timeout=REPLY_MS):
        window_of(app).page.conversation.send(text)


@pytest.mark.parametrize(("answer", "words", "keys"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_it_has_its_own_sentence_and_its_own_way_out(
    app: CompanionApp,
    server: OllamaServer,
    qtbot: QtBot,
    answer: Failure | Reply,
    words: str,
    keys: tuple[str, ...],
) -> None:
    server.script.answer = lambda body: answer
    say(app, qtbot)
    trouble = shown(app)
    assert trouble is not None
    assert words in trouble.words
    offered = [button[0] for button in trouble.buttons]
    assert tuple(key for key in offered if key != "go_on") == keys
    server.script.answer = lambda body: Reply("All is well.")
    view = window_of(app).page.transcript
    row = view.rows.row(view.rows.rowCount() - 1)
    with qtbot.waitSignal(window_of(app).page.conversation.reply_ended, timeout=REPLY_MS):
        view.retry_wanted.emit(row.message.id)
    again = view.rows.row(view.rows.rowCount() - 1)
    assert (again.text, again.message.state) == ("All is well.", MessageState.COMPLETE)
    assert shown(app) is None


def test_a_reply_at_its_limit_has_a_quiet_line_and_goes_on_by_a_button(
    app: CompanionApp, server: OllamaServer, qtbot: QtBot
) -> None:
    server.script.replies = [Reply("One, two,", done_reason="length"), Reply(" three.")]
    say(app, qtbot)
    line, view = shown(app), window_of(app).page.transcript
    assert line is not None
    assert (line.quiet, line.words) == (True, "The reply reached its limit.")
    assert [(key, label) for key, label, _ in line.buttons] == [("go_on", "Go on")]
    assert line.rect.contains(line.buttons[0][2])
    with qtbot.waitSignal(window_of(app).page.conversation.reply_ended, timeout=REPLY_MS):
        view.act(1, "go_on")
    assert view.rows.row(1).text == "One, two, three."
    assert shown(app) is None


@pytest.mark.parametrize(
    ("answer", "code"),
    [(UNAUTHORIZED, "unauthorized"), (Failure(404, "model 'llama3.2:3b' not found"), "not_found")],
    ids=["token", "missing"],
)
def test_nobody_stands_in_for_a_model_that_was_refused_and_the_side_bar_says_so(
    app: CompanionApp, server: OllamaServer, qtbot: QtBot, answer: Failure, code: str
) -> None:
    app.bridge.ask(app, lambda engine: engine.change_settings({"offline_takes_over": True}))
    qtbot.waitUntil(lambda: app.bridge.engine.settings.flag("offline_takes_over"))
    server.script.answer = lambda body: answer
    say(app, qtbot)
    row, button = window_of(app).page.transcript.rows.row(1), window_of(app).sidebar.status
    assert (row.text, row.message.state, row.message.code) == ("", MessageState.FAILED, code)
    qtbot.waitUntil(lambda: button.text() == "llama3.2:3b does not answer", timeout=REPLY_MS)
    server.script.answer = lambda body: Reply("All is well.")
    say(app, qtbot)
    qtbot.waitUntil(lambda: button.text() == "llama3.2:3b", timeout=REPLY_MS)


def test_who_stands_in_for_a_server_that_is_not_there_says_so_in_a_quiet_line(app: CompanionApp, qtbot: QtBot) -> None:
    changes: dict[str, Value] = {"model_host": "127.0.0.1:1", "offline_takes_over": True}
    app.bridge.ask(app, lambda engine: engine.change_settings(changes))
    qtbot.waitUntil(lambda: app.bridge.engine.settings.flag("offline_takes_over"))
    say(app, qtbot)
    line, row = shown(app), window_of(app).page.transcript.rows.row(1)
    assert row.text
    assert line is not None
    assert (line.quiet, line.buttons) == (True, [])
    assert "answered from memory, without a model" in line.words


@pytest.mark.parametrize("recorded", RECORDED, ids=[one["name"] for one in RECORDED])
def test_every_recorded_failure_of_a_chat_is_shown_with_a_way_out(
    app: CompanionApp, server: OllamaServer, qtbot: QtBot, recorded: dict[str, Any]
) -> None:
    body = recorded["bodies"][0] if recorded["bodies"] else ""
    server.script.answer = lambda _body: Failure(
        recorded["status"], body["error"] if isinstance(body, dict) else str(body)
    )
    say(app, qtbot)
    trouble = shown(app)
    assert trouble is not None
    assert len(trouble.words) > 20
    assert trouble.buttons


def test_a_message_waits_for_ollama_by_a_button_and_is_sent(
    app: CompanionApp, server: OllamaServer, qtbot: QtBot
) -> None:
    app.bridge.ask(app, lambda engine: engine.change_settings({"model_host": "127.0.0.1:1"}))
    qtbot.waitUntil(lambda: app.bridge.engine.settings.text("model_host") == "127.0.0.1:1")
    say(app, qtbot)
    view = window_of(app).page.transcript
    row = view.rows.row(1)
    assert row.message.code == "not_running"
    view.remedy_wanted.emit(row.message.id, "await")
    qtbot.waitUntil(lambda: "when Ollama is back" in getattr(shown(app), "words", ""), timeout=REPLY_MS)
    server.script.answer = lambda body: Reply("Here I am again.")
    app.bridge.ask(app, lambda engine: engine.change_settings({"model_host": server.host}))
    qtbot.waitUntil(lambda: view.rows.row(view.rows.rowCount() - 1).text == "Here I am again.", timeout=REPLY_MS)


def test_thinking_is_turned_off_and_answered_by_a_button(app: CompanionApp, server: OllamaServer, qtbot: QtBot) -> None:
    server.script.answer = lambda body: Failure(400, '"llama3.2:3b" does not support thinking')
    say(app, qtbot)
    server.script.answer = lambda body: Reply("Without thinking.")
    view = window_of(app).page.transcript
    view.remedy_wanted.emit(view.rows.row(1).message.id, "no_thinking")
    qtbot.waitUntil(lambda: view.rows.row(view.rows.rowCount() - 1).text == "Without thinking.", timeout=REPLY_MS)
    assert server.chats[-1]["think"] is False


@pytest.mark.parametrize(
    "refusal", [Failure(400, NO_IMAGE), Failure(400, TOO_LONG), OUT_OF_MEMORY], ids=["blind", "too long", "memory"]
)
def test_a_message_is_answered_without_its_picture_by_a_button(
    app: CompanionApp, server: OllamaServer, qtbot: QtBot, refusal: Failure
) -> None:
    def answer(body: dict[str, Any]) -> Failure | Reply:
        return refusal if any("images" in message for message in body["messages"]) else Reply("By its words.")

    server.script.answer = answer
    app.bridge.ask(app, lambda engine: engine.change_settings({"model_name": "seeing:1b"}))
    qtbot.waitUntil(lambda: app.bridge.engine.settings.text("model_name") == "seeing:1b")
    talk, view = window_of(app).page.conversation, window_of(app).page.transcript
    picture = NewAttachment(AttachmentKind.IMAGE, "sea.png", "image/png", data=b"waves", thumb=b"small")
    with qtbot.waitSignal(talk.reply_ended, timeout=REPLY_MS):
        talk.send("Look.", (picture,))
    trouble = shown(app)
    assert trouble is not None
    assert "no_picture" in [button[0] for button in trouble.buttons]
    with qtbot.waitSignal(talk.reply_ended, timeout=REPLY_MS):
        view.act(1, "no_picture")
    assert view.rows.row(1).text == "By its words."
    assert view.rows.row(0).message.attachments


def test_the_windows_that_help_open_at_the_right_place(app: CompanionApp, server: OllamaServer, qtbot: QtBot) -> None:
    wanted: list[str] = []
    window_of(app).window_wanted.disconnect(app.open_other)
    window_of(app).window_wanted.connect(wanted.append)
    server.script.answer = lambda body: OUT_OF_MEMORY
    say(app, qtbot)
    view = window_of(app).page.transcript
    reply = view.rows.row(1).message.id
    for key in ("models", "context", "host", "key", "start"):
        view.remedy_wanted.emit(reply, key)
    assert wanted == ["models", "settings:num_ctx", "settings:model_host", "models", "welcome:model"]


def test_a_missing_model_is_downloaded_by_a_button(app: CompanionApp, server: OllamaServer, qtbot: QtBot) -> None:
    server.script.answer = lambda body: Failure(404, "model 'llama3.2:3b' not found")
    say(app, qtbot)
    view = window_of(app).page.transcript
    view.remedy_wanted.emit(view.rows.row(1).message.id, "pull")
    qtbot.waitUntil(lambda: any(request.path == "/api/pull" for request in server.requests), timeout=REPLY_MS)
    [pull] = [request.json for request in server.requests if request.path == "/api/pull"]
    assert pull["model"] == "llama3.2:3b"
    qtbot.waitUntil(lambda: "models" in app._others, timeout=REPLY_MS)


def test_the_buttons_of_the_quick_chat_help_as_well(app: CompanionApp, server: OllamaServer, qtbot: QtBot) -> None:
    quick = app.quick
    assert quick is not None
    server.script.answer = lambda body: OUT_OF_MEMORY
    with qtbot.waitSignal(quick.conversation.reply_ended, timeout=REPLY_MS):
        quick.ask("Hello?")
    with qtbot.waitSignal(quick.help_wanted) as wanted:
        quick.transcript.remedy_wanted.emit(quick.conversation.model.row(1).message.id, "models")
    assert wanted.args == ["models"]
    qtbot.waitUntil(lambda: "models" in app._others, timeout=REPLY_MS)


def test_a_missing_embedding_model_is_said_in_the_window_and_the_message_is_answered(
    app: CompanionApp, server: OllamaServer, qtbot: QtBot
) -> None:
    heard: list[object] = []
    app.bridge.events.connect(heard.append)
    server.script.answer = lambda body: Reply("I see.")
    say(app, qtbot, "The harbour of Delft was frozen.")
    app.bridge.ask(app.bridge, lambda engine: engine.change_settings({"embedding_model": EMBEDDER}), lambda _: None)
    qtbot.waitUntil(lambda: any(isinstance(e, Progress) and e.done == e.total > 0 for e in heard), timeout=REPLY_MS)
    qtbot.waitUntil(lambda: any(isinstance(e, MemoriesChanged) for e in heard), timeout=REPLY_MS)
    del server.models[EMBEDDER]
    say(app, qtbot, "Where was the ice?")
    page = window_of(app).page
    for close in page.notices.findChildren(QToolButton):
        assert "not encrypted" in page.notices.text
        qtbot.waitUntil(lambda: "1 more" in [label.text() for label in page.notices.findChildren(QLabel)])
        close.click()
    assert page.notices.isVisible()
    assert "found by their words only" in page.notices.text
    assert "is not installed" in page.notices.text
    assert "ollama pull" in page.notices.text
    assert page.transcript.rows.row(page.transcript.rows.rowCount() - 1).text == "I see."
    assert shown(app) is None
