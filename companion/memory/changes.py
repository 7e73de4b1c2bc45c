"""One journal of what the user's hand did to memories, and the way back: every change is undone alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from companion.errors import BadInput, NotFound
from companion.events import Event, MemoriesChanged
from companion.memory.episodes import Fading
from companion.memory.index import MemoryIndex
from companion.memory.refiling import answer_to, reindex_words
from companion.records import Change, ChangeKind, Status
from companion.store import memories, search, snapshots
from companion.store.database import Connection, Database
from companion.store.snapshots import Snapshot

MOST_UNDONE = 1000
"""Changes that can be undone; the oldest go first."""

Act = Callable[[Connection], Iterable[int]]
"""Does something to memories in a transaction; the ids of those it made."""


@dataclass(frozen=True, slots=True)
class _Done:
    change: Change
    back: Callable[[], Awaitable[None]]


class UndoJournal:
    """What was done since the app was opened. In memory only: on the disk it would be one more place for words."""

    def __init__(self) -> None:
        self._done: dict[int, _Done] = {}
        self._last = 0

    def note(
        self,
        kind: ChangeKind,
        at: dt.datetime,
        ids: Sequence[int],
        back: Callable[[], Awaitable[None]],
        *,
        made: Sequence[int] = (),
        forgetting_id: int | None = None,
    ) -> Change:
        """Keep a change and the way back from it."""
        self._last += 1
        change = Change(self._last, kind, at, tuple(ids), tuple(made), forgetting_id)
        self._done[change.id] = _Done(change, back)
        while len(self._done) > MOST_UNDONE:
            del self._done[next(iter(self._done))]
        return change

    @property
    def changes(self) -> tuple[Change, ...]:
        """What can be undone, the latest first."""
        return tuple(done.change for done in self._done.values())[::-1]

    async def undo(self, change_id: int | None) -> Change:
        """Take one change back. Raises `NotFound`, and `BadInput` when a later one has to go first."""
        done = None if change_id is None else self._done.get(change_id)
        if done is None or change_id is None:
            raise NotFound("There is nothing to undo.", "Changes can be undone until Companion is closed.")
        touched = set(done.change.memory_ids)
        if any(other.id > change_id and touched & set(other.memory_ids) for other in self.changes):
            raise BadInput("Something was done to this memory later.", "Undo that first.")
        await done.back()
        self._done.pop(change_id, None)
        return done.change

    def drop_forgetting(self, forgetting_id: int) -> None:
        """This forget was taken back, or is carried out: either way there is nothing left to undo."""
        self._done = {n: done for n, done in self._done.items() if done.change.forgetting_id != forgetting_id}

    def drop(self, ids: Iterable[int]) -> None:
        """These memories are gone for good: what was done to them cannot be undone any more."""
        gone = set(ids)
        self._done = {n: done for n, done in self._done.items() if not gone & set(done.change.memory_ids)}


class Changes:
    """Does things to memories, each in one transaction, and keeps both indexes in step. Called on the engine loop."""

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
        self.journal = UndoJournal()

    async def change(self, kind: ChangeKind, ids: Iterable[int], act: Act) -> Change | None:
        """Let `act` change these memories (and those that it makes); None when nothing is different after it.

        Raises `NotFound` for an id that does not exist, and what `act` raises; then nothing was changed.
        """
        wanted = sorted(set(ids))

        def write(con: Connection) -> tuple[Snapshot, Snapshot, tuple[int, ...], list[int]]:
            for memory_id in wanted:
                memories.get(con, memory_id)
            before = snapshots.take(con, wanted)
            everything = [*wanted, *act(con)]
            after = snapshots.take(con, everything)
            touched = snapshots.changed(before, after)
            return before, after, touched, _refile(con, touched, before, after)

        before, after, touched, reworded = await self._db.write(write)
        if not touched:
            return None
        await self._follow(touched, reworded)
        made = tuple(sorted(set(after.memories) - set(before.memories)))
        order = (*(i for i in touched if i not in made), *made)
        return self.journal.note(kind, self._clock(), order, lambda: self._take_back(before, after), made=made)

    async def undo(self, change_id: int | None = None) -> Change:
        """Take a change back, the latest if none is named. Raises `NotFound`, `BadInput`."""
        latest = self.journal.changes
        return await self.journal.undo(change_id if change_id is not None or not latest else latest[0].id)

    async def _take_back(self, before: Snapshot, after: Snapshot) -> None:
        made = set(after.memories) - set(before.memories)

        def write(con: Connection) -> tuple[tuple[int, ...], list[int], list[str]]:
            now = snapshots.take(con, after.memories)
            if not set(before.memories) & set(now.memories):
                raise NotFound("This memory is forgotten for good.", "What is gone cannot come back.")
            gone = search.pieces(con, self._index.embedder_id, made)
            for memory_id in made & set(now.memories):
                memories.set_status(con, memory_id, Status.FORGOTTEN)
                reindex_words(con, memories.get(con, memory_id))
            snapshots.put_back(con, before, after)
            then = snapshots.take(con, after.memories)
            touched = snapshots.changed(now, then)
            return touched, _refile(con, touched, now, then), gone

        touched, reworded, gone = await self._db.write(write)
        await self._index.dropped(gone)
        await self._follow([i for i in touched if i not in made], [i for i in reworded if i not in made])

    async def _follow(self, touched: Iterable[int], reworded: Sequence[int]) -> None:
        """Bring the index to what the record now says of these memories."""
        ids = tuple(touched)
        await self._index.add(reworded)
        await self._index.moved([memory_id for memory_id in ids if memory_id not in reworded])
        self._emit(MemoriesChanged(ids))


def _refile(con: Connection, touched: Iterable[int], before: Snapshot, after: Snapshot) -> list[int]:
    """Write the full-text rows anew where words or standing changed; the memories that need another vector."""
    reworded: list[int] = []
    for memory_id in touched:
        old, new = before.memories.get(memory_id), after.memories.get(memory_id)
        if new is None:
            continue
        if old is None or old["text"] != new["text"] or old["version"] != new["version"]:
            memory = memories.get(con, memory_id)
            reindex_words(con, memory)
            reworded += [memory_id, *answer_to(con, memory)]
    return list(dict.fromkeys(reworded))
