"""How much of what is recalled a prompt shows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from companion.language.tokens import estimate_tokens
from companion.memory.packing import LINE_END, SESSION_HEADER
from companion.memory.shown import WHOLE, shown
from companion.models.embedder import MiniLM
from companion.records import Kind, Memory, Recall
from tests.clock import MORNING
from tests.engines import run
from tests.record import House, house

DAY = dt.timedelta(days=1)
HIKES = tuple(f"Wow, you are so kind! I walked {miles} miles along the coast of Fife." for miles in range(2, 12))


async def recalled(parts: House) -> Recall:
    """Ten walks on ten days, recalled by one question."""
    for place, line in enumerate(HIKES):
        await parts.hear(line, "How lovely!", at=MORNING - (20 - place) * DAY)
    found = await parts.recaller.recall("Which walks along the coast have I told of?", parts.clock(), k=20)
    return Recall(found.cue, tuple(hit for hit in found.hits if hit.memory.text in HIKES))


def test_the_best_are_whole_and_the_others_cut_to_what_they_tell(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            found = await recalled(parts)
            given = await parts.db.read(lambda con: shown(con, found, 1000))
            texts = {memory.id: memory.text for memory in given}
            assert [texts[hit.memory.id] for hit in found.hits[:WHOLE]] == [h.memory.text for h in found.hits[:WHOLE]]
            assert len(found.hits) == len(HIKES)
            for hit in found.hits[WHOLE:]:
                assert texts[hit.memory.id] == hit.memory.text.removeprefix("Wow, you are so kind! ")

    run(work())


def test_what_is_cut_makes_room_within_the_budget(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            found = await recalled(parts)
            whole = sum(cost(hit.memory) for hit in found.hits)
            given = await parts.db.read(lambda con: shown(con, found, whole - WHOLE))
            assert {hit.memory.id for hit in found.hits} <= {memory.id for memory in given}
            assert sum(cost(memory) for memory in given) <= whole - WHOLE

    run(work())


def test_the_record_keeps_every_word(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            found = await recalled(parts)
            await parts.db.read(lambda con: shown(con, found, 1000))
            kept = await parts.recaller.recall(found.cue, parts.clock(), k=20)
            assert {hit.memory.text for hit in kept.hits if hit.memory.kind is Kind.EPISODE} >= set(HIKES)

    run(work())


def test_what_was_forgotten_meanwhile_is_not_shown(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            found = await recalled(parts)
            gone = found.hits[0].memory.id
            await parts.forget(gone)
            given = await parts.db.read(lambda con: shown(con, found, 1000))
            assert given
            assert gone not in {memory.id for memory in given}

    run(work())


def cost(memory: Memory) -> int:
    """A memory on a day of its own."""
    return estimate_tokens(f"{memory.speaker}: {memory.text}") + LINE_END + SESSION_HEADER
