"""Undoing what a conversation taught: exactly what was before, in any order, as often as one likes."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.errors import BadInput, NotFound
from companion.memory.decay import Use
from companion.models.choice import ModelChoice, Wanted
from companion.models.offline import Offline
from companion.paths import Home, resources_dir
from companion.personality.portrait import replay
from companion.records import Kind, Portrait, Role, Scope, Status
from companion.schedule.learning import Learning
from companion.schedule.unlearning import Unlearning
from companion.store import memories, portraits, search, transcripts
from companion.store.database import Connection
from tests.clock import Clock
from tests.engines import TEN_MESSAGES, events_of, of_kind, opened, run, tell
from tests.record import FADING, House, house

SAYINGS = (
    "My name is Nora.",
    "I live in Utrecht.",
    "I live in Ghent.",
    "I moved to Bergen last month.",
    "I love tennis.",
    "I hate tennis.",
    "I love tennis and long walks.",
    "I work as a nurse.",
    "I work as a gardener now.",
    "I'm allergic to walnuts.",
    "My sister Mira is a painter.",
    "I'm so nervous, I worry about every little detail of it.",
    "I always plan my week down to the hour.",
    "I have an interview next Tuesday.",
    "Please call me Nono.",
    "Please keep your answers short.",
)
Sitting = tuple[str, ...]
sittings = st.lists(st.sampled_from(SAYINGS), min_size=1, max_size=5).map(tuple)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(slots=True)
class School:
    """Learning and unlearning on a record of their own."""

    parts: House
    learning: Learning
    unlearning: Unlearning

    async def learn(self, *lines: str) -> int:
        """A session two days later, learned from; its id."""
        now = self.parts.clock.move(days=2)
        spoken = [part for line in lines for part in (line, "I see.")]
        told = await self.parts.hear(*spoken, at=now)
        await self.learning.end(told.session)
        await self.learning.work_off()
        return told.session

    async def state(self) -> tuple[list[Any], Portrait]:
        """All memories that are not forgotten, to the last column, and the portrait."""

        def read(con: Connection) -> tuple[list[Any], Portrait]:
            rows = con.execute("select * from memories where status <> 'forgotten' order by id").fetchall()
            sources = con.execute(
                """select s.* from memory_sources s join memories m on m.id = s.memory_id
                where m.status <> 'forgotten' and m.kind <> 'event' order by 1, 2, 3, 4"""
            ).fetchall()
            by_words = search.lexical(con, ["nora", "tennis", "live", "allergic"], 999).keys()
            return [rows, sources, by_words], portraits.load(con)

        return await self.parts.db.read(read)

    async def in_force(self) -> list[tuple[str, str, str]]:
        def read(con: Connection) -> list[tuple[str, str, str]]:
            return con.execute(
                """select kind, text, status from memories where kind in ('fact', 'intention', 'lesson')
                and status <> 'forgotten' order by 1, 2, 3"""
            ).fetchall()

        return await self.parts.db.read(read)


@asynccontextmanager
async def school(folder: Path) -> AsyncIterator[School]:
    async with house(folder, chroma=False) as parts:
        wanted = Wanted("http://127.0.0.1:1", "", True, 4096, 0.7)
        model = ModelChoice(lambda: wanted, lambda status: None, Offline())
        common = (lambda: FADING, parts.events.append, parts.clock)
        learning = Learning(parts.db, parts.index, model, *common, resources_dir())
        yield School(parts, learning, Unlearning(parts.db, parts.index, learning, *common))


def on_a_record(work: Any) -> None:
    async def go() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with school(Path(folder)) as at_work:
                await work(at_work)

    run(go())


@few
@given(st.lists(sittings, max_size=3), sittings)
def test_unlearning_gives_exactly_what_was_before(history: Sequence[Sitting], last: Sitting) -> None:
    async def work(here: School) -> None:
        for lines in history:
            await here.learn(*lines)
        now = here.parts.clock.move(days=2)
        told = await here.parts.hear(*(part for line in last for part in (line, "I see.")), at=now)
        await here.learning.work_off()
        before = await here.state()
        await here.learning.end(told.session)
        await here.learning.work_off()
        learned = await here.in_force()
        await here.unlearning.unlearn(told.session)
        assert await here.state() == before
        assert await here.unlearning.unlearn(told.session) == ()
        assert await here.state() == before
        assert await here.unlearning.relearn(told.session)
        assert await here.in_force() == learned
        assert not await here.unlearning.relearn(told.session)
        await here.unlearning.unlearn(told.session)
        assert await here.state() == before
        rows = await here.parts.db.read(portraits.ledger)
        again = {trait.name: trait for trait in replay(rows[::-1])}
        assert all(again[trait.name] == trait for trait in before[1].traits)

    on_a_record(work)


@few
@given(st.lists(sittings, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_unlearning_all_in_any_order_leaves_nothing(history: Sequence[Sitting], random: Any) -> None:
    async def work(here: School) -> None:
        sessions = [await here.learn(*lines) for lines in history]
        random.shuffle(sessions)
        for session in sessions:
            await here.unlearning.unlearn(session)
            assert_one_home(await here.in_force())
        assert await here.in_force() == []
        portrait = await here.parts.db.read(portraits.load)
        assert all(abs(trait.score) < 1e-9 and trait.evidence == 0 for trait in portrait.traits)
        assert (portrait.items, portrait.moods, portrait.sessions) == ((), (), 0)
        kept = await here.parts.db.read(lambda con: search.all_ids(con, Kind.EPISODE))
        assert len(kept) == 2 * sum(map(len, history))

    on_a_record(work)


def assert_one_home(found: Sequence[tuple[str, str, str]]) -> None:
    """Whatever was taken back, a person lives in one place."""
    homes = [text for _, text, status in found if status in ("active", "dormant") and ("live in" in text)]
    assert len(homes) <= 1


def test_what_was_ended_holds_again_with_its_interval_open() -> None:
    async def work(here: School) -> None:
        await here.learn("I live in Utrecht.")
        second = await here.learn("I live in Ghent now.")
        await here.unlearning.unlearn(second)
        assert await here.in_force() == [("fact", "I live in Utrecht", "active")]
        [home] = await here.parts.db.read(lambda con: memories.about(con, Kind.FACT, "user"))
        assert (home.valid_until, home.fades_at is None) == (None, False)

    on_a_record(work)


def test_the_middle_of_a_chain_goes_and_its_ends_stay_in_order() -> None:
    async def work(here: School) -> None:
        await here.learn("I live in Utrecht.")
        second = await here.learn("I live in Ghent now.")
        third = await here.learn("I live in Bergen now.")
        await here.unlearning.unlearn(second)
        assert await here.in_force() == [
            ("fact", "I live in Bergen now", "active"),
            ("fact", "I live in Utrecht", "superseded"),
        ]
        await here.unlearning.unlearn(third)
        assert await here.in_force() == [("fact", "I live in Utrecht", "active")]

    on_a_record(work)


def test_what_another_conversation_said_too_stays_with_that_one() -> None:
    async def work(here: School) -> None:
        first = await here.learn("I am allergic to walnuts.")
        second = await here.learn("I'm allergic to walnuts!")
        await here.unlearning.unlearn(first)
        [fact] = await here.parts.db.read(lambda con: memories.about(con, Kind.FACT, "user"))
        assert (fact.session_id, len(fact.sources)) == (second, 1)
        await here.unlearning.unlearn(second)
        assert await here.in_force() == []

    on_a_record(work)


def test_what_was_used_since_keeps_its_strength() -> None:
    async def work(here: School) -> None:
        await here.learn("I love tennis.")
        second = await here.learn("I love tennis.")
        [fact] = await here.parts.db.read(lambda con: memories.about(con, Kind.FACT, "user"))
        await here.parts.uses.reinforce([fact.id], here.parts.clock.move(days=3), Use.USED)
        [used] = await here.parts.db.read(lambda con: memories.about(con, Kind.FACT, "user"))
        await here.unlearning.unlearn(second)
        [kept] = await here.parts.db.read(lambda con: memories.about(con, Kind.FACT, "user"))
        assert kept.decay == used.decay
        assert len(kept.sources) == 1

    on_a_record(work)


def test_a_locked_trait_stays_where_it_is() -> None:
    async def work(here: School) -> None:
        session = await here.learn(
            "I'm so nervous, I worry about every little detail of it.", "I always plan my week down to the hour."
        )
        await here.parts.db.write(lambda con: portraits.set_lock(con, "neuroticism", True))
        moved = {t.name: t for t in (await here.parts.db.read(portraits.load)).traits}
        assert moved["neuroticism"].score
        await here.unlearning.unlearn(session)
        after = {t.name: t for t in (await here.parts.db.read(portraits.load)).traits}
        assert after["neuroticism"] == moved["neuroticism"]
        assert after["conscientiousness"].score == 0

    on_a_record(work)


def test_a_learning_that_is_still_to_come_is_called_off_and_can_be_asked_for() -> None:
    async def work(here: School) -> None:
        told = await here.parts.hear("My name is Nora.", "Hello Nora.")
        await here.learning.end(told.session)
        await here.unlearning.unlearn(told.session)
        await here.learning.work_off()
        assert await here.in_force() == []
        assert await here.unlearning.relearn(told.session)
        assert [text for _, text, _ in await here.in_force()] == ["My name is Nora"]

    on_a_record(work)


def test_a_conversation_of_older_notes_is_refused_untouched() -> None:
    async def work(here: School) -> None:
        session = await here.learn("My name is Nora.")
        await here.parts.db.write(lambda con: con.execute("delete from lessons") and None)
        before = await here.state()
        with pytest.raises(BadInput):
            await here.unlearning.unlearn(session)
        assert await here.state() == before
        with pytest.raises(NotFound):
            await here.unlearning.unlearn(99)

    on_a_record(work)


def test_the_days_weeks_and_story_are_told_anew_without_it(home: Home, clock: Clock) -> None:
    async def go() -> None:
        async with opened(home, clock) as engine:
            first = (await tell(engine, *TEN_MESSAGES))[0].session_id
            await engine.end_session(first)
            clock.move(days=1)
            second = (await tell(engine, "I play the trombone in a brass band."))[0].session_id
            await engine.end_session(second)
            clock.move(days=8)
            await engine.tick()
            for scope in (Scope.WEEK, Scope.STORY):
                assert any("trombone" in event.text for event in await events_of(engine, scope))
            changed = await engine.unlearn(second)
            assert changed
            for scope in Scope:
                assert not any("trombone" in event.text for event in await events_of(engine, scope))
            assert await engine.doctor()
            assert {check.name: check.state for check in await engine.doctor()}["index"] == "ok"
            titles = {session.id: session.title for session in await engine.sessions()}
            assert titles[second]
            assert await engine.relearn(second)
            assert any("trombone" in event.text for event in await events_of(engine, Scope.STORY))
            assert any("trombone" in memory.text for memory in await of_kind(engine, Kind.FACT))
            assert {check.name: check.state for check in await engine.doctor()}["index"] == "ok"

    run(go())


def test_one_memory_of_it_can_be_restored_by_hand(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            session = (await tell(engine, "My name is Nora and I live in Utrecht."))[0].session_id
            await engine.end_session(session)
            [fact] = [memory for memory in await of_kind(engine, Kind.FACT) if "Utrecht" in memory.text]
            await engine.unlearn(session)
            assert await of_kind(engine, Kind.FACT) == []
            await engine.restore(fact.id)
            assert (await engine.memory(fact.id)).memory.status is Status.ACTIVE

    run(go())


def test_what_is_said_after_the_undo_is_learned_alone() -> None:
    async def work(here: School) -> None:
        session = await here.learn("My name is Nora.")
        await here.unlearning.unlearn(session)
        at = here.parts.clock.move(hours=1)

        def more(con: Connection) -> None:
            transcripts.reopen_session(con, session)
            transcripts.add_message(con, session, Role.USER, "Nora", "I love tennis.", at, at.date())

        await here.parts.db.write(more)
        await here.learning.end(session)
        await here.learning.work_off()
        assert [text for _, text, _ in await here.in_force()] == ["I love tennis"]
        assert await here.unlearning.relearn(session)
        assert {text for _, text, _ in await here.in_force()} == {"I love tennis", "My name is Nora"}

    on_a_record(work)
