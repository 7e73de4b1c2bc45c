"""The demo profile as someone would have it who has used the app for a while: imported, used, corrected, quiet.

It is made from resources/demo/nora.json with a clock of its own: the import lies at the end of the last conversation,
what is done to memories on the days after. How much they have faded depends on the day on which it is looked at.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from pathlib import Path

from companion.engine import Engine
from companion.paths import Home
from companion.records import Kind, MemoryQuery

STORY = Path(__file__).resolve().parent.parent / "resources" / "demo" / "nora.json"
PINNED = ("allergic to almonds", "moved to Bergen")
NEW = "I live in Fana now, a little outside of Bergen."
"""Said later: it contradicts what is pinned, and so it waits in the inbox."""
MUTED = "Jonas"
EDITED = ("My dog Pilot hates the rain though", "My dog Pilot hates the rain, though he loves the harbour")
CONFIRMED = ("moved to Bergen", "marine biologist", "dry suit course that starts")
"""What is confirmed on the first days, so that curves have something to show."""


class _Clock:
    """A clock that stands where it is set. UTC."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


def demo_home(folder: Path) -> Home:
    """Make the profile in `folder`. No model answers, and it is not encrypted: no keyring of this machine is asked."""
    home = Home(folder / "nora")
    home.root.mkdir(parents=True)
    home.settings.write_text("encrypt = false\nreduced_motion = true\n", encoding="utf-8")
    asyncio.run(_live(home))
    return home


async def _live(home: Home) -> None:
    told = json.loads(STORY.read_text(encoding="utf-8"))["sessions"]
    clock = _Clock(dt.datetime.fromisoformat(told[-1]["started_at"]).astimezone(dt.UTC) + dt.timedelta(hours=2))
    engine = Engine(home, clock=clock)
    await engine.start(catch_up=False)
    try:
        await engine.import_file(STORY, "transcript")
        clock.now += dt.timedelta(hours=26)
        await engine.confirm([i for words in CONFIRMED for i in await _ids(engine, words)])
        await engine.pin([i for words in PINNED for i in await _ids(engine, words)], True)
        clock.now += dt.timedelta(hours=26)
        await engine.confirm(await _ids(engine, CONFIRMED[0]))
        await engine.mute(await _ids(engine, MUTED))
        (edited,) = await _ids(engine, EDITED[0])
        await engine.edit_memory(edited, EDITED[1])
        said = await engine.say(NEW)
        await engine.reply(said.reply_id)
        await engine.end_session(said.session_id)
    finally:
        await engine.close()


async def _ids(engine: Engine, words: str) -> list[int]:
    """The statements that hold these words."""
    query = MemoryQuery(text=words, kinds=(Kind.FACT, Kind.INTENTION))
    return [view.memory.id for view in await engine.memories(query)]
