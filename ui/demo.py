"""A made-up person's profile to look around in: `companion --demo`, and what the pictures of the docs show."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from pathlib import Path
from typing import Any

from companion.paths import Home, resources_dir

SETTINGS = "encrypt = false\nmodel_offline = true\n"
"""Not encrypted, so that no keyring is asked; offline, so that every machine shows the same."""


def demo_home(folder: Path, today: dt.date, settings: str = SETTINGS) -> Home:
    """Make the demo profile in `folder`: its last conversation was in the week before. Blocking, a few seconds.

    Raises `CompanionError` when the history cannot be read, `OSError` when the folder cannot be written.
    """
    home = Home(folder / "demo")
    home.root.mkdir(parents=True)
    home.settings.write_text(settings, encoding="utf-8")
    told = _moved_to(json.loads((resources_dir() / "demo" / "nora.json").read_text(encoding="utf-8")), today)
    history = folder / "history.json"
    history.write_text(json.dumps(told), encoding="utf-8")
    last = max(dt.datetime.fromisoformat(session["started_at"]) for session in told["sessions"])
    asyncio.run(_bring_in(home, history, last.astimezone(dt.UTC) + dt.timedelta(hours=2)))
    history.unlink()
    return home


async def _bring_in(home: Home, history: Path, when: dt.datetime) -> None:
    """Learn it all at that moment, so that nothing is used before it was learned."""
    from companion.engine import Engine

    engine = Engine(home, clock=lambda: when)
    await engine.start(catch_up=False)
    try:
        await engine.import_file(history, "transcript")
        await engine.tick()
    finally:
        await engine.close()


def _moved_to(told: dict[str, Any], today: dt.date) -> dict[str, Any]:
    """The same history moved by whole weeks, so that weekdays stay true and its end lies in the week before today."""
    starts = [dt.datetime.fromisoformat(session["started_at"]) for session in told["sessions"]]
    by = dt.timedelta(weeks=(today - dt.timedelta(days=1) - max(starts).date()).days // 7)
    sessions = [
        {**session, "started_at": (start + by).isoformat()}
        for session, start in zip(told["sessions"], starts, strict=True)
    ]
    return {**told, "sessions": sessions}
