"""Keeping the index in step with the record: embedding, adding, moving, checking, rebuilding."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from companion.errors import ModelError
from companion.memory.embedding import Embedding
from companion.memory.filling import Filling, Told, untold
from companion.memory.pause import AfterPause
from companion.memory.unwritten import Unwritten
from companion.models.protocols import Embedder, Vectors
from companion.records import Memory
from companion.store import house, memories, search
from companion.store.database import Connection, Database
from companion.store.vectors import BATCH, VectorIndex, VectorRow

log = logging.getLogger(__name__)

_PAGE = 200
"""Memories that are embedded together: enough of them that texts of like length meet, and padding costs little."""
_TEXTS = 32
"""Pieces that are embedded at a time. A question waits behind them for less than a tenth of a second."""
LINGER = 2.0
"""Seconds without anything new after which Chroma is written to, so that the write falls into a pause of the talk."""
REST = 5.0
"""Seconds without a write to Chroma after which it is looked whether a side of it should be written anew."""
WAITING = 100
"""How many may wait for such a pause."""

FORESEEN = 1200
"""Characters of a text that is embedded before it is in the record, at most: about what the model reads at once."""
FURTHER = 4
"""How many times as many are asked for where some of the nearest lie in a space apart."""


BUNDLED = "embedder"
"""The code of an error of the bundled embedder: its files are damaged, and waiting would not help."""


class MemoryIndex:
    """Vectors of memories, in the record (the truth) and in Chroma (for speed). Called on the engine loop.

    While Chroma is away, broken or being rebuilt, `nearest` scans the record's own vectors: the same answers,
    slower. `embedding_text` gives the words by which a memory is to be found.

    A few that are new or changed sides go to Chroma a little later than to the record; `nearest` knows them all the
    same, and whatever else is written to Chroma takes them along, so that the revision which it notes is always true.
    """

    def __init__(
        self,
        db: Database,
        index: VectorIndex,
        embedder: Embedder,
        embedding_text: Callable[[Connection, Memory], str],
        heard: Callable[[ModelError | None], None] = lambda _: None,
    ) -> None:
        """`heard` is told of every failure of the embedder, and with None that it answers."""
        self._db = db
        self._index = index
        self._embedding = Embedding(embedder, heard)
        self._text = embedding_text
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="index-read")
        self._usable = False
        self._unwritten = Unwritten()
        self._filling = Filling(db, self._rows, lambda: self._embedding.id)
        self._writing = AfterPause(self._catch_up, "writing to the index")
        self._freshening = AfterPause(self.freshen, "writing a side of the index anew")
        self._alone = asyncio.Lock()

    @property
    def usable(self) -> bool:
        """Whether Chroma answers; False means that the record is scanned."""
        return self._usable

    @property
    def embedder_id(self) -> str:
        """The vector space in use."""
        return self._embedding.id

    async def open(self) -> bool:
        """Open Chroma; True when it agrees with the record, False when `repair` is needed."""
        try:
            await self._db.in_writer(self._index.open)
            held = await self._db.in_writer(lambda: (self._index.revision, self._index.count()))
        except Exception as error:  # noqa: BLE001 - whatever Chroma raises, the record's own vectors still serve
            log.warning("the index cannot be opened (%s); the record is scanned meanwhile", type(error).__name__)
            return False
        wanted = await self._db.read(
            lambda con: (house.revision(con), search.count_vectors(con, self._embedding.id)),
        )
        # The number of pieces tells when Chroma's files are gone and the note of the revision is not.
        self._usable = held == wanted or (held == (-1, 0) and wanted == (0, 0))
        return self._usable

    async def close(self) -> None:
        """Write what is still to be written, then let go of Chroma and of the embedding thread."""
        await self.catch_up()
        self._usable = False
        await self._freshening.stop()
        self._asking.shutdown(wait=True)
        await self._db.in_writer(self._index.close)
        self._embedding.close()

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of `texts`, `(n, dimension)`, made on the embedding thread. Raises `ModelError`."""
        return await self._embedding.embed(texts)

    async def foresee(self, text: Callable[[Connection], str]) -> None:
        """Begin to embed what is about to be remembered: by the time that the record has it, its vector is there, too.

        Nothing is stored. A failure shows when the vector is asked for.
        """
        coming = await self._db.read(text)
        if coming.strip() and len(coming) <= FORESEEN:
            self._embedding.begin(coming).add_done_callback(lambda made: made.cancelled() or made.exception())

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._embedding.dimension

    async def add(self, ids: Iterable[int]) -> None:
        """Embed these memories and make them findable by meaning.

        While the embedder is away, they are found by their words, and `complete` makes up for it.
        """
        try:
            await self._add(ids)
        except ModelError as error:
            if error.code == BUNDLED:
                raise
            log.warning("memories are not embedded yet: %s", error.code)

    async def _add(self, ids: Iterable[int]) -> None:
        wanted = list(ids)
        pages = [wanted[start : start + _PAGE] for start in range(0, len(wanted), _PAGE)]
        stored: dict[int, Vectors] = {}
        for page in pages:
            # While one page is being stored, the next is being embedded: two threads, neither waits.
            _, stored = await asyncio.gather(self._store_all(stored), self._embedded(page))
        await self._store_all(stored)

    async def _embedded(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """The vectors of these memories' pieces, in the order of `ids`; what does not exist is left out."""
        texts = await self._db.read(lambda con: {i: self._text(con, m) for i, m in memories.by_ids(con, ids).items()})
        pieces = await self._embedding.pieces(texts)
        order = sorted(range(len(pieces)), key=lambda place: len(pieces[place][1]))
        found: dict[tuple[int, int], Vectors] = {}
        for start in range(0, len(order), _TEXTS):
            chosen = [pieces[place] for place in order[start : start + _TEXTS]]
            vectors = await self.embed([text for _, text in chosen])
            found |= {place: vector for (place, _), vector in zip(chosen, vectors, strict=True)}
        rows: dict[int, list[Vectors]] = {}
        for (memory_id, _), _ in pieces:
            rows.setdefault(memory_id, []).append(found[memory_id, len(rows.get(memory_id, ()))])
        return {memory_id: np.stack(rows[memory_id]) for memory_id in ids if memory_id in rows}

    async def _store_all(self, vectors: Mapping[int, Vectors]) -> None:
        wanted = list(vectors.items())
        for start in range(0, len(wanted), BATCH):
            await self._store(dict(wanted[start : start + BATCH]))

    async def _store(self, vectors: Mapping[int, Vectors]) -> None:
        def save(con: Connection) -> tuple[int, set[str], list[str], list[VectorRow] | None]:
            before = set(search.pieces(con, self._embedding.id, vectors))
            if before:
                # What another embedder makes of it, for a change that is under way, is of the old words.
                search.drop_others(con, vectors, self._embedding.id)
            for memory_id, rows in vectors.items():
                search.put_vectors(con, memory_id, self._embedding.id, rows)
            left = before.difference(search.pieces(con, self._embedding.id, vectors))
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
            lambda con: (house.next_revision(con), search.pieces(con, self._embedding.id, wanted))
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
            for memory_id, dormant, piece, blob in search.vectors_of(con, self._embedding.id, wanted)
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

    async def nearest(self, vector: Vectors, limit: int, space: str | None = None) -> dict[int, float]:
        """The memories nearest in meaning, active and dormant: id to cosine, best first.

        With `space` (None: all lie in one) it looks further, so that enough of that space are among them: a space
        apart is scanned, the shared one is most of the index.
        """
        if len(vector) != self._embedding.dimension or not vector.any():
            return {}  # nobody could say what was meant
        if space:
            return await self._db.read(lambda con: search.scan(con, self._embedding.id, vector, limit, space))
        if space is not None:
            limit *= FURTHER
        if self._usable:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._asking, self._ask, vector, limit)
            except Exception as error:  # noqa: BLE001 - a broken index must not stop recall
                log.warning("the index does not answer (%s); the record is scanned", type(error).__name__)
                self._usable = False
        return await self._db.read(lambda con: search.scan(con, self._embedding.id, vector, limit))

    def _ask(self, vector: Vectors, limit: int) -> dict[int, float]:
        # What waits is read first: written meanwhile, it is found by the index.
        waiting = self._unwritten.cosines(vector)
        found = (
            self._index.query(vector, limit, dormant=False) | self._index.query(vector, limit, dormant=True) | waiting
        )
        return dict(sorted(found.items(), key=lambda item: -item[1])[:limit])

    async def complete(self, told: Callable[[int], None] = lambda _: None) -> int:
        """Embed what has no vector yet (a crash came between, or the embedder is new); how many there were.

        Raises `ModelError` while the embedder is away.
        """
        done = 0
        while ids := await self._db.read(lambda con: search.without_vectors(con, self._embedding.id, _PAGE)):
            await self._add(ids)
            done += len(ids)
            told(done)
        return done

    def use(self, embedder: Embedder) -> None:
        """Ask this one from now on: the same space, found elsewhere."""
        self._embedding.use(embedder)

    async def adopt(self, embedder: Embedder, index: VectorIndex) -> None:
        """Search another space from now on: its vectors lie in the record. Chroma's files are made anew."""
        await self.catch_up()
        self._usable = False
        await self._freshening.stop()
        await self._db.in_writer(self._index.close)
        self._embedding.use(embedder)
        self._index = index
        self._unwritten.clear()
        await self.complete()
        await self.rebuild()

    def end_beside(self) -> None:
        """Let go of the threads of an index that only wrote to the record and never opened Chroma."""
        self._asking.shutdown(wait=True)
        self._embedding.close()

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
        wanted = await self._db.read(lambda con: search.vector_ids(con, self._embedding.id))
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
