"""The one file that imports ollama-python (and httpx, beneath it): requests out, JSON lines in.

ollama-python 0.6.3's `chat` has no `truncate`, its request model drops unknown fields and its `list` drops
`capabilities`; so our requests go through the client's own connection pool, with bodies of our own.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
from ollama import AsyncClient

from companion.errors import ModelError
from companion.models.ollama_errors import broken_off, not_ollama, refused_with, too_slow, unreachable
from companion.models.ollama_host import Host

CONNECT_SECONDS = 3.0


class BrokenStream(Exception):
    """The connection ended in the middle of a stream, or what came is no JSON."""


class Wire(AsyncClient):
    """ollama-python's client for one host, on one event loop. Making it opens no connection."""

    def __init__(self, host: Host, token: str = "") -> None:
        super().__init__(
            host.urls[0],
            headers={"Authorization": f"Bearer {token}"} if token else None,
            # A redirect could lead a conversation to another machine.
            follow_redirects=False,
            # Loading a model and reading a prompt are silent, for minutes if need be.
            timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
            # A proxy from the environment must not see what is meant for this machine.
            trust_env=not host.loopback,
        )
        if not token:
            # The base class takes a key from the environment; ours come from the keyring only.
            self._client.headers.pop("authorization", None)
        self._host = host

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def ask(
        self, method: str, path: str, payload: Mapping[str, Any] | None = None, about: str = ""
    ) -> dict[str, Any]:
        """One request and its complete answer; an empty body is an empty object. Raises `ModelError`.

        `about` is the model that the request is about, for the wording of errors.
        """
        async with self._exchange(method, path, payload, about) as response:
            body = await self._read(response)
        try:
            value = json.loads(body) if body.strip() else {}
        except ValueError:
            raise not_ollama(self._host.label) from None
        if not isinstance(value, dict):
            raise not_ollama(self._host.label)
        return value

    async def lines(self, path: str, payload: Mapping[str, Any], about: str) -> AsyncGenerator[dict[str, Any], None]:
        """The JSON objects of a stream, as they come. Closing the iterator closes the connection.

        Raises `ModelError` before the first line and `BrokenStream` after the head of the reply.
        """
        async with self._exchange("POST", path, payload, about) as response:
            rest = b""
            try:
                async for part in response.aiter_bytes():
                    # Only \n ends a line: inside JSON, other line marks of Unicode are text.
                    *whole, rest = (rest + part).split(b"\n")
                    for line in whole:
                        if line.strip():
                            yield _object(line)
            except httpx.HTTPError:
                raise BrokenStream from None
            if rest.strip():
                yield _object(rest)

    @asynccontextmanager
    async def _exchange(
        self, method: str, path: str, payload: Mapping[str, Any] | None, about: str
    ) -> AsyncIterator[httpx.Response]:
        response = await self._reach(method, path, payload)
        try:
            if not response.is_success:
                text = (await self._read(response)).decode("utf-8", "replace")
                raise refused_with(response.status_code, text, about, self._host.label)
            yield response
        finally:
            await response.aclose()

    async def _reach(self, method: str, path: str, payload: Mapping[str, Any] | None) -> httpx.Response:
        """The response, as soon as its head is here, from the first address of the host that takes a connection."""
        failure: ModelError | None = None
        for url in self._host.urls:
            request = self._client.build_request(method, url + path, json=payload)
            try:
                response: httpx.Response = await self._client.send(request, stream=True)
            except httpx.ConnectTimeout:
                failure = failure or too_slow(self._host.label)
            except httpx.ConnectError:
                failure = failure or unreachable(self._host.label, self._host.loopback)
            except httpx.HTTPError:
                raise broken_off(self._host.label) from None
            else:
                return response
        raise failure or unreachable(self._host.label, self._host.loopback)

    async def _read(self, response: httpx.Response) -> bytes:
        try:
            return await response.aread()
        except httpx.HTTPError:
            raise broken_off(self._host.label) from None


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError:
        raise BrokenStream from None
    if not isinstance(value, dict):
        raise BrokenStream
    return value
