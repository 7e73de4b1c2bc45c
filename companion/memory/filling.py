"""Filling Chroma's files from the record: by the difference, into a twin, or one side of them anew."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping

from companion.store import house, search
from companion.store.database import Connection, Database
from companion.store.vectors import BATCH, Side, VectorIndex, VectorRow

Told = Callable[[int, int], None]
"""Is told how much of how much is done."""


LONGEST_REST = 0.2
"""Seconds between two writes, at most."""


def untold(_done: int, _all: int) -> None:
    """Nobody wants to know."""


class Filling:
    """Brings collections to what the record says, in steps of `BATCH` rows. Called on the engine loop."""

    def __init__(
        self,
        db: Database,
        rows: Callable[[Connection, Iterable[int]], list[VectorRow]],
        space: Callable[[], str],
    ) -> None:
        """`rows` gives what Chroma should hold of some memories, `space` the id of the embedder in use."""
        self._db = db
        self._rows = rows
        self._space = space

    async def fill(self, index: VectorIndex, told: Told = untold) -> int:
        """Bring both sides of `index` to what the record says; the record's revision that they then have."""
        revision, wanted = await self._wanted()
        done = 0
        for dormant in (False, True):
            done = await self._fill_side(index.side(dormant), dormant, wanted, lambda n: told(n, len(wanted)), done)
        return revision

    async def write_anew(self, index: VectorIndex, dormant: bool) -> None:
        """Put a new collection in the place of one that most has left. The old one is asked until the new one is full;
        killed before, it is there as it was."""
        fresh = await self._db.in_writer(lambda: index.fresh(dormant))
        taken = False
        while not taken:
            revision, wanted = await self._wanted()
            await self._fill_side(fresh, dormant, wanted)

            def take(con: Connection, revision: int = revision) -> bool:
                if house.revision(con) != revision:
                    return False  # what happened to the record meanwhile is made up for first
                index.replace(dormant, fresh)
                return True

            taken = await self._db.write(take)

    async def _wanted(self) -> tuple[int, Mapping[str, bool]]:
        return await self._db.read(lambda con: (house.revision(con), search.vector_ids(con, self._space())))

    async def _fill_side(
        self,
        side: Side,
        dormant: bool,
        wanted: Mapping[str, bool],
        told: Callable[[int], None] = lambda _done: None,
        done: int = 0,
    ) -> int:
        held = await self._db.in_writer(side.names)
        extra = [name for name in held if wanted.get(name) is not dormant]
        for start in range(0, len(extra), BATCH):
            batch = extra[start : start + BATCH]
            await self._db.in_writer(lambda batch=batch: side.remove(batch))  # type: ignore[misc]
        missing = sorted({int(n.partition(":")[0]) for n, d in wanted.items() if d is dormant and n not in held})
        for start in range(0, len(missing), BATCH):
            ids = missing[start : start + BATCH]
            rows = await self._db.read(lambda con, ids=ids: self._rows(con, ids))  # type: ignore[misc]
            here = [row for row in rows if row.dormant == dormant]
            started = time.perf_counter()
            await self._db.in_writer(lambda here=here: side.put(here))  # type: ignore[misc]
            # Chroma holds the GIL while it writes. Half of the time belongs to the windows and to whoever talks.
            await asyncio.sleep(min(time.perf_counter() - started, LONGEST_REST))
            done += len(rows)
            told(done)
        return done
