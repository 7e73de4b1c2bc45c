"""What a server has, over a real socket; and that words go nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing, asynccontextmanager
from typing import TypeVar

import pytest

from companion.errors import BadInput, ModelError
from companion.models.ollama import Ollama
from companion.models.ollama_catalog import PullProgress
from companion.models.ollama_library import OllamaLibrary
from tests.ollama_http import Answer, Received, SocketServer
from tests.ollama_rules import pulled
from tests.ollama_server import OllamaServer

T = TypeVar("T")


def run(work: Awaitable[T]) -> T:
    async def bounded() -> T:
        async with asyncio.timeout(20):
            return await work

    return asyncio.run(bounded())


@asynccontextmanager
async def opened(host: str, token: str = "") -> AsyncGenerator[OllamaLibrary, None]:
    library = OllamaLibrary(host, token=token)
    await library.start()
    try:
        yield library
    finally:
        await library.close()


async def code_of(work: Awaitable[object]) -> str:
    with pytest.raises(ModelError) as caught:
        await work
    return caught.value.code


async def steps_of(library: OllamaLibrary, model: str) -> list[PullProgress]:
    return [step async for step in library.pull(model)]


def test_version() -> None:
    async def work() -> str:
        async with OllamaServer() as server, opened(server.host) as library:
            return await library.version()

    assert run(work()) == "0.33.0"


@pytest.mark.parametrize("tells", [True, False], ids=["since 0.30", "before"])
def test_models_with_their_capabilities(tells: bool) -> None:
    async def work() -> None:
        async with OllamaServer() as server, opened(server.host) as library:
            server.script.capabilities = tells
            found = await library.models()
            assert [(model.name, model.chat, model.thinking) for model in found] == [
                ("llama3.2:3b", True, False),
                ("qwen3:4b", True, True),
                ("nomic-embed-text:latest", False, False),
            ]
            assert found[1].context_length == 40_960
            assert found[0].size == 2_019_393_189
            asked = [request for request in server.requests if request.path == "/api/show"]
            assert len(asked) == (0 if tells else 3)

    run(work())


def test_what_is_in_memory() -> None:
    async def work() -> None:
        async with OllamaServer() as server:
            ollama = Ollama(server.host, "llama3.2:3b", num_ctx=2048)
            await ollama.start()
            assert await ollama.running() == ()
            await ollama.preload()
            (running,) = await ollama.running()
            assert (running.name, running.context_length) == ("llama3.2:3b", 2048)
            assert running.expires_at is not None
            await ollama.unload(ollama.name)
            assert await ollama.running() == ()
            await ollama.close()

    run(work())


def test_the_trained_context() -> None:
    async def work() -> tuple[int | None, str]:
        async with OllamaServer() as server, opened(server.host) as library:
            known = await library.context_length("qwen3:4b")
            return known, await code_of(library.context_length("nobody"))

    assert run(work()) == (40_960, "not_found")


def test_pull_never_runs_backwards() -> None:
    async def work() -> None:
        async with OllamaServer() as server, opened(server.host) as library:
            steps = await steps_of(library, "new:1b")
            assert "new:1b" in server.models
            fractions = [step.fraction for step in steps]
            assert fractions == sorted(fractions)
            assert (fractions[0], fractions[-1]) == (0.0, 1.0)
            assert steps[-1].completed == steps[-1].total == 40_000_277

    run(work())


def test_a_pull_that_meets_the_end_of_a_cancelled_one_is_tried_again() -> None:
    async def work() -> int:
        async with OllamaServer() as server, opened(server.host) as library:
            raced = [{"status": "pulling manifest"}, {"error": "context canceled"}]
            server.script.pulls.extend([raced, pulled("new:1b")])
            assert (await steps_of(library, "new:1b"))[-1].fraction == 1.0
            server.script.pulls.extend([raced, raced])
            assert await code_of(steps_of(library, "new:1b")) == "raced"
            return len(server.requests)

    assert run(work()) == 4


@pytest.mark.parametrize(
    ("last", "code"),
    [
        ({"error": "pull model manifest: file does not exist"}, "not_found"),
        ({"error": "max retries exceeded"}, "download"),
        ({"status": "verifying sha256 digest"}, "download"),
    ],
)
def test_a_pull_fails_inside_a_good_answer(last: dict[str, str], code: str) -> None:
    async def work() -> str:
        async with OllamaServer() as server, opened(server.host) as library:
            server.script.pulls.append([{"status": "pulling manifest"}, last])
            return await code_of(steps_of(library, "new:1b"))

    assert run(work()) == code


def test_closing_a_pull_stops_it() -> None:
    async def work() -> None:
        async with OllamaServer() as server, opened(server.host) as library:
            server.script.delay = 0.02
            async with aclosing(library.pull("new:1b")) as steps:
                await anext(steps)
            await library.version()
            assert "new:1b" not in server.models

    run(work())


def test_delete() -> None:
    async def work() -> str:
        async with OllamaServer() as server, opened(server.host) as library:
            await library.delete("qwen3:4b")
            assert "qwen3:4b" not in server.models
            return await code_of(library.delete("qwen3:4b"))

    assert run(work()) == "not_found"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b"<html>router</html>", "not_ollama"),
        (200, b"[]", "not_ollama"),
        (200, b'{"models": 3}', "not_ollama"),
        (200, b"{}", "not_ollama"),
        (404, b"404 page not found", "not_ollama"),
        (301, b"", "not_ollama"),
        (405, b"405 method not allowed", "not_ollama"),
        (403, b"", "forbidden"),
        (500, b"\xff\xfe", "server"),
    ],
)
def test_somebody_else_answers(status: int, body: bytes, code: str) -> None:
    async def handle(_request: Received, answer: Answer) -> None:
        await answer.whole(status, body, "text/html")

    async def work() -> str:
        sockets = SocketServer(handle)
        await sockets.start()
        async with opened(f"127.0.0.1:{sockets.port}") as library:
            found = await code_of(library.models())
        await sockets.close()
        return found

    assert run(work()) == code


def test_no_models_yet() -> None:
    async def work() -> tuple[object, ...]:
        async with OllamaServer(models=()) as server, opened(server.host) as library:
            return await library.models()

    assert run(work()) == ()


@pytest.mark.parametrize("name", ["localhost", "0.0.0.0"])
def test_names_of_this_machine(name: str) -> None:
    async def work() -> str:
        async with OllamaServer() as server, opened(server.host.replace("127.0.0.1", name)) as library:
            return await library.version()

    assert run(work()) == "0.33.0"


def test_localhost_finds_a_server_that_listens_on_ipv6_only() -> None:
    async def work() -> str:
        try:
            server = await OllamaServer(address="::1").__aenter__()
        except OSError:
            pytest.skip("this machine has no IPv6 loopback")
        try:
            async with opened(f"localhost:{server.host.rpartition(':')[2]}") as library:
                return await library.version()
        finally:
            await server.__aexit__(None, None, None)

    assert run(work()) == "0.33.0"


def test_proxies_are_not_asked_about_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        proxied: list[Received] = []

        async def handle(request: Received, answer: Answer) -> None:
            proxied.append(request)
            await answer.whole(502, b"")

        proxy = SocketServer(handle)
        await proxy.start()
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        async with OllamaServer() as server, opened(server.host) as library:
            assert await library.version() == "0.33.0"
        assert not proxied
        async with opened("http://ollama.invalid") as library:
            assert await code_of(library.version()) == "server"
        assert [request.headers["host"] for request in proxied] == ["ollama.invalid"]
        await proxy.close()

    run(work())


def test_the_key_is_sent_when_there_is_one_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "from-the-environment")

    async def work() -> None:
        async with OllamaServer() as server:
            server.script.token = "secret"
            async with opened(server.host, token="secret") as library:
                assert await library.version() == "0.33.0"
            async with opened(server.host) as library:
                assert await code_of(library.version()) == "unauthorized"
            sent = [request.headers.get("authorization") for request in server.requests]
            assert sent == ["Bearer secret", None]

    run(work())


def test_a_redirect_is_not_followed() -> None:
    async def work() -> None:
        async with OllamaServer() as server:

            async def handle(_request: Received, answer: Answer) -> None:
                answer.extra["Location"] = f"http://{server.host}/api/version"
                await answer.whole(307, b"")

            elsewhere = SocketServer(handle)
            await elsewhere.start()
            async with opened(f"127.0.0.1:{elsewhere.port}") as library:
                assert await code_of(library.version()) == "not_ollama"
            await elsewhere.close()
            assert not server.requests

    run(work())


def test_an_address_that_cannot_be_read() -> None:
    with pytest.raises(BadInput):
        OllamaLibrary("ftp://somewhere")
