"""What the memory browser asks of the engine: days, curves, the map, links, versions, narrowed lists."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from companion.errors import NotFound
from companion.events import Progress
from companion.memory import atlas
from companion.paths import Home
from companion.records import Kind, Memory, MemoryQuery, Status
from tests.clock import Clock
from tests.engines import Heard, of_kind, opened, run, tell, view_of

TALK = (
    "My sister Mara lives in Porto.",
    "I am allergic to peanuts.",
    "I work as a gardener in the botanical garden.",
)


async def fact(engine: object, word: str) -> Memory:
    (found,) = [m for m in await of_kind(engine, Kind.FACT) if word in m.text and m.status is not Status.SUPERSEDED]  # type: ignore[arg-type]
    return found


def test_days_count_what_was_said_and_learned(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            assert await engine.memory_days() == []
            replies = await tell(engine, *TALK)
            await engine.end_session(replies[0].session_id)
            clock.move(days=3)
            await tell(engine, "The roses are out.")
            first, second = await engine.memory_days()
            assert first.day == dt.date(2026, 5, 3)
            assert first.said == len(TALK), "replies of no model are not remembered"
            assert first.learned >= 3
            assert (second.day, second.said) == (dt.date(2026, 5, 6), 1)
            view = await engine.day(first.day)
            ((session, messages),) = view.conversations
            assert session.id == replies[0].session_id
            assert [m.text for m in messages if m.role == "user"] == list(TALK)
            assert any("peanuts" in learned.memory.text for learned in view.learned)
            assert all(learned.memory.kind is not Kind.EPISODE for learned in view.learned)
            empty = await engine.day(dt.date(2001, 1, 1))
            assert (empty.conversations, empty.learned, empty.summary) == ((), (), None)

    run(work())


def test_a_list_is_narrowed_by_person_by_time_and_by_ids(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            replies = await tell(engine, *TALK)
            await engine.end_session(replies[0].session_id)
            clock.move(days=3)
            await tell(engine, "The roses are out.")
            mara = await engine.memories(MemoryQuery(about="mara"))
            assert mara
            assert all("mara" in f"{v.memory.subject} {v.memory.keywords}".lower() for v in mara)
            late = await engine.memories(MemoryQuery(since=dt.date(2026, 5, 4)))
            assert {v.memory.day for v in late} == {dt.date(2026, 5, 6)}
            early = MemoryQuery(until=dt.date(2026, 5, 4))
            assert await engine.count_memories(early) + len(late) == await engine.count_memories()
            chosen = tuple(v.memory.id for v in await engine.memories())[1:4]
            assert {v.memory.id for v in await engine.memories(MemoryQuery(ids=chosen))} == set(chosen)
            assert await engine.count_memories(MemoryQuery(ids=())) == 0
            await engine.mute(chosen[0])
            (quiet,) = await engine.memories(MemoryQuery(muted=True))
            assert (quiet.memory.id, quiet.muted) == (chosen[0], True)
            assert (await engine.memory(chosen[0])).muted
            ordinary = await engine.count_memories(MemoryQuery(sensitive=False))
            assert ordinary + await engine.count_memories(MemoryQuery(sensitive=True)) == await engine.count_memories()

    run(work())


def test_what_is_looked_for_comes_kind_after_kind_on_pages_of_any_size(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            replies = await tell(engine, *TALK)
            await engine.end_session(replies[0].session_id)
            query = MemoryQuery(text="a", sort="matches")
            every = [view.memory for view in await engine.memories(query)]
            order = [{Kind.EPISODE: 1, Kind.EVENT: 2}.get(memory.kind, 0) for memory in every]
            assert order == sorted(order)
            assert set(order) == {0, 1, 2}
            assert len(every) == await engine.count_memories(query)
            for size in (1, 2, 3):
                pages = [
                    view.memory.id
                    for start in range(0, len(every), size)
                    for view in await engine.memories(replace(query, limit=size, offset=start))
                ]
                assert pages == [memory.id for memory in every]
            facts = await engine.memories(replace(query, kinds=(Kind.FACT, Kind.EVENT), limit=1000))
            assert [view.memory.id for view in facts] == [m.id for m in every if m.kind in (Kind.FACT, Kind.EVENT)]

    run(work())


def test_a_ranked_list_begins_with_what_recall_finds_first(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            replies = await tell(engine, *TALK)
            await engine.end_session(replies[0].session_id)
            cue = "What am I allergic to?"
            recalled = [hit.memory.id for hit in (await engine.recall(cue, 200)).hits]
            ranked = MemoryQuery(text=cue, ranked=True)
            assert [v.memory.id for v in await engine.memories(ranked)] == recalled
            assert await engine.count_memories(ranked) == len(recalled)
            facts = await engine.memories(MemoryQuery(text=cue, ranked=True, kinds=(Kind.FACT,)))
            assert all(v.memory.kind is Kind.FACT for v in facts)
            assert await engine.count_memories(MemoryQuery(text=" ", ranked=True)) == await engine.count_memories()

    run(work())


def test_uses_are_noted_and_drawn(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            await tell(engine, TALK[1])
            memory = (await view_of(engine, TALK[1])).memory
            assert (await engine.course(memory.id)).uses == ()
            clock.move(days=4)
            await tell(engine, "What am I allergic to?")
            found = await engine.course(memory.id)
            (use,) = found.uses
            assert use.use == "used"
            assert use.at == clock()
            assert found.earlier_uses == 0
            assert found.sentence == (await engine.memory(memory.id)).reason
            with pytest.raises(NotFound):
                await engine.course(9999)

    run(work())


def test_links_are_named_from_where_one_stands(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            for line in ("I live in Porto.", "I moved to Lisbon, I live in Lisbon now."):
                (reply,) = await tell(engine, line)
                await engine.end_session(reply.session_id)
                clock.move(days=30)
            new = await fact(engine, "Lisbon")
            named = {link.relation: link.view.memory for link in await engine.links(new.id)}
            assert "Porto" in named["replaces"].text
            assert named["from"].kind is Kind.EPISODE
            back = {link.relation: link.view.memory.id for link in await engine.links(named["replaces"].id)}
            assert back["replaced by"] == new.id
            taught = {link.relation: link.view.memory.id for link in await engine.links(named["from"].id)}
            assert taught["taught"] == new.id

    run(work())


def test_versions_keep_what_was_written_before(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            await tell(engine, TALK[1])
            memory = (await view_of(engine, TALK[1])).memory
            assert await engine.versions(memory.id) == []
            await engine.edit_memory(memory.id, "I am allergic to walnuts.")
            (old,) = await engine.versions(memory.id)
            assert (old.version, old.text, old.by) == (1, TALK[1], "user")

    run(work())


def test_the_map_is_kept_and_grows(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            heard = Heard(engine)
            assert len((await engine.memory_map()).ids) == 0
            await tell(engine, *TALK, "My cello is out of tune.", "Porto has steep streets.")
            first = await engine.memory_map()
            assert set(first.ids.tolist()) == {v.memory.id for v in await engine.memories()}
            assert sum(cluster.count for cluster in first.clusters) == len(first.ids)
            assert any(event.task == atlas.TASK for event in heard.of(Progress))
            await tell(engine, "The strings are new.")
            second = await engine.memory_map()
            kept = second.places[: len(first.ids)]
            assert (kept == first.places).all(), "what has a place keeps it"
            assert len(second.ids) == len(first.ids) + 1
            await engine.forget(int(second.ids[0]))
            assert int(second.ids[0]) not in (await engine.memory_map()).ids.tolist()
            one, other = await asyncio.gather(engine.memory_map(), engine.memory_map())
            assert (one.ids == other.ids).all()

    run(work())


def test_what_a_conversation_taught_is_told_with_what_it_replaced(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            assert await engine.lessons() == []
            for line in ("I live in Porto.", "I moved to Lisbon, I live in Lisbon now."):
                (reply,) = await tell(engine, line)
                await engine.end_session(reply.session_id)
                clock.move(days=30)
            last, first = await engine.lessons()
            (moved,) = [one for one in last.taught if "Lisbon" in one.view.memory.text and one.replaced is not None]
            assert moved.replaced is not None
            assert "Porto" in moved.replaced.text
            assert not moved.waits
            assert [one.replaced for one in first.taught] == [None]
            assert len(await engine.lessons(sessions=1)) == 1
            await engine.unlearn(last.session.id)
            assert [lesson.session.id for lesson in await engine.lessons()] == [first.session.id]

    run(work())


def test_health_names_what_doubles_and_contradicts_and_fades(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            replies = await tell(engine, *TALK)
            await engine.end_session(replies[0].session_id)
            health = await engine.memory_health()
            assert sum(health.kinds.values()) == await engine.count_memories()
            assert health.statuses[Status.ACTIVE] == await engine.count_memories(MemoryQuery(statuses=(Status.ACTIVE,)))
            assert (health.duplicates, health.contradictions, health.muted) == ((), (), 0)
            assert health.record_bytes > 0
            assert health.vectors >= await engine.count_memories()
            peanuts, garden = await fact(engine, "peanuts"), await fact(engine, "gardener")
            await engine.edit_memory(garden.id, peanuts.text.upper() + "!")
            await engine.mute(garden.id)
            twice = await engine.memory_health()
            assert [{v.memory.id for v in group} for group in twice.duplicates] == [{peanuts.id, garden.id}]
            assert twice.muted == 1
            due = await engine.fade(clock().date() + dt.timedelta(7))
            assert health.fading_count <= len(due)
            clock.move(days=20)
            assert (await engine.memory_health()).fading_count > 0

    run(work())


def test_a_checkup_asks_the_users_own_facts_and_strengthens_nothing(home: Home, clock: Clock) -> None:
    async def work() -> None:
        async with opened(home, clock, model_offline=True, encrypt=False) as engine:
            assert (await engine.checkup()).asked == 0
            replies = await tell(engine, *TALK)
            await engine.end_session(replies[0].session_id)
            heard = Heard(engine)
            before = await of_kind(engine, Kind.FACT)
            clock.move(days=2)
            found = await engine.checkup()
            assert found.asked == len(before)
            assert found.first <= found.near
            assert found.near + len(found.missed) == found.asked
            assert found.near > 0
            assert [event.done for event in heard.of(Progress)] == list(range(1, found.asked + 1))
            assert [m.decay for m in await of_kind(engine, Kind.FACT)] == [m.decay for m in before]

    run(work())
