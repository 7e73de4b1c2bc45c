"""The demo profile as someone would have it who has used the app for a while: corrected, confirmed, quiet, asked.

What is done to memories lies between the end of the last conversation and today. How much they have faded depends on
the day on which it is looked at.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

from companion.engine import Engine
from companion.paths import Home
from companion.records import Kind, MemoryQuery
from ui.demo import demo_home

SETTINGS = 'encrypt = false\nreduced_motion = true\nuser_name = "Nora"\n'
"""Not encrypted, so that no keyring is asked; still, so that no picture is taken in the middle of a movement."""
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


def lived_in_home(folder: Path) -> Home:
    """Make the profile in `folder`. No model answers. Blocking, some seconds."""
    home = demo_home(folder, dt.date.today(), SETTINGS)
    asyncio.run(_live(home))
    return home


async def _live(home: Home) -> None:
    clock = _Clock(dt.datetime.now(dt.UTC))
    engine = Engine(home, clock=clock)
    await engine.start(catch_up=False)
    try:
        last = max(session.last_at for session in await engine.sessions())
        step = (clock.now - last) / 3
        clock.now = last + step
        await engine.confirm([i for words in CONFIRMED for i in await _ids(engine, words)])
        await engine.pin([i for words in PINNED for i in await _ids(engine, words)], True)
        clock.now += step
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
