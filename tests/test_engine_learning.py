"""What an ended session leaves behind, and that it is learned from exactly once, whatever happened in between."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from pathlib import Path

import pytest

from companion.engine import Engine
from companion.events import MemoriesChanged, PortraitChanged, SessionChanged
from companion.paths import Home, resources_dir
from companion.records import Kind, MemoryQuery, Scope
from tests.clock import Clock
from tests.engines import TEN_MESSAGES, Heard, configure, events_of, of_kind, opened, run, tell
from tests.hashing_embedder import HashingEmbedder
from tests.ollama_replies import Failure, Reply
from tests.ollama_server import OllamaServer


class TestTenMessages:
    def test_leave_an_event_facts_and_a_portrait_with_their_source_words(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                heard = Heard(engine)
                replies = await tell(engine, *TEN_MESSAGES)
                session = replies[0].session_id
                await engine.end_session(session)
                assert heard.of(PortraitChanged)
                assert heard.of(MemoriesChanged)
                assert SessionChanged(session) in heard.events
                [event] = await events_of(engine, Scope.SESSION)
                assert event.session_id == session
                facts = await of_kind(engine, Kind.FACT, Kind.INTENTION, Kind.LESSON)
                assert {memory.kind for memory in facts} == {Kind.FACT, Kind.INTENTION, Kind.LESSON}
                for memory in facts:
                    quotes = (await engine.memory(memory.id)).quotes
                    assert quotes
                    for message, source in quotes:
                        assert message.text in TEN_MESSAGES
                        assert message.text[source.start : source.end]
                texts = " | ".join(memory.text for memory in facts)
                for word in ("Nora", "Utrecht", "nurse", "Mira", "interview", "short"):
                    assert word in texts
                portrait = await engine.portrait()
                assert portrait.sessions == 1
                moved = {trait.name: trait for trait in portrait.traits if trait.evidence}
                assert moved["neuroticism"].score > 0
                assert moved["conscientiousness"].score > 0
                for entry in await engine.ledger():
                    assert entry.session_id == session
                    assert any(entry.quote in text for text in TEN_MESSAGES)
                [session_row] = await engine.sessions()
                assert session_row.ended_at is not None
                assert session_row.consolidated_at is not None
                assert session_row.title

        run(go())

    def test_a_session_of_nothing_but_greetings_teaches_nothing_and_is_done(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                [reply] = await tell(engine, "Hello!")
                await engine.end_session(reply.session_id)
                assert await of_kind(engine, Kind.FACT, Kind.INTENTION, Kind.LESSON) == []
                assert (await engine.portrait()).sessions == 1
                assert (await engine.sessions())[0].consolidated_at is not None

        run(go())


async def once(engine: Engine, sessions: int = 1) -> None:
    """The portrait and the memories are those of one learning, not of two."""
    assert (await engine.portrait()).sessions == sessions
    facts = [m.text for m in await of_kind(engine, Kind.FACT, Kind.INTENTION, Kind.LESSON)]
    assert len(facts) == len(set(facts))
    assert facts
    assert len(await events_of(engine, Scope.SESSION)) == sessions
    ledger = await engine.ledger()
    assert len({(entry.trait, entry.message_id, entry.quote) for entry in ledger}) == len(ledger)


class TestExactlyOnce:
    def test_ended_twice_and_at_the_same_time(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                replies = await tell(engine, *TEN_MESSAGES)
                session = replies[0].session_id
                await asyncio.gather(*(engine.end_session(session) for _ in range(3)))
                before = await engine.portrait()
                await engine.end_session(session)
                await engine.tick()
                assert await engine.portrait() == before
                await once(engine)

        run(go())

    def test_after_a_quit(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                await tell(engine, *TEN_MESSAGES)
                assert (await engine.portrait()).sessions == 0
            for _ in range(2):
                async with opened(home, clock) as engine:
                    await engine.tick()
                    await once(engine)

        run(go())

    def test_a_crash_before_the_end_is_caught_up_with_when_the_silence_is_long_enough(
        self, home: Home, clock: Clock
    ) -> None:
        async def go() -> None:
            await crash(home, clock)
            clock.move(minutes=19)
            async with opened(home, clock) as engine:
                await engine.tick()
                assert (await engine.portrait()).sessions == 0
                clock.move(minutes=1)
                await engine.tick()
                await once(engine)

        run(go())

    def test_a_start_catches_up_by_itself(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            await crash(home, clock)
            clock.move(hours=9)
            engine = Engine(home, clock=clock, embedder=HashingEmbedder())
            heard = Heard(engine)
            await engine.start()
            try:
                await heard.until(lambda: heard.of(PortraitChanged))
                await once(engine)
            finally:
                await engine.close()

        run(go())

    def test_a_session_that_goes_on_is_learned_from_again_for_its_new_words_only(
        self, home: Home, clock: Clock
    ) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                replies = await tell(engine, *TEN_MESSAGES)
                session = replies[0].session_id
                await engine.end_session(session)
                first = await engine.portrait()
                facts = {m.id: m for m in await of_kind(engine, Kind.FACT, Kind.INTENTION, Kind.LESSON)}
                clock.move(hours=2)
                await tell(engine, "I also play the cello in an orchestra.", session=session)
                [row] = await engine.sessions()
                assert (row.ended_at, row.consolidated_at) == (None, None)
                await engine.end_session(session)
                again = {m.id: m for m in await of_kind(engine, Kind.FACT, Kind.INTENTION, Kind.LESSON)}
                new = [again[i].text for i in again.keys() - facts.keys()]
                assert any("cello" in text for text in new)
                assert all(again[i].decay == facts[i].decay for i in facts)
                second = await engine.portrait()
                assert second.sessions == first.sessions + 1
                old_words = {entry.quote for entry in await engine.ledger() if entry.session_id == session}
                assert len([e for e in await engine.ledger() if "worry" in e.quote]) <= len(old_words)
                assert len(await events_of(engine, Scope.SESSION)) == 2

        run(go())

    def test_ending_stops_a_reply_that_is_being_written(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home, pace=0.5) as engine:
                heard = Heard(engine)
                exchange = await engine.say("My name is Nora and I live in Utrecht.")
                await heard.chunks()
                await engine.end_session(exchange.session_id)
                assert (await engine.portrait()).sessions == 1

        run(go())


async def crash(home: Home, clock: Clock) -> None:
    """A process that talked and was killed: the files as they lay open on the disk, copied away and put back."""
    async with opened(home, clock) as engine:
        await tell(engine, *TEN_MESSAGES)
        left = home.root.with_name("left")
        shutil.copytree(home.root, left)
    shutil.rmtree(home.root)
    left.rename(home.root)


class TestByItself:
    def test_silence_ends_a_session_and_talk_keeps_it_open(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock, session_idle=30) as engine:
                [reply] = await tell(engine, "My name is Nora and I live in Utrecht.")
                clock.move(minutes=29)
                await engine.tick()
                await tell(engine, "I work as a nurse.", session=reply.session_id)
                clock.move(minutes=29)
                await engine.tick()
                assert (await engine.sessions())[0].ended_at is None
                clock.move(minutes=1)
                await engine.tick()
                [session] = await engine.sessions()
                assert session.ended_at == clock.now
                assert session.consolidated_at == clock.now
                await once(engine)

        run(go())

    def test_a_reply_that_is_being_written_is_not_silence(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock, pace=0.3) as engine:
                heard = Heard(engine)
                exchange = await engine.say("My name is Nora and I live in Utrecht.")
                await heard.chunks()
                clock.move(hours=1)
                await engine.tick()
                assert (await engine.sessions())[0].ended_at is None
                await engine.stop(exchange.session_id)
                await engine.tick()
                assert (await engine.sessions())[0].ended_at is not None

        run(go())

    def test_a_day_is_summed_up_when_it_is_over_and_once(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                [one] = await tell(engine, "I love painting watercolours, I painted the harbour yesterday.")
                await engine.end_session(one.session_id)
                [two] = await tell(engine, "I work as a nurse in a children's hospital.")
                await engine.end_session(two.session_id)
                clock.now = dt.datetime(2026, 5, 3, 23, 59, tzinfo=dt.UTC)
                await engine.tick()
                assert await events_of(engine, Scope.DAY) == []
                clock.now = dt.datetime(2026, 5, 4, 0, 0, tzinfo=dt.UTC)
                await engine.tick()
                await engine.tick()
                [day] = await events_of(engine, Scope.DAY)
                assert day.day == dt.date(2026, 5, 3)
                assert "harbour" in day.text
                assert "nurse" in day.text
                assert {source.message_id for source in day.sources} == set()
                assert len((await engine.memory(day.id)).memory.sources) == 2
                await tell(engine, "What did we talk about on 3 May?")

        run(go())

    def test_a_session_learned_from_late_is_put_into_its_day(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                [one] = await tell(engine, "I love painting watercolours, I painted the harbour.")
                await engine.end_session(one.session_id)
                clock.now = dt.datetime(2026, 5, 3, 23, 50, tzinfo=dt.UTC)
                await tell(engine, "My sister Mira is getting married in June.")
                clock.now = dt.datetime(2026, 5, 4, 0, 5, tzinfo=dt.UTC)
                await engine.tick()
                [day] = await events_of(engine, Scope.DAY)
                assert "Mira" not in day.text
                clock.move(hours=1)
                await engine.tick()
                [day] = await events_of(engine, Scope.DAY)
                assert "Mira" in day.text
                assert "harbour" in day.text

        run(go())


GOOD = {
    "summary": "Nora talked about her sister Mira, who gets married in June.",
    "keywords": ["wedding"],
    "facts": [
        {
            "message": 1,
            "quote": "My sister Mira is getting married in June",
            "subject": "user",
            "relation": "family",
            "keywords": ["sister"],
            "importance": 3,
        },
        {"message": 1, "quote": "I own a castle", "subject": "user", "relation": "owns"},
    ],
    "intentions": [],
    "lessons": [],
    "evidence": [
        {"message": 1, "quote": "I am so excited", "trait": "extraversion", "direction": 1, "weight": 2},
        {"message": 2, "quote": "How lovely", "trait": "openness", "direction": 1, "weight": 3},
    ],
}
SAID = "My sister Mira is getting married in June. I am so excited!"


async def talked(engine: Engine, server: OllamaServer) -> int:
    server.script.replies = [Reply("How lovely for her.")]
    [reply] = await tell(engine, SAID)
    return reply.session_id


class TestModel:
    def test_a_good_answer_becomes_memories_and_only_what_was_said(self, home: Home) -> None:
        async def go() -> None:
            async with OllamaServer() as server, opened(home, model_host=server.host) as engine:
                session = await talked(engine, server)
                server.script.structured = [GOOD]
                await engine.end_session(session)
                [request] = [body for body in server.chats if body.get("format")]
                assert request["options"]["num_ctx"] == engine.settings.whole("num_ctx")
                assert request["truncate"] is False
                assert SAID in request["messages"][-1]["content"]
                assert [m.text for m in await of_kind(engine, Kind.FACT)] == [
                    "My sister Mira is getting married in June"
                ]
                [event] = await events_of(engine, Scope.SESSION)
                assert event.text == GOOD["summary"]
                portrait = {trait.name: trait for trait in (await engine.portrait()).traits}
                assert portrait["extraversion"].score > 0
                assert portrait["openness"].evidence == 0
                assert [entry.quote for entry in await engine.ledger("extraversion")] == ["I am so excited"]
                assert await engine.ledger("openness") == []

        run(go())

    @pytest.mark.parametrize(
        "broken",
        ["{not json", "{}", "[]", '{"summary": "x"}', "", Failure(500, "out of order"), Reply("{", drop_after=1)],
        ids=["not JSON", "empty", "list", "lists missing", "nothing", "500", "cut"],
    )
    def test_a_broken_answer_is_kept_for_later_and_asked_for_again(
        self, home: Home, clock: Clock, broken: object
    ) -> None:
        async def go() -> None:
            async with OllamaServer() as server, opened(home, clock, model_host=server.host) as engine:
                session = await talked(engine, server)
                server.script.structured = [broken, broken]
                await engine.end_session(session)
                assert (await engine.portrait()).sessions == 0
                assert await of_kind(engine, Kind.FACT, Kind.EVENT) == []
                assert (await engine.sessions())[0].consolidated_at is None
                asked = len(server.chats)
                await engine.tick()
                assert len(server.chats) == asked
                server.script.structured = [GOOD]
                clock.move(minutes=11)
                await engine.tick()
                assert len(await of_kind(engine, Kind.FACT)) == 1
                await once(engine)

        run(go())

    def test_after_three_failures_the_rules_take_it(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with OllamaServer() as server, opened(home, clock, model_host=server.host) as engine:
                server.script.fill = lambda body: "{not json"
                session = await talked(engine, server)
                await engine.end_session(session)
                for _ in range(2):
                    clock.move(hours=1)
                    await engine.tick()
                assert (await engine.portrait()).sessions == 0
                clock.move(hours=1)
                await engine.tick()
                await once(engine)
                assert "Mira" in (await of_kind(engine, Kind.FACT))[0].text

        run(go())

    def test_work_that_breaks_is_kept_and_holds_up_nothing(self, home: Home, clock: Clock, tmp_path: Path) -> None:
        resources = tmp_path / "resources"
        resources.mkdir()
        shutil.copytree(resources_dir() / "personas", resources / "personas")

        async def go() -> None:
            async with OllamaServer() as server:
                configure(home, model_host=server.host)
                engine = Engine(home, clock=clock, embedder=HashingEmbedder(), resources=resources)
                await engine.start(catch_up=False)
                try:
                    first = await talked(engine, server)
                    await engine.end_session(first)
                    assert (await engine.portrait()).sessions == 0
                    await engine.change_settings({"model_offline": True})
                    [other] = await tell(engine, "My name is Nora and I live in Utrecht.")
                    await engine.end_session(other.session_id)
                    assert (await engine.portrait()).sessions == 1
                    clock.move(hours=1)
                    await engine.tick()
                    assert (await engine.portrait()).sessions == 2
                finally:
                    await engine.close()

        run(go())

    def test_a_quit_does_not_wait_for_a_model_and_the_next_start_makes_up_for_it(
        self, home: Home, clock: Clock
    ) -> None:
        async def go() -> None:
            async with OllamaServer() as server:
                async with opened(home, clock, model_host=server.host) as engine:
                    await talked(engine, server)
                assert not [body for body in server.chats if body.get("format")]
                async with opened(home, clock):
                    pass
                assert not [body for body in server.chats if body.get("format")]
                server.script.structured = [GOOD]
                async with opened(home, clock) as engine:
                    assert (await engine.portrait()).sessions == 0
                    await engine.tick()
                    await once(engine)

        run(go())

    def test_a_terminal_waits_for_it(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with OllamaServer() as server:
                configure(home, model_host=server.host)
                engine = Engine(home, clock=clock, embedder=HashingEmbedder())
                await engine.start(catch_up=False)
                await talked(engine, server)
                server.script.structured = [GOOD]
                await engine.close(wait_for_model=True)
                async with opened(home, clock) as again:
                    await once(again)

        run(go())


def test_the_memories_of_one_session_can_be_listed(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            [one] = await tell(engine, "My name is Nora and I live in Utrecht.")
            await tell(engine, "My boat is blue.")
            await engine.end_session(one.session_id)
            views = await engine.memories(MemoryQuery(session_id=one.session_id))
            assert views
            assert {view.memory.session_id for view in views} == {one.session_id}
            assert await engine.count_memories(MemoryQuery(session_id=one.session_id)) == len(views)

    run(go())
