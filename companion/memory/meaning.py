"""Which embedder finds memories: the bundled one, or a model of the Ollama host. A change reads all memories anew."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable

from companion.errors import BadInput, ModelError
from companion.events import Event, MemoriesChanged, NoticeRaised, Progress
from companion.memory.episodes import embedding_text
from companion.memory.index import MemoryIndex
from companion.models.host_keys import HostKeys
from companion.models.ollama_catalog import same_model
from companion.models.ollama_embedder import OllamaEmbedder, probe
from companion.models.ollama_library import OllamaLibrary
from companion.models.protocols import Embedder
from companion.records import Notice
from companion.store import house, memories, search
from companion.store.database import Connection, Database
from companion.store.vectors import VectorIndex

log = logging.getLogger(__name__)

TASK = "embedding"
"""The name of this work in `Progress`."""
_FIRST = "Hello."
"""Any short text: what is asked of an embedder to open it."""
_NOTE = "embedder"
"""Note in the record: the Ollama model whose vectors are in force; absent for the bundled one."""


class Meaning:
    """Keeps the index with the embedder that the settings want. All methods run on the engine loop.

    The old embedder answers until the new one has read everything; a restart goes on where it was.
    """

    def __init__(
        self,
        db: Database,
        bundled: Embedder,
        vectors: Callable[[Embedder], VectorIndex],
        host: Callable[[], str],
        keys: HostKeys,
        wanted: Callable[[], str],
        emit: Callable[[Event], None],
        back: Callable[[], None],
    ) -> None:
        """`vectors` makes the index of an embedder; `wanted` is the model of the settings, empty: the bundled one.

        `back` is called when the embedder answers again after it was away.
        """
        self._db = db
        self._bundled = bundled
        self.vectors = vectors
        self._host = host
        self._keys = keys
        self._wanted = wanted
        self._emit = emit
        self._back = back
        self._changing = asyncio.Lock()
        self._told = ""
        self.now: Embedder = bundled

    async def start(self) -> None:
        """Find out which embedder the vectors of this record were made by."""
        note = await self._db.read(lambda con: house.note(con, _NOTE))
        if note:
            kept = json.loads(note)
            self.now = await self._ollama(kept["model"], kept["dimension"], kept["context"])

    async def _ollama(self, model: str, dimension: int, context: int) -> OllamaEmbedder:
        host = self._host()
        return OllamaEmbedder(host, model, dimension, context, token=await self._keys.of(host))

    def heard(self, error: ModelError | None) -> None:
        """The embedder answers (None), or cannot be asked: that is said once, until it answers again."""
        if error is None:
            told, self._told = self._told, ""
            if told:
                self._back()
        elif error.code != self._told:
            self._told = error.code
            words = f"Memories are found by their words only: {error}"
            self._emit(NoticeRaised(Notice("warning", words, error.next_step)))

    @property
    def was_away(self) -> bool:
        """Whether the embedder could not be asked when it was asked last."""
        return bool(self._told)

    async def close(self) -> None:
        """Let go of the embedder's connection. What it is being asked ends."""
        await close(self.now)

    async def warm(self, index: MemoryIndex) -> None:
        """Open the bundled embedder now, so that the first message need not wait. Raises `ModelError` if damaged.

        A model of the Ollama host is not loaded before something is said: it takes memory from others.
        """
        if self.now is self._bundled:
            await index.embed([_FIRST])

    async def follow(self, index: MemoryIndex) -> None:
        """Bring `index` to the embedder that the settings want, if it is another one."""
        async with self._changing:
            try:
                await self._follow(index)
            except (ModelError, BadInput) as error:
                self._emit(Progress(TASK, 0, 0))
                if isinstance(self.now, OllamaEmbedder) and same_model(self.now.model, self._wanted()):
                    log.info("the model that finds memories cannot be asked now: %s", error)
                    return
                words = f"The model that finds memories stays as it is: {error}"
                self._emit(NoticeRaised(Notice("warning", words, error.next_step)))

    async def _follow(self, index: MemoryIndex) -> None:
        wanted = self._wanted()
        if not wanted:
            if self.now is not self._bundled:
                await self._change(index, self._bundled, None)
            return
        host = self._host()
        library = OllamaLibrary(host, token=await self._keys.of(host))
        await library.start()
        try:
            model, dimension, context = await probe(library, wanted)
        finally:
            await library.close()
        new = await self._ollama(model, dimension, context)
        if new.id == self.now.id:
            # The same space, perhaps on another host.
            old, self.now = self.now, new
            index.use(new)
            await close(old)
        else:
            note = {"model": model, "dimension": dimension, "context": context}
            await self._change(index, new, json.dumps(note))

    async def _change(self, index: MemoryIndex, new: Embedder, note: str | None) -> None:
        """Read every memory by `new`, then let it answer, and forget the vectors of the others."""
        total = await self._db.read(memories.count)
        self._emit(Progress(TASK, 0, total))
        beside = MemoryIndex(self._db, self.vectors(new), new, embedding_text)
        try:
            await beside.complete(lambda done: self._emit(Progress(TASK, min(done, total - 1), total)))
        finally:
            beside.end_beside()
        old, self.now = self.now, new
        await index.adopt(new, self.vectors(new))

        def write(con: Connection) -> None:
            if note is None:
                house.drop_note(con, _NOTE)
            else:
                house.set_note(con, _NOTE, note)
            search.keep_only(con, new.id)

        await self._db.write(write)
        await close(old)
        self._emit(Progress(TASK, total, total))
        self._emit(MemoriesChanged())


async def close(embedder: Embedder) -> None:
    """Let go of what an embedder holds, where it holds anything. On a worker thread, where it was used, too."""
    if isinstance(embedder, OllamaEmbedder):
        await asyncio.to_thread(embedder.close)
