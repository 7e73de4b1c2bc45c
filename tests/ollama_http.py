"""A small HTTP/1.1 server over a real socket: just enough for `ollama_server`, with the client's leaving in view."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

JSON = "application/json; charset=utf-8"
NDJSON = "application/x-ndjson"
PLAIN = "text/plain"


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came off the socket. `headers` has lower-case names."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty when it is none."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


@dataclass(slots=True)
class Answer:
    """The writing side of one exchange. `started` tells whether a status line has gone out."""

    writer: asyncio.StreamWriter
    head_only: bool = False
    started: bool = False
    keep_open: bool = True
    extra: dict[str, str] = field(default_factory=dict)
    unsent: bytes = b""

    async def whole(self, status: int, body: bytes, kind: str = JSON) -> None:
        """Send a complete reply with its length."""
        headers = {"Content-Length": str(len(body)), **self.extra}
        if kind:
            headers["Content-Type"] = kind
        self._head(status, headers)
        self.writer.write(self._take() + (b"" if self.head_only else body))
        await self.writer.drain()

    async def json(self, status: int, value: object) -> None:
        """Send `value` as one JSON document."""
        await self.whole(status, compact(value))

    async def begin(self, status: int = 200, kind: str = NDJSON) -> None:
        """Prepare the head of a chunked reply; it leaves with the first chunk, as Ollama's does."""
        self._head(status, {"Transfer-Encoding": "chunked", "Content-Type": kind, **self.extra})

    async def lines(self, *values: object, chunk_bytes: int = 0) -> None:
        """Send JSON lines in one write: a chunk a line, or chunks of `chunk_bytes` bytes wherever they fall."""
        lines = [compact(value) + b"\n" for value in values]
        if chunk_bytes:
            whole = b"".join(lines)
            lines = [whole[at : at + chunk_bytes] for at in range(0, len(whole), chunk_bytes)]
        chunks = (b"%x\r\n%s\r\n" % (len(line), line) for line in lines)
        self.writer.write(self._take() + b"".join(chunks))
        await self.writer.drain()

    async def end(self) -> None:
        """Send the last chunk."""
        self.writer.write(self._take() + b"0\r\n\r\n")
        await self.writer.drain()

    def drop(self) -> None:
        """Cut the connection with no farewell, as a crash does."""
        self.keep_open = False
        self.writer.transport.abort()

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self.started = True
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{k}: {v}" for k, v in headers.items())]
        self.unsent = "\r\n".join(lines).encode() + b"\r\n\r\n"

    def _take(self) -> bytes:
        unsent, self.unsent = self.unsent, b""
        return unsent


def compact(value: object) -> bytes:
    """`value` as JSON without spaces, in UTF-8, as Go writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


Handler = Callable[[Received, Answer], Awaitable[None]]


class SocketServer:
    """Listens on loopback and hands each request to `handler`; a client that leaves cancels its handler."""

    def __init__(self, handler: Handler, port: int = 0, address: str = "127.0.0.1") -> None:
        self._handler = handler
        self._address = address
        self.port = port
        self._listener: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Bind and listen; `port` holds the real port from here on."""
        self._listener = await asyncio.start_server(self._accept, self._address, self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening and end every connection."""
        if self._listener is None:
            return
        self._listener.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._listener.wait_closed()
        self._listener = None

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await reader.read(1)
            while first:
                request = await _read(first, reader)
                answer = Answer(writer, head_only=request.method == "HEAD")
                gone = await self._exchange(request, answer, reader)
                if not answer.keep_open or request.headers.get("connection", "").lower() == "close":
                    gone.cancel()
                    break
                first = await gone
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _exchange(self, request: Received, answer: Answer, reader: asyncio.StreamReader) -> asyncio.Task[bytes]:
        """Run the handler until it is done or the client has left. The returned task reads the next byte."""
        ahead = asyncio.ensure_future(reader.read(1))
        work = asyncio.ensure_future(self._handler(request, answer))
        try:
            await asyncio.wait({ahead, work}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done() and _left(ahead):
                answer.keep_open = False
            else:
                await work
        except BaseException:
            ahead.cancel()
            raise
        finally:
            if not work.done():
                work.cancel()
                await asyncio.wait({work})
        return ahead


def _left(ahead: asyncio.Task[bytes]) -> bool:
    """Whether the read ended because the client closed or reset the connection."""
    return ahead.cancelled() or ahead.exception() is not None or ahead.result() == b""


async def _read(first: bytes, reader: asyncio.StreamReader) -> Received:
    """One request whose first byte is already here."""
    head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _version = head[0].split(" ", 2)
    headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, target.partition("?")[0], headers, body)
