"""The demo profile: everything that a window shows has something to show, and it ends lately."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from companion.engine import Engine
from companion.records import Kind
from tests.engines import run
from ui import __main__ as entry
from ui.demo import demo_home


@pytest.mark.parametrize("today", [dt.date(2026, 12, 1), dt.date(2031, 3, 5)])
def test_the_demo_ends_in_the_week_before_and_holds_memories(tmp_path: Path, today: dt.date) -> None:
    home = demo_home(tmp_path, today)

    async def work() -> None:
        engine = Engine(home)
        await engine.start(catch_up=False)
        try:
            days = [session.day for session in await engine.sessions()]
            memories = [view.memory for view in await engine.memories()]
        finally:
            await engine.close()
        assert len(days) > 3
        assert today - dt.timedelta(days=8) <= max(days) < today
        assert {Kind.EPISODE, Kind.FACT, Kind.EVENT} <= {memory.kind for memory in memories}
        assert max(memory.created_at for memory in memories).date() <= max(days) + dt.timedelta(days=1)

    run(work())
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_without_a_display_the_demo_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(entry, "has_display", lambda: False)
    assert entry.main(["--demo"]) == 1
    assert "no display" in capsys.readouterr().err
