"""The entry point: window, running app, or terminal."""

from __future__ import annotations

import subprocess
import sys

import pytest

from companion.paths import Home
from ui import __main__ as entry


def test_terminal_commands_go_to_the_terminal(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["--version"]) == 0
    assert "companion" in capsys.readouterr().out
    assert entry.main(["--home", str(home.root), "recall", "anything"]) == 2


def test_no_display_is_said_and_the_terminal_chat_opens(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    asked: list[list[str]] = []

    def terminal(arguments: list[str]) -> int:
        asked.append(arguments)
        return 0

    monkeypatch.setattr("companion.cli.main", terminal)
    assert entry.main(["--home", str(home.root)]) == 0
    assert "no display" in capsys.readouterr().err
    assert asked == [["--home", str(home.root), "chat"]]


def test_offscreen_counts_as_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert entry.has_display()


def test_first_window_waits_for_no_heavy_library() -> None:
    code = (
        "import sys, ui.app, ui.__main__;"
        " heavy = {'chromadb', 'onnxruntime', 'ollama', 'apscheduler', 'companion.engine'};"
        " sys.exit(' '.join(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


def test_the_app_ends_cleanly_when_the_system_asks_it_to(home: Home) -> None:
    code = (
        "import os, signal, sys, threading, ui.app; from companion.paths import Home; from pathlib import Path;"
        " opened = ui.app.CompanionApp._opened;"
        " ui.app.CompanionApp._opened = lambda app, profile:"
        " (opened(app, profile), os.kill(os.getpid(), signal.SIGTERM));"
        " sys.exit(ui.app.run(Home(Path(sys.argv[1]))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(home.root)], capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 0, done.stderr
    assert home.record.exists()
    assert not home.socket.exists()
