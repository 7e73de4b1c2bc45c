"""The bridge: answers and events arrive on the main thread, and never at somebody who is gone."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from companion.errors import CompanionError, NotFound
from companion.events import PortraitChanged, ReplyChunk
from companion.loop import EngineThread
from ui.bridge import Bridge


class Ears(QObject):
    """Keeps the events it hears and the threads it heard them on."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.threads: set[int] = set()

    @Slot(object)
    def hear(self, event: object) -> None:
        self.heard.append(event)
        self.threads.add(threading.get_ident())


async def _answer() -> int:
    return 42


def test_result_arrives_on_the_main_thread(qtbot: QtBot, engine_thread: EngineThread) -> None:
    bridge = Bridge(engine_thread)
    got: list[Any] = []
    bridge.run(bridge, _answer(), lambda result: got.append((result, threading.get_ident())))
    assert got == []
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(42, threading.get_ident())]


def test_expected_error_arrives_as_it_is(qtbot: QtBot, engine_thread: EngineThread) -> None:
    async def lost() -> None:
        raise NotFound("There is no such memory.", "Look again.")

    bridge = Bridge(engine_thread)
    got: list[Any] = []
    bridge.run(bridge, lost(), None, got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert isinstance(got[0], NotFound)
    assert got[0].next_step == "Look again."


def test_unexpected_error_tells_no_words_of_a_conversation(
    qtbot: QtBot, engine_thread: EngineThread, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> None:
        raise ValueError("my secret diary")

    bridge = Bridge(engine_thread)
    got: list[Any] = []
    bridge.trouble.connect(got.append)
    with caplog.at_level(logging.ERROR):
        bridge.run(bridge, broken())
        qtbot.waitUntil(lambda: bool(got))
    assert isinstance(got[0], CompanionError)
    assert "secret" not in str(got[0]) + caplog.text
    assert "ValueError" in caplog.text


def test_reply_for_a_dead_owner_is_dropped(qtbot: QtBot, engine_thread: EngineThread) -> None:
    bridge, owner = Bridge(engine_thread), QObject()
    got: list[Any] = []
    release = asyncio.Event()

    async def slow() -> int:
        await release.wait()
        return 1

    async def let_go() -> None:
        release.set()

    bridge.run(owner, slow(), got.append, got.append)
    shiboken6.delete(owner)
    bridge.run(bridge, let_go())
    after: list[int] = []
    bridge.run(bridge, _answer(), after.append)
    qtbot.waitUntil(lambda: bool(after))
    assert got == []


def test_cancelled_ticket_ends_the_work_and_stays_silent(qtbot: QtBot, engine_thread: EngineThread) -> None:
    bridge = Bridge(engine_thread)
    got: list[Any] = []
    ended = threading.Event()

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    ticket = bridge.run(bridge, forever(), got.append, got.append)
    begun: list[int] = []
    bridge.run(bridge, _answer(), begun.append)
    qtbot.waitUntil(lambda: bool(begun))
    ticket.cancel()
    qtbot.waitUntil(ended.is_set)
    assert got == []


def test_asking_before_there_is_an_engine_fails_plainly(qtbot: QtBot, engine_thread: EngineThread) -> None:
    bridge = Bridge(engine_thread)
    got: list[Any] = []
    bridge.ask(bridge, lambda engine: engine.sessions(), None, got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert "not open yet" in str(got[0])


def test_asking_after_the_thread_has_ended_fails_plainly(qtbot: QtBot) -> None:
    thread = EngineThread()
    thread.start()
    thread.stop()
    bridge = Bridge(thread)
    got: list[Any] = []
    bridge.run(bridge, _answer(), None, got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert "closing" in str(got[0])


def test_events_arrive_joined_in_order_on_the_main_thread(qtbot: QtBot, engine_thread: EngineThread) -> None:
    bridge, ears = Bridge(engine_thread), Ears()
    bridge.events.connect(ears.hear)

    async def burst() -> None:
        for number in range(1000):
            bridge._listen(ReplyChunk(1, 2, f"{number} "))
        bridge._listen(PortraitChanged())
        bridge._listen(ReplyChunk(1, 3, "other"))

    bridge.run(bridge, burst())
    qtbot.waitUntil(lambda: bool(ears.heard) and ears.heard[-1] == ReplyChunk(1, 3, "other"))
    assert ears.threads == {threading.get_ident()}
    told = [e.text for e in ears.heard if isinstance(e, ReplyChunk) and e.message_id == 2]
    assert "".join(told) == "".join(f"{number} " for number in range(1000))
    assert len(told) < 1000
    assert ears.heard[-2] == PortraitChanged()
