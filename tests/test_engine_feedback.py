"""Learning from use at the door: thumbs, corrections, what replies draw on, and dear memories that come up again."""

from __future__ import annotations

import datetime as dt

import pytest

from companion.engine import Engine
from companion.errors import BadInput, CompanionError, NotFound
from companion.events import ReplyRated
from companion.paths import Home
from companion.records import Kind, MemoryQuery, Status
from tests.clock import Clock
from tests.engines import Heard, opened, run, tell, view_of
from tests.ollama_replies import Failure, Reply
from tests.test_engine_model import served, system_of

HARBOUR = "I painted the harbour with Mira in watercolours."
CAKE = "The harbour bakery sells walnut cake on Sundays."
QUESTION = "What do you remember of the harbour that I painted with Mira?"
ANSWER = "There is a bakery, too, that sells walnut cake."
WEDDING = "Please always remember my wedding on 12 June: it means everything to me."


async def _asked(engine: Engine, *replies: str) -> int:
    """Two facts told in two sessions, and a question that one of them answers; the id of the reply."""
    await tell(engine, HARBOUR)
    await tell(engine, CAKE)
    [reply] = await tell(engine, QUESTION)
    return reply.id


def _script(*replies: str) -> list[Reply | Failure]:
    return [Reply("I see."), Reply("Nice."), *(Reply(text) for text in replies)]


class TestLearning:
    def test_a_reply_leans_the_weights_and_a_reset_makes_them_exactly_neutral(self, home: Home) -> None:
        async def go() -> None:
            async with served(home) as (engine, server):
                server.script.replies = _script(ANSWER)
                assert set((await engine.learned_weights()).values()) == {1.0}
                reply = await _asked(engine)
                levels = {row.memory.text: row.level for row in await engine.why(reply)}
                assert (levels[HARBOUR], levels[CAKE]) == ("given", "used")
                learned = await engine.learned_weights()
                assert any(factor != 1.0 for factor in learned.values())
                assert all(0.8 <= factor <= 1.25 for factor in learned.values())
            async with opened(home) as engine:
                assert await engine.learned_weights() == pytest.approx(learned)
                await engine.reset_learning()
                assert set((await engine.learned_weights()).values()) == {1.0}
                assert (await engine.count_memories()) >= 4

        run(go())

    def test_an_offline_reply_teaches_nothing_by_itself(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home, model_offline=True) as engine:
                await _asked(engine)
                assert set((await engine.learned_weights()).values()) == {1.0}

        run(go())

    def test_switched_off_the_weights_stay_as_they_came(self, home: Home) -> None:
        async def go() -> None:
            async with served(home, learn_from_use=False) as (engine, server):
                server.script.replies = _script(ANSWER)
                reply = await _asked(engine)
                await engine.rate(reply, False)
                assert set((await engine.learned_weights()).values()) == {1.0}

        run(go())

    def test_a_correction_speaks_against_the_reply_before_it(self, home: Home) -> None:
        async def go() -> None:
            async with served(home) as (engine, server):
                server.script.replies = _script(ANSWER, "Sorry.", "Good.")
                reply = await _asked(engine)
                after_use = await engine.learned_weights()
                session = (await engine.reply(reply)).session_id
                await tell(engine, "No, that's wrong.", session=session)
                after = await engine.learned_weights()
                assert after != after_use
                await tell(engine, "Thanks!", session=session)
                assert await engine.learned_weights() == after

        run(go())


class TestThumbs:
    def test_a_thumb_stays_on_its_version_of_the_reply_until_it_is_taken_away(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                [reply] = await tell(engine, HARBOUR)
                heard = Heard(engine)
                for liked, rating in ((True, 1), (False, -1), (None, 0), (False, -1)):
                    await engine.rate(reply.id, liked)
                    assert (await engine.messages(reply.session_id))[1].rating == rating
                assert heard.of(ReplyRated) == [ReplyRated(reply.session_id, reply.id)] * 4
            async with opened(home) as engine:
                assert (await engine.reply(reply.id)).rating == -1
                again = await engine.reply((await engine.regenerate(reply.id)).reply_id)
                assert (again.rating, (await engine.reply(reply.id)).rating) == (0, -1)

        run(go())

    def test_a_thumb_down_forgets_nothing(self, home: Home) -> None:
        async def go() -> None:
            async with served(home) as (engine, server):
                server.script.replies = _script(ANSWER)
                reply = await _asked(engine)
                before = [view.memory for view in await engine.memories()]
                await engine.rate(reply, False)
                assert [view.memory for view in await engine.memories()] == before
                forgotten = MemoryQuery(statuses=(Status.FORGOTTEN, Status.DORMANT))
                assert await engine.memories(forgotten) == []

        run(go())

    def test_what_is_no_reply_cannot_be_rated(self, home: Home) -> None:
        async def go() -> None:
            engine = Engine(home)
            with pytest.raises(CompanionError):
                await engine.rate(1, True)
            async with opened(home) as engine:
                [reply] = await tell(engine, HARBOUR)
                said = (await engine.messages(reply.session_id))[0]
                with pytest.raises(BadInput):
                    await engine.rate(said.id, True)
                with pytest.raises(NotFound):
                    await engine.rate(4711, None)

        run(go())


def test_what_a_reply_used_together_recalls_each_other(home: Home) -> None:
    async def go() -> None:
        async with served(home) as (engine, server):
            server.script.replies = _script("Your watercolours of it, and the bakery there that sells walnut cake.")
            before = await engine.recall("watercolours with Mira", 10)
            assert all(hit.parts.get("bond", 0) == 0 for hit in before.hits)
            await _asked(engine)
            found = await engine.recall("watercolours with Mira", 10)
            cake = next(hit for hit in found.hits if hit.memory.text == CAKE)
            assert cake.parts["bond"] > 0
            assert found.hits[0].memory.text != CAKE

    run(go())


class TestRehearsal:
    def test_a_dear_memory_comes_up_once_a_session_before_it_fades_and_use_keeps_it(
        self, home: Home, clock: Clock
    ) -> None:
        async def go() -> None:
            async with served(home, clock) as (engine, server):
                server.script.replies = [
                    Reply("I will."),
                    Reply("Good morning!"),
                    Reply("By the way: how is your wedding on 12 June coming along?"),
                    Reply("Lovely."),
                ]
                await tell(engine, WEDDING)
                dear = (await view_of(engine, WEDDING)).memory
                assert dear.fades_at is not None
                clock.now = dear.fades_at - dt.timedelta(days=1)
                await engine.tick()
                [first] = await tell(engine, "Hello there!")
                chat = system_of(server.chats[-1])
                assert "you may come back to this once" in chat
                assert WEDDING in chat.partition("come back to this once")[2]
                assert (await view_of(engine, WEDDING)).memory.decay == dear.decay
                [reply] = await tell(engine, "How are you?", session=first.session_id)
                assert WEDDING in system_of(server.chats[-1])
                assert [(r.memory.text, r.level) for r in await engine.why(reply.id) if r.level == "used"] == [
                    (WEDDING, "used")
                ]
                kept = (await view_of(engine, WEDDING)).memory
                assert kept.decay.uses == 1
                assert kept.fades_at is not None
                assert kept.fades_at > dear.fades_at
                await tell(engine, "Hello again!", session=first.session_id)
                assert "come back to this once" not in system_of(server.chats[-1])

        run(go())

    def test_one_that_nobody_takes_up_falls_asleep(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                await tell(engine, WEDDING)
                dear = (await view_of(engine, WEDDING)).memory
                assert dear.fades_at is not None
                clock.now = dear.fades_at - dt.timedelta(days=1)
                await engine.tick()
                await tell(engine, "Hello there!")
                clock.move(days=2)
                await engine.tick()
                query = MemoryQuery(kinds=(Kind.EPISODE,), statuses=(Status.DORMANT,))
                assert WEDDING in [view.memory.text for view in await engine.memories(query)]

        run(go())
