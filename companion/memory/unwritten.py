"""What is in the record and not yet in Chroma: new vectors, and memories that fell dormant or woke. A single row costs
Chroma as much time as ten. A new message can be recalled by meaning at once all the same, since these few are compared
one by one; which side a memory lies on makes no difference to what is found, as both are asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from companion.models.protocols import Vectors


class Unwritten:
    """Memory ids to the vectors of their pieces, `(pieces, dimension)`, and ids of what changed sides. Changed only by
    the thread that writes the record; read from any: a change puts something new in place of the old."""

    def __init__(self) -> None:
        self._held: Mapping[int, Vectors] = MappingProxyType({})
        self._moved: frozenset[int] = frozenset()
        self.revision = 0
        """The record's revision of the latest that was noted."""

    def __len__(self) -> int:
        return len(self._held.keys() | self._moved)

    @property
    def new(self) -> tuple[int, ...]:
        """What Chroma has never held, the earliest first."""
        return tuple(memory_id for memory_id in self._held if memory_id not in self._moved)

    @property
    def moved(self) -> tuple[int, ...]:
        """What may lie on the wrong side there."""
        return tuple(sorted(self._moved))

    def note(self, vectors: Mapping[int, Vectors], revision: int) -> None:
        """These are new since `revision`."""
        self.revision = revision
        self._held = MappingProxyType({**self._held, **vectors})

    def note_moved(self, ids: Iterable[int], revision: int) -> None:
        """These changed sides at `revision`."""
        self.revision = revision
        self._moved = self._moved.union(ids)

    def clear(self) -> None:
        """All of it is in Chroma, or has ceased to be."""
        self._held, self._moved = MappingProxyType({}), frozenset()

    def cosines(self, vector: Vectors) -> dict[int, float]:
        """The cosine of `vector` (of length 1) with the nearest piece of each."""
        return {memory_id: float((rows @ vector).max()) for memory_id, rows in self._held.items() if len(rows)}
