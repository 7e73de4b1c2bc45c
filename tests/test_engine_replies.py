"""What a reply has beside its words: the wait before it, thoughts, what the model did not see, what went wrong."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from companion.conversation import streaming
from companion.engine import Engine
from companion.errors import BadInput
from companion.events import ReplyAwaiting, ReplyFinished, ReplyThought, ReplyWaiting
from companion.models import ollama
from companion.paths import Home
from companion.records import Kind, MemoryQuery, MessageState
from tests.engines import Heard, opened, run, tell
from tests.ollama_replies import QUEUE_FULL, Reply, ServedModel
from tests.ollama_server import OllamaServer

SMALL = ServedModel("small:1b", context_length=700)
THINKER = ServedModel("muse:4b", capabilities=("completion", "thinking"))


@contextlib.asynccontextmanager
async def served(home: Home, *models: ServedModel, **settings: Any) -> AsyncIterator[tuple[Engine, OllamaServer]]:
    """An engine with a model that answers from a script."""
    async with OllamaServer(models=models) as server, opened(home, model_host=server.host, **settings) as engine:
        yield engine, server


def test_a_silent_reply_says_that_it_wakes_the_model_and_then_that_it_reads(home: Home) -> None:
    async def go() -> None:
        async with served(home, SMALL) as (engine, server):
            server.script.hold_load = True
            server.script.replies = [Reply("Here I am.", hold_after=0)]
            heard = Heard(engine)
            exchange = await engine.say("Are you there?")
            await heard.until(lambda: heard.of(ReplyWaiting))
            [waking] = heard.of(ReplyWaiting)
            assert (waking.message_id, waking.phase) == (exchange.reply_id, "waking")
            assert waking.tokens > 50
            assert waking.seconds >= 0.4
            server.script.hold_load = False
            server.release()
            assert (await engine.reply(exchange.reply_id)).text == "Here I am."

    run(go())


def test_a_loaded_model_that_is_silent_reads(home: Home) -> None:
    async def go() -> None:
        async with served(home, SMALL) as (engine, server):
            await tell(engine, "Hello.")
            server.script.replies = [Reply("Well.", hold_after=0)]
            heard = Heard(engine)
            exchange = await engine.say("And now?")
            await heard.until(lambda: heard.of(ReplyWaiting))
            assert [event.phase for event in heard.of(ReplyWaiting)] == ["reading"]
            server.release()
            await engine.reply(exchange.reply_id)

    run(go())


def test_a_quick_reply_says_nothing_of_waiting(home: Home) -> None:
    async def go() -> None:
        async with served(home, SMALL) as (engine, _server):
            heard = Heard(engine)
            await tell(engine, "Hello.")
            assert heard.of(ReplyWaiting) == []

    run(go())


def test_thoughts_are_told_apart_kept_and_never_used_again(home: Home) -> None:
    async def go() -> None:
        async with served(home, THINKER) as (engine, server):
            await engine.choose_thinking("muse:4b", "on")
            server.script.replies = [
                Reply("A tea, then.", thinking="She sounds tired, and zebras need sleep.", delay=0.06),
                Reply("Sleep well."),
            ]
            heard = Heard(engine)
            [first] = await tell(engine, "I had a long day.")
            assert (first.text, first.state) == ("A tea, then.", MessageState.COMPLETE)
            assert first.thoughts == "She sounds tired, and zebras need sleep."
            assert 0.2 < first.thought_seconds < 5
            assert "".join(event.text for event in heard.of(ReplyThought)) == first.thoughts
            await tell(engine, "Good night.", session=first.session_id)
            assert all("zebras" not in turn["content"] for turn in server.chats[-1]["messages"])
            views = await engine.memories(MemoryQuery(kinds=(Kind.EPISODE,)))
            assert all("zebras" not in view.memory.text for view in views)
            assert (await engine.search("zebras")).total == 0
            kept = next(m for m in await engine.messages(first.session_id) if m.id == first.id)
            assert kept == first

    run(go())


def test_a_model_that_holds_less_than_the_settings_say_gets_a_shorter_prompt(home: Home) -> None:
    async def go() -> None:
        async with served(home, SMALL, num_ctx=8192) as (engine, server):
            said = [f"On day {day} Ada painted {day} grey boats in the harbour of Delft." for day in range(40)]
            server.script.answer = lambda body: "I see."
            replies = await tell(engine, *said)
            assert {reply.state for reply in replies} == {MessageState.COMPLETE}
            assert replies[-1].notice == ""
            refused = len(server.chats) - len(said)
            assert refused > 5
            assert server.chats[-1]["messages"][-1]["content"] == said[-1]

    run(go())


def test_a_server_that_drops_turns_in_silence_is_told_of_at_that_place(home: Home) -> None:
    async def go() -> None:
        async with served(home, SMALL, num_ctx=8192) as (engine, server):
            server.script.knows_truncate = False
            server.script.answer = lambda body: "I see, and I listen to all of it."
            said = [f"On day {day} Ada painted {day} grey boats in the harbour of Delft." for day in range(40)]
            heard = Heard(engine)
            replies = await tell(engine, *said)
            assert replies[0].notice == ""
            last = replies[-1]
            assert (last.state, last.code) == (MessageState.COMPLETE, "saw_less")
            assert "saw only" in last.notice
            assert last.next_step
            assert heard.of(ReplyFinished)[-1].code == "saw_less"
            kept = (await engine.messages(last.session_id))[-1]
            assert (kept.notice, kept.next_step, kept.code) == (last.notice, last.next_step, "saw_less")

    run(go())


def test_a_failed_reply_keeps_its_kind_and_what_helps_until_it_is_made_anew(home: Home) -> None:
    async def go() -> None:
        async with served(home, SMALL) as (engine, server):
            server.script.replies = [QUEUE_FULL, Reply("Now.")]
            [failed] = await tell(engine, "Hello?")
            assert (failed.state, failed.code) == (MessageState.FAILED, "busy")
            assert failed.next_step
            anew = await engine.reply((await engine.regenerate(failed.id)).reply_id)
            assert (anew.text, anew.code, anew.notice, anew.next_step) == ("Now.", "", "", "")

    run(go())


NOWHERE = "127.0.0.1:1"


def test_a_message_that_waits_is_sent_when_ollama_is_back_also_after_a_restart(home: Home) -> None:
    async def go() -> None:
        async with opened(home, model_host=NOWHERE, offline_takes_over=False) as engine:
            [failed] = await tell(engine, "What shall I cook?")
            assert (failed.state, failed.code, failed.awaits_model) == (MessageState.FAILED, "not_running", False)
            heard = Heard(engine)
            await engine.await_model(failed.id, True)
            [event] = heard.of(ReplyAwaiting)
            assert (event.session_id, event.message_id) == (failed.session_id, failed.id)
            assert (await engine.messages(failed.session_id))[-1].awaits_model
        async with OllamaServer(models=(SMALL,)) as server:
            server.script.replies = [Reply("Soup.")]
            async with opened(home, catch_up=True) as engine:
                heard = Heard(engine)
                await engine.change_settings({"model_host": server.host})
                await heard.until(lambda: heard.of(ReplyFinished))
                reply = (await engine.messages(failed.session_id))[-1]
                assert (reply.text, reply.awaits_model, reply.code) == ("Soup.", False, "")
                assert server.chats[-1]["messages"][-1]["content"] == "What shall I cook?"

    run(go())


def test_who_says_nothing_or_takes_it_back_is_not_sent(home: Home) -> None:
    async def go() -> None:
        away = opened(home, catch_up=True, model_host=NOWHERE, offline_takes_over=False)
        async with OllamaServer(models=(SMALL,)) as server, away as engine:
            [silent] = await tell(engine, "One.")
            [sorry] = await tell(engine, "Two.")
            await engine.await_model(sorry.id, True)
            await engine.await_model(sorry.id, False)
            await engine.change_settings({"model_host": server.host})
            [now] = await tell(engine, "Three.")
            assert now.state is MessageState.COMPLETE
            assert [body["messages"][-1]["content"] for body in server.chats] == ["Three."]
            assert (await engine.messages(silent.session_id))[-1].state is MessageState.FAILED

    run(go())


def test_only_a_reply_can_wait(home: Home) -> None:
    async def go() -> None:
        async with opened(home, model_host=NOWHERE, offline_takes_over=False) as engine:
            [failed] = await tell(engine, "One.")
            said = (await engine.messages(failed.session_id))[0]
            with pytest.raises(BadInput):
                await engine.await_model(said.id, True)

    run(go())


def test_quitting_frees_the_memory_of_the_model_where_that_is_wanted(home: Home) -> None:
    async def go() -> None:
        async with OllamaServer(models=(SMALL,)) as server:
            async with opened(home, model_host=server.host, unload_on_quit=True) as engine:
                await engine.preload_model()
                assert server.loaded == {"small:1b": 700}
                await tell(engine, "Hello.")
                assert server.loads == 1
            assert server.loaded == {}
            async with opened(home, model_host=server.host, unload_on_quit=False) as engine:
                await tell(engine, "Hello.")
            assert "small:1b" in server.loaded

    run(go())


def test_a_loaded_model_that_stays_silent_may_be_stuck_and_is_freed_on_request(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def go() -> None:
        async with served(home, SMALL) as (engine, server):
            await tell(engine, "Hello.")
            monkeypatch.setattr(ollama, "ASK_SECONDS", 0.2)
            monkeypatch.setattr(ollama, "STUCK_FACTOR", 0.0)
            monkeypatch.setattr(streaming, "LOOK_EVERY", 0.1)
            server.stuck.add("small:1b")
            server.script.replies = [Reply("Free again.")]
            heard = Heard(engine)
            exchange = await engine.say("And now?")
            await heard.until(lambda: [e for e in heard.of(ReplyWaiting) if e.phase == "stuck"])
            assert [event.phase for event in heard.of(ReplyWaiting)] == ["reading", "stuck"]
            again = await engine.free_and_retry(exchange.reply_id)
            assert (await engine.reply(again.reply_id)).text == "Free again."
            assert server.stuck == set()

    run(go())
