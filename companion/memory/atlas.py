"""The map of meanings: kept in the record, made and extended in the background, read for a window."""

from __future__ import annotations

import asyncio
import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from companion.events import Event, Progress
from companion.language.words import content_words, listed, stem
from companion.memory import projection
from companion.memory.decay import retention
from companion.memory.episodes import Fading
from companion.memory.topics import may_name, says_how
from companion.records import KINDS, Cluster, MemoryMap
from companion.store import map_places
from companion.store.database import Database

TASK = "map"
"""The name of this work in `Progress`."""
PAGE = 2000
"""Memories that are read, placed and written at a time: a question waits for one page at most."""
OUTGROWN = 0.3
"""Share of memories without a place from which the whole map is made anew; below, they join the old one."""
SAMPLE = 200
"""Texts of a cluster that its words are taken from."""
WORDS = 4
_JOINTS = listed("after before since until between through again always never today tomorrow yesterday talked talk")
"""Words that stand between subjects and name none."""
_OF_COURSE = re.compile(r"\bof course\b", re.IGNORECASE)


class Atlas:
    """Lays memories out by meaning. Called on the engine loop; arithmetic happens on other threads."""

    def __init__(
        self,
        db: Database,
        embedder: Callable[[], str],
        fading: Callable[[], Fading],
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._embedder = embedder
        self._fading = fading
        self._emit = emit
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()

    async def map(self) -> MemoryMap:
        """All memories that have a vector, each at its place. Long work the first time: `Progress` tells how far."""
        async with self._one_at_a_time:
            await self._extend()
            return await self._read()

    async def _extend(self) -> None:
        """Give a place to whatever has none."""
        wanted = await self._db.read(lambda con: map_places.with_vector(con, self._embedder()))
        placed = await self._db.read(map_places.placed)
        same = await self._db.read(map_places.embedder) == self._embedder()
        waiting = [i for i in wanted if i not in placed]
        if not same or len(waiting) > OUTGROWN * len(wanted):
            waiting = await self._found(wanted)
        if not waiting:
            return
        marks, places = await self._db.read(lambda con: map_places.landmarks(con, self._embedder()))
        for start in range(0, len(waiting), PAGE):
            await self._place(waiting[start : start + PAGE], marks, places)
            self._emit(Progress(TASK, min(start + PAGE, len(waiting)), len(waiting)))

    async def _found(self, wanted: Sequence[int]) -> list[int]:
        """Lay out the landmarks of a new map; what is left to place."""
        self._emit(Progress(TASK, 0, len(wanted)))
        chosen = [wanted[place] for place in projection.choose_landmarks(len(wanted))]
        ids, vectors = await self._db.read(lambda con: map_places.vectors(con, self._embedder(), chosen))
        places = await asyncio.to_thread(projection.lay_out, vectors)
        await self._db.write(lambda con: map_places.clear(con, self._embedder()))
        await self._db.write(lambda con: map_places.put(con, ids.tolist(), places, landmark=True))
        there = set(ids.tolist())
        return [i for i in wanted if i not in there]

    async def _place(self, ids: Sequence[int], marks: projection.Floats, places: projection.Floats) -> None:
        known, vectors = await self._db.read(lambda con: map_places.vectors(con, self._embedder(), ids))
        if len(known):
            found = await asyncio.to_thread(projection.place, vectors, known, marks, places)
            await self._db.write(lambda con: map_places.put(con, known.tolist(), found, landmark=False))

    async def _read(self) -> MemoryMap:
        now, curve = self._clock(), self._fading().curve
        ids: list[int] = []
        places: list[tuple[float, float]] = []
        kinds: list[int] = []
        left: list[float] = []
        while True:
            page = await self._db.read(partial(map_places.rows, after=ids[-1] if ids else 0, limit=PAGE))
            for memory_id, x, y, kind, pinned, decay in page:
                ids.append(memory_id)
                places.append((x, y))
                kinds.append(KINDS.index(kind))
                left.append(1.0 if pinned else retention(decay, now, curve))
            if len(page) < PAGE:
                break
        spots = np.array(places, np.float32).reshape(-1, 2)
        groups = await asyncio.to_thread(projection.group, spots)
        numbers = np.array(ids, np.int64)
        clusters = await self._clusters(numbers, spots, groups)
        return MemoryMap(numbers, spots, np.array(kinds, np.int8), np.array(left, np.float32), groups, clusters)

    async def _clusters(
        self, ids: NDArray[np.int64], places: projection.Floats, groups: NDArray[np.int16]
    ) -> tuple[Cluster, ...]:
        count = int(groups.max()) + 1 if len(groups) else 0
        counted: list[Counter[str]] = []
        names: set[str] = set()
        for number in range(count):
            members = ids[groups == number]
            some = members[:: max(len(members) // SAMPLE, 1)][:SAMPLE].tolist()
            told = await self._db.read(partial(map_places.texts, ids=some))
            counted.append(Counter(word for text, _ in told for word in subjects(text)))
            names |= {word for _, speaker in told for word in content_words(speaker)}
        named = telling_words([Counter({w: n for w, n in one.items() if w not in names}) for one in counted])
        return tuple(
            Cluster(named[n], int((groups == n).sum()), *(float(v) for v in places[groups == n].mean(axis=0)))
            for n in range(count)
        )


def telling_words(counted: Sequence[Counter[str]]) -> list[tuple[str, ...]]:
    """For each group the words that are frequent in it and rare in the others (tf-idf), one of each stem."""
    groups_with = Counter(word for counts in counted for word in counts)
    found = []
    for counts in counted:
        score = {w: n * math.log(1.5 * len(counted) / groups_with[w]) for w, n in counts.items()}
        of_stem: dict[str, str] = {}
        for word in sorted(score, key=lambda word: (-score[word], word)):
            of_stem.setdefault(stem(word), word)
        found.append(tuple(of_stem.values())[:WORDS])
    return found


def subjects(text: str) -> set[str]:
    """The words (lower case) of a text that may name a group that it belongs to."""
    return {
        word
        for word in content_words(_OF_COURSE.sub(" ", text))
        if len(word) > 2 and not word.isdigit() and word not in _JOINTS
        if may_name(word) and not says_how(word)
    }
