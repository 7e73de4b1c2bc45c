"""Speaking with another persona: a new conversation begins, and only what it may know is in sight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from companion.paths import Home
from tests.engines import configure
from tests.ui.conftest import window_of
from ui.app import CompanionApp

PATIENCE = 20_000


def test_another_persona_begins_a_new_conversation_and_sees_only_its_own(
    tmp_path: Path, qtbot: QtBot, start_app: Callable[[Home], CompanionApp]
) -> None:
    home = Home(tmp_path / "home")
    configure(home, encrypt=False, model_offline=True)
    app = start_app(home)
    main = window_of(app)
    own: list[str] = []

    async def make() -> str:
        engine = app.bridge.engine
        plain = await engine.persona("plain")
        return await engine.save_persona(replace(plain, key="", name="Secret", own_memories=True))

    app.bridge.ask(main, lambda _engine: make(), own.append)
    qtbot.waitUntil(lambda: bool(own), timeout=PATIENCE)
    talk, model = main.page.conversation, main.sidebar.model
    talk.send("I sing in a choir.")
    qtbot.waitUntil(lambda: talk.session_id is not None and not talk.busy, timeout=PATIENCE)
    first = talk.session_id
    assert first is not None
    qtbot.waitUntil(lambda: model.place(first).isValid(), timeout=PATIENCE)
    main.sidebar.persona.choose(own[0])
    qtbot.waitUntil(lambda: main.sidebar.persona.text() == "Secret", timeout=PATIENCE)
    qtbot.waitUntil(lambda: talk.session_id is None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not model.place(first).isValid(), timeout=PATIENCE)
    talk.send("What do I sing in?")
    qtbot.waitUntil(lambda: talk.model.rowCount() == 2 and not talk.busy, timeout=PATIENCE)
    assert talk.model.row(1).text
    assert "choir" not in talk.model.row(1).text
    assert talk.model.row(1).message.speaker == "Secret"
    main.sidebar.persona.choose("calm")
    qtbot.waitUntil(lambda: model.place(first).isValid(), timeout=PATIENCE)
