"""The memory index: vectors in Chroma. The one file that knows Chroma. It holds no words and is disposable."""

from __future__ import annotations

import hashlib
import logging
import shutil
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from companion.store.chroma_files import clear_padding, drop_strays
from companion.store.search import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

log = logging.getLogger(__name__)

BATCH = 25
"""Rows a write: Chroma holds the GIL while it writes, and more would freeze the window (PLATFORM.md)."""

SPARE = 1000
"""More than it holds must have left a collection by this many before it is written anew."""

_PAGE = 5000
_SCHEMA = 1
_FRESH = "-fresh"


@dataclass(frozen=True, slots=True)
class VectorRow:
    """One piece of a memory for the index. `strength` in days and `fades_at` in epoch seconds (0: never)."""

    memory_id: int
    piece: int
    vector: Vectors
    dormant: bool
    strength: float
    fades_at: float


class Side:
    """One collection: `"memory:piece"` to vectors. Blocking; one thread at a time writes.

    It keeps count of what was taken out since it was made: Chroma leaves that in its graph, and every question walks
    through it (a thousand vectors among a hundred thousand deleted ones take ten times as long as the thousand).
    """

    def __init__(self, collection: Collection, turn: Vectors | None, gone: int = 0) -> None:
        """`gone`: how many were taken out of it before."""
        self.collection = collection
        self._turn = turn
        self.gone = gone
        self._held = collection.count()
        self._is_empty = not self._held

    @property
    def is_worn(self) -> bool:
        """Whether most of it has left, so that it should be written anew."""
        if self.gone <= self._held + SPARE:
            return False
        self._held = self.count()  # until now an estimate
        return self.gone > self._held + SPARE

    def put(self, rows: Sequence[VectorRow]) -> None:
        """Store or replace rows, a batch at a time."""
        for start in range(0, len(rows), BATCH):
            self._upsert(rows[start : start + BATCH])

    def _upsert(self, rows: Sequence[VectorRow]) -> None:
        self._is_empty = False
        self._held += len(rows)
        metadata: list[Any] = [{"strength": row.strength, "fades_at": row.fades_at} for row in rows]
        self.collection.upsert(
            ids=[f"{row.memory_id}:{row.piece}" for row in rows],
            embeddings=self._turned(np.stack([row.vector for row in rows]).astype(np.float32)),
            metadatas=metadata,
        )

    def remove(self, names: Sequence[str]) -> None:
        """Take these out, a batch at a time; what is not there is passed over."""
        for start in range(0, len(names), BATCH):
            batch = list(names[start : start + BATCH])
            self.collection.delete(ids=batch)
            self.gone += len(batch)
            self._held = max(0, self._held - len(batch))

    def query(self, vector: Vectors, limit: int) -> dict[int, float]:
        """The nearest memories: memory id to cosine, about `limit` of them, best first."""
        # To count a collection costs as much as to ask it, and more with each memory: it is noted whether it holds any.
        if self._is_empty:
            return {}
        found = self.collection.query(
            query_embeddings=self._turned(vector[None, :]), n_results=limit, include=["distances"]
        )
        best: dict[int, float] = {}
        for name, distance in zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True):
            memory_id = int(name.partition(":")[0])
            best[memory_id] = max(1.0 - float(distance), best.get(memory_id, -1.0))
        return best

    def names(self) -> set[str]:
        """All that it holds, read in pages."""
        found = set[str]()
        for offset in range(0, self.count(), _PAGE):
            found.update(self.collection.get(limit=_PAGE, offset=offset, include=[])["ids"])
        return found

    def count(self) -> int:
        """How many pieces it holds."""
        return self.collection.count()

    def _turned(self, matrix: Vectors) -> Any:
        return matrix if self._turn is None else (matrix @ self._turn).astype(np.float32)


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
        self._sides: dict[bool, Side] = {}
        """By whether what lies there is dormant."""
        self._asked = threading.Lock()

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
        gone = self._gone()
        self._drop_fresh()
        drop_strays(self._folder / "chroma")
        self._sides = {
            dormant: Side(self._collection(self._name_of(dormant)), self._turn, gone[dormant])
            for dormant in (False, True)
        }
        # To count is what makes Chroma lay out its files; nothing has been written to them since.
        clear_padding(self._folder / "chroma")

    def _name_of(self, dormant: bool) -> str:
        return f"{'dormant' if dormant else 'active'}-{self._name}"

    def _collection(self, name: str) -> Collection:
        assert self._client is not None
        return self._client.get_or_create_collection(
            name,
            embedding_function=None,
            metadata={"hnsw:space": "cosine", "hnsw:search_ef": 200, "schema": _SCHEMA},
        )

    def _drop_fresh(self) -> None:
        """Remove what a crash left of a side that was being written anew."""
        assert self._client is not None
        for collection in self._client.list_collections():
            if collection.name.endswith(_FRESH):
                self._client.delete_collection(collection.name)

    def close(self) -> None:
        """Let go of the files."""
        if self._client is not None:
            close = getattr(self._client, "close", None)
            if close is not None:
                close()
            clear_padding(self._folder / "chroma")
        self._client = None
        self._sides = {}

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

    def fresh(self, dormant: bool) -> Side:
        """An empty collection that is to take the place of one; another one that was begun before is given up."""
        assert self._client is not None
        self._drop_fresh()
        return Side(self._collection(self._name_of(dormant) + _FRESH), self._turn)

    def replace(self, dormant: bool, fresh: Side) -> None:
        """Let `fresh` take the place of a collection, which is removed with its files. Who asks waits meanwhile.

        Killed in the middle, the index lacks a side at the next start, which shows and is mended from the record.
        """
        assert self._client is not None
        with self._asked:
            self._client.delete_collection(self._name_of(dormant))
            fresh.collection.modify(name=self._name_of(dormant))
            self._sides[dormant] = fresh
        self._note_gone()
        drop_strays(self._folder / "chroma")

    @property
    def is_open(self) -> bool:
        """Whether it can be asked."""
        return bool(self._sides)

    @property
    def worn(self) -> list[bool]:
        """The sides (dormant or not) that should be written anew."""
        return [dormant for dormant, side in self._sides.items() if side.is_worn]

    def put(self, rows: Sequence[VectorRow]) -> None:
        """Store or replace rows in the collections that they name; `move` also takes them out of the other."""
        for dormant in (False, True):
            self.side(dormant).put([row for row in rows if row.dormant == dormant])

    def remove(self, names: Iterable[str], *, dormant: bool) -> None:
        """Take `"memory:piece"` names out of one collection; what is not there is passed over."""
        self.side(dormant).remove(list(names))

    def move(self, rows: Sequence[VectorRow]) -> None:
        """Put rows into the collection that they name and take them out of the other."""
        self.put(rows)
        for dormant in (False, True):
            self.remove([f"{r.memory_id}:{r.piece}" for r in rows if r.dormant == dormant], dormant=not dormant)

    def query(self, vector: Vectors, limit: int, *, dormant: bool) -> dict[int, float]:
        """The nearest memories of one collection: memory id to cosine, about `limit` of them, best first."""
        with self._asked:
            return self.side(dormant).query(vector, limit)

    def ids(self, *, dormant: bool) -> set[str]:
        """Every `"memory:piece"` of one collection, read in pages."""
        return self.side(dormant).names()

    def count(self) -> int:
        """How many pieces both collections hold."""
        return sum(self.side(dormant).count() for dormant in (False, True))

    @property
    def revision(self) -> int:
        """The record's revision that this index has reached; -1 when unknown."""
        try:
            return int((self._folder / "revision").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return -1

    def set_revision(self, revision: int) -> None:
        """Note the revision reached, and how much has been taken out of either side."""
        (self._folder / "revision").write_text(str(revision), encoding="ascii")
        self._note_gone()

    def _note_gone(self) -> None:
        (self._folder / "gone").write_text(f"{self.side(False).gone} {self.side(True).gone}", encoding="ascii")

    def _gone(self) -> tuple[int, int]:
        try:
            active, dormant = (self._folder / "gone").read_text(encoding="ascii").split()
            return int(active), int(dormant)
        except (OSError, ValueError):
            return 0, 0

    def side(self, dormant: bool) -> Side:
        """One of the two. Raises `RuntimeError` while the index is closed."""
        if not self._sides:
            raise RuntimeError("the index is not open")
        return self._sides[dormant]


def rotation(key: bytes, dimension: int) -> Vectors:
    """An orthogonal `(dimension, dimension)` matrix from a vault key. Cosines stay what they are; the vectors in
    the file no longer show what they mean. Defence in depth, not encryption."""
    seed = int.from_bytes(hashlib.sha256(b"companion index rotation" + key).digest(), "big")
    generator = np.random.Generator(np.random.PCG64(seed))
    orthogonal, triangle = np.linalg.qr(generator.standard_normal((dimension, dimension)))
    return np.asarray(orthogonal * np.sign(np.diag(triangle)), dtype=np.float32)
