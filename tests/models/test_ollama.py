"""Replies and structured answers over a real socket."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any, TypeVar

import pytest

from companion.errors import ModelError
from companion.models.ollama import Ollama
from companion.models.ollama_errors import PromptTooLong
from companion.models.protocols import ChatModel, Delta, Finish
from companion.records import ChatTurn, Prompt
from tests.ollama_replies import (
    OUT_OF_MEMORY,
    QUEUE_FULL,
    RUNNER_KILLED,
    UNAUTHORIZED,
    USAGE_LIMIT,
    Failure,
    Reply,
)
from tests.ollama_server import OllamaServer

T = TypeVar("T")
SCHEMA = {"type": "object", "properties": {"facts": {"type": "array"}}, "required": ["facts"]}


def run(work: Awaitable[T]) -> T:
    """`work` on a fresh loop, with an end even when the code under test hangs."""

    async def bounded() -> T:
        async with asyncio.timeout(20):
            return await work

    return asyncio.run(bounded())


def turns(text: str = "hello") -> tuple[ChatTurn, ...]:
    return (ChatTurn("system", "Be kind."), ChatTurn("user", text))


def prompt(text: str = "hello", seed: int = 0) -> Prompt:
    return Prompt(turns(text), text, dt.datetime(2026, 5, 1, tzinfo=dt.UTC), seed=seed)


@asynccontextmanager
async def served(
    *replies: Reply | Failure, model: str = "llama3.2:3b", **options: Any
) -> AsyncGenerator[tuple[OllamaServer, Ollama], None]:
    async with OllamaServer() as server:
        server.script.replies.extend(replies)
        ollama = Ollama(server.host, model, **options)
        await ollama.start()
        try:
            yield server, ollama
        finally:
            await ollama.close()


async def heard(model: ChatModel, text: str = "hello") -> tuple[str, str, Finish]:
    """The text, the thoughts and the end of a reply."""
    pieces = [piece async for piece in model.stream(prompt(text))]
    finish = pieces.pop()
    deltas = [piece for piece in pieces if isinstance(piece, Delta)]
    assert isinstance(finish, Finish)
    assert len(deltas) == len(pieces)
    return "".join(d.text for d in deltas), "".join(d.thinking for d in deltas), finish


def heard_from(*replies: Reply | Failure, **options: Any) -> tuple[str, str, Finish]:
    async def work() -> tuple[str, str, Finish]:
        async with served(*replies, **options) as (_server, ollama):
            return await heard(ollama)

    return run(work())


def failure_of(*replies: Reply | Failure, model: str = "llama3.2:3b", **options: Any) -> ModelError:
    with pytest.raises(ModelError) as caught:
        heard_from(*replies, model=model, **options)
    return caught.value


def test_a_reply_comes_piece_by_piece_with_its_counts() -> None:
    text, thinking, finish = heard_from(Reply("Good morning, Ada.", prompt_tokens=42))
    assert (text, thinking) == ("Good morning, Ada.", "")
    assert finish == Finish("stop", 42, 3)


def test_what_is_sent() -> None:
    async def work() -> tuple[dict[str, Any], dict[str, Any]]:
        async with served(num_ctx=2048, keep_alive="5m", temperature=0.7, reply_tokens=300) as (server, ollama):
            async with aclosing(ollama.stream(prompt(seed=7))) as pieces:
                _ = [piece async for piece in pieces]
            await ollama.structured(turns(), SCHEMA)
            return server.chats[0], server.chats[1]

    chat, structured = run(work())
    assert chat == {
        "model": "llama3.2:3b",
        "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "hello"}],
        "options": {"num_ctx": 2048, "num_predict": 300, "seed": 7, "temperature": 0.7},
        "think": False,
        "keep_alive": "5m",
        "truncate": False,
        "stream": True,
    }
    assert structured["format"] == SCHEMA
    assert structured["stream"] is False
    assert structured["think"] is False
    assert structured["options"]["temperature"] == 0
    assert structured["options"]["num_ctx"] == chat["options"]["num_ctx"]


def test_thoughts_are_kept_apart() -> None:
    reply = Reply("Yes.", thinking="let me see")
    assert heard_from(reply, model="qwen3:4b", think=True)[:2] == ("Yes.", "let me see")


@pytest.mark.parametrize("cut", [{"lines_per_write": 5}, {"chunk_bytes": 1}, {"chunk_bytes": 7}])
def test_lines_and_letters_may_be_cut_anywhere(cut: dict[str, int]) -> None:
    text = "Grüße aus Zürich \N{SNOWMAN}, 你好 \U0001f600 a\x85b\u2028c\x0bd — “so”."
    assert heard_from(Reply(text, **cut))[0] == text  # type: ignore[arg-type]


def test_a_reply_that_reaches_its_bound_says_so() -> None:
    text, _, finish = heard_from(Reply("one two three four"), reply_tokens=2)
    assert (text, finish.reason) == ("one two", "length")


@pytest.mark.parametrize(
    "reply",
    [
        Reply("one two three", no_done=True),
        Reply("one two three four", drop_after=3),
        Reply("one two three four", drop_after=3, chunk_bytes=11),
    ],
)
def test_a_reply_without_its_end_is_incomplete(reply: Reply) -> None:
    text, _, finish = heard_from(reply)
    assert text == "one two three"
    assert finish == Finish("incomplete")


def test_a_silence_in_the_middle_ends_the_reply_as_incomplete() -> None:
    async def work() -> tuple[str, str, Finish]:
        async with served(Reply("one two", hold_after=1), quiet_seconds=0.05) as (server, ollama):
            result = await heard(ollama)
            await server.until(lambda: server.cancelled == 1)
            return result

    text, _, finish = run(work())
    assert (text, finish.reason) == ("one", "incomplete")


def test_the_first_token_may_be_late_and_the_quiet_limit_does_not_count_for_it() -> None:
    assert heard_from(Reply("At last.", first_byte=0.3, lines_per_write=9), quiet_seconds=0.1)[0] == "At last."


@pytest.mark.parametrize(
    ("reply", "code", "retryable"),
    [
        (QUEUE_FULL, "busy", True),
        (USAGE_LIMIT, "busy", True),
        (OUT_OF_MEMORY, "out_of_memory", False),
        (UNAUTHORIZED, "unauthorized", False),
        (Failure(403, "ollama cloud is disabled: remote model is unavailable"), "forbidden", False),
        (Failure(500, RUNNER_KILLED), "crashed", True),
        (Failure(500, "something new"), "server", True),
        (Failure(501, "This server does not support this."), "unable", False),
        (Failure(502, "dial tcp: connection refused"), "server", True),
        (Failure(400, "json: cannot unmarshal"), "rejected", False),
        (Reply("x", fail_after=0), "crashed", True),
        (Reply("x", drop_after=0), "server", True),
        (Reply("", no_done=True), "server", True),
    ],
)
def test_errors_before_the_first_token(reply: Reply | Failure, code: str, retryable: bool) -> None:
    error = failure_of(reply)
    assert (error.code, error.retryable) == (code, retryable)
    assert str(error)
    assert error.next_step


def test_a_runner_that_dies_in_a_stream_raises_after_the_pieces() -> None:
    async def work() -> tuple[list[str], str]:
        heard_pieces: list[str] = []
        async with served(Reply("one two three", fail_after=2)) as (_server, ollama):
            pieces = ollama.stream(prompt())
            for _ in range(2):
                piece = await anext(pieces)
                assert isinstance(piece, Delta)
                heard_pieces.append(piece.text)
            with pytest.raises(ModelError) as caught:
                await anext(pieces)
            return heard_pieces, caught.value.code

    assert run(work()) == (["one", " two"], "crashed")


def test_a_missing_model() -> None:
    error = failure_of(model="nobody:7b")
    assert error.code == "not_found"
    assert "nobody:7b" in str(error)
    assert "ollama pull nobody:7b" in error.next_step


def test_a_model_that_only_embeds() -> None:
    assert failure_of(model="nomic-embed-text").code == "no_chat"


def test_a_model_that_cannot_think() -> None:
    assert failure_of(think=True).code == "no_thinking"


def test_a_prompt_that_does_not_fit_is_refused_and_never_cut() -> None:
    async def work() -> PromptTooLong:
        async with served(num_ctx=256) as (_server, ollama):
            with pytest.raises(PromptTooLong) as caught:
                await heard(ollama, "water " * 400)
            return caught.value

    error = run(work())
    assert error.code == "too_long"
    assert error.num_ctx == 256
    assert error.prompt_tokens is not None
    assert error.prompt_tokens > 256


def test_nobody_listens() -> None:
    async def work() -> ModelError:
        async with OllamaServer() as server:
            host = server.host
        ollama = Ollama(host, "llama3.2:3b")
        await ollama.start()
        try:
            with pytest.raises(ModelError) as caught:
                await heard(ollama)
            return caught.value
        finally:
            await ollama.close()

    error = run(work())
    assert (error.code, error.retryable) == ("not_running", True)


def test_before_start_and_after_close() -> None:
    async def work() -> list[str]:
        codes = []
        async with served() as (server, ollama):
            await ollama.close()
            for model in (ollama, Ollama(server.host, "llama3.2:3b")):
                with pytest.raises(ModelError) as caught:
                    await heard(model)
                codes.append(caught.value.code)
        return codes

    assert run(work()) == ["closed", "closed"]


async def first_of(ollama: Ollama) -> AsyncGenerator[Delta | Finish, None]:
    """An open reply of which one piece has been heard."""
    pieces = ollama.stream(prompt())
    assert await anext(pieces) == Delta("one")
    return pieces


async def stopped_by_closing(server: OllamaServer, ollama: Ollama) -> None:
    pieces = await first_of(ollama)
    assert server.open_streams == 1
    await pieces.aclose()


async def stopped_by_cancelling(server: OllamaServer, ollama: Ollama) -> None:
    task = asyncio.create_task(heard(ollama))
    await server.until(lambda: server.open_streams == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("stop", [stopped_by_closing, stopped_by_cancelling])
def test_stopping_ends_the_generation_at_the_server(
    stop: Callable[[OllamaServer, Ollama], Awaitable[None]],
) -> None:
    async def work() -> None:
        async with served(Reply("one two three", hold_after=1)) as (server, ollama):
            await stop(server, ollama)
            await asyncio.wait_for(server.until(lambda: server.cancelled == 1), 1)
            assert server.open_streams == 0
            assert (await heard(ollama))[2].reason == "stop"

    run(work())


def test_stopping_before_the_first_token_ends_the_wait_at_the_server() -> None:
    async def work() -> None:
        async with served(Reply("one", hold_after=0)) as (server, ollama):
            await stopped_by_cancelling(server, ollama)
            await asyncio.wait_for(server.until(lambda: server.cancelled == 1), 1)

    run(work())


def test_a_stuck_slot_is_freed_once_after_a_cancel_of_ours() -> None:
    async def work() -> None:
        replies = (Reply("A fast reader."), Reply("one two", hold_after=1))
        async with served(*replies, stuck_seconds=0.1) as (server, ollama):
            await heard(ollama)
            server.script.stick_after_cancel = True
            await stopped_by_closing(server, ollama)
            await server.until(lambda: bool(server.stuck))
            server.script.stick_after_cancel = False
            server.script.replies.append(Reply("Here I am."))
            assert (await heard(ollama))[0] == "Here I am."
            assert server.loads == 2
            unloads = [r.json for r in server.requests if r.json.get("keep_alive") == 0]
            assert [body["messages"] for body in unloads] == [[]]

    run(work())


def test_silence_alone_unloads_nothing() -> None:
    async def work() -> None:
        async with served(Reply("one two", first_byte=0.2), stuck_seconds=0.01) as (server, ollama):
            assert (await heard(ollama))[2].reason == "stop"
            assert server.loads == 1
            assert not [r for r in server.requests if r.json.get("keep_alive") == 0]

    run(work())


def test_a_slow_load_after_a_cancel_is_waited_for() -> None:
    async def work() -> None:
        replies = (Reply("A fast reader."), Reply("one two", hold_after=1), Reply("Loaded."))
        async with served(*replies, stuck_seconds=0.05) as (server, ollama):
            await heard(ollama)
            await stopped_by_closing(server, ollama)
            await asyncio.wait_for(server.until(lambda: server.cancelled == 1), 1)
            server.loaded.clear()
            server.script.hold_load = True
            task = asyncio.create_task(heard(ollama))
            await server.until(lambda: server.requests[-1].path == "/api/ps")
            server.release()
            assert (await task)[0] == "Loaded."
            assert not [r for r in server.requests if r.json.get("keep_alive") == 0]

    run(work())


def test_structured_returns_the_content() -> None:
    async def work() -> tuple[str, str]:
        async with served() as (server, ollama):
            empty = await ollama.structured(turns(), SCHEMA)
            server.script.structured.append({"facts": ["tea"]})
            return empty, await ollama.structured(turns(), SCHEMA)

    empty, filled = run(work())
    assert json.loads(empty) == {"facts": []}
    assert json.loads(filled) == {"facts": ["tea"]}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Reply("{}", done_reason="length"), "incomplete"),
        (Reply("{", no_done=True), "incomplete"),
        (Reply("{}", fail_after=1), "crashed"),
        (Reply("{}", drop_after=1), "server"),
        (QUEUE_FULL, "busy"),
    ],
)
def test_structured_fails_in_plain_words(answer: object, code: str) -> None:
    async def work() -> str:
        async with served() as (server, ollama):
            server.script.structured.append(answer)
            with pytest.raises(ModelError) as caught:
                await ollama.structured(turns(), SCHEMA)
            return caught.value.code

    assert run(work()) == code


def test_a_cancelled_structured_call_ends_at_the_server() -> None:
    async def work() -> None:
        async with served() as (server, ollama):
            server.script.structured.append(Reply("{}", hold_after=0))
            task = asyncio.create_task(ollama.structured(turns(), SCHEMA))
            await server.until(lambda: server.open_streams == 1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.wait_for(server.until(lambda: server.cancelled == 1), 1)

    run(work())


def test_is_a_chat_model() -> None:
    model: ChatModel = Ollama("localhost", "llama3.2:3b")
    assert (model.name, model.offline) == ("llama3.2:3b", False)
