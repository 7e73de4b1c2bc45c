"""The terminal: every command as text and as JSON, its exit codes, and that bad input changes nothing."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import hashlib
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest

from companion import cli
from companion.paths import Home, chosen_home
from companion.records import MessageState
from companion.service import Service
from tests.engines import configure, opened, run, tell, write_transcript
from tests.memory_keyring import MemoryKeyring
from tests.ollama_replies import Reply
from tests.ollama_server import OllamaServer

PAIRS = [
    ("My locker code at the gym is 4711.", "I will remember that."),
    ("My sister Mira is getting married in June.", "How lovely."),
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A profile with one imported conversation, made through the terminal itself."""
    home = Home(tmp_path_factory.mktemp("filled") / "home")
    path = write_transcript(home.root.parent / "talk.json", PAIRS)
    assert cli.main(["--home", str(home.root), "import", str(path), "--format", "transcript"]) == 0
    return home


def fingerprint(home: Home) -> str:
    return hashlib.sha256(home.record.read_bytes()).hexdigest()


class Terminal:
    """Runs commands in this process; keeps what they printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str], home: Home) -> None:
        self._capsys = capsys
        self._home = home

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = cli.main(["--home", str(self._home.root), *arguments])
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err

    def json(self, *arguments: str) -> dict[str, Any]:
        code, out, err = self(*arguments, "--json")
        assert (code, err) == (0, "")
        found: dict[str, Any] = json.loads(out)
        return found

    def refused(self, *arguments: str) -> str:
        code, out, err = self(*arguments)
        assert (code, out) == (2, "")
        assert err.startswith("companion: ")
        assert err.count("\n") == 1
        return err


@pytest.fixture
def there(capsys: pytest.CaptureFixture[str], filled: Home) -> Terminal:
    return Terminal(capsys, filled)


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], home: Home) -> Terminal:
    return Terminal(capsys, home)


class TestReading:
    def test_recall(self, there: Terminal) -> None:
        found = there.json("recall", "What is my locker code?", "-k", "2")
        first = found["hits"][0]
        assert (first["text"], first["day"], first["speaker"]) == (PAIRS[0][0], "2026-05-02", "Nora")
        assert first["parts"]
        assert len(found["hits"]) == 2
        code, out, err = there("recall", "What is my locker code?")
        assert (code, err) == (0, "")
        assert "2026-05-02  Nora: My locker code at the gym is 4711." in out

    def test_memories(self, there: Terminal) -> None:
        found = there.json("memories", "--kind", "episode", "--limit", "3")
        assert (found["total"], len(found["memories"])) == (4, 3)
        assert there.json("memories", "--text", "locker", "--kind", "episode")["total"] == 1
        code, out, _ = there("memories", "--kind", "episode", "--limit", "3")
        assert code == 0
        assert "… and 1 more" in out
        code, out, _ = there("memories", "--text", "submarine")
        assert (code, out) == (0, "There are no memories here yet.\n")

    def test_portrait(self, there: Terminal) -> None:
        assert there.json("portrait")["sessions"] == 1
        code, out, _ = there("portrait")
        assert code == 0
        assert "openness" in out

    def test_fade(self, there: Terminal) -> None:
        far = (dt.date.today() + dt.timedelta(days=400)).isoformat()
        found = there.json("fade", "--as-of", far)
        assert found["as_of"] == far
        assert len(found["memories"]) >= 4
        assert found["memories"] == sorted(found["memories"], key=lambda memory: memory["fades_at"])
        code, out, _ = there("fade", "--as-of", "2020-01-01")
        assert (code, out) == (0, "By the end of 2020-01-01, 0 memories will be dormant.\n")

    def test_doctor(self, there: Terminal) -> None:
        assert there.json("doctor")["ok"] is True
        code, out, _ = there("doctor", "--rebuild-index")
        assert code == 0
        assert "ok" in out

    def test_export(self, there: Terminal, tmp_path: Path) -> None:
        code, text, _ = there("export", "--session", "1")
        assert code == 0
        assert "**Nora** · 10:00\n\nMy locker code at the gym is 4711." in text
        path = tmp_path / "talk.html"
        _, said, _ = there("export", "--session", "1", "--format", "html", "--output", str(path))
        assert "not encrypted" in said
        assert "My locker code at the gym is 4711." in path.read_text(encoding="utf-8")
        assert there("export", "--session", "99")[0] == 2
        assert there("export", "--session", "1", "--format", "pdf")[0] == 2

    def test_reading_leaves_the_record_as_it_was(self, there: Terminal, filled: Home) -> None:
        before = there.json("memories")
        for arguments in (("recall", "locker"), ("memories",), ("portrait",), ("fade", "--as-of", "2099-01-01")):
            there(*arguments)
        assert there.json("memories")["total"] == before["total"]


class TestTalking:
    def test_once_as_text_and_as_json_and_the_talk_is_learned_from(self, here: Terminal) -> None:
        code, out, err = here("chat", "--once", "My name is Nora and I live in Utrecht.")
        assert (code, err) == (0, "")
        assert out.strip()
        found = here.json("chat", "--once", "Where do I live?")
        assert "Utrecht" in found["text"]
        assert (found["model"], found["state"]) == ("offline", "complete")
        assert "answered from memory, without a model" in found["notice"]
        assert f"({found['notice']})" in out
        assert here.json("portrait")["sessions"] == 2
        assert here.json("memories", "--kind", "fact")["total"] >= 1

    def test_with_a_model_the_notice_is_shown(self, here: Terminal, home: Home) -> None:
        server = OllamaServer()
        configure(home, model_host=server.start_in_thread())
        try:
            server.script.replies = [Reply("One two three.", drop_after=2)]
            code, out, _ = here("chat", "--once", "Count.")
            assert code == 0
            assert out.startswith("One two")
            assert "(The reply was cut off before its end.)" in out
        finally:
            server.stop_thread()

    def test_line_by_line_until_the_end_of_input(self, here: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("My locker code is 4711.\nWhat is my locker code?\n"))
        code, out, err = here("chat", "--json")
        assert code == 0
        assert "Ctrl+D" in err
        first, second = (json.loads(line) for line in out.splitlines())
        assert first["session_id"] == second["session_id"]
        assert "4711" in second["text"]
        assert here.json("portrait")["sessions"] == 1


class TestRefusing:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("recall", "  "),
            ("recall", "x", "-k", "0"),
            ("recall", "x", "-k", "1000"),
            ("memories", "--kind", "dream"),
            ("memories", "--limit", "-1"),
            ("fade", "--as-of", "tomorrow"),
            ("fade", "--as-of", "2026-13-01"),
            ("chat", "--once", "  "),
            ("import", "/nowhere/at/all.json", "--format", "transcript"),
            ("import", "/etc", "--format", "memorybank"),
            ("import", "x.json", "--format", "runes"),
        ],
        ids=" ".join,
    )
    def test_bad_input_is_one_line_and_changes_nothing(
        self, there: Terminal, filled: Home, arguments: tuple[str, ...]
    ) -> None:
        before = fingerprint(filled)
        there.refused(*arguments)
        assert fingerprint(filled) == before

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"{",
            b'{"format": "companion-transcript", "version": 1, "sessions": [',
            b"[]",
            b'{"format": "companion-transcript", "version": 2, "sessions": []}',
            b'{"format": "companion-transcript", "version": 1, "sessions": []}',
            b'{"format": "companion-transcript", "version": 1, "sessions": "many"}',
            b'{"format": "companion-transcript", "version": 1, "sessions": [{"started_at": "soon", "messages": [1]}]}',
            b"\xff\xfe\x00",
            bytes(1000),
        ],
        ids=["empty", "truncated", "truncated later", "list", "version", "no sessions", "type", "date", "utf", "zeros"],
    )
    def test_a_broken_file_is_refused_and_the_record_stays_byte_for_byte(
        self, there: Terminal, filled: Home, tmp_path: Path, content: bytes
    ) -> None:
        path = tmp_path / "broken.json"
        path.write_bytes(content)
        before = fingerprint(filled)
        error = there.refused("import", str(path), "--format", "transcript")
        assert "broken.json" in error or "transcript" in error or "conversations" in error
        assert fingerprint(filled) == before

    def test_a_huge_file_is_refused_unread(self, there: Terminal, filled: Home, tmp_path: Path) -> None:
        path = tmp_path / "zeros.json"
        with path.open("wb") as file:
            file.truncate(200 * 2**20)
        assert "200" in there.refused("import", str(path), "--format", "memorybank")

    def test_several_people_and_nobody_named_lists_them(self, there: Terminal, tmp_path: Path) -> None:
        person = {"history": {"2026-05-01": [{"query": "Hi", "response": "Hello"}]}}
        data = {name: {"name": name, **person} for name in ("Ada", "Ben")}
        path = tmp_path / "two.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        error = there.refused("import", str(path), "--format", "memorybank")
        assert "Ada, Ben" in error
        assert "Ada, Ben" in there.refused("import", str(path), "--format", "memorybank", "--person", "Cleo")

    @pytest.mark.parametrize(
        "arguments",
        [("recall", "x"), ("memories",), ("portrait",), ("fade", "--as-of", "2026-01-01")],
        ids=lambda arguments: arguments[0],
    )
    def test_reading_where_there_is_no_profile_creates_none(
        self, here: Terminal, home: Home, arguments: tuple[str, ...]
    ) -> None:
        assert str(home.root) in here.refused(*arguments)
        assert not home.root.exists()

    def test_a_refused_import_creates_no_profile(self, here: Terminal, home: Home, tmp_path: Path) -> None:
        here.refused("import", str(tmp_path / "none.json"), "--format", "transcript")
        here.refused("chat", "--once", " ")
        assert not home.root.exists()

    @pytest.mark.parametrize("arguments", [[], ["dance"], ["recall"], ["fade"], ["recall", "x", "-k", "many"]])
    def test_grammar_is_exit_code_2(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(arguments) == 2
        assert capsys.readouterr().out == ""

    def test_help_and_version_are_exit_code_0(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["--help"]) == 0
        assert cli.main(["--version"]) == 0
        assert capsys.readouterr().out.startswith("usage: companion")

    def test_a_file_in_the_place_of_the_profile_is_a_failure_in_words(self, tmp_path: Path, here: Terminal) -> None:
        (tmp_path / "home").write_text("not a folder", encoding="utf-8")
        code, out, err = here("chat", "--once", "Hello")
        assert (code, out) == (1, "")
        assert err.startswith("companion: ")


class TestHome:
    def test_before_and_behind_the_command_and_from_the_environment(
        self, filled: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        root = str(filled.root)
        assert cli.main(["--home", root, "portrait", "--json"]) == 0
        before = capsys.readouterr().out
        assert cli.main(["portrait", "--home", root, "--json"]) == 0
        assert capsys.readouterr().out == before
        assert cli.main(["--home", str(tmp_path / "other"), "portrait", "--home", root, "--json"]) == 0
        assert capsys.readouterr().out == before
        monkeypatch.setenv("COMPANION_HOME", root)
        assert cli.main(["portrait", "--json"]) == 0
        assert capsys.readouterr().out == before
        assert cli.main(["--home", str(tmp_path / "other"), "portrait"]) == 2
        assert chosen_home().root == filled.root


@pytest.fixture
def app(home: Home) -> Iterator[Home]:
    """An app that is open on `home`, in a thread of its own."""
    ready, stop = threading.Event(), threading.Event()

    async def work() -> None:
        async with opened(home) as engine:
            service = Service(engine)
            await service.start()
            ready.set()
            await asyncio.to_thread(stop.wait)
            await service.stop()

    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    assert ready.wait(20)
    yield home
    stop.set()
    thread.join(20)


class TestBesideTheApp:
    def test_every_command_goes_through_the_open_app(self, app: Home, here: Terminal, tmp_path: Path) -> None:
        found = here.json("chat", "--once", "My locker code is 4711.")
        assert found["state"] == "complete"
        assert here.json("memories")["total"] == 1
        assert here.json("recall", "locker code")["hits"][0]["text"] == "My locker code is 4711."
        assert here.json("portrait")["sessions"] == 0
        assert here.json("fade", "--as-of", "2099-01-01")["memories"]
        path = write_transcript(tmp_path / "talk.json", PAIRS)
        assert here.json("import", str(path), "--format", "transcript")["messages"] == 4
        assert here.json("doctor")["ok"]
        here.refused("recall", "x", "-k", "0")
        code, out, _ = here("chat", "--once", "What is my locker code?")
        assert code == 0
        assert "4711" in out

    def test_a_talk_through_the_app_ends_its_session(
        self, app: Home, here: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lines = "My name is Nora and I live in Utrecht.\n" + "x" * 100_001 + "\nWhere do I live?\n"
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        code, out, err = here("chat")
        assert code == 0
        assert "Utrecht" in out
        assert "100,001 characters" in err
        assert here.json("portrait")["sessions"] == 1

    def test_busy_without_a_socket_is_a_plain_failure(
        self, home: Home, here: Terminal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cli, "TRY_AGAIN", 0.0)

        async def go() -> tuple[int, str, str]:
            async with opened(home):
                return await asyncio.to_thread(here, "chat", "--once", "Hello")

        code, out, err = run(go())
        assert (code, out) == (1, "")
        assert "already open" in err


def terminal(home: Home, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """The terminal in a process of its own."""
    command = [sys.executable, "-m", "companion.cli", "--home", str(home.root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **more)


class TestProcess:
    def test_a_process_of_its_own_says_remembers_and_exits(self, home: Home) -> None:
        said = terminal(home, "chat", "--once", "My locker code is 4711.", "--json")
        assert (said.returncode, said.stderr) == (0, "")
        assert json.loads(said.stdout)["state"] == "complete"
        bad = terminal(home, "recall", "x", "-k", "0")
        assert (bad.returncode, bad.stdout, bad.stderr.count("\n")) == (2, "", 1)

    def test_killed_in_the_middle_of_a_reply_everything_up_to_the_last_second_is_there(self, home: Home) -> None:
        words = [f"word{n} " for n in range(200)]
        server = OllamaServer()
        configure(home, model_host=server.start_in_thread())
        process = None
        try:
            server.script.replies = [Reply(tokens=tuple(words), delay=0.02)]
            command = [
                sys.executable,
                "-m",
                "companion.cli",
                "--home",
                str(home.root),
                "chat",
                "--once",
                "Count to 200.",
            ]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            assert process.stdout is not None
            seen = ""
            while "word99 " not in seen:
                seen += process.stdout.read(1)
            process.kill()
            seen += process.stdout.read()
            process.wait(20)
            process.stdout.close()
            assert server.wait_for(lambda: server.open_streams == 0)
        finally:
            if process is not None and process.poll() is None:
                process.kill()
            server.stop_thread()
        configure(home, model_offline=True)

        async def look() -> None:
            async with opened(home) as engine:
                [session] = await engine.sessions()
                said, reply = await engine.messages(session.id)
                assert said.text == "Count to 200."
                assert reply.state is MessageState.INCOMPLETE
                assert reply.notice
                assert "".join(words).startswith(reply.text)
                # A second of the reply is fifty words at most; half a second more is a slow machine's.
                assert len(seen.split()) - len(reply.text.split()) <= 75
                assert (await engine.recall("Count to 200.", 1)).hits[0].memory.text == "Count to 200."
                assert {c.name: c.state for c in await engine.doctor()}["index"] != "error"
                await tell(engine, "Go on.", session=session.id)

        run(look())
        assert not any(path.name.startswith("core") for path in home.root.iterdir())

    def test_a_socket_left_by_the_killed_one_does_not_stop_the_next(self, home: Home) -> None:
        home.socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "companion.cli", "--home", str(home.root), "chat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("My locker code is 4711.\n")
        process.stdin.flush()
        assert process.stdout.readline()
        assert home.socket.exists()
        process.kill()
        process.wait(20)
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()
        assert home.socket.exists()
        found = terminal(home, "recall", "locker code", "--json")
        assert (found.returncode, found.stderr) == (0, "")
        assert json.loads(found.stdout)["hits"][0]["text"] == "My locker code is 4711."
        assert os.path.exists(home.root)


class TestKey:
    def test_the_phrase_of_an_encrypted_profile_puts_its_key_back(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        home = Home(tmp_path / "secret")
        terminal = Terminal(capsys, home)
        assert terminal("chat", "--once", "My locker code is 4711.")[0] == 0
        code, phrase, hint = terminal("key", "show")
        assert code == 0
        assert "Write it down" in hint
        keyring.set_keyring(MemoryKeyring())
        code, _, error = terminal("recall", "locker")
        assert code == cli.FAILED
        assert "no key" in error
        monkeypatch.setattr(sys, "stdin", io.StringIO(phrase))
        assert terminal("key", "restore")[0] == 0
        assert "4711" in terminal("recall", "locker")[1]

    def test_a_wrong_phrase_changes_nothing(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, filled: Home
    ) -> None:
        before = fingerprint(filled)
        monkeypatch.setattr(sys, "stdin", io.StringIO("AAAA-BBBB"))
        code, _, error = Terminal(capsys, filled)("key", "restore")
        assert (code, error.count("\n")) == (cli.BAD_INPUT, 1)
        assert fingerprint(filled) == before

    def test_a_profile_that_is_not_there_or_not_encrypted_has_none(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        home = Home(tmp_path / "plain")
        assert Terminal(capsys, home)("key", "show")[0] == cli.BAD_INPUT
        assert not home.root.exists()
        configure(home, encrypt=False)
        Terminal(capsys, home)("chat", "--once", "Hello.")
        code, _, error = Terminal(capsys, home)("key", "show")
        assert (code, "not encrypted" in error) == (cli.BAD_INPUT, True)
