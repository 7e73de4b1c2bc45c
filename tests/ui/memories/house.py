"""A real engine on a home of its own, offline, with a bridge before it: what the windows are tried on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from companion.engine import Engine, system_clock
from companion.loop import EngineThread
from companion.paths import Home
from ui.bridge import Bridge

T = TypeVar("T")
PATIENCE = 15_000
"""How long a window may take before a test calls it broken, in milliseconds."""


class House:
    """An engine in its thread. `run` waits for a coroutine, as a test may."""

    def __init__(self, root: Path) -> None:
        self.thread = EngineThread()
        self.thread.start()
        self.later = dt.timedelta()
        """How far the engine's clock goes ahead."""
        self.engine = Engine(Home(root), clock=lambda: system_clock() + self.later)
        self.run(self.engine.start())
        self.run(self.engine.change_settings({"model_offline": True, "encrypt": False}))
        self.bridge = Bridge(self.thread, self.engine)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.thread.submit(work).result(timeout=60)

    def talk(self, *messages: str, learn: bool = True) -> int:
        """Say these in one session, wait for the replies, and end it when `learn`."""
        session_id: int | None = None
        for text in messages:
            exchange = self.run(self.engine.say(text, session_id))
            session_id = exchange.session_id
            self.run(self.engine.reply(exchange.reply_id))
        assert session_id is not None
        if learn:
            self.run(self.engine.end_session(session_id))
        return session_id

    def close(self) -> None:
        self.bridge.detach()
        self.run(self.engine.close())
        self.thread.stop()


@pytest.fixture
def house(tmp_path: Path, qapp: object) -> Iterator[House]:
    built = House(tmp_path / "home")
    yield built
    built.close()
