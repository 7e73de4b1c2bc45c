"""The engine's door with no model: what a person does, and what is in the record afterwards."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib

import pytest

from companion.engine import Engine
from companion.errors import BadInput, CompanionError, NotFound, ProfileBusy
from companion.events import MessageAdded, ReplyChunk, ReplyFinished, SessionChanged, SettingsChanged, WindowWanted
from companion.models.embedder import MiniLM
from companion.paths import Home
from companion.records import MemoryQuery, MessageState, Role, Status
from tests.clock import Clock
from tests.engines import Heard, opened, run, tell, view_of
from tests.hashing_embedder import HashingEmbedder
from tests.memory_keyring import MemoryKeyring


class TestTalking:
    def test_an_exchange_is_in_the_record_with_its_reply_labelled_as_offline(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                await engine.refresh_model()
                heard = Heard(engine)
                exchange = await engine.say("I painted the harbour today.")
                reply = await engine.reply(exchange.reply_id)
                said, answered = await engine.messages(exchange.session_id)
                assert (said.role, said.text, said.state) == (
                    Role.USER,
                    "I painted the harbour today.",
                    MessageState.COMPLETE,
                )
                assert answered == reply
                assert reply.state is MessageState.COMPLETE
                assert reply.model == "offline"
                assert reply.text
                assert "".join(chunk.text for chunk in heard.of(ReplyChunk)).strip() == reply.text
                assert [type(event) for event in heard.events[:3]] == [SessionChanged, MessageAdded, MessageAdded]
                [ended] = heard.of(ReplyFinished)
                assert (ended.message_id, ended.state, ended.code) == (reply.id, MessageState.COMPLETE, "stood_in")
                assert ended.notice == reply.notice != ""

        run(go())

    def test_what_was_said_is_searchable_at_once_and_after_a_restart(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                [reply] = await tell(engine, "The spare key lies under the blue flowerpot.")
                assert (await engine.recall("Where is the spare key?", 3)).hits[0].memory.text.endswith("flowerpot.")
                said = [hit.excerpt.text for hit in (await engine.search("FLOWERPOT")).hits if hit.message_id]
                assert "The spare key lies under the blue flowerpot." in said
            async with opened(home) as engine:
                assert [s.id for s in await engine.sessions()] == [reply.session_id]
                assert (await engine.messages(reply.session_id))[1] == reply
                found = await engine.recall("Where is the spare key?", 3)
                assert found.answerable
                assert found.hits[0].memory.text.endswith("flowerpot.")

        run(go())

    @pytest.mark.parametrize("text", ["", " \n\t ", "x" * 100_001])
    def test_what_cannot_be_said_changes_nothing(self, home: Home, text: str) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                with pytest.raises(BadInput):
                    await engine.say(text)
                assert await engine.sessions() == []
                assert (await engine.status()).memories == 0

        run(go())

    def test_a_session_that_does_not_exist_is_refused_whole(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                for work in (engine.say("Hello", 7), engine.messages(7), engine.rename_session(7, "x")):
                    with pytest.raises(NotFound):
                        await work
                with pytest.raises(NotFound):
                    await engine.end_session(7)
                with pytest.raises(NotFound):
                    await engine.reply(7)
                assert (await engine.status()).memories == 0

        run(go())

    @pytest.mark.parametrize(
        "text", ["a" * 100_000, "\x00\x01\x02", "🙂" * 300, "שלום עולם", "<memories>]]>&amp;", "'; drop table x; --"]
    )
    def test_odd_text_comes_back_as_it_was_said(self, home: Home, text: str) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                exchange = await engine.say(text)
                assert (await engine.reply(exchange.reply_id)).state is MessageState.COMPLETE
                assert (await engine.messages(exchange.session_id))[0].text == text

        run(go())


class TestOneReplyAtATime:
    def test_a_second_message_waits_for_the_first_reply(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home, pace=5) as engine:
                exchange = await engine.say("I bought a boat.")
                with pytest.raises(CompanionError, match="still being written"):
                    await engine.say("And a dinghy.", exchange.session_id)
                await engine.stop(exchange.session_id)
                assert len(await engine.messages(exchange.session_id)) == 2

        run(go())

    def test_two_messages_at_the_same_moment_start_one_reply(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                [first] = await tell(engine, "Hello")
                both = await asyncio.gather(
                    engine.say("One thing.", first.session_id),
                    engine.say("Another thing.", first.session_id),
                    return_exceptions=True,
                )
                assert sum(isinstance(result, CompanionError) for result in both) == 1
                begun = next(result for result in both if not isinstance(result, BaseException))
                await engine.reply(begun.reply_id)
                messages = await engine.messages(first.session_id)
                assert len(messages) == 4
                assert all(message.state is MessageState.COMPLETE for message in messages)

        run(go())

    def test_sessions_do_not_wait_for_each_other(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home, pace=0.01) as engine:
                a, b = await asyncio.gather(engine.say("I like tea."), engine.say("I like coffee."))
                assert a.session_id != b.session_id
                first, second = await asyncio.gather(engine.reply(a.reply_id), engine.reply(b.reply_id))
                assert {first.state, second.state} == {MessageState.COMPLETE}

        run(go())

    def test_an_older_reply_cannot_be_asked_for_again_while_another_is_written(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home, pace=0.05) as engine:
                [first] = await tell(engine, "Hello")
                running = await engine.say("I went for a long walk by the sea today.", first.session_id)
                with pytest.raises(CompanionError, match="still being written"):
                    await engine.regenerate(first.id)
                await engine.stop(running.session_id)
                assert (await engine.reply(first.id)).text == first.text

        run(go())


class TestStopping:
    def test_stop_at_once_leaves_a_stopped_reply(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home, pace=5) as engine:
                heard = Heard(engine)
                exchange = await engine.say("I went sailing.")
                await engine.stop(exchange.session_id)
                reply = await engine.reply(exchange.reply_id)
                assert reply.state is MessageState.STOPPED
                assert [event.state for event in heard.of(ReplyFinished)] == [MessageState.STOPPED]

        run(go())

    def test_two_stops_at_once_are_one(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home, pace=0.2) as engine:
                heard = Heard(engine)
                exchange = await engine.say("I went sailing with my sister.")
                await heard.chunks()
                stops = [asyncio.create_task(engine.stop(exchange.session_id)) for _ in range(3)]
                await asyncio.gather(*stops)
                reply = await engine.reply(exchange.reply_id)
                assert reply.state is MessageState.STOPPED
                assert reply.text
                assert len(heard.of(ReplyFinished)) == 1

        run(go())

    def test_stopping_what_does_not_run_does_nothing(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                await engine.stop(99)
                [reply] = await tell(engine, "Hello")
                await engine.stop(reply.session_id)
                assert (await engine.reply(reply.id)).state is MessageState.COMPLETE

        run(go())

    def test_closing_in_the_middle_of_a_reply_keeps_what_came(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home, pace=0.2) as engine:
                heard = Heard(engine)
                exchange = await engine.say("I went sailing with my sister.")
                await heard.chunks()
            async with opened(home) as engine:
                reply = await engine.reply(exchange.reply_id)
                assert reply.state is MessageState.STOPPED
                assert reply.text

        run(go())


class TestQuoting:
    def test_offline_it_quotes_with_the_date_and_says_when_it_does_not_know(self, home: Home, minilm: MiniLM) -> None:
        async def go() -> None:
            clock = Clock()
            async with opened(home, clock, embedder=minilm) as engine:
                await tell(engine, "My dentist is Doctor Alvarez in Park Street.", "I had soup for lunch.")
                clock.move(days=20)
                known, unknown = await tell(
                    engine, "Who is my dentist?", "What is the name of the captain of the submarine?"
                )
                assert "You told me on 3 May 2026: “My dentist is Doctor Alvarez in Park Street.”" in known.text
                assert unknown.text.startswith("I do not find anything about that")
                [row] = [row for row in await engine.why(known.id) if row.level == "used"]
                assert "Alvarez" in row.memory.text

        run(go())

    def test_a_question_within_the_same_session_is_answered_too(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                replies = await tell(engine, "My locker code is 4711.", "What is my locker code?")
                assert "You told me today: “My locker code is 4711.”" in replies[1].text

        run(go())


class TestTheHandOnMemories:
    def test_pin_edit_forget_and_restore(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                await tell(engine, "My bicycle is red.", "The harbour was full of boats.")
                memory = (await view_of(engine, "My bicycle is red.")).memory
                await engine.pin(memory.id, True)
                pinned = await engine.memory(memory.id)
                assert (pinned.memory.pinned, pinned.memory.fades_at, pinned.retention) == (True, None, 1.0)
                await engine.edit_memory(memory.id, "My bicycle is green.")
                hits = (await engine.recall("green bicycle", 5)).hits
                assert hits[0].memory.text == "My bicycle is green."
                assert hits[0].memory.version == 2
                await engine.forget(memory.id)
                assert all("bicycle" not in hit.memory.text for hit in (await engine.recall("bicycle", 5)).hits)
                assert memory.id not in {view.memory.id for view in await engine.memories()}
                await engine.restore(memory.id)
                assert (await engine.recall("bicycle", 5)).hits[0].memory.id == memory.id
                with pytest.raises(BadInput):
                    await engine.restore(memory.id)
                with pytest.raises(BadInput):
                    await engine.edit_memory(memory.id, "  ")
                for work in (engine.pin(99, True), engine.forget(99), engine.restore(99), engine.memory(99)):
                    with pytest.raises(NotFound):
                        await work
                assert all(check.state != "error" for check in await engine.doctor())

        run(go())

    def test_a_forgotten_memory_is_not_said_back(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                await tell(engine, "The password of the shed is swordfish.")
                await engine.forget((await view_of(engine, "The password of the shed is swordfish.")).memory.id)
                [reply] = await tell(engine, "What is the password of the shed?")
                assert "swordfish" not in reply.text
                assert await engine.memories(MemoryQuery(statuses=(Status.FORGOTTEN,)))

        run(go())

    @pytest.mark.parametrize("k", [0, -1, 201])
    def test_recall_refuses_what_it_cannot_do(self, home: Home, k: int) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                with pytest.raises(BadInput):
                    await engine.recall("tea", k)
                with pytest.raises(BadInput):
                    await engine.recall("   ")

        run(go())


class TestHouse:
    def test_one_process_owns_a_profile(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home):
                other = Engine(home, embedder=HashingEmbedder())
                with pytest.raises(ProfileBusy):
                    await other.start()
                await other.close()
            async with opened(home) as engine:
                assert (await engine.status()).sessions == 0

        run(go())

    def test_the_record_is_encrypted_with_a_key_of_the_keyring(self, home: Home, memory_keyring: MemoryKeyring) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                await tell(engine, "The treasure lies beneath the old oak.")
                assert (await engine.status()).encrypted
            assert b"treasure" not in home.record.read_bytes()
            before = hashlib.sha256(home.record.read_bytes()).hexdigest()
            kept = dict(memory_keyring.kept)
            memory_keyring.kept.clear()
            locked = Engine(home, embedder=HashingEmbedder())
            with pytest.raises(CompanionError, match="no key"):
                await locked.start()
            assert hashlib.sha256(home.record.read_bytes()).hexdigest() == before
            memory_keyring.kept.update(kept)
            async with opened(home) as engine:
                assert (await engine.status()).sessions == 1

        run(go())

    def test_before_start_and_after_close_it_says_so(self, home: Home) -> None:
        async def go() -> None:
            engine = Engine(home, embedder=HashingEmbedder())
            for work in (engine.say("Hello"), engine.memories(), engine.recall("tea")):
                with pytest.raises(CompanionError):
                    await work
            await engine.close()
            await engine.start(catch_up=False)
            await engine.close()
            await engine.close()
            with pytest.raises(CompanionError):
                await engine.say("Hello")

        run(go())

    def test_settings_change_all_or_none(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                heard = Heard(engine)
                with pytest.raises(BadInput):
                    await engine.change_settings({"user_name": "Nora", "session_idle": 0})
                assert engine.settings.text("user_name") == ""
                assert not home.settings.exists()
                await engine.change_settings({"user_name": "Nora", "session_idle": 5})
                assert heard.of(SettingsChanged) == [SettingsChanged(("user_name", "session_idle"))]
                await engine.change_settings({"user_name": "Nora"})
                assert len(heard.of(SettingsChanged)) == 1
                [reply] = await tell(engine, "Hello!")
                assert "Nora" in reply.text
            async with opened(home) as engine:
                assert engine.settings.whole("session_idle") == 5

        run(go())

    def test_a_title_is_one_line(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                [reply] = await tell(engine, "Hello")
                await engine.rename_session(reply.session_id, "  A \n walk  ")
                assert (await engine.sessions())[0].title == "A walk"
                for title in ("", " ", "x" * 201):
                    with pytest.raises(BadInput):
                        await engine.rename_session(reply.session_id, title)

        run(go())

    def test_windows_are_asked_for_by_event(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                heard = Heard(engine)
                engine.ask_for_window("quick", "hello")
                assert heard.events == [WindowWanted("quick", "hello")]

        run(go())

    def test_a_listener_may_leave_while_it_is_told(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                calls = []

                def once(event: object) -> None:
                    calls.append(event)
                    leave()

                leave = engine.subscribe(once)
                engine.ask_for_window("show")
                engine.ask_for_window("show")
                leave()
                assert len(calls) == 1

        run(go())

    def test_personas_are_listed_by_name(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                found = dict(await engine.personas())
                assert engine.settings.text("persona") in found
                assert all(found.values())

        run(go())

    def test_portrait_of_nobody_is_blank_and_traits_can_be_locked(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                portrait = await engine.portrait()
                assert portrait.sessions == 0
                assert [trait.score for trait in portrait.traits] == [0.0] * 5
                assert await engine.ledger() == []
                name = portrait.traits[0].name
                await engine.lock_trait(name, True)
                assert (await engine.portrait()).traits[0].locked
                with pytest.raises(NotFound):
                    await engine.lock_trait("charm", True)

        run(go())

    def test_the_index_can_be_made_anew(self, home: Home) -> None:
        async def go() -> None:
            async with opened(home) as engine:
                await tell(engine, "My bicycle is red.", "My boat is blue.")
                checks = await engine.doctor(rebuild=True)
                assert {check.state for check in checks} <= {"ok", "warning"}
                assert (await engine.recall("boat", 2)).hits[0].memory.text == "My boat is blue."

        run(go())

    def test_days_are_those_of_the_user_s_calendar(self, home: Home, clock: Clock) -> None:
        async def go() -> None:
            async with opened(home, clock) as engine:
                [reply] = await tell(engine, "Hello")
                assert reply.day == dt.date(2026, 5, 3)
                assert reply.created_at == clock.now

        run(go())
