"""What a host that runs Ollama has: its version, its models, and what is in memory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Any

from companion.errors import ModelError
from companion.models.ollama_catalog import (
    InstalledModel,
    PullMeter,
    PullProgress,
    RunningModel,
    read_capabilities,
    read_installed,
    read_length,
    read_running,
    table,
)
from companion.models.ollama_errors import not_ollama, not_started, pull_failed, too_slow
from companion.models.ollama_host import Host, parse_host
from companion.models.ollama_wire import BrokenStream, Wire

QUICK_SECONDS = 10.0
"""For calls that a healthy server answers in milliseconds, whatever its models do."""


class OllamaLibrary:
    """The models of one server. The constructor does no I/O; `start` before use, `close` after, on one loop.

    `token` is a key for hosts that ask for one. Raises `BadInput` when `host` cannot be read. Every call raises
    `ModelError`.
    """

    def __init__(self, host: str, *, token: str = "") -> None:
        self._host = parse_host(host)
        self._token = token.strip()
        self._open: Wire | None = None

    @property
    def host(self) -> Host:
        """Where requests go."""
        return self._host

    async def start(self) -> None:
        """Make the client. No connection is opened before the first call."""
        if self._open is None:
            self._open = Wire(self._host, self._token)

    async def close(self) -> None:
        """Close every connection, which ends what the server is generating for us."""
        wire, self._open = self._open, None
        if wire is not None:
            await wire.close()

    async def version(self) -> str:
        """The server's version. Raises `ModelError`, also when what answers is not Ollama."""
        found = (await self._quick("GET", "/api/version")).get("version")
        if not isinstance(found, str):
            raise not_ollama(self._host.label)
        return found

    async def models(self) -> tuple[InstalledModel, ...]:
        """What is installed, in the server's order. Servers before 0.30 are asked about each model by itself."""
        rows = self._rows(await self._quick("GET", "/api/tags"))
        return tuple([await self._completed(read_installed(row)) for row in rows])

    async def running(self) -> tuple[RunningModel, ...]:
        """What is in memory. Empty while a model is being loaded for the first time."""
        return tuple(read_running(row) for row in self._rows(await self._quick("GET", "/api/ps")))

    async def context_length(self, model: str) -> int | None:
        """The context in tokens for which `model` was trained; None when nobody says."""
        return read_length(await self._quick("POST", "/api/show", {"model": model}, model), "context_length")

    async def pull(self, model: str) -> AsyncGenerator[PullProgress, None]:
        """Download `model`, yielding progress that never runs backwards. Raises `ModelError`.

        Closing the iterator stops the download; a repeat goes on where it was.
        """
        meter = PullMeter()
        for last_try in (False, True):
            try:
                async with aclosing(self._pull_once(model, meter)) as steps:
                    async for step in steps:
                        yield step
                return
            except ModelError as error:
                # A pull right after a cancelled one can meet the end of the old one.
                if last_try or error.code != "raced":
                    raise

    async def delete(self, model: str) -> None:
        """Remove `model` from the server's disk. Raises `ModelError`."""
        await self._quick("DELETE", "/api/delete", {"model": model}, model)

    async def embed(self, model: str, texts: list[str], keep_alive: str) -> object:
        """The vectors of `texts` as the server gives them, unchecked. May wait for the model. Raises `ModelError`."""
        payload = {"model": model, "input": texts, "truncate": True, "keep_alive": keep_alive}
        return (await self._wire().ask("POST", "/api/embed", payload, model)).get("embeddings")

    async def unload(self, model: str) -> None:
        """Take `model` out of memory. This also frees a stuck slot. Raises `ModelError`."""
        await self._quick(
            "POST", "/api/chat", {"model": model, "messages": [], "keep_alive": 0, "stream": False}, model
        )

    def _wire(self) -> Wire:
        if self._open is None:
            raise not_started()
        return self._open

    async def _quick(
        self, method: str, path: str, payload: Mapping[str, Any] | None = None, about: str = ""
    ) -> dict[str, Any]:
        try:
            async with asyncio.timeout(QUICK_SECONDS):
                return await self._wire().ask(method, path, payload, about)
        except TimeoutError:
            raise too_slow(self._host.label) from None

    def _rows(self, answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        rows = answer.get("models")
        if rows is None and "models" in answer:
            return []
        if not isinstance(rows, list):
            raise not_ollama(self._host.label)
        return [table(row) for row in rows]

    async def _completed(self, model: InstalledModel) -> InstalledModel:
        if model.capabilities is not None:
            return model
        try:
            shown = await self._quick("POST", "/api/show", {"model": model.name}, model.name)
        except ModelError as error:
            if error.code in ("not_found", "server", "rejected"):
                return model
            raise
        return replace(
            model,
            capabilities=read_capabilities(shown),
            context_length=read_length(shown, "context_length"),
            embedding_length=read_length(shown, "embedding_length"),
        )

    async def _pull_once(self, model: str, meter: PullMeter) -> AsyncGenerator[PullProgress, None]:
        done = False
        with suppress(BrokenStream):
            async with aclosing(self._wire().lines("/api/pull", {"model": model}, model)) as lines:
                async for line in lines:
                    if "error" in line:
                        raise pull_failed(json.dumps(line), model, self._host.label)
                    done = line.get("status") == "success"
                    yield meter.read(line)
        if not done:
            raise pull_failed("", model, self._host.label)
