"""Chroma, kept in step with the record's vectors: writing, asking, checking, mending. It never embeds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from companion.memory.filling import Filling, Told, untold
from companion.memory.pause import AfterPause
from companion.memory.unwritten import Unwritten
from companion.models.protocols import Vectors
from companion.records import Memory
from companion.store import house, memories, search
from companion.store.database import Connection, Database
from companion.store.vectors import BATCH, VectorIndex, VectorRow

log = logging.getLogger(__name__)

LINGER = 2.0
"""Seconds without anything new after which Chroma is written to, so that the write falls into a pause of the talk."""
REST = 5.0
"""Seconds without a write to Chroma after which it is looked whether a side of it should be written anew."""
WAITING = 100
"""How many may wait for such a pause."""


class Mirror:
    """What Chroma holds of the vectors in the record, which is the truth. Called on the engine loop.

    A few vectors that are new or changed sides go to Chroma a little later than to the record; `nearest` knows them all
    the same, and whatever else is written to Chroma takes them along, so that the revision which it notes is always
    true. While Chroma is away, broken or being rebuilt, it is not `usable`, and the record has to be scanned.
    """

    def __init__(self, db: Database, index: VectorIndex, space: Callable[[], str]) -> None:
        """`space` is the id of the embedder in use."""
        self._db = db
        self._index = index
        self._space = space
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="index-read")
        self._usable = False
        self._unwritten = Unwritten()
        self._filling = Filling(db, self._rows, space)
        self._writing = AfterPause(self._catch_up, "writing to the index")
        self._freshening = AfterPause(self.freshen, "writing a side of the index anew")
        self._alone = asyncio.Lock()

    @property
    def usable(self) -> bool:
        """Whether Chroma answers; False means that the record is scanned."""
        return self._usable

    async def open(self) -> bool:
        """Open Chroma; True when it agrees with the record, False when `repair` is needed."""
        try:
            await self._db.in_writer(self._index.open)
            held = await self._db.in_writer(lambda: (self._index.revision, self._index.count()))
        except Exception as error:  # noqa: BLE001 - whatever Chroma raises, the record's own vectors still serve
            log.warning("the index cannot be opened (%s); the record is scanned meanwhile", type(error).__name__)
            return False
        wanted = await self._db.read(
            lambda con: (house.revision(con), search.count_vectors(con, self._space())),
        )
        # The number of pieces tells when Chroma's files are gone and the note of the revision is not.
        self._usable = held == wanted or (held == (-1, 0) and wanted == (0, 0))
        return self._usable

    async def close(self) -> None:
        """Write what is still to be written, then let go of Chroma."""
        await self.catch_up()
        self._usable = False
        await self._freshening.stop()
        self._asking.shutdown(wait=True)
        await self._db.in_writer(self._index.close)

    def end_unopened(self) -> None:
        """Let go of the thread of a mirror whose Chroma was never opened."""
        self._asking.shutdown(wait=True)

    async def store(self, vectors: Mapping[int, Vectors]) -> None:
        """Write these vectors of memories' pieces to the record, in place of older ones, then to Chroma."""

        def save(con: Connection) -> tuple[int, set[str], list[str], list[VectorRow] | None]:
            before = set(search.pieces(con, self._space(), vectors))
            if before:
                # What another embedder makes of it, for a change that is under way, is of the old words.
                search.drop_others(con, vectors, self._space())
            for memory_id, rows in vectors.items():
                search.put_vectors(con, memory_id, self._space(), rows)
            left = before.difference(search.pieces(con, self._space(), vectors))
            revision = house.next_revision(con)
            if self._usable and len(vectors) == 1 and not before:
                self._unwritten.note(vectors, revision)
                return revision, before, [], None
            return revision, before, sorted(left), self._rows(con, vectors)

        revision, before, left, rows = await self._db.write(save)
        if rows is None:
            self._write_soon()
            return

        def work() -> None:
            self._drop(left)
            self._index.move(rows)

        # What had no vector before is in no collection: it need not be taken out of the other one.
        await self._touch(work if before else lambda: self._index.put(rows), revision)

    async def moved(self, ids: Iterable[int]) -> None:
        """Their status changed: put each into the collection where it now belongs."""
        wanted = list(ids)
        if not wanted:
            return
        if self._usable and len(wanted) <= BATCH:
            await self._db.write(lambda con: self._unwritten.note_moved(wanted, house.next_revision(con)))
            self._write_soon()
            return
        for start in range(0, len(wanted), BATCH):
            revision, rows = await self._db.write(
                lambda con, ids=wanted[start : start + BATCH]: (house.next_revision(con), self._rows(con, ids))  # type: ignore[misc]
            )
            await self._touch(lambda rows=rows: self._index.move(rows), revision)  # type: ignore[misc]

    async def removed(self, ids: Iterable[int]) -> None:
        """They were forgotten: take them out of both collections."""
        wanted = list(ids)
        if not wanted:
            return
        revision, gone = await self._db.write(
            lambda con: (house.next_revision(con), search.pieces(con, self._space(), wanted))
        )
        await self._touch(lambda: self._drop(gone), revision)

    async def dropped(self, pieces: Sequence[str]) -> None:
        """These `"memory:piece"` vectors are gone from the record: take them out of both collections."""
        if pieces:
            revision = await self._db.write(house.next_revision)
            await self._touch(lambda: self._drop(pieces), revision)

    def _drop(self, pieces: Sequence[str]) -> None:
        self._index.remove(pieces, dormant=False)
        self._index.remove(pieces, dormant=True)

    def _rows(self, con: Connection, ids: Iterable[int]) -> list[VectorRow]:
        """What Chroma should hold of these memories. Read where the revision is counted up, so that no later change
        can be overtaken by this one."""
        wanted = list(ids)
        states = memories.by_ids(con, wanted)
        return [
            _row(states[memory_id], piece, blob, dormant)
            for memory_id, dormant, piece, blob in search.vectors_of(con, self._space(), wanted)
        ]

    async def _touch(self, work: Callable[[], None], revision: int) -> None:
        """Write to Chroma and note the revision; a failure leaves the record in charge until a repair."""
        if not self._usable:
            return

        def run(con: Connection) -> None:
            reached = max(revision, self._unwritten.revision, self._index.revision)
            self._write_waiting(con)
            work()
            self._index.set_revision(reached)

        try:
            await self._db.write(run)
        except Exception as error:  # noqa: BLE001 - a wedged Chroma must not stop the conversation
            log.warning(
                "the index refused a write (%s); the record is scanned until it is rebuilt", type(error).__name__
            )
            self._usable = False
        else:
            self._freshening.soon(REST)

    def _write_waiting(self, con: Connection) -> None:
        """Write to Chroma what waits, as it now stands in the record."""
        if new := self._unwritten.new:
            self._index.put(self._rows(con, new))
        if moved := self._unwritten.moved:
            self._index.move(self._rows(con, moved))
        self._unwritten.clear()

    def _write_soon(self) -> None:
        self._writing.soon(LINGER if len(self._unwritten) < WAITING else 0.0)

    async def _catch_up(self) -> None:
        if self._unwritten:
            await self._touch(lambda: None, self._unwritten.revision)

    async def catch_up(self) -> None:
        """Write to Chroma what waits, now."""
        await self._writing.settle()
        await self._catch_up()

    async def nearest(self, vector: Vectors, limit: int) -> dict[int, float] | None:
        """The `limit` memories nearest to a unit vector, active and dormant: id to cosine, best first.

        None where Chroma does not answer.
        """
        if not self._usable:
            return None
        try:
            return await asyncio.get_running_loop().run_in_executor(self._asking, self._ask, vector, limit)
        except Exception as error:  # noqa: BLE001 - a broken index must not stop recall
            log.warning("the index does not answer (%s); the record is scanned", type(error).__name__)
            self._usable = False
            return None

    def _ask(self, vector: Vectors, limit: int) -> dict[int, float]:
        # What waits is read first: written meanwhile, it is found by the index.
        waiting = self._unwritten.cosines(vector)
        found = (
            self._index.query(vector, limit, dormant=False) | self._index.query(vector, limit, dormant=True) | waiting
        )
        return dict(sorted(found.items(), key=lambda item: -item[1])[:limit])

    async def leave(self, index: VectorIndex) -> None:
        """Let go of Chroma's files for those of another space, which are not opened yet."""
        await self.catch_up()
        self._usable = False
        await self._freshening.stop()
        await self._db.in_writer(self._index.close)
        self._index = index
        self._unwritten.clear()

    async def repair(self) -> None:
        """Bring Chroma in step with the record by the difference; a broken one is rebuilt."""
        try:
            if not self._index.is_open:
                await self._db.in_writer(self._index.open)
            await self._reconcile()
        except Exception as error:  # noqa: BLE001 - Chroma's files are disposable, the record is not
            log.warning("the index could not be mended (%s); it is rebuilt", type(error).__name__)
            await self.rebuild()

    async def _reconcile(self) -> None:
        await self._finish(await self._filling.fill(self._index))

    async def renew(self, told: Told = untold) -> None:
        """Write Chroma's files anew, without the vectors that were deleted: its files keep those.

        The old ones answer until the new ones are full; then the record does, for as long as files change places.
        Killed meanwhile, it begins anew the next time.
        """
        await self._freshening.stop()
        async with self._alone:
            await self.catch_up()
            if self._usable:
                twin, revision = await self._twin(told)
                if await self._give_way(twin, revision):
                    return
            await self.rebuild()

    async def _twin(self, told: Told) -> tuple[VectorIndex, int]:
        """A full index beside this one, and the revision that it has reached."""
        twin = self._index.twin()
        await self._db.in_writer(twin.destroy)
        await self._db.in_writer(twin.open)
        try:
            return twin, await self._filling.fill(twin, told)
        except BaseException:
            await self._db.in_writer(twin.destroy)
            raise

    async def _give_way(self, twin: VectorIndex, revision: int) -> bool:
        """Put the files of `twin`, which has reached `revision`, in the place of ours; whether that went well."""
        await self.catch_up()
        self._usable = False
        # Whoever asks at this moment has his answer before the files go.
        await asyncio.get_running_loop().run_in_executor(self._asking, lambda: None)
        try:
            await self._db.in_writer(lambda: self._index.give_way(twin))
            await self._finish(revision)
        except Exception as error:  # noqa: BLE001 - Chroma's files are disposable, the record is not
            log.warning("the new index could not take its place (%s); it is rebuilt", type(error).__name__)
            return False
        return True

    async def freshen(self) -> None:
        """Write anew each side of Chroma that most has left: what was deleted there slows every question."""
        try:
            async with self._alone:
                for dormant in await self._db.in_writer(lambda: self._index.worn if self._usable else []):
                    await self._filling.write_anew(self._index, dormant)
        except Exception as error:  # noqa: BLE001 - Chroma's files are disposable, the record is not
            log.warning("a side of the index could not be written anew (%s)", type(error).__name__)
            self._usable = False

    async def rebuild(self) -> int:
        """Make Chroma's files anew from the record's vectors; how many pieces it now holds."""
        self._usable = False
        await self._freshening.stop()
        await self._db.in_writer(self._index.destroy)
        await self._db.in_writer(self._index.open)
        await self._reconcile()
        return await self._db.in_writer(self._index.count)

    async def _finish(self, revision: int) -> None:
        """In step, unless the record moved on meanwhile: then the difference is made up once more."""
        if await self._db.read(house.revision) != revision:
            await self._reconcile()
            return
        await self._db.in_writer(lambda: self._index.set_revision(revision))
        self._usable = True

    async def agrees(self) -> bool:
        """Whether Chroma holds exactly what the record says, id by id."""
        await self.catch_up()
        if not self._usable:
            return False
        wanted = await self._db.read(lambda con: search.vector_ids(con, self._space()))
        active = await self._db.in_writer(lambda: self._index.ids(dormant=False))
        dormant = await self._db.in_writer(lambda: self._index.ids(dormant=True))
        return active == {n for n, d in wanted.items() if not d} and dormant == {n for n, d in wanted.items() if d}


def _row(memory: Memory, piece: int, blob: bytes, dormant: bool) -> VectorRow:
    return VectorRow(
        memory_id=memory.id,
        piece=piece,
        vector=np.frombuffer(blob, np.float32),
        dormant=dormant,
        strength=memory.decay.strength,
        fades_at=memory.fades_at.timestamp() if memory.fades_at else 0.0,
    )
