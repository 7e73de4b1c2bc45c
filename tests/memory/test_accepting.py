"""The user's word on what was learned: accepted, refused, never again; and what waits for it."""

from __future__ import annotations

from companion.engine import Engine
from companion.paths import Home
from companion.records import Kind, Memory, MemoryQuery, Status
from tests.clock import Clock
from tests.engines import of_kind, opened, run, tell


async def taught(engine: Engine, line: str) -> None:
    (reply,) = await tell(engine, line)
    await engine.end_session(reply.session_id)


async def home_of(engine: Engine, place: str) -> Memory:
    (found,) = [m for m in await of_kind(engine, Kind.FACT) if m.relation == "lives_in" and place in m.text]
    return found


def test_what_contradicts_a_pinned_memory_waits_and_ends_it_once_accepted(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            await taught(engine, "I live in Porto.")
            old = await home_of(engine, "Porto")
            await engine.pin(old.id, True)
            clock.move(days=30)
            await taught(engine, "I live in Lisbon now.")
            new = await home_of(engine, "Lisbon")
            assert new.status is Status.INBOX
            (pair,) = (await engine.memory_health()).contradictions
            assert [view.memory.id for view in pair] == [new.id, old.id]
            waiting = [one for lesson in await engine.lessons() for one in lesson.taught if one.waits]
            assert [(one.view.memory.id, one.replaced and one.replaced.id) for one in waiting] == [(new.id, old.id)]
            change = await engine.accept(new.id)
            assert change is not None
            assert (await engine.memory(new.id)).memory.status is Status.ACTIVE
            ended = (await engine.memory(old.id)).memory
            assert (ended.status, ended.valid_until) == (Status.SUPERSEDED, new.day)
            await engine.undo(change.id)
            assert (await engine.memory(new.id)).memory.status is Status.INBOX
            again = (await engine.memory(old.id)).memory
            assert (again.status, again.valid_until, again.pinned) == (Status.ACTIVE, None, True)
            assert await engine.accept(old.id) is None, "it does not wait"

    run(work())


def test_what_is_refused_is_out_of_recall_and_what_was_said_stays(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            await taught(engine, "I am allergic to peanuts.")
            (learned,) = await of_kind(engine, Kind.FACT)
            change = await engine.refuse(learned.id)
            assert change is not None
            assert await of_kind(engine, Kind.FACT) == []
            assert learned.id not in {hit.memory.id for hit in (await engine.recall("allergic to peanuts")).hits}
            assert len(await of_kind(engine, Kind.EPISODE)) == 1
            assert await engine.lessons() == []
            await engine.undo(change.id)
            assert [memory.id for memory in await of_kind(engine, Kind.FACT)] == [learned.id]

    run(work())


def test_a_kind_that_is_never_wanted_is_not_learned_until_it_is_allowed_again(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            await taught(engine, "I am allergic to peanuts.")
            (learned,) = await of_kind(engine, Kind.FACT)
            await engine.never(learned.id)
            clock.move(days=1)
            await taught(engine, "I am allergic to pollen.")
            assert await of_kind(engine, Kind.FACT) == []
            (rule,) = await engine.refusals()
            assert (rule.kind, rule.relation) == (Kind.FACT, "allergic_to")
            assert await engine.drop_refusal(rule.id)
            assert not await engine.drop_refusal(rule.id)
            clock.move(days=1)
            await taught(engine, "I am allergic to shellfish.")
            (fact,) = await of_kind(engine, Kind.FACT)
            assert "shellfish" in fact.text

    run(work())


def test_the_settings_say_which_kinds_wait(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            await engine.change_settings({"ask_facts": True})
            await taught(engine, "I am allergic to peanuts.")
            await taught(engine, "Please keep your answers short.")
            waiting = await engine.memories(MemoryQuery(statuses=(Status.INBOX,)))
            assert [view.memory.kind for view in waiting] == [Kind.FACT]
            (lesson,) = await of_kind(engine, Kind.LESSON)
            assert lesson.status is Status.ACTIVE

    run(work())
