"""How the memory is doing: counts, what doubles, what contradicts, and a checkup that asks recall about the facts."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from companion.events import Event, Progress
from companion.language.words import content_words
from companion.memory.decisions import is_single_valued
from companion.memory.recall import Recaller
from companion.records import Checkup, Kind, Memory, MemoryHealth, MemoryView
from companion.store import decay_states, health, memories, muting, search, spaces
from companion.store.database import Connection, Database

WEEK = dt.timedelta(days=7)
MOST = 50
"""Groups, pairs and fading memories that are named; the counts are of all."""
WITHIN = 5
"""Places among which an answer counts as found."""
TASK = "checkup"
"""The name of the checkup in `Progress`."""


async def look(
    db: Database, embedder: str, files: Path, seen: Callable[[Memory], MemoryView], now: dt.datetime
) -> MemoryHealth:
    """The numbers of today. `files` is the folder of the index."""

    def read(con: Connection) -> MemoryHealth:
        alike = health.alike(con, MOST)
        pairs = list(dict.fromkeys([*health.contradicting(con, MOST), *_rivals(con)]))[:MOST]
        wanted = {i for group in (*alike, *pairs) for i in group}
        found = {i: seen(memory) for i, memory in memories.by_ids(con, wanted).items()}
        here = spaces.chosen(con)
        fading = [memory for memory in decay_states.fading_until(con, now + WEEK) if memory.space == here]
        return MemoryHealth(
            kinds=health.by_kind(con),
            statuses=health.by_status(con),
            muted=len(muting.muted(con)),
            record_bytes=health.record_bytes(con),
            index_bytes=_size(files),
            vectors=search.count_vectors(con, embedder),
            duplicates=tuple(tuple(found[i] for i in group) for group in alike),
            contradictions=tuple((found[one], found[other]) for one, other in pairs),
            fading_count=len(fading),
            fading=tuple(seen(memory) for memory in sorted(fading, key=_first_to_see)[:MOST]),
        )

    return await db.read(read)


def _first_to_see(memory: Memory) -> tuple[bool, float]:
    """What was learned before what was merely said, and what weighs most first; equals stay as they are."""
    return memory.kind is Kind.EPISODE, -memory.importance


def _rivals(con: Connection) -> list[tuple[int, int]]:
    """Facts of which only one can be true at a time, the newest against the one before."""
    return [(ids[-1], ids[-2]) for relation, ids in health.several_values(con) if is_single_valued(relation)]


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0


def cue_for(memory: Memory) -> str:
    """A question from half of the words of a fact: every other one that carries a subject."""
    return f"What about {' '.join(content_words(memory.text)[::2])}?"


async def check_up(
    db: Database,
    recaller: Recaller,
    seen: Callable[[Memory], MemoryView],
    emit: Callable[[Event], None],
    now: dt.datetime,
    count: int,
    space: str = "",
) -> Checkup:
    """Ask recall about up to `count` facts, and see whether each, or its turn, is found. Strengthens nothing.

    The choice is another every day. It yields between two questions, so that a conversation can go on.
    """
    asked = await db.read(lambda con: health.to_ask_about(con, count, now.toordinal()))
    first = near = 0
    missed: list[MemoryView] = []
    for number, (memory, turns) in enumerate(asked, 1):
        hits = (await recaller.recall(cue_for(memory), now, k=WITHIN, space=space)).hits
        places = [place for place, hit in enumerate(hits) if hit.memory.id in {memory.id, *turns}]
        if not places:
            missed.append(seen(memory))
        else:
            near += 1
            first += places[0] == 0
        emit(Progress(TASK, number, len(asked)))
        await asyncio.sleep(0)
    return Checkup(len(asked), first, near, tuple(missed))
