"""Commands over the engine: plain data in and out, pieces told as they come."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from companion.commands import COMMANDS
from companion.errors import BadInput
from companion.paths import Home
from companion.records import MessageState
from tests.engines import TEN_MESSAGES, Heard, opened, run, tell


def quiet(_: str) -> None:
    return None


def test_what_comes_out_is_plain_data(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            replies = await tell(engine, *TEN_MESSAGES)
            await engine.end_session(replies[0].session_id)
            calls: Mapping[str, Mapping[str, Any]] = {
                "chat": {"text": "Where do I live?"},
                "recall": {"text": "Utrecht", "k": 5},
                "memories": {},
                "portrait": {},
                "fade": {"as_of": "2030-01-01"},
                "doctor": {},
                "export": {"session": replies[0].session_id, "format": "md"},
                "forget": {"containing": "watercolours"},
                "end": {"session_id": replies[0].session_id},
                "window": {"window": "show"},
            }
            assert calls.keys() | {"import"} == COMMANDS.keys()
            for name, params in calls.items():
                result = await COMMANDS[name](engine, params, quiet)
                assert json.loads(json.dumps(result)) == result
            listed = await COMMANDS["memories"](engine, {}, quiet)
            assert listed["total"] == len(listed["memories"])
            fact = next(memory for memory in listed["memories"] if memory["kind"] == "fact")
            assert fact["speaker"] == "You"
            assert 0 <= fact["retention"] <= 1
            portrait = await COMMANDS["portrait"](engine, {}, quiet)
            assert all(-1 <= trait["low"] <= trait["score"] <= trait["high"] <= 1 for trait in portrait["traits"])
            assert portrait["ledger"]

    run(go())


def test_a_cancelled_chat_stops_its_reply(home: Home) -> None:
    async def go() -> None:
        async with opened(home, pace=0.3) as engine:
            heard, pieces = Heard(engine), list[str]()
            chatting = asyncio.ensure_future(
                COMMANDS["chat"](engine, {"text": "I went sailing on a lake."}, pieces.append)
            )
            await heard.chunks()
            chatting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await chatting
            [session] = await engine.sessions()
            reply = (await engine.messages(session.id))[1]
            assert reply.state is MessageState.STOPPED
            assert reply.text.startswith("".join(pieces).strip())

    run(go())


@pytest.mark.parametrize(
    ("command", "params"),
    [
        ("chat", {}),
        ("chat", {"text": 7}),
        ("chat", {"text": "x", "session_id": 1.5}),
        ("recall", {"text": "x", "k": "3"}),
        ("memories", {"limit": 0}),
        ("memories", {"limit": -1}),
        ("memories", {"limit": 10**9}),
        ("memories", {"kind": 7}),
        ("memories", {"kind": ["fact"]}),
        ("fade", {}),
        ("fade", {"as_of": "0000-00-00"}),
        ("fade", {"as_of": 20260503}),
        ("end", {}),
        ("end", {"session_id": None}),
        ("end", {"session_id": -1}),
        ("end", {"session_id": 2**70}),
        ("window", {}),
        ("import", {"path": "x"}),
        ("import", {"path": "\x00", "format": "transcript"}),
    ],
    ids=lambda value: json.dumps(value),
)
def test_what_cannot_be_done_is_bad_input(home: Home, command: str, params: Mapping[str, Any]) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            with pytest.raises(BadInput):
                await COMMANDS[command](engine, params, quiet)
            assert await engine.sessions() == []

    run(go())


@pytest.mark.parametrize(("day", "some"), [("0001-01-01", False), ("9999-12-31", True)])
def test_the_ends_of_the_calendar_are_days_too(home: Home, day: str, some: bool) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            await tell(engine, "I like tea.")
            found = await COMMANDS["fade"](engine, {"as_of": day}, quiet)
            assert (found["as_of"], bool(found["memories"])) == (day, some)

    run(go())
