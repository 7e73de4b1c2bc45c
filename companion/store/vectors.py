"""The memory index: vectors in Chroma. The one file that knows Chroma. It holds no words and is disposable."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from companion.store.padding import clear_padding
from companion.store.search import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

log = logging.getLogger(__name__)

BATCH = 25
"""Rows a write: Chroma holds the GIL while it writes, and more would freeze the window (PLATFORM.md)."""

_PAGE = 5000
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class VectorRow:
    """One piece of a memory for the index. `strength` in days and `fades_at` in epoch seconds (0: never)."""

    memory_id: int
    piece: int
    vector: Vectors
    dormant: bool
    strength: float
    fades_at: float


class VectorIndex:
    """Ids to vectors in two collections, `active` and `dormant`. Blocking; one thread at a time writes.

    In an encrypted profile vectors are turned by a secret orthogonal matrix before they reach the disk.
    """

    def __init__(self, folder: Path, embedder: str, dimension: int, key: bytes | None = None) -> None:
        self._folder = folder
        self._key = key
        self._embedder = embedder
        self._name = hashlib.sha256(embedder.encode()).hexdigest()[:12]
        self._dimension = dimension
        self._turn = rotation(key, dimension) if key is not None else None
        self._client: ClientAPI | None = None
        self._active: Collection | None = None
        self._dormant: Collection | None = None
        self._filled: set[bool] = set()
        """Which of the sides (dormant or not) may hold something."""

    def open(self) -> None:
        """Open or make the index. Raises whatever Chroma raises when its files are broken."""
        import chromadb  # imported here: it takes half a second, and the first window must not wait for it
        from chromadb.config import Settings

        self._folder.mkdir(parents=True, exist_ok=True)
        for left in (self._beside("old"), self._beside("new")):
            shutil.rmtree(left, ignore_errors=True)
        clear_padding(self._folder / "chroma")
        self._client = chromadb.PersistentClient(
            path=str(self._folder / "chroma"), settings=Settings(anonymized_telemetry=False, allow_reset=True)
        )
        self._active = self._collection("active")
        self._dormant = self._collection("dormant")
        self._filled = {dormant for dormant in (False, True) if self._side(dormant).count()}
        # To count is what makes Chroma lay out its files; nothing has been written to them since.
        clear_padding(self._folder / "chroma")

    def _collection(self, state: str) -> Collection:
        assert self._client is not None
        return self._client.get_or_create_collection(
            f"{state}-{self._name}",
            embedding_function=None,
            metadata={"hnsw:space": "cosine", "hnsw:search_ef": 200, "schema": _SCHEMA},
        )

    def close(self) -> None:
        """Let go of the files."""
        if self._client is not None:
            close = getattr(self._client, "close", None)
            if close is not None:
                close()
            clear_padding(self._folder / "chroma")
        self._client = self._active = self._dormant = None

    def destroy(self) -> None:
        """Remove the whole index from the disk; `open` makes a new one."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._folder.is_file():
            self._folder.unlink()

    def _beside(self, name: str) -> Path:
        return self._folder.with_name(f"{self._folder.name}.{name}")

    def twin(self) -> VectorIndex:
        """Another index like this one, in a folder beside it; what a crash left of an earlier one goes at `open`."""
        return VectorIndex(self._beside("new"), self._embedder, self._dimension, self._key)

    def give_way(self, twin: VectorIndex) -> None:
        """Let the files of `twin` take the place of ours, which are removed. Nobody may ask meanwhile."""
        self.close()
        twin.close()
        old = self._beside("old")
        self._folder.rename(old)
        twin._folder.rename(self._folder)
        shutil.rmtree(old)
        self.open()

    @property
    def is_open(self) -> bool:
        """Whether it can be asked."""
        return self._active is not None

    def put(self, rows: Sequence[VectorRow]) -> None:
        """Store or replace rows in the collections that they name; `move` also takes them out of the other."""
        for dormant in (False, True):
            part = [row for row in rows if row.dormant == dormant]
            for start in range(0, len(part), BATCH):
                self._upsert(part[start : start + BATCH], dormant)

    def _upsert(self, rows: Sequence[VectorRow], dormant: bool) -> None:
        self._filled.add(dormant)
        metadata: list[Any] = [{"strength": row.strength, "fades_at": row.fades_at} for row in rows]
        self._side(dormant).upsert(
            ids=[f"{row.memory_id}:{row.piece}" for row in rows],
            embeddings=self._turned(np.stack([row.vector for row in rows]).astype(np.float32)),
            metadatas=metadata,
        )

    def remove(self, ids: Iterable[str], *, dormant: bool) -> None:
        """Take `"memory:piece"` ids out of one collection; what is not there is passed over."""
        gone = list(ids)
        for start in range(0, len(gone), BATCH):
            self._side(dormant).delete(ids=gone[start : start + BATCH])

    def move(self, rows: Sequence[VectorRow]) -> None:
        """Put rows into the collection that they name and take them out of the other."""
        self.put(rows)
        for dormant in (False, True):
            self.remove([f"{r.memory_id}:{r.piece}" for r in rows if r.dormant == dormant], dormant=not dormant)

    def query(self, vector: Vectors, limit: int, *, dormant: bool) -> dict[int, float]:
        """The nearest memories of one collection: memory id to cosine, about `limit` of them, best first."""
        side = self._side(dormant)
        # To count a collection costs as much as to ask it, and more with each memory: it is noted who holds any.
        if dormant not in self._filled:
            return {}
        found = side.query(query_embeddings=self._turned(vector[None, :]), n_results=limit, include=["distances"])
        best: dict[int, float] = {}
        for name, distance in zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True):
            memory_id = int(name.partition(":")[0])
            best[memory_id] = max(1.0 - float(distance), best.get(memory_id, -1.0))
        return best

    def ids(self, *, dormant: bool) -> set[str]:
        """Every `"memory:piece"` of one collection, read in pages."""
        side, found = self._side(dormant), set[str]()
        for offset in range(0, side.count(), _PAGE):
            found.update(side.get(limit=_PAGE, offset=offset, include=[])["ids"])
        return found

    def count(self) -> int:
        """How many pieces both collections hold."""
        return self._side(False).count() + self._side(True).count()

    @property
    def revision(self) -> int:
        """The record's revision that this index has reached; -1 when unknown."""
        try:
            return int((self._folder / "revision").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return -1

    def set_revision(self, revision: int) -> None:
        """Note the revision reached."""
        (self._folder / "revision").write_text(str(revision), encoding="ascii")

    def _side(self, dormant: bool) -> Collection:
        side = self._dormant if dormant else self._active
        if side is None:
            raise RuntimeError("the index is not open")
        return side

    def _turned(self, matrix: Vectors) -> Any:
        return matrix if self._turn is None else (matrix @ self._turn).astype(np.float32)


def rotation(key: bytes, dimension: int) -> Vectors:
    """An orthogonal `(dimension, dimension)` matrix from a vault key. Cosines stay what they are; the vectors in
    the file no longer show what they mean. Defence in depth, not encryption."""
    seed = int.from_bytes(hashlib.sha256(b"companion index rotation" + key).digest(), "big")
    generator = np.random.Generator(np.random.PCG64(seed))
    orthogonal, triangle = np.linalg.qr(generator.standard_normal((dimension, dimension)))
    return np.asarray(orthogonal * np.sign(np.diag(triangle)), dtype=np.float32)
