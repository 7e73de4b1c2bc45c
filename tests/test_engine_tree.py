"""The tree of a conversation at the engine's door: versions, branches, going on, deleting with undo; with a model."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest

from companion.engine import Engine
from companion.errors import BadInput, CompanionError, NotFound
from companion.events import BranchChanged, MessageAdded, ReplyChunk, ReplyContinued
from companion.models.embedder import MiniLM
from companion.paths import Home
from companion.records import Kind, MemoryQuery, Message, MessageState, Status
from tests.clock import Clock
from tests.engines import Heard, of_kind, opened, run, tell
from tests.ollama_replies import Failure, Reply
from tests.ollama_server import OllamaServer

IN_FORCE = MemoryQuery(statuses=(Status.ACTIVE, Status.DORMANT), descending=False)


@contextlib.asynccontextmanager
async def served(home: Home, clock: Clock | None = None, **settings: Any) -> AsyncIterator[tuple[Engine, OllamaServer]]:
    """An engine with a model that answers from a script."""
    async with OllamaServer() as server, opened(home, clock, model_host=server.host, **settings) as engine:
        yield engine, server


async def shown(engine: Engine, session: int) -> list[str]:
    return [message.text for message in await engine.messages(session)]


async def in_force(engine: Engine, *, summaries: bool = True) -> list[str]:
    found = [view.memory for view in await engine.memories(IN_FORCE)]
    return [memory.text for memory in found if summaries or memory.kind is not Kind.EVENT]


def places(messages: list[Message]) -> list[tuple[int, int]]:
    return [(message.version, message.versions) for message in messages]


class TestRegenerating:
    def test_another_version_stands_beside_the_old_one_and_recall_follows_what_is_shown(self, home: Home) -> None:
        async def go() -> None:
            async with served(home) as (engine, server):
                server.script.replies = [Reply("Try the almond cake."), Reply("Try the plum tart, it is smaller.")]
                [first] = await tell(engine, "Which cake?")
                heard = Heard(engine)
                second = await engine.reply((await engine.regenerate(first.id)).reply_id)
                assert heard.of(BranchChanged) == [BranchChanged(first.session_id)]
                assert heard.of(MessageAdded) == [MessageAdded(first.session_id, second.id)]
                assert await shown(engine, first.session_id) == ["Which cake?", "Try the plum tart, it is smaller."]
                assert places(await engine.messages(first.session_id)) == [(1, 1), (2, 2)]
                assert (await engine.reply(first.id)).text == "Try the almond cake."
                assert server.chats[1]["messages"] == server.chats[0]["messages"]
                assert await in_force(engine) == ["Which cake?", "Try the plum tart, it is smaller."]
                assert not any("almond" in hit.memory.text for hit in (await engine.recall("almond cake", 5)).hits)
                await engine.show_version(first.id)
                assert await shown(engine, first.session_id) == ["Which cake?", "Try the almond cake."]
                assert await in_force(engine) == ["Which cake?", "Try the almond cake."]
                assert any("almond" in hit.memory.text for hit in (await engine.recall("almond cake", 5)).hits)
                assert await engine.message_versions(second.id) == [first.id, second.id]
                assert all(check.state != "error" for check in await engine.doctor())

        run(go())

    def test_a_reply_without_text_is_answered_in_its_place(self, home: Home) -> None:
        async def go() -> None:
            async with served(home) as (engine, server):
                server.script.replies = [Failure(500, "unexpected"), Reply("Here I am.")]
                [failed] = await tell(engine, "Are you there?")
                again = await engine.reply((await engine.regenerate(failed.id)).reply_id)
                assert (again.id, again.text, again.versions, again.notice) == (failed.id, "Here I am.", 1, "")

        run(go())

    def test_an_older_reply_begins_a_branch_and_what_followed_the_old_one_stays_with_it(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                first, _ = await tell(engine, "My cat is called Pixel.", "She likes the window.")
                again = await engine.reply((await engine.regenerate(first.id)).reply_id)
                assert await shown(engine, first.session_id) == ["My cat is called Pixel.", again.text]
                await engine.show_version(first.id)
                assert len(await engine.messages(first.session_id)) == 4

        run(go())

    def test_a_message_without_a_reply_is_answered(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                [reply] = await tell(engine, "My cat is called Pixel.")
                await engine.delete_message(reply.id)
                new = await engine.reply((await engine.regenerate(reply.parent_id or 0)).reply_id)
                assert (new.parent_id, new.state) == (reply.parent_id, MessageState.COMPLETE)
                assert len(await engine.messages(reply.session_id)) == 2

        run(go())

    def test_what_is_not_there_cannot_be_answered_again(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                with pytest.raises(NotFound):
                    await engine.regenerate(999)

        run(go())


class TestWithoutAMemory:
    def test_neither_the_memory_nor_what_was_drawn_from_its_turn_reaches_the_model(self, home: Home) -> None:
        async def go() -> None:
            clock = Clock()
            async with opened(home, clock) as engine:
                [said] = await tell(engine, "My sister is called Mira and she lives in Utrecht.")
                await engine.end_session(said.session_id)
                [fact, *_] = await of_kind(engine, Kind.FACT)
                [episode] = [m for m in await of_kind(engine, Kind.EPISODE) if "Utrecht" in m.text]
            clock.move(days=2)
            async with served(home, clock) as (engine, server):
                server.script.replies = [Reply("Mira lives in Utrecht."), Reply("I do not know.")] * 2
                for left_out in (episode.id, fact.id):
                    [known] = await tell(engine, "Where does my sister live?")
                    assert "Utrecht" in str(server.chats[-1]["messages"][0])
                    unknown = await engine.reply((await engine.regenerate(known.id, frozenset({left_out}))).reply_id)
                    assert (unknown.version, unknown.versions) == (2, 2)
                    assert "Utrecht" not in str(server.chats[-1]["messages"])
                    assert not {row.memory.id for row in await engine.why(unknown.id)} & {fact.id, episode.id}
                    await engine.delete_message(known.parent_id or 0)

        run(go())

    def test_the_turn_is_left_out_of_the_conversation_itself(self, home: Home) -> None:
        async def go() -> None:
            async with served(home) as (engine, server):
                server.script.replies = [
                    Reply("Good day."),
                    Reply("4711, noted."),
                    Reply("It is 4711."),
                    Reply("No idea."),
                ]
                first, _, known = await tell(engine, "Hello.", "My locker code is 4711.", "What is my locker code?")
                [episode] = [m for m in await of_kind(engine, Kind.EPISODE) if m.text == "My locker code is 4711."]
                await engine.reply((await engine.regenerate(known.id, frozenset({episode.id}))).reply_id)
                assert "4711" in str(server.chats[2]["messages"])
                assert "4711" not in str(server.chats[3]["messages"])
                assert first.text in str(server.chats[3]["messages"])

        run(go())

    def test_the_offline_model_does_without_it_too(self, home: Home, minilm: MiniLM) -> None:
        async def go() -> None:
            async with opened(home, embedder=minilm) as engine:
                _, known = await tell(engine, "My dentist is Doctor Alvarez.", "Who is my dentist?")
                [row] = [row for row in await engine.why(known.id) if row.level == "used"]
                again = await engine.reply((await engine.regenerate(known.id, frozenset({row.memory.id}))).reply_id)
                assert "Alvarez" in known.text
                assert "Alvarez" not in again.text

        run(go())


class TestEditing:
    def test_an_edited_message_begins_a_branch_with_its_own_reply(self, home: Home) -> None:
        async def go() -> None:
            async with served(home) as (engine, server):
                server.script.replies = [Reply("Anna it is."), Reply("Good."), Reply("Ana it is.")]
                first, _ = await tell(engine, "My sister's name is Anna.", "She is a vet.")
                exchange = await engine.edit_message(first.parent_id or 0, "My sister's name is Ana.")
                await engine.reply(exchange.reply_id)
                assert await shown(engine, first.session_id) == ["My sister's name is Ana.", "Ana it is."]
                assert places(await engine.messages(first.session_id)) == [(2, 2), (1, 1)]
                assert [turn["content"] for turn in server.chats[-1]["messages"][1:]] == ["My sister's name is Ana."]
                assert "Anna" not in str(server.chats[-1]["messages"])
                assert await in_force(engine) == ["My sister's name is Ana.", "Ana it is."]
                await engine.show_version(first.id)
                assert len(await engine.messages(first.session_id)) == 4
                assert "Ana it is." not in await in_force(engine)

        run(go())

    def test_what_cannot_be_edited_is_said_and_nothing_is_saved(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                [reply] = await tell(engine, "Hello")
                for message_id, text in ((reply.id, "Other words."), (reply.parent_id or 0, " ")):
                    with pytest.raises(BadInput):
                        await engine.edit_message(message_id, text)
                assert len(await engine.messages(reply.session_id)) == 2

        run(go())

    def test_a_session_is_learned_from_as_it_is_shown_and_never_twice(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                first, _ = await tell(engine, "My name is Nora. I love painting.", "My sister Anna lives in Gouda.")
                session = first.session_id
                await engine.end_session(session)
                facts = await of_kind(engine, Kind.FACT)
                assert any("Anna" in fact.text for fact in facts)
                painting = next(fact for fact in facts if "painting" in fact.text)
                await engine.pin(painting.id, True)
                second = (await engine.messages(session))[2]
                exchange = await engine.edit_message(second.id, "My sister Ana lives in Delft.")
                await engine.reply(exchange.reply_id)
                assert not any("Gouda" in text for text in await in_force(engine, summaries=False))
                await engine.end_session(session)
                now = [view.memory for view in await engine.memories(IN_FORCE)]
                told = [memory.text for memory in now if memory.kind is Kind.FACT]
                assert any("Delft" in text for text in told)
                assert not any("Gouda" in memory.text for memory in now)
                [kept] = [memory for memory in now if memory.kind is Kind.FACT and "painting" in memory.text]
                assert (kept.id, kept.pinned, kept.decay.uses) == (painting.id, True, painting.decay.uses)
                assert len(told) == len(set(told))
                await engine.unlearn(session)
                assert await of_kind(engine, Kind.FACT) == []

        run(go())

    def test_going_back_to_what_was_learned_first_gives_its_facts_back(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                [first] = await tell(engine, "My sister Anna lives in Gouda.")
                session = first.session_id
                await engine.end_session(session)
                before = await in_force(engine)
                new = await engine.reply(
                    (await engine.edit_message(first.parent_id or 0, "My brother lives in Delft.")).reply_id
                )
                assert not any("Gouda" in text for text in await in_force(engine, summaries=False))
                await engine.show_version(first.id)
                assert [text for text in before if text not in await in_force(engine)] == []
                await engine.end_session(session)
                assert sorted(await in_force(engine)) == sorted(before)
                await engine.show_version(new.id)
                assert not any("Gouda" in text for text in await in_force(engine, summaries=False))

        run(go())


class TestGoingOn:
    def test_a_stopped_reply_goes_on_where_it_was(self, home: Home) -> None:
        async def go() -> None:
            async with served(home) as (engine, server):
                server.script.replies = [Reply("The sea was calm and", hold_after=3), Reply(" grey that day.")]
                heard = Heard(engine)
                exchange = await engine.say("Tell me of the sea.")
                await heard.chunks(3)
                await engine.stop(exchange.session_id)
                stopped = await engine.reply(exchange.reply_id)
                assert stopped.state is MessageState.STOPPED
                await engine.continue_reply(stopped.id)
                whole = await engine.reply(stopped.id)
                assert (whole.text, whole.state, whole.versions) == (
                    f"{stopped.text} grey that day.",
                    MessageState.COMPLETE,
                    1,
                )
                sent = server.chats[-1]["messages"]
                assert [(turn["role"], turn["content"]) for turn in sent[1:]] == [
                    ("user", "Tell me of the sea."),
                    ("assistant", stopped.text),
                ]
                assert heard.of(ReplyContinued) == [ReplyContinued(whole.session_id, whole.id, stopped.text)]
                episodes = [m.text for m in await of_kind(engine, Kind.EPISODE)]
                assert episodes == ["Tell me of the sea.", whole.text]

        run(go())

    def test_a_reply_that_broke_off_keeps_its_words_when_going_on_fails(self, home: Home) -> None:
        async def go() -> None:
            async with served(home) as (engine, server):
                server.script.replies = [Reply("one two three", drop_after=2), Failure(500, "no"), Reply("three four.")]
                [broken] = await tell(engine, "Count.")
                await engine.continue_reply(broken.id)
                failed = await engine.reply(broken.id)
                assert (failed.text, failed.state) == ("one two", MessageState.INCOMPLETE)
                assert "one two" in await in_force(engine)
                await engine.continue_reply(broken.id)
                assert (await engine.reply(broken.id)).text.startswith("one two")

        run(go())

    def test_behind_a_whole_sentence_the_next_one_begins_with_a_space(self, home: Home) -> None:
        async def go() -> None:
            async with served(home) as (engine, server):
                server.script.replies = [Reply("It rained.", no_done=True), Reply("Then the sun came.")]
                [broken] = await tell(engine, "How was it?")
                await engine.continue_reply(broken.id)
                assert (await engine.reply(broken.id)).text == "It rained. Then the sun came."

        run(go())

    def test_the_offline_model_goes_on_with_its_own_words_only(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home, pace=0.05) as engine:
                heard = Heard(engine)
                exchange = await engine.say("I went sailing with my sister.")
                await heard.chunks()
                await engine.stop(exchange.session_id)
                stopped = await engine.reply(exchange.reply_id)
                heard.events.clear()
                await engine.continue_reply(stopped.id)
                whole = await engine.reply(stopped.id)
                more = [event.text for event in heard.of(ReplyChunk)]
                assert more
                assert whole.text == stopped.text + "".join(more)
                assert whole.state is MessageState.COMPLETE

        run(go())

    def test_offline_nobody_goes_on_with_the_words_of_a_model(self, home: Home) -> None:
        async def go() -> None:
            async with served(home) as (engine, server):
                server.script.replies = [Reply("The sea was calm", drop_after=3)]
                [broken] = await tell(engine, "Tell me of the sea.")
                await engine.change_settings({"model_offline": True})
                await engine.continue_reply(broken.id)
                kept = await engine.reply(broken.id)
                assert (kept.text, kept.state, kept.model) == (broken.text, MessageState.INCOMPLETE, broken.model)
                assert "Only a language model" in kept.notice
                assert broken.text in await in_force(engine)

        run(go())

    def test_only_the_last_unfinished_reply_goes_on(self, home: Home) -> None:
        async def go() -> None:
            async with served(home) as (engine, server):
                server.script.replies = [Reply("one two", drop_after=1), Reply("Fine.")]
                [broken] = await tell(engine, "Count.")
                [whole] = await tell(engine, "Never mind.", session=broken.session_id)
                for message_id in (broken.id, whole.id, broken.parent_id or 0):
                    with pytest.raises(BadInput):
                        await engine.continue_reply(message_id)

        run(go())


class TestDeleting:
    def test_a_deleted_message_is_out_of_sight_and_out_of_recall_and_comes_back(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                _, second = await tell(engine, "My cat is called Pixel.", "My locker code is 4711.")
                session, before = second.session_id, await engine.memories(IN_FORCE)
                messages = await engine.messages(session)
                recalled = [hit.memory.id for hit in (await engine.recall("locker code", 5)).hits]
                deletion = await engine.delete_message(second.parent_id or 0)
                assert deletion.messages == 2
                assert len(await engine.messages(session)) == 2
                assert not any("4711" in hit.memory.text for hit in (await engine.recall("locker code", 5)).hits)
                assert not any("4711" in text for text in await in_force(engine))
                assert (await engine.search("4711")).hits == ()
                assert all(check.state != "error" for check in await engine.doctor())
                await engine.undo_delete(deletion.id)
                assert await engine.messages(session) == messages
                assert await engine.memories(IN_FORCE) == before
                assert [hit.memory.id for hit in (await engine.recall("locker code", 5)).hits] == recalled
                assert all(check.state != "error" for check in await engine.doctor())
                with pytest.raises(NotFound):
                    await engine.undo_delete(deletion.id)

        run(go())

    def test_of_two_versions_the_other_one_is_shown(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                [first] = await tell(engine, "My cat is called Pixel.")
                second = await engine.reply((await engine.regenerate(first.id)).reply_id)
                deletion = await engine.delete_message(second.id)
                assert [m.id for m in await engine.messages(first.session_id)] == [first.parent_id, first.id]
                assert places(await engine.messages(first.session_id)) == [(1, 1), (1, 1)]
                await engine.undo_delete(deletion.id)
                assert (await engine.messages(first.session_id))[1].id == second.id

        run(go())

    def test_what_was_learned_of_it_goes_at_the_next_end_and_returns_with_it(self, home: Home) -> None:
        async def go() -> None:
            clock = Clock()
            async with opened(home, clock) as engine:
                first, second = await tell(engine, "My name is Nora.", "My sister Anna lives in Gouda.")
                session = first.session_id
                await engine.end_session(session)
                assert any("Gouda" in fact.text for fact in await of_kind(engine, Kind.FACT))
                deletion = await engine.delete_message(second.parent_id or 0)
                assert not any("Gouda" in text for text in await in_force(engine, summaries=False))
                await engine.end_session(session)
                assert not any("Gouda" in text for text in await in_force(engine))
                await engine.undo_delete(deletion.id)
                await engine.end_session(session)
                facts = [m for m in await of_kind(engine, Kind.FACT) if "Gouda" in m.text]
                assert len(facts) == 1

        run(go())

    def test_a_memory_that_was_forgotten_by_hand_stays_so(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                [reply] = await tell(engine, "My locker code is 4711.")
                [episode] = [m for m in await of_kind(engine, Kind.EPISODE) if "4711" in m.text]
                await engine.forget(episode.id)
                deletion = await engine.delete_message(reply.parent_id or 0)
                await engine.undo_delete(deletion.id)
                assert not any("4711" in text for text in await in_force(engine))

        run(go())

    def test_nothing_is_changed_while_a_reply_is_being_written(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home, pace=0.05) as engine:
                [first] = await tell(engine, "Hello")
                running = await engine.say("I went for a long walk by the sea today.", first.session_id)
                for work in (
                    engine.regenerate(first.id),
                    engine.edit_message(first.parent_id or 0, "Good morning"),
                    engine.show_version(first.id),
                    engine.delete_message(first.id),
                    engine.continue_reply(first.id),
                ):
                    with pytest.raises(CompanionError, match="still being written"):
                        await work
                await engine.stop(running.session_id)

        run(go())


def test_after_a_kill_in_the_middle_of_a_new_version_both_versions_are_there(home: Home) -> None:
    async def go() -> None:
        clock = Clock()
        async with served(home, clock) as (engine, server):
            server.script.replies = [Reply("Try the almond cake."), Reply("Try the plum tart", hold_after=2)]
            [first] = await tell(engine, "Which cake?")
            heard = Heard(engine)
            exchange = await engine.regenerate(first.id)
            await heard.chunks(2)
            left = Home(home.root.with_name("left"))
            shutil.copytree(home.root, left.root)
            await engine.stop(exchange.session_id)
        async with opened(left, clock) as engine:
            question, cut = await engine.messages(first.session_id)
            assert (cut.id, cut.state, cut.version, cut.versions) == (
                exchange.reply_id,
                MessageState.INCOMPLETE,
                2,
                2,
            )
            assert await in_force(engine) == ["Which cake?"]
            await engine.show_version(first.id)
            assert await shown(engine, first.session_id) == [question.text, "Try the almond cake."]
            assert await in_force(engine) == ["Which cake?", "Try the almond cake."]

    run(go())
