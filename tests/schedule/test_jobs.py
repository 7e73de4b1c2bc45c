"""The clockwork by itself: a change of curve that was interrupted goes on where it stopped."""

from __future__ import annotations

import pytest

from companion.memory.decay import fades_at
from companion.paths import Home
from companion.records import MemoryQuery, Status
from companion.schedule import jobs
from companion.store import house
from tests.clock import Clock
from tests.engines import configure, opened, run, tell


def test_an_interrupted_change_goes_on_where_it_stopped(
    home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_PAGE", 2)

    async def go() -> None:
        async with opened(home, clock) as engine:
            await tell(engine, *(f"I saw ship number {n} in the harbour." for n in range(6)))
        configure(home, decay_threshold=0.5)
        async with opened(home, clock) as engine:
            work, db = engine._at_work.jobs, engine._db
            fading = engine._fading()
            reached, _ = await db.write(lambda con: work._refade_page(con, 0, fading))
            assert reached is not None
            untouched = await db.write(
                lambda con: con.execute("update memories set fades_at = 1 where id <= ?", (reached,))
            )
            assert untouched.rowcount == 2
            await work.refade()
            views = {v.memory.id: v.memory for v in await engine.memories(MemoryQuery(statuses=tuple(Status)))}
            for memory_id, memory in views.items():
                wanted = fades_at(memory.decay, fading.threshold, fading.curve)
                assert (memory.fades_at == wanted) == (memory_id > reached)
            assert await db.read(lambda con: house.note(con, "refading")) is None

    run(go())


def test_an_interrupted_change_to_another_rule_begins_anew(
    home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_PAGE", 2)

    async def go() -> None:
        configure(home, decay_threshold=0.5)
        async with opened(home, clock) as engine:
            await tell(engine, *(f"I saw ship number {n} in the harbour." for n in range(6)))
            fading = engine._fading()
            await engine._db.write(lambda con: engine._at_work.jobs._refade_page(con, 0, fading))
        configure(home, decay_threshold=0.3)
        async with opened(home, clock) as engine:
            await engine._at_work.jobs.refade()
            rule = engine._fading()
            for view in await engine.memories():
                assert view.memory.fades_at == fades_at(view.memory.decay, rule.threshold, rule.curve)

    run(go())
