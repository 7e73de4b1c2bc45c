"""The index of memories by meaning: what is embedded, and where it is found."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from companion.errors import ModelError
from companion.memory.embedding import Embedding
from companion.memory.filling import Told, untold
from companion.memory.mirror import Mirror
from companion.models.protocols import Embedder, Vectors
from companion.records import Memory
from companion.store import memories, search
from companion.store.database import Connection, Database
from companion.store.vectors import BATCH, VectorIndex

log = logging.getLogger(__name__)

_PAGE = 200
"""Memories that are embedded together: enough of them that texts of like length meet, and padding costs little."""
_TEXTS = 32
"""Pieces that are embedded at a time. A question waits behind them for less than a tenth of a second."""

FORESEEN = 1200
"""Characters of a text that is embedded before it is in the record, at most: about what the model reads at once."""
FURTHER = 4
"""How many times as many are asked for where some of the nearest lie in a space apart."""


BUNDLED = "embedder"
"""The code of an error of the bundled embedder: its files are damaged, and waiting would not help."""


class MemoryIndex:
    """Vectors of memories, in the record (the truth) and in Chroma (for speed, `Mirror`). Called on the engine loop.

    While Chroma is away, broken or being rebuilt, `nearest` scans the record's own vectors: the same answers,
    slower. `embedding_text` gives the words by which a memory is to be found.
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
        self._embedding = Embedding(embedder, heard)
        self._text = embedding_text
        self._mirror = Mirror(db, index, lambda: self._embedding.id)

    @property
    def usable(self) -> bool:
        """Whether Chroma answers; False means that the record is scanned."""
        return self._mirror.usable

    @property
    def embedder_id(self) -> str:
        """The vector space in use."""
        return self._embedding.id

    async def open(self) -> bool:
        """Open Chroma; True when it agrees with the record, False when `repair` is needed."""
        return await self._mirror.open()

    async def close(self) -> None:
        """Write what is still to be written, then let go of Chroma and of the embedding thread."""
        await self._mirror.close()
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
            await self._mirror.store(dict(wanted[start : start + BATCH]))

    async def moved(self, ids: Iterable[int]) -> None:
        """Their status changed: put each into the collection where it now belongs."""
        await self._mirror.moved(ids)

    async def removed(self, ids: Iterable[int]) -> None:
        """They were forgotten: take them out of both collections."""
        await self._mirror.removed(ids)

    async def dropped(self, pieces: Sequence[str]) -> None:
        """These `"memory:piece"` vectors are gone from the record: take them out of both collections."""
        await self._mirror.dropped(pieces)

    async def catch_up(self) -> None:
        """Write to Chroma what waits, now."""
        await self._mirror.catch_up()

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
        found = await self._mirror.nearest(vector, limit)
        if found is not None:
            return found
        return await self._db.read(lambda con: search.scan(con, self._embedding.id, vector, limit))

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
        await self._mirror.leave(index)
        self._embedding.use(embedder)
        await self.complete()
        await self.rebuild()

    def end_beside(self) -> None:
        """Let go of the threads of an index that only wrote to the record and never opened Chroma."""
        self._mirror.end_unopened()
        self._embedding.close()

    async def repair(self) -> None:
        """Bring Chroma in step with the record by the difference; a broken one is rebuilt."""
        await self._mirror.repair()

    async def renew(self, told: Told = untold) -> None:
        """Write Chroma's files anew, without the vectors that were deleted: its files keep those.

        Killed meanwhile, it begins anew the next time.
        """
        await self._mirror.renew(told)

    async def freshen(self) -> None:
        """Write anew each side of Chroma that most has left: what was deleted there slows every question."""
        await self._mirror.freshen()

    async def rebuild(self) -> int:
        """Make Chroma's files anew from the record's vectors; how many pieces it now holds."""
        return await self._mirror.rebuild()

    async def agrees(self) -> bool:
        """Whether Chroma holds exactly what the record says, id by id."""
        return await self._mirror.agrees()
