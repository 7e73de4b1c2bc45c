"""Forgetting through the engine's door: what fades by itself, what use keeps, and what a question brings back."""

from __future__ import annotations

import asyncio
import datetime as dt
import math

import pytest

from companion.engine import Engine
from companion.events import MemoriesChanged
from companion.memory.decay import STRENGTH_PER_USE
from companion.paths import Home
from companion.records import Kind, Memory, MemoryView, Status
from tests.clock import Clock
from tests.engines import Heard, configure, of_kind, opened, run, tell, view_of
from tests.hashing_embedder import HashingEmbedder
from tests.ollama_replies import Reply
from tests.ollama_server import OllamaServer

SCARF = "I bought a green scarf in Lisbon."
SHOES = "The weather was grey and I bought shoes."


async def by_text(engine: Engine) -> dict[str, MemoryView]:
    return {view.memory.text: view for view in await engine.memories()}


def expected(memory: Memory, now: dt.datetime) -> float:
    """The paper's formula, written out: R = exp(-t/S), both in days."""
    return math.exp(-((now - memory.decay.anchor_at) / dt.timedelta(days=1)) / memory.decay.strength)


class TestFading:
    def test_three_days_later_the_unused_have_faded_as_the_formula_says_and_the_used_less(
        self, home: Home, clock: Clock
    ) -> None:
        async def go() -> None:
            async with OllamaServer() as server, opened(home, clock, model_host=server.host) as engine:
                server.script.replies = [Reply("Nice."), Reply("I see."), Reply("Your green scarf from Lisbon!")]
                await tell(engine, SCARF)
                await tell(engine, SHOES)
                born = await by_text(engine)
                assert born[SCARF].retention == 1.0
                clock.move(days=1.5)
                await tell(engine, "What could I wear tonight from my travels?")
                clock.move(days=1.5)
                now = await by_text(engine)
                unused, used = now[SHOES], now[SCARF]
                strength = born[SHOES].memory.decay.strength
                assert unused.retention == pytest.approx(math.exp(-3 / strength))
                assert used.memory.decay.strength == pytest.approx(born[SCARF].memory.decay.strength + STRENGTH_PER_USE)
                assert used.retention == pytest.approx(math.exp(-1.5 / used.memory.decay.strength))
                assert used.retention > math.exp(-3 / born[SCARF].memory.decay.strength)
                assert "Used once" in used.reason
                for view in now.values():
                    assert view.retention == pytest.approx(expected(view.memory, clock.now))

        run(go())

    def test_dormant_on_the_foretold_day_and_not_before(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                await tell(engine, SHOES)
                foretold = (await view_of(engine, SHOES)).memory.fades_at
                assert foretold is not None
                assert [v.memory.text for v in await engine.fade(foretold.date())] == [SHOES]
                assert await engine.fade(foretold.date() - dt.timedelta(days=1)) == []
                clock.now = foretold - dt.timedelta(seconds=1)
                await engine.tick()
                assert (await view_of(engine, SHOES)).memory.status is Status.ACTIVE
                heard = Heard(engine)
                clock.now = foretold
                await engine.tick()
                sleeping = await view_of(engine, SHOES)
                assert sleeping.memory.status is Status.DORMANT
                assert sleeping.retention == pytest.approx(engine.settings.number("decay_threshold"))
                assert MemoriesChanged((sleeping.memory.id,)) in heard.events
                heard.events.clear()
                await engine.tick()
                assert heard.of(MemoriesChanged) == []
                assert all(check.state != "error" for check in await engine.doctor())

        run(go())

    def test_a_dormant_memory_answers_a_question_and_that_use_revives_it(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                await tell(engine, SHOES)
                clock.move(days=200)
                await engine.tick()
                assert (await view_of(engine, SHOES)).memory.status is Status.DORMANT
                [reply] = await tell(engine, "What did I buy when the weather was grey?")
                assert "You told me on 3 May 2026" in reply.text
                revived = await view_of(engine, SHOES)
                assert revived.memory.status is Status.ACTIVE
                assert revived.memory.decay.uses == 1
                assert revived.memory.fades_at is not None
                assert revived.memory.fades_at > clock.now
                await engine.tick()
                assert (await view_of(engine, SHOES)).memory.status is Status.ACTIVE
                assert all(check.state != "error" for check in await engine.doctor())

        run(go())

    def test_pinned_memories_do_not_fade(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                await tell(engine, SHOES, SCARF)
                kept = (await view_of(engine, SHOES)).memory.id
                await engine.pin(kept, True)
                clock.move(days=1000)
                await engine.tick()
                assert (await engine.memory(kept)).memory.status is Status.ACTIVE
                assert (await engine.memory(kept)).retention == 1.0
                assert (await view_of(engine, SCARF)).memory.status is Status.DORMANT
                await engine.pin(kept, False)
                await engine.tick()
                assert (await engine.memory(kept)).memory.status is Status.DORMANT
                await engine.pin(kept, True)
                assert (await engine.memory(kept)).memory.status is Status.ACTIVE

        run(go())

    def test_being_recalled_is_not_being_used(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                await tell(engine, SCARF)
                before = (await view_of(engine, SCARF)).memory
                clock.move(days=2)
                for _ in range(5):
                    assert (await engine.recall("green scarf Lisbon", 3)).hits
                await engine.memory(before.id)
                assert (await view_of(engine, SCARF)).memory.decay == before.decay

        run(go())

    def test_time_that_passed_while_the_app_was_closed_counts(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                await tell(engine, SHOES)
            clock.move(days=100)
            engine = Engine(home, clock=clock, embedder=HashingEmbedder())
            heard = Heard(engine)
            await engine.start()
            try:
                shoes = (await view_of(engine, SHOES)).memory.id
                await heard.until(lambda: any(shoes in event.memory_ids for event in heard.of(MemoriesChanged)))
                assert (await engine.memory(shoes)).memory.status is Status.DORMANT
            finally:
                await engine.close()

        run(go())


class TestChangeOfCurve:
    async def settled(self, engine: Engine, heard: Heard) -> None:
        """A change of curve is worked off in the background; it says so at the end."""
        await heard.until(lambda: MemoriesChanged() in heard.events)
        await asyncio.sleep(0)

    def test_a_higher_threshold_lets_memories_fade_sooner_and_a_lower_one_wakes_them(
        self, home: Home, clock: Clock
    ) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                await tell(engine, SHOES)
                clock.move(days=2)
                await engine.tick()
                shoes = (await view_of(engine, SHOES)).memory
                assert shoes.status is Status.ACTIVE
                heard = Heard(engine)
                await engine.change_settings({"decay_threshold": 0.9})
                await heard.until(lambda: any(shoes.id in event.memory_ids for event in heard.of(MemoriesChanged)))
                assert (await engine.memory(shoes.id)).memory.status is Status.DORMANT
                heard.events.clear()
                await engine.change_settings({"decay_threshold": 0.05})
                await self.settled(engine, heard)
                assert (await engine.memory(shoes.id)).memory.status is Status.ACTIVE
                assert all(check.state != "error" for check in await engine.doctor())

        run(go())

    def test_another_curve_gives_other_dates_and_the_way_back_the_old_ones(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                await tell(engine, SCARF, SHOES)
                old = {m.id: m.fades_at for m in await of_kind(engine, Kind.EPISODE)}
                heard = Heard(engine)
                await engine.change_settings({"decay_curve": "fsrs"})
                await self.settled(engine, heard)
                assert {m.id: m.fades_at for m in await of_kind(engine, Kind.EPISODE)} != old
                heard.events.clear()
                await engine.change_settings({"decay_curve": "ebbinghaus"})
                await self.settled(engine, heard)
                assert {m.id: m.fades_at for m in await of_kind(engine, Kind.EPISODE)} == old

        run(go())

    def test_a_change_made_while_the_app_was_closed_is_caught_up_with(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                await tell(engine, SHOES)
                old = (await view_of(engine, SHOES)).memory.fades_at
            configure(home, decay_threshold=0.6)
            engine = Engine(home, clock=clock, embedder=HashingEmbedder())
            heard = Heard(engine)
            await engine.start()
            try:
                await heard.until(lambda: MemoriesChanged() in heard.events)
                new = (await view_of(engine, SHOES)).memory.fades_at
                assert old is not None
                assert new is not None
                assert new < old
            finally:
                await engine.close()

        run(go())

    def test_changes_in_quick_succession_end_with_the_last(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                await tell(engine, *(f"I saw ship number {n} in the harbour." for n in range(12)))
                old = {m.id: m.fades_at for m in await of_kind(engine, Kind.EPISODE)}
                heard = Heard(engine)
                for value in (0.3, 0.5, 0.7, 0.2):
                    await engine.change_settings({"decay_threshold": value})
                await heard.until(lambda: heard.events.count(MemoriesChanged()) == 4)
                assert {m.id: m.fades_at for m in await of_kind(engine, Kind.EPISODE)} == old

        run(go())
