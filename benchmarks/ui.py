"""The real windows: how long their event loop is held up, and what a conversation costs in memory.

The app runs without a screen over a profile of its own; the model is a real socket server in another process, so that
its work is not counted as the window's.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import browser
from benchmarks.asking import write_json
from benchmarks.house import SetClock, embedder, open_engine, temporary_home
from benchmarks.report import Result
from benchmarks.sentences import Talk
from benchmarks.stage import Frames, Stage
from companion.paths import Home
from companion.records import Session
from ui.app import CompanionApp, make_application
from ui.garbage import Garbage

START = dt.datetime(2026, 1, 1, 8, tzinfo=dt.UTC)
REPLIES = 20
"""Replies over which the growth of memory is taken."""
_MIB = 2**20


async def run(messages: int, memories: int, tokens: int, rate: float, kept: Path | None = None) -> Result:
    """Measure the chat with a conversation of `messages`, and the browser with that many `memories` (0: not at all).

    `tokens` are streamed at `rate` a second. With `kept`, a profile that `latency --home` filled is used, and stays;
    else one of `memories` turns is made. Raises `TimeoutError` when a window does not answer.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with temporary_home(kept) as folder, speaker(tokens, rate) as host:
        clock = SetClock(dt.datetime.now(dt.UTC))
        async with open_engine(folder, clock, embedder()) as engine:
            talk = Talk()
            if memories and not (await engine.status()).memories:
                await engine.import_file(_history(folder, talk, memories, 40, START), "transcript", "Robin")
            long = _longest(await engine.sessions())
            if long is None or long.messages < messages:
                told = _history(folder, talk, messages, messages, START.replace(year=2025))
                await engine.import_file(told, "transcript", "Robin")
                long = _longest(await engine.sessions())
            assert long is not None, "a conversation was imported"
            await engine.change_settings({"model_host": host, "model_name": "llama3.2:3b", "close_to_tray": False})
        return _on_stage(folder, long.id, bool(memories))


def _longest(sessions: Sequence[Session]) -> Session | None:
    return max(sessions, key=lambda session: session.messages, default=None)


def _history(folder: Path, talk: Talk, turns: int, session: int, start: dt.datetime) -> Path:
    said = [talk.sentence() for _ in range(turns)]
    sessions = [
        {
            "started_at": (start + dt.timedelta(hours=3) * (first // session)).isoformat(),
            "messages": [
                {"speaker": ("Robin", "Kim")[at % 2], "text": text}
                for at, text in enumerate(said[first : first + session])
            ],
        }
        for first in range(0, turns, session)
    ]
    content = {"format": "companion-transcript", "version": 1, "user": "Robin", "sessions": sessions}
    return write_json(folder / f"history-{session}.json", content)


@contextlib.contextmanager
def speaker(tokens: int, rate: float) -> Iterator[str]:
    """A model's server in a process of its own that streams Markdown; its host."""
    command = [sys.executable, "-m", "benchmarks.speaker", "--tokens", str(tokens), "--rate", str(rate)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def _on_stage(folder: Path, long: int, with_browser: bool) -> Result:
    """All steps, one after another, in the real app."""
    app = make_application(["companion"])
    shown, garbage = CompanionApp(app, Home(folder / "home")), Garbage(app)
    garbage.start()
    shown.profile_opened.connect(garbage.settle)
    stage = Stage(app, shown)
    with stage.heart.watch() as opening:
        shown.start()
        stage.until(lambda: shown.bridge.attached and shown.window is not None, "the profile")
    stage.settle()
    result: Result = {"open_app": opening, **_chat(stage, long)}
    if with_browser:
        stage.settle()
        result["browser"] = browser.measure(stage)
    shown.quit()
    stage.rest(3.0)
    garbage.stop()
    return result


def _chat(stage: Stage, long: int) -> Result:
    """The long conversation is opened and scrolled, a reply streams at its end, and twenty more come."""
    assert stage.shown.window is not None
    page = stage.shown.window.page
    talk, view = page.conversation, page.transcript
    page.open(None)
    stage.rest()
    with stage.heart.watch() as opened:
        page.open(long)
        stage.until(lambda: talk.model.rowCount() > 0, "the end of the long conversation")
        first = time.perf_counter()
        stage.until(lambda: talk.reader.complete, "the whole of the long conversation")
        first = time.perf_counter() - first
    opened["messages"] = talk.model.rowCount()
    opened["seconds_to_its_end"] = round(opened["seconds"] - first, 3)
    stage.rest()
    bar = view.verticalScrollBar()
    with stage.heart.watch() as scrolled:
        for step in range(1, 61):
            bar.setValue(bar.maximum() * (60 - step) // 60)
            stage.rest(1 / 30)
    view.follow()
    stage.rest()
    frames = Frames(view.viewport())
    with stage.heart.watch() as streamed:
        _ask(stage, "What shall I pack?")
    streamed["frames"] = frames.count
    before = _resident()
    for number in range(REPLIES):
        _ask(stage, f"And for day {number + 2}?")
    return {
        "open_long": opened,
        "scroll_long": scrolled,
        "stream": streamed,
        "growth_mib": round((_resident() - before) / _MIB, 1),
    }


def _ask(stage: Stage, text: str) -> None:
    assert stage.shown.window is not None
    talk = stage.shown.window.page.conversation
    ended: list[object] = []
    talk.reply_ended.connect(ended.append)
    stage.until(lambda: not talk.busy, "the reply before")
    talk.send(text)
    stage.until(lambda: bool(ended), "a reply")
    talk.reply_ended.disconnect(ended.append)


def _resident() -> int:
    """Bytes of this process that lie in memory now; the peak where the system tells no more."""
    with contextlib.suppress(OSError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
