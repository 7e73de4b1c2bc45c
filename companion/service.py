"""The engine's local socket: a second start and the terminal speak to the open app through it.

One JSON object a line. Request: `{"command", "params"}`. Answer: `{"chunk": text}` any number of times, then
`{"result": {...}}` or `{"error": {"message", "next_step", "bad_input"}}`. Only this user can open it: a Unix socket in
a folder of theirs alone; on Windows a loopback port with a secret that lies in the profile.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
import os
import secrets
import socket
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from companion.commands import COMMANDS
from companion.engine import Engine
from companion.errors import BadInput, CompanionError
from companion.paths import Home

log = logging.getLogger(__name__)

LONGEST_LINE = 1 << 20
UNIX = sys.platform != "win32"
_CONNECT_SECONDS = 2.0


class Service:
    """Answers on the local socket of a profile. Runs on the engine loop."""

    def __init__(self, engine: Engine, *, unix: bool = UNIX) -> None:
        self._engine = engine
        self._unix = unix
        self._secret = secrets.token_hex(16)
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen. Raises `OSError` when the socket cannot be made."""
        home = self._engine.home
        if self._unix:
            folder = home.socket.parent
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
                raise PermissionError(f"{folder} belongs to somebody else or is open to others")
            home.socket.unlink(missing_ok=True)
            self._server = await asyncio.start_unix_server(self._meet, str(home.socket), limit=LONGEST_LINE)
            home.socket.chmod(0o600)
            return
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0, limit=LONGEST_LINE)
        port = self._server.sockets[0].getsockname()[1]
        door = _door_file(home)
        door.touch(mode=0o600)
        door.chmod(0o600)
        door.write_text(json.dumps({"port": port, "secret": self._secret}), encoding="utf-8")

    async def stop(self) -> None:
        """Stop listening and end what is being answered."""
        if self._server is None:
            return
        self._server.close()
        for task in tuple(self._clients):
            task.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)
        home = self._engine.home
        (home.socket if self._unix else _door_file(home)).unlink(missing_ok=True)
        self._server = None

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        try:
            await self._serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            log.info("a terminal went away")
        except asyncio.CancelledError:
            # Only `stop` cancels it; asyncio would report a server's cancelled task as a fault.
            log.info("a terminal was left, because Companion is being closed")
        finally:
            self._clients.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request; a caller who hangs up in the middle ends it."""
        try:
            line = await reader.readline()
        except ValueError:
            _send(writer, _told(BadInput("This request is too long.")))
            await writer.drain()
            # To close on unread words would take the answer away from the caller, too.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_CONNECT_SECONDS):
                    await _hung_up(reader)
            return
        if not line:
            return
        work = asyncio.ensure_future(self._answer(line, writer))
        gone = asyncio.ensure_future(_hung_up(reader))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                work.cancel()
            await asyncio.wait({work})
        finally:
            work.cancel()
            gone.cancel()
        await writer.drain()

    async def _answer(self, line: bytes, writer: asyncio.StreamWriter) -> None:
        try:
            command, params = self._understood(line)
            result = await COMMANDS[command](self._engine, params, lambda text: _send(writer, {"chunk": text}))
            _send(writer, {"result": result})
        except CompanionError as error:
            _send(writer, _told(error))
        except Exception as error:
            log.exception("a command over the socket failed: %s", type(error).__name__)
            _send(writer, _told(CompanionError("Something went wrong inside Companion.", "See its log file.")))

    def _understood(self, line: bytes) -> tuple[str, Mapping[str, Any]]:
        try:
            request = json.loads(line)
            command, params = request["command"], request.get("params", {})
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput("This request is not understood.") from error
        if not self._unix and not hmac.compare_digest(str(request.get("secret", "")), self._secret):
            raise BadInput("This request does not come from this user.")
        if not isinstance(command, str) or command not in COMMANDS or not isinstance(params, dict):
            raise BadInput("There is no such command.")
        return command, params


async def _hung_up(reader: asyncio.StreamReader) -> None:
    """Return when the caller has gone; what they send after their request is passed over."""
    with contextlib.suppress(ConnectionError):
        while await reader.read(1024):
            pass


def _send(writer: asyncio.StreamWriter, answer: Mapping[str, Any]) -> None:
    writer.write(json.dumps(answer).encode() + b"\n")


def _told(error: CompanionError) -> dict[str, Any]:
    bad = isinstance(error, BadInput)
    return {"error": {"message": str(error), "next_step": error.next_step, "bad_input": bad}}


def _door_file(home: Home) -> Path:
    return home.root / "door.json"


def _connected(home: Home, unix: bool) -> tuple[socket.socket, str] | None:
    """A socket to the process that owns `home` and the secret to show it; None when nobody is there."""
    if unix:
        door = socket.socket(socket.AF_UNIX)
        door.settimeout(_CONNECT_SECONDS)
        try:
            door.connect(str(home.socket))
        except OSError:
            door.close()
            return None
        return door, ""
    try:
        found = json.loads(_door_file(home).read_text(encoding="utf-8"))
        port, secret = int(found["port"]), str(found["secret"])
        return socket.create_connection(("127.0.0.1", port), _CONNECT_SECONDS), secret
    except (OSError, ValueError, KeyError, TypeError):
        return None


def call(
    home: Home, command: str, params: Mapping[str, Any], tell: Callable[[str], None], *, unix: bool = UNIX
) -> dict[str, Any] | None:
    """Let the process that owns `home` run a command; its result, or None when nobody owns it. Blocking.

    Raises `BadInput` or `CompanionError` as the command did.
    """
    connected = _connected(home, unix)
    if connected is None:
        return None
    door, secret = connected
    with door, door.makefile("rb") as lines:
        door.settimeout(None)
        with contextlib.suppress(ConnectionError):
            door.sendall(json.dumps({"command": command, "params": dict(params), "secret": secret}).encode() + b"\n")
        return _answered(lines, tell)


def _answered(lines: Iterable[bytes], tell: Callable[[str], None]) -> dict[str, Any]:
    """The result at the end of an answer; what was said before it is told."""
    try:
        for line in lines:
            answer = json.loads(line)
            if "chunk" in answer:
                tell(answer["chunk"])
            elif "result" in answer:
                result: dict[str, Any] = answer["result"]
                return result
            else:
                error = answer["error"]
                kind = BadInput if error["bad_input"] else CompanionError
                raise kind(error["message"], error["next_step"])
    except (ValueError, KeyError, TypeError) as broken:
        raise CompanionError(
            "What answers in Companion's place is not Companion.", "Close it and try again."
        ) from broken
    except ConnectionError:
        pass
    raise CompanionError("Companion was closed before it answered.", "Try again.")


def send_window(home: Home, window: str, text: str = "") -> bool:
    """Ask the running app of this profile for a window; False when none runs. Blocking, short."""
    return call(home, "window", {"window": window, "text": text}, lambda _: None) is not None
