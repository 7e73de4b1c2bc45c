"""Personas through the engine's door: files, sharing, wishes, and memories that are never mixed."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from companion.engine import Engine
from companion.errors import BadInput, NotFound
from companion.events import PersonasChanged
from companion.paths import Home
from companion.records import Kind, MemoryQuery, Scope, Sliders
from tests.clock import Clock
from tests.engines import Heard, opened, run, tell
from tests.ollama_server import OllamaServer


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


async def apart(engine: Engine, name: str) -> str:
    """A new persona that keeps its memories to itself; its key."""
    found = await engine.persona("plain")
    return await engine.save_persona(replace(found, key="", name=name, own_memories=True, preset=False))


def test_presets_are_copied_when_they_are_changed_and_come_back(home: Home) -> None:
    async def work() -> None:
        async with opened(home, encrypt=False) as engine:
            mira = await engine.persona("calm")
            assert mira.preset
            heard = Heard(engine)
            assert await engine.save_persona(replace(mira, name="Mirabel")) == "calm"
            assert heard.of(PersonasChanged)
            assert ("calm", "Mirabel") in await engine.personas()
            assert not (await engine.persona("calm")).preset
            await engine.delete_persona("calm")
            assert await engine.persona("calm") == mira
            with pytest.raises(BadInput, match="came with"):
                await engine.delete_persona("calm")
            with pytest.raises(BadInput):
                await engine.persona("../settings")

    run(work())


def test_a_copy_has_a_name_and_no_memories_of_its_own(home: Home) -> None:
    async def work() -> None:
        async with opened(home, encrypt=False) as engine:
            key = await apart(engine, "Zoë")
            copy = await engine.persona(await engine.duplicate_persona(key))
            assert copy.name == "Zoë (copy)"
            assert not copy.own_memories
            assert copy.key != key
            await engine.choose_persona(key)
            await engine.delete_persona(key)
            assert engine.settings.text("persona") == "calm"
            with pytest.raises(BadInput):
                await engine.choose_persona(key)

    run(work())


def test_a_persona_goes_out_and_comes_in_as_one_file(home: Home, tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(40)

    async def work() -> None:
        async with opened(home, encrypt=False) as engine:
            made = replace(await engine.persona("calm"), key="", name="Ona", picture=picture, sliders=Sliders(2, 1))
            key = await engine.save_persona(made)
            await engine.export_persona(key, tmp_path / "ona.toml")
            back = await engine.persona(await engine.import_persona(tmp_path / "ona.toml"))
            assert back.author == "somebody else"
            assert replace(back, author="", key=key) == await engine.persona(key)
            (tmp_path / "bad.toml").write_text("name = 3\n")
            before = await engine.personas()
            with pytest.raises(BadInput, match=r"bad\.toml"):
                await engine.import_persona(tmp_path / "bad.toml")
            assert await engine.personas() == before
            with pytest.raises(BadInput, match="written"):
                await engine.export_persona(key, tmp_path / "nowhere" / "x.toml")

    run(work())


def test_the_sample_is_by_rule_or_one_call(home: Home) -> None:
    async def work() -> None:
        async with OllamaServer() as server, opened(home, encrypt=False, model_host=server.host) as engine:
            server.script.answer = lambda _: "Call her tomorrow."
            calm = await engine.persona("calm")
            assert "?" in await engine.sample_reply(calm)
            assert not server.chats
            assert await engine.sample_reply(replace(calm, name="Ona"), by_model=True) == "Call her tomorrow."
            assert len(server.chats) == 1
            assert server.chats[0]["messages"][0]["content"].startswith("You are Ona.")
            with pytest.raises(BadInput, match="name"):
                await engine.sample_reply(replace(calm, name=""))

    run(work())


def test_a_wish_waits_until_the_user_accepts_it(home: Home) -> None:
    async def work() -> None:
        async with opened(home, encrypt=False) as engine:
            before = await engine.persona("calm")
            heard = Heard(engine)
            for _ in range(2):
                (reply,) = await tell(engine, "Please be more direct with me. And no jokes.")
                await engine.end_session(reply.session_id)
            assert heard.of(PersonasChanged)
            assert await engine.persona("calm") == before
            direct, jokes = await engine.persona_proposals()
            assert direct.wish == "Be direct; do not soften things."
            assert direct.quote == "Please be more direct with me."
            await engine.decide_proposal(direct.id, True)
            await engine.decide_proposal(jokes.id, False)
            after = await engine.persona("calm")
            assert after.sliders == Sliders(directness=1)
            assert await engine.persona_proposals() == []
            with pytest.raises(NotFound):
                await engine.decide_proposal(direct.id, True)

    run(work())


def test_a_session_keeps_the_persona_that_it_began_with(home: Home) -> None:
    async def work() -> None:
        async with opened(home, encrypt=False) as engine:
            (first,) = await tell(engine, "I moved to Bergen.")
            await engine.choose_persona("playful")
            (second,) = await tell(engine, "And I like it.", session=first.session_id)
            (third,) = await tell(engine, "Hello there.")
            assert first.speaker == second.speaker != third.speaker
            assert [s.persona for s in await engine.sessions()] == ["playful", "calm"]

    run(work())


SECRETS = ("I keep bees on the roof.", "My sister Zelda sails to Iceland.", "I am allergic to walnuts.")
OPEN = ("I sing in a choir on Mondays.", "My brother Otto repairs clocks.", "I love painting the harbour.")
steps = st.lists(
    st.tuples(st.sampled_from(["calm", "own", "other"]), st.sampled_from((*SECRETS, *OPEN)), st.booleans()),
    min_size=2,
    max_size=5,
)


async def everything_seen(engine: Engine, asked: str) -> str:
    """All words that a window or a prompt shows while a persona is chosen."""
    recall = await engine.recall(asked, k=50)
    seen = [hit.memory.text for hit in recall.hits] + [memory.text for memory in recall.contradicts]
    seen += [memory.text for memory in await engine.context(asked, 4000)]
    seen += [view.memory.text for view in await engine.memories(MemoryQuery())]
    seen += [view.memory.text for view in await engine.summaries()]
    found = await engine.search(asked.rstrip(".").split()[-1])
    seen += [f"{hit.title.text} {hit.excerpt.text}" for hit in found.hits]
    assert found.total == len(found.hits)
    seen += [session.title for session in await engine.sessions()]
    for counted in await engine.memory_days():
        day = await engine.day(counted.day)
        seen += [message.text for _, messages in day.conversations for message in messages]
        seen += [view.memory.text for view in day.learned]
    portrait = await engine.portrait()
    seen += [item.text for item in portrait.items] + [portrait.strategy, await engine.told_about_user()]
    seen += [row.quote for row in await engine.ledger()]
    return "\n".join(seen)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    # A life takes seconds: to look for the shortest that fails would take minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(steps)
def test_memories_of_one_persona_never_appear_with_another(tmp_path: Path, plan: list[object]) -> None:
    async def work() -> None:
        clock = Clock()
        home = Home(Path(tempfile.mkdtemp(dir=tmp_path)))
        async with opened(home, clock, encrypt=False) as engine:
            keys = {"calm": "calm", "own": await apart(engine, "Own"), "other": await apart(engine, "Other")}
            said: dict[str, set[str]] = {name: set() for name in keys}
            for step in plan:
                assert isinstance(step, tuple)
                who, text, ends = step
                await engine.choose_persona(keys[who])
                said[who].add(text)
                (reply,) = await tell(engine, text)
                if ends:
                    await engine.end_session(reply.session_id)
                clock.move(days=8)
                await engine.tick()
            for who, key in keys.items():
                await engine.choose_persona(key)
                for text in (*SECRETS, *OPEN):
                    seen = await everything_seen(engine, text)
                    key_word = text.rstrip(".").split()[-1]
                    assert (key_word in seen) == (text in said[who]), (who, text)

    run(work())


def test_the_prompt_of_one_persona_holds_nothing_of_another(home: Home) -> None:
    async def work() -> None:
        clock = Clock()
        async with OllamaServer() as server:
            server.script.answer = lambda _: "I see."
            async with opened(home, clock, encrypt=False) as engine:
                own = await apart(engine, "Own")
                await engine.choose_persona(own)
                (reply,) = await tell(engine, "I keep bees on the roof. Please keep your answers short.")
                await engine.end_session(reply.session_id)
                clock.move(days=9)
                await engine.tick()
                await engine.change_settings({"model_host": server.host})
                await engine.choose_persona("calm")
                await tell(engine, "What do I keep on the roof?")
                system = server.chats[-1]["messages"][0]["content"]
                assert "bees" not in system
                assert "short" not in system.partition("How to speak with this person")[2]
                await engine.choose_persona(own)
                await tell(engine, "What do I keep on the roof?")
                system = server.chats[-1]["messages"][0]["content"]
                assert "bees" in system
                assert "Keep answers short." in system

    run(work())


def test_a_question_in_a_session_is_answered_from_where_it_lies(home: Home) -> None:
    """Whatever is chosen meanwhile: a session goes on with its own memories."""

    async def work() -> None:
        async with opened(home, encrypt=False) as engine:
            own = await apart(engine, "Own")
            await engine.choose_persona(own)
            (reply,) = await tell(engine, "I keep bees on the roof.")
            await engine.choose_persona("calm")
            (shared,) = await tell(engine, "I sing in a choir.")
            (answer,) = await tell(engine, "What do I keep on the roof?", session=reply.session_id)
            assert "bees" in answer.text
            (answer,) = await tell(engine, "What do I keep on the roof?", session=shared.session_id)
            assert "bees" not in answer.text

    run(work())


def test_day_and_story_are_written_for_each_space(home: Home) -> None:
    async def work() -> None:
        clock = Clock()
        async with opened(home, clock, encrypt=False) as engine:
            own = await apart(engine, "Own")
            for key, text in ((own, "I keep bees on the roof."), ("calm", "I sing in a choir.")):
                await engine.choose_persona(key)
                (reply,) = await tell(engine, text)
                await engine.end_session(reply.session_id)
            clock.move(days=9)
            await engine.tick()
            for key, word in ((own, "bees"), ("calm", "choir")):
                await engine.choose_persona(key)
                told = [view.memory for view in await engine.summaries()]
                assert {memory.scope for memory in told} == {Scope.STORY, Scope.WEEK, Scope.DAY}
                assert all(word in memory.text for memory in told)

    run(work())


def test_facts_of_one_space_do_not_supersede_those_of_another(home: Home) -> None:
    async def work() -> None:
        clock = Clock()
        async with opened(home, clock, encrypt=False) as engine:
            own = await apart(engine, "Own")
            for key, text in (("calm", "I live in Utrecht."), (own, "I live in Bergen.")):
                await engine.choose_persona(key)
                (reply,) = await tell(engine, text)
                await engine.end_session(reply.session_id)
                clock.move(days=1)
            for key, place in ((own, "Bergen"), ("calm", "Utrecht")):
                await engine.choose_persona(key)
                facts = await engine.memories(MemoryQuery(kinds=(Kind.FACT,)))
                assert [(view.memory.status, place in view.memory.text) for view in facts] == [("active", True)]

    run(work())


def test_the_portrait_of_a_space_learns_locks_and_is_corrected_apart(home: Home) -> None:
    async def work() -> None:
        clock = Clock()
        async with opened(home, clock, encrypt=False) as engine:
            own = await apart(engine, "Own")
            await engine.choose_persona(own)
            await engine.set_trait("openness", 0.5)
            await engine.lock_trait("openness", True)
            await engine.put_portrait_item("interest", "", "bees")
            await engine.choose_persona("calm")
            shared = await engine.portrait()
            assert shared.traits[0].score == 0
            assert not shared.traits[0].locked
            assert shared.items == ()
            assert await engine.ledger() == []
            await engine.choose_persona(own)
            assert (await engine.portrait()).traits[0].score == 0.5

    run(work())


def test_the_past_of_the_portrait_is_read_restored_and_undone(home: Home) -> None:
    async def work() -> None:
        clock = Clock()
        async with opened(home, clock, encrypt=False) as engine:
            (reply,) = await tell(engine, "I love jazz. I am a very curious person who loves to try new things.")
            await engine.end_session(reply.session_id)
            first = await engine.portrait()
            clock.move(days=2)
            await engine.set_trait("openness", -0.4)
            await engine.wrong_item("interest", "jazz")
            days = await engine.portrait_days()
            assert days[1] - days[0] == dt.timedelta(days=2)
            then = await engine.portrait_as_of(days[0])
            assert (then.traits, then.items, then.moods) == (first.traits, first.items, first.moods)
            present = await engine.portrait()
            change = await engine.restore_portrait(days[0])
            now = await engine.portrait()
            assert (now.traits, now.items, now.moods) == (first.traits, first.items, first.moods)
            await engine.undo_portrait(change)
            assert (await engine.portrait()).traits == present.traits
            rows = await engine.ledger("openness")
            evidence = next(row for row in rows if row.message_id is not None)
            await engine.wrong_evidence(evidence.id)
            with pytest.raises(NotFound):
                await engine.wrong_evidence(999)
            with pytest.raises(BadInput):
                await engine.wrong_evidence(evidence.id)
            strategy = (await engine.portrait()).strategy
            assert await engine.told_about_user() == f"How to speak with this person: {strategy}"
            await engine.change_settings({"portrait_in_prompt": False})
            assert await engine.told_about_user() == ""

    run(work())
