"""The stand-in for Ollama, held against recordings of a real server (0.33.0-rc2)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from tests.ollama_replies import (
    OUT_OF_MEMORY,
    QUEUE_FULL,
    UNAUTHORIZED,
    USAGE_LIMIT,
    Failure,
    Reply,
    ServedModel,
    smallest,
)
from tests.ollama_server import OllamaServer

RECORDINGS = Path(__file__).parent / "fixtures" / "ollama"
T = TypeVar("T")
OPEN_KEYS = {"model_info", "tensors", "embeddings"}
"""What differs from model to model: only its type is compared."""
MODELS = (
    ServedModel("tiny:latest", capabilities=("completion",), context_length=2048),
    ServedModel("tiny-noeos:latest", context_length=2048),
    ServedModel("tiny-repeat:latest"),
    ServedModel("tiny-think:latest", capabilities=("completion", "thinking")),
    ServedModel("tiny-embed:latest", capabilities=("embedding",), context_length=128),
    ServedModel("tiny-bigctx:latest", context_length=1 << 30),
    ServedModel("slow:latest"),
)
SCRIPTED: dict[str, Reply | Failure] = {
    "no done": Reply("the the", no_done=True),
    "no done, not streamed": Reply("the the", no_done=True),
    "killed in a stream": Reply(" mad", fail_after=1),
    "killed, not streamed": Reply(" mad", fail_after=1),
    "thinking": Reply("so", thinking="down water"),
    "unauthorized": UNAUTHORIZED,
    "usage limit": USAGE_LIMIT,
}


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def recorded(file: str) -> list[Any]:
    """The exchanges of one file: name, method, path, request, status, content type, and the bodies or lines."""
    loaded: list[Any] = json.loads((RECORDINGS / f"{file}.json").read_text(encoding="utf-8"))
    return loaded


CASES = [case for file in ("models", "chat", "errors", "embed", "pull") for case in recorded(file)]


def shape(value: object) -> object:
    """Keys and types of a JSON value."""
    if isinstance(value, dict):
        return {key: type(inner).__name__ if key in OPEN_KEYS else shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def client(server: OllamaServer) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://{server.host}", trust_env=False, timeout=10)


async def replay(case: dict[str, Any]) -> tuple[int, str, list[Any]]:
    """Send the recorded request to the stand-in: status, content type, bodies or lines."""
    request = case["request"]
    async with OllamaServer(models=MODELS) as server:
        server.script.queue_full = case["name"] == "queue full"
        if case["name"] in SCRIPTED:
            server.script.replies.append(SCRIPTED[case["name"]])
        if str(case["request"]).find(":cloud") > 0 or "-cloud" in str(case["request"]):
            server.models[request["model"]] = ServedModel(request["model"])
        if case["name"] == "manifest 404 stream":
            server.script.pulls.append(case["bodies"])
        if case["name"] == "ps one loaded":
            server.loaded["tiny:latest"] = 2048
        body = request["raw"].encode() if request and "raw" in request else json.dumps(request).encode()
        async with client(server) as http:
            answer = await http.request(
                case["method"], case["path"], content=None if request is None else body, headers=case.get("headers")
            )
        lines = [line for line in answer.text.splitlines() if line]
        parsed = [json.loads(line) if line.startswith("{") else line for line in lines]
        return answer.status_code, answer.headers.get("content-type", ""), parsed


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_answers_like_the_recording(case: dict[str, Any]) -> None:
    status, kind, bodies = run(replay(case))
    assert status == case["status"]
    assert kind.partition(";")[0] == case["content_type"].partition(";")[0]
    wanted = case["bodies"]
    assert [shape(body) for body in bodies[:1]] == [shape(body) for body in wanted[:1]]
    assert [shape(body) for body in bodies[-1:]] == [shape(body) for body in wanted[-1:]]


@pytest.mark.parametrize("case", recorded("errors"), ids=[case["name"] for case in recorded("errors")])
def test_words_of_errors_begin_like_the_recording(case: dict[str, Any]) -> None:
    _status, _kind, bodies = run(replay(case))
    for body, wanted in zip(bodies, case["bodies"], strict=True):
        said, meant = (str(one["error"] if isinstance(one, dict) else one) for one in (body, wanted))
        assert said[:18] == meant[:18]


def test_nothing_is_sent_before_the_first_token() -> None:
    async def work() -> bytes:
        async with OllamaServer() as server:
            server.script.replies.append(Reply("Hello there.", hold_after=0))
            host, _, port = server.host.partition(":")
            reader, writer = await asyncio.open_connection(host, int(port))
            body = json.dumps({"model": "llama3.2:3b", "messages": [{"role": "user", "content": "hi"}]}).encode()
            head = f"POST /api/chat HTTP/1.1\r\nHost: {server.host}\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await server.until(lambda: server.open_streams == 1)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(reader.read(1), 0.05)
            server.release()
            first = await reader.read(9)
            writer.close()
            await writer.wait_closed()
            return first

    assert run(work()) == b"HTTP/1.1 "


def test_cancel_ends_the_generation_and_can_leave_the_slot_stuck() -> None:
    async def work() -> None:
        async with OllamaServer() as server, client(server) as http:
            server.script.stick_after_cancel = True
            server.script.replies.append(Reply("one two three", hold_after=1))
            ask = {"model": "llama3.2:3b", "messages": [{"role": "user", "content": "hi"}]}
            async with http.stream("POST", "/api/chat", json=ask) as answer:
                await anext(answer.aiter_raw())
                assert server.open_streams == 1
            await asyncio.wait_for(server.until(lambda: server.cancelled == 1), 1)
            assert server.open_streams == 0
            with pytest.raises(httpx.ReadTimeout):
                await http.post("/api/chat", json=ask, timeout=httpx.Timeout(10, read=0.05))
            assert (await http.get("/api/ps")).json()["models"][0]["name"] == "llama3.2:3b"
            await http.post("/api/chat", json={"model": "llama3.2:3b", "messages": [], "keep_alive": 0})
            server.script.stick_after_cancel = False
            assert (await http.post("/api/chat", json=ask)).status_code == 200

    run(work())


def test_too_long_a_history_is_cut_in_silence_unless_forbidden() -> None:
    async def work() -> tuple[int, int]:
        async with OllamaServer() as server, client(server) as http:
            turns = [{"role": "user", "content": "water " * 100} for _ in range(20)]
            ask = {"model": "llama3.2:3b", "messages": turns, "stream": False, "options": {"num_ctx": 512}}
            cut = (await http.post("/api/chat", json=ask)).json()["prompt_eval_count"]
            refused = await http.post("/api/chat", json=ask | {"truncate": False})
            return cut, refused.status_code

    cut, status = run(work())
    assert cut <= 512
    assert status == 400


def test_a_model_is_loaded_once_until_its_context_changes() -> None:
    async def work() -> list[int]:
        loads = []
        async with OllamaServer() as server, client(server) as http:
            for context in (1024, 1024, 2048):
                ask = {"model": "llama3.2:3b", "messages": [], "options": {"num_ctx": context}}
                await http.post("/api/chat", json=ask)
                loads.append(server.loads)
        return loads

    assert run(work()) == [1, 1, 2]


def test_a_large_context_does_not_fit_and_evicts_the_others() -> None:
    async def work() -> tuple[int, str, int]:
        async with OllamaServer(models=MODELS) as server, client(server) as http:
            await http.post("/api/chat", json={"model": "tiny", "messages": []})
            ask = {"model": "tiny-bigctx", "messages": [], "options": {"num_ctx": 1 << 28}}
            answer = await http.post("/api/chat", json=ask)
            return answer.status_code, answer.json()["error"], len(server.loaded)

    assert run(work()) == (OUT_OF_MEMORY.status, OUT_OF_MEMORY.error, 0)


def test_a_full_queue_turns_away_only_what_needs_a_load() -> None:
    async def work() -> list[int]:
        async with OllamaServer() as server, client(server) as http:
            await http.post("/api/chat", json={"model": "qwen3:4b", "messages": []})
            server.script.queue_full = True
            models = ("qwen3:4b", "llama3.2:3b")
            return [(await http.post("/api/chat", json={"model": m, "messages": []})).status_code for m in models]

    assert run(work()) == [200, QUEUE_FULL.status]


def test_pull_makes_the_model_known_and_delete_forgets_it() -> None:
    async def work() -> list[bool]:
        async with OllamaServer() as server, client(server) as http:
            known = []
            await http.post("/api/pull", json={"model": "new"})
            known.append("new:latest" in server.models)
            await http.request("DELETE", "/api/delete", json={"model": "new"})
            known.append("new:latest" in server.models)
            return known

    assert run(work()) == [True, False]


def test_serves_from_a_thread() -> None:
    server = OllamaServer()
    host = server.start_in_thread()
    try:
        with httpx.Client(trust_env=False) as http:
            assert http.get(f"http://{host}/api/version").json() == {"version": "0.33.0"}
            body = {"model": "llama3.2:3b", "messages": [{"role": "user", "content": "hi"}], "stream": False}
            prose = http.post(f"http://{host}/api/chat", json=body).json()
        assert prose["eval_count"] >= 200
        assert server.wait_for(lambda: server.open_streams == 0)
        assert server.chats[0]["messages"][0]["content"] == "hi"
    finally:
        server.stop_thread()


def test_smallest_instance_of_a_schema() -> None:
    schema = {
        "type": "object",
        "required": ["facts", "event", "mood", "count", "kind", "end", "who"],
        "properties": {
            "facts": {"type": "array", "items": {"$ref": "#/$defs/Fact"}},
            "event": {"type": "string"},
            "mood": {"type": "number", "minimum": -1, "maximum": 1},
            "count": {"type": "integer", "minimum": 1},
            "kind": {"enum": ["sincere", "joke"]},
            "end": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "who": {"$ref": "#/$defs/Fact"},
            "optional": {"type": "string"},
        },
        "$defs": {"Fact": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}},
    }
    assert smallest(schema) == {
        "facts": [],
        "event": "",
        "mood": -1.0,
        "count": 1,
        "kind": "sincere",
        "end": None,
        "who": {"text": ""},
    }
