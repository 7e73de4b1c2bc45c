"""Days, weeks and the story: each written from the summaries below it once its time is over, and anew if they change.

A day asks for its week, a week for the story, through the queue of work: what a crash or a closed app left out is
made up for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from companion.events import Event, MemoriesChanged
from companion.memory.consolidation import add_event
from companion.memory.episodes import Fading
from companion.memory.index import MemoryIndex
from companion.memory.refiling import reindex_words
from companion.memory.renaming import renamings, retold
from companion.memory.retelling import DAY, IN, key_in, midnight_after
from companion.memory.story import WEEK_LIMIT, monday_of, story_of
from companion.memory.summaries import summarise_day
from companion.records import Memory, Scope, Status
from companion.store import house, memories, spaces, transcripts
from companion.store.database import Connection, Database
from companion.store.house import Work

WEEK = "week"
STORY = "story"
KINDS = (DAY, WEEK, STORY)
"""In the order in which they are to be done: each asks for the next."""
_EVER = 10_000
"""Weeks that the story is made of: longer than a life."""


class Chronicle:
    """Writes the summaries above the session's. Called on the engine loop; each is one transaction."""

    def __init__(
        self,
        db: Database,
        index: MemoryIndex,
        fading: Callable[[], Fading],
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._index = index
        self._fading = fading
        self._emit = emit
        self._clock = clock

    async def sum_up(self, work: Work) -> int:
        """Do a piece of work of one of the `KINDS`; how many memories are new or different."""
        now, fading = self._clock(), self._fading()

        def write(con: Connection) -> tuple[list[int], list[int]]:
            house.finish(con, work.id, now)
            named, _, space = work.key.partition(IN)
            if work.kind == DAY:
                return _day(con, dt.date.fromisoformat(named), space, fading, now)
            if work.kind == WEEK:
                return _week(con, dt.date.fromisoformat(named), space, fading, now)
            return _story(con, space, fading, now)

        written, gone = await self._db.write(write)
        if written:
            await self._index.add(written)
        if gone:
            await self._index.removed(gone)
        if written or gone:
            self._emit(MemoriesChanged((*written, *gone)))
        return len(written)


def rewrite(con: Connection, days: Iterable[dt.date], fading: Fading, now: dt.datetime) -> tuple[list[int], list[int]]:
    """Write the summaries that there are of these days, their weeks and the story anew, at once.

    Those that are different now, and those that are to go because nothing is left to tell.
    """
    wanted = list(days)
    written, gone = list[int](), list[int]()

    def note(one: tuple[list[int], list[int]]) -> None:
        written.extend(one[0])
        gone.extend(one[1])

    for space in spaces.of_summaries(con):
        for day in wanted:
            if memories.events(con, Scope.DAY, day=day, space=space):
                note(_day(con, day, space, fading, now))
        for monday in sorted({monday_of(day) for day in wanted}):
            if memories.events(con, Scope.WEEK, day=monday, space=space):
                note(_week(con, monday, space, fading, now))
        if wanted and memories.events(con, Scope.STORY, space=space):
            note(_story(con, space, fading, now))
    return written, gone


def _day(con: Connection, day: dt.date, space: str, fading: Fading, now: dt.datetime) -> tuple[list[int], list[int]]:
    monday = monday_of(day)
    house.reopen(con, WEEK, key_in(monday.isoformat(), space), midnight_after(monday + dt.timedelta(days=6)))
    told = memories.events(con, Scope.SESSION, day=day, space=space)[::-1]
    text = retold(summarise_day([event.text for event in told]), renamings(con, space))
    return _written(con, Scope.DAY, day, text, told, space, fading, now)


def _week(
    con: Connection, monday: dt.date, space: str, fading: Fading, now: dt.datetime
) -> tuple[list[int], list[int]]:
    house.reopen(con, STORY, key_in(STORY, space), now)
    days = [monday + dt.timedelta(days=number) for number in range(7)]
    told = [event for day in days for event in memories.events(con, Scope.DAY, day=day, space=space)]
    text = summarise_day([event.text for event in told], WEEK_LIMIT)
    return _written(con, Scope.WEEK, monday, text, told, space, fading, now)


def _story(con: Connection, space: str, fading: Fading, now: dt.datetime) -> tuple[list[int], list[int]]:
    weeks = memories.events(con, Scope.WEEK, limit=_EVER, space=space)[::-1]
    text = story_of([(week.day, week.text) for week in weeks])
    return _written(con, Scope.STORY, None, text, weeks, space, fading, now)


def _written(
    con: Connection,
    scope: Scope,
    day: dt.date | None,
    text: str,
    told: Sequence[Memory],
    space: str,
    fading: Fading,
    now: dt.datetime,
) -> tuple[list[int], list[int]]:
    """The summary that was written, or those that go because nothing is left to tell.

    The story rests on its weeks by links: the words of years would be too many sources for one memory.
    """
    older = memories.events(con, scope, day=day, space=space)
    if not text:
        for event in older:
            memories.set_status(con, event.id, Status.FORGOTTEN)
            reindex_words(con, event)
        return [], [event.id for event in older]
    below = [memories.get(con, event.id) for event in told] if scope is not Scope.STORY else []
    found = {source for event in below for source in event.sources}
    sources = tuple(sorted(found, key=lambda source: (source.message_id, source.start, source.end)))
    first = transcripts.first_message_from(con, told[0].day, space)
    if first is None or (older and older[0].text == text and memories.get(con, older[0].id).sources == sources):
        return [], []
    written = add_event(con, scope, text, first, (), sources, fading, now, day=day, space=space)
    for event in told:
        memories.link(con, written, event.id, "part", now)
    return [written], []
