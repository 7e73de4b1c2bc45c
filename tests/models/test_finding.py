"""Ollama is found where it is, and where it is not, exactly that is said."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from companion.models import finding, ollama_library
from companion.models.finding import Finder
from companion.models.host_keys import HostKeys
from companion.models.machine import memory_bytes, ollama_installed
from tests.engines import run
from tests.ollama_replies import ServedModel
from tests.ollama_server import OllamaServer

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def somebody(answer: Serve) -> AsyncIterator[str]:
    """Another program on a port of this machine."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def finder(installed: bool = True) -> Finder:
    return Finder(HostKeys(), lambda: installed)


@pytest.fixture(autouse=True)
def nothing_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    """An Ollama of whoever runs the tests must not be found."""
    monkeypatch.setattr(finding, "USUAL", "127.0.0.1:1")


def test_it_is_found_with_its_version_and_models() -> None:
    async def go() -> None:
        async with OllamaServer() as server:
            found = await finder().find(server.host)
            assert (found.code, found.host, found.version) == ("found", server.host, "0.33.0")
            assert found.models == ("llama3.2:3b", "qwen3:4b")
            assert found.detail == f"Ollama 0.33.0 is running at {server.host}, with 2 chat models."

    run(go())


def test_it_is_found_on_the_other_loopback_of_localhost() -> None:
    async def go() -> None:
        async with OllamaServer(address="::1") as server:
            port = server.host.rpartition(":")[2]
            assert (await finder().find(f"localhost:{port}")).code == "found"

    run(go())


@pytest.mark.parametrize(("installed", "code"), [(True, "not_running"), (False, "not_installed")])
def test_nobody_there_is_either_not_installed_or_not_running(installed: bool, code: str) -> None:
    async def go() -> None:
        found = await finder(installed).find("127.0.0.1:1")
        assert found.code == code
        assert found.detail.endswith(".")

    run(go())


def test_a_host_without_models_is_empty() -> None:
    async def go() -> None:
        async with OllamaServer(models=(ServedModel("e:1b", capabilities=("embedding",)),)) as server:
            found = await finder().find(server.host)
            assert (found.code, found.models) == ("no_models", ())

    run(go())


def test_a_host_that_wants_a_token_says_so_and_takes_it() -> None:
    async def go() -> None:
        keys = HostKeys()
        async with OllamaServer() as server:
            server.script.token = "s3cret"
            assert (await Finder(keys).find(server.host)).code == "unauthorized"
            await keys.keep(server.host, "wrong")
            assert (await Finder(keys).find(server.host)).code == "unauthorized"
            await keys.keep(server.host, "s3cret")
            assert (await Finder(keys).find(server.host)).code == "found"

    run(go())


async def _page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    body = b"<html>A printer</html>"
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))
    writer.close()


async def _another_protocol(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    writer.close()


async def _forbids(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    writer.close()


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


@pytest.mark.parametrize(
    ("answer", "code"),
    [(_page, "not_ollama"), (_another_protocol, "not_ollama"), (_forbids, "forbidden"), (_silent, "timeout")],
)
def test_somebody_else_answers(answer: Serve, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        monkeypatch.setattr(ollama_library, "QUICK_SECONDS", 0.3)
        async with somebody(answer) as place:
            found = await finder().find(place)
            assert (found.code, found.host) == (code, place)
            assert found.next_step

    run(go())


def test_an_address_that_cannot_be_read_is_told() -> None:
    async def go() -> None:
        found = await finder().find("http://[half")
        assert (found.code, found.host) == ("host", "http://[half")

    run(go())


def test_at_the_wrong_port_the_right_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        async with OllamaServer() as server:
            monkeypatch.setattr(finding, "USUAL", server.host)
            found = await finder().find("127.0.0.1:1")
            assert (found.code, found.elsewhere) == ("not_running", server.host)
            assert (await finder().find(server.host)).elsewhere == ""

    run(go())


def test_the_program_is_looked_for_on_the_path_and_in_its_usual_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not ollama_installed([tmp_path / "nowhere"])
    assert ollama_installed([tmp_path])
    program = tmp_path / "ollama"
    program.write_text("#!/bin/sh\n", encoding="ascii")
    program.chmod(0o755)
    assert ollama_installed([])


def test_the_memory_of_this_machine_is_known() -> None:
    assert memory_bytes() > 500_000_000
