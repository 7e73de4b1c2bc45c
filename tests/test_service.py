"""The local socket: every command from another process, and every caller who behaves badly."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import stat
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from companion.errors import BadInput, CompanionError
from companion.events import WindowWanted
from companion.loop import EngineThread
from companion.paths import Home
from companion.records import MessageState
from companion.service import LONGEST_LINE, Service, call, send_window
from tests.engines import Heard, opened, run, tell, write_transcript

BOTH = pytest.mark.parametrize("unix", [True, False], ids=["unix", "tcp"])


@contextlib.asynccontextmanager
async def serving(home: Home, *, unix: bool = True, pace: float = 0.0) -> AsyncIterator[Any]:
    """An engine that answers on its socket."""
    async with opened(home, pace=pace) as engine:
        service = Service(engine, unix=unix)
        await service.start()
        try:
            yield engine
        finally:
            await service.stop()


async def ask(home: Home, command: str, *, unix: bool = True, **params: Any) -> tuple[dict[str, Any], list[str]]:
    """Call as another thread would; the result and the pieces that came before it."""
    pieces: list[str] = []
    result = await asyncio.to_thread(call, home, command, params, pieces.append, unix=unix)
    assert result is not None
    return result, pieces


async def raw(home: Home, *sent: bytes) -> dict[str, Any]:
    """Send these bytes as they are; the first line of the answer."""
    reader, writer = await asyncio.open_unix_connection(str(home.socket), limit=1 << 22)
    with contextlib.suppress(ConnectionError):
        for part in sent:
            writer.write(part)
            await writer.drain()
    line = await reader.readline()
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
    found: dict[str, Any] = json.loads(line)
    return found


class TestCommands:
    @BOTH
    def test_every_command_works_while_the_engine_is_open(self, home: Home, tmp_path: Path, unix: bool) -> None:
        async def go() -> None:
            path = write_transcript(tmp_path / "a.json", [("My cat is called Pixel.", "A good name.")])
            async with serving(home, unix=unix) as engine:
                heard = Heard(engine)
                said, pieces = await ask(home, "chat", unix=unix, text="My locker code is 4711.")
                assert "".join(pieces).strip() == said["text"]
                assert len(pieces) > 1
                assert (said["state"], said["model"]) == ("complete", "offline")
                assert "answered from memory, without a model" in said["notice"]
                again, _ = await ask(
                    home, "chat", unix=unix, text="What is my locker code?", session_id=said["session_id"]
                )
                assert "4711" in again["text"]
                assert again["session_id"] == said["session_id"]
                found, _ = await ask(home, "recall", unix=unix, text="locker code", k=2)
                assert len(found["hits"]) == 2
                assert "My locker code is 4711." in [hit["text"] for hit in found["hits"]]
                assert {"day", "speaker", "score", "parts"} <= found["hits"][0].keys()
                report, _ = await ask(home, "import", unix=unix, path=str(path), format="transcript", person=None)
                assert (report["person"], report["sessions"], report["messages"]) == ("Nora", 1, 2)
                ended, _ = await ask(home, "end", unix=unix, session_id=said["session_id"])
                assert ended == {"session_id": said["session_id"]}
                listed, _ = await ask(home, "memories", unix=unix, kind="episode", limit=2)
                assert len(listed["memories"]) == 2
                assert listed["total"] == 4
                portrait, _ = await ask(home, "portrait", unix=unix)
                assert portrait["sessions"] == 2
                fading, _ = await ask(home, "fade", unix=unix, as_of="2030-01-01")
                assert fading["memories"]
                health, _ = await ask(home, "doctor", unix=unix)
                assert health["ok"]
                shown, _ = await ask(home, "window", unix=unix, window="quick", text="hi")
                assert shown == {"window": "quick"}
                assert WindowWanted("quick", "hi") in heard.events

        run(go())

    def test_bad_input_comes_back_as_bad_input_and_the_door_stays_open(self, home: Home, tmp_path: Path) -> None:
        async def go() -> None:
            async with serving(home) as engine:
                for command, params in (
                    ("chat", {"text": "  "}),
                    ("chat", {"text": "hi", "session_id": 7}),
                    ("chat", {"text": "hi", "session_id": "7"}),
                    ("recall", {"text": "x", "k": 0}),
                    ("recall", {"text": "x", "k": True}),
                    ("recall", {}),
                    ("memories", {"kind": "dream"}),
                    ("fade", {"as_of": "tomorrow"}),
                    ("end", {"session_id": 99}),
                    ("window", {"window": "cellar"}),
                    ("import", {"path": str(tmp_path / "none.json"), "format": "transcript"}),
                    ("import", {"path": str(tmp_path), "format": "runes"}),
                    ("conquer", {}),
                ):
                    with pytest.raises(BadInput):
                        await ask(home, command, **params)
                assert await engine.sessions() == []
                assert (await ask(home, "portrait"))[0]["sessions"] == 0

        run(go())

    def test_callers_at_the_same_time_do_not_mix(self, home: Home) -> None:
        async def go() -> None:
            async with serving(home, pace=0.002):
                answers = await asyncio.gather(*(ask(home, "chat", text=f"My lucky number is {n}.") for n in range(4)))
                for result, pieces in answers:
                    assert "".join(pieces).strip() == result["text"]
                assert len({result["session_id"] for result, _ in answers}) == 4

        run(go())


class TestBadCallers:
    @pytest.mark.parametrize(
        "line",
        [
            b"not json\n",
            b"\xff\xfe\n",
            b"[]\n",
            b'"chat"\n',
            b"{}\n",
            b'{"command": ["chat"]}\n',
            b'{"command": {"a": 1}}\n',
            b'{"command": "chat", "params": [1]}\n',
            b'{"command": "chat", "params": null}\n',
            b'{"command": "sudo"}\n',
            b"\n",
        ],
    )
    def test_what_is_not_a_request_is_refused_in_one_line(self, home: Home, line: bytes) -> None:
        async def go() -> None:
            async with serving(home):
                error = (await raw(home, line))["error"]
                assert error["bad_input"] is True
                assert error["message"]
                assert (await ask(home, "portrait"))[0]["sessions"] == 0

        run(go())

    def test_a_line_without_end_is_refused(self, home: Home) -> None:
        async def go() -> None:
            async with serving(home):
                error = (await raw(home, b"x" * (LONGEST_LINE + 10), b"x" * LONGEST_LINE))["error"]
                assert error["bad_input"] is True
                assert "too long" in error["message"]

        run(go())

    def test_words_behind_the_request_do_not_end_it(self, home: Home) -> None:
        async def go() -> None:
            async with serving(home, pace=0.01):
                request = json.dumps({"command": "chat", "params": {"text": "I like tea."}}).encode() + b"\n"
                assert "chunk" in await raw(home, request, b'{"command": "portrait"}\n')

        run(go())

    def test_who_says_nothing_is_not_answered(self, home: Home) -> None:
        async def go() -> None:
            async with serving(home):
                reader, writer = await asyncio.open_unix_connection(str(home.socket))
                writer.write_eof()
                assert await reader.read() == b""
                writer.close()
                await writer.wait_closed()

        run(go())

    def test_who_hangs_up_in_the_middle_of_a_reply_ends_it(self, home: Home) -> None:
        async def go() -> None:
            async with serving(home, pace=0.3) as engine:
                heard = Heard(engine)
                reader, writer = await asyncio.open_unix_connection(str(home.socket))
                request = {"command": "chat", "params": {"text": "I went sailing with my sister on the lake."}}
                writer.write(json.dumps(request).encode() + b"\n")
                assert b"chunk" in await reader.readline()
                writer.close()
                await writer.wait_closed()
                [session] = await engine.sessions()
                await heard.until(lambda: any(type(e).__name__ == "ReplyFinished" for e in heard.events))
                reply = (await engine.messages(session.id))[1]
                assert reply.state is MessageState.STOPPED
                assert reply.text
                assert (await ask(home, "portrait"))[0]["sessions"] == 0

        run(go())

    def test_a_close_in_the_middle_of_a_reply_is_told_to_the_caller(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home, pace=0.5) as engine:
                service = Service(engine)
                await service.start()
                heard = Heard(engine)
                asking = asyncio.create_task(ask(home, "chat", text="I went sailing with my sister."))
                await heard.chunks()
                await service.stop()
                with pytest.raises(CompanionError):
                    await asking

        run(go())


class TestDoor:
    def test_only_this_user_can_open_it(self, home: Home) -> None:
        async def go() -> None:
            async with serving(home):
                assert stat.S_IMODE(home.socket.stat().st_mode) == 0o600
                assert stat.S_IMODE(home.socket.parent.stat().st_mode) == 0o700
            assert not home.socket.exists()

        run(go())

    def test_a_folder_that_is_open_to_others_is_refused(
        self, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        short = Path("/tmp") / f"cmp{os.getpid()}"
        (short / f"companion-{os.getuid()}").mkdir(parents=True)
        (short / f"companion-{os.getuid()}").chmod(0o755)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))

        async def go() -> None:
            async with opened(home) as engine:
                with pytest.raises(OSError, match="open to others"):
                    await Service(engine).start()

        try:
            run(go())
        finally:
            (short / f"companion-{os.getuid()}").rmdir()
            short.rmdir()

    def test_a_socket_left_by_a_crash_is_replaced(self, home: Home) -> None:
        async def go() -> None:
            home.socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            left = socket.socket(socket.AF_UNIX)
            left.bind(str(home.socket))
            left.close()
            assert call(home, "portrait", {}, print) is None
            async with serving(home):
                assert (await ask(home, "portrait"))[0]["sessions"] == 0

        run(go())

    def test_the_port_asks_for_the_secret_and_the_file_with_it_is_this_user_s(self, home: Home) -> None:
        async def go() -> None:
            async with serving(home, unix=False):
                door = home.root / "door.json"
                assert stat.S_IMODE(door.stat().st_mode) == 0o600
                known = json.loads(door.read_text(encoding="utf-8"))
                for secret in ("", "0" * 32, None, 7):
                    reader, writer = await asyncio.open_connection("127.0.0.1", known["port"])
                    writer.write(json.dumps({"command": "portrait", "params": {}, "secret": secret}).encode() + b"\n")
                    assert json.loads(await reader.readline())["error"]["bad_input"] is True
                    writer.close()
                    await writer.wait_closed()
                assert (await ask(home, "portrait", unix=False))[0]["sessions"] == 0
            assert not door.exists()

        run(go())

    @BOTH
    def test_nobody_there_is_none(self, home: Home, unix: bool) -> None:
        assert call(home, "portrait", {}, print, unix=unix) is None
        home.root.mkdir(parents=True)
        (home.root / "door.json").write_text('{"port": 1}', encoding="utf-8")
        assert call(home, "portrait", {}, print, unix=unix) is None
        (home.root / "door.json").write_text("[]", encoding="utf-8")
        assert call(home, "portrait", {}, print, unix=unix) is None
        assert send_window(home, "show") is False

    @pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\n", b"[1]\n", b"{}\n", b""])
    def test_a_stranger_behind_the_door_is_not_believed(self, home: Home, answer: bytes) -> None:
        home.root.mkdir(parents=True)
        with socket.create_server(("127.0.0.1", 0)) as stranger:
            port = stranger.getsockname()[1]
            (home.root / "door.json").write_text(json.dumps({"port": port, "secret": "s"}), encoding="utf-8")

            def meet() -> None:
                door, _ = stranger.accept()
                with door:
                    door.recv(1024)
                    door.sendall(answer)

            thread = threading.Thread(target=meet)
            thread.start()
            with pytest.raises(CompanionError):
                call(home, "portrait", {}, print, unix=False)
            thread.join()


@pytest.fixture
def second_start(home: Home) -> Iterator[tuple[Home, list[object]]]:
    """An app in its own thread, as it is when a second one is started."""
    events: list[object] = []
    thread = EngineThread()
    thread.start()
    stop = threading.Event()
    ready = threading.Event()

    async def app() -> None:
        async with serving(home) as engine:
            engine.subscribe(events.append)
            ready.set()
            await asyncio.to_thread(stop.wait)

    running = thread.submit(app())
    ready.wait(20)
    yield home, events
    stop.set()
    running.result(20)
    thread.stop()


def test_a_second_start_raises_the_first(second_start: tuple[Home, list[object]]) -> None:
    home, events = second_start
    assert send_window(home, "show") is True
    assert send_window(home, "quick", "Remember the milk") is True
    assert events == [WindowWanted("show", ""), WindowWanted("quick", "Remember the milk")]


def test_stop_before_start_does_nothing(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            await Service(engine).stop()
            await tell(engine, "Hello")

    run(go())
