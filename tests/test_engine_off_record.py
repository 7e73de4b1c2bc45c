"""Off the record: nothing that is said stands in any file of the profile, nothing is learned, and all is gone."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from companion.conversation.off_record import is_off_record
from companion.engine import Engine
from companion.errors import CompanionError, NotFound
from companion.events import MemoriesChanged, PortraitChanged
from companion.models.embedder import MiniLM
from companion.paths import Home
from companion.records import Draft, Message, MessageState
from tests.clock import Clock
from tests.engines import Heard, opened, run, tell, view_of
from tests.ollama_replies import Reply
from tests.ollama_server import OllamaServer

DENTIST = "My dentist is Doctor Alvarez in Park Street."
SECRETS = ("xylophone", "Zanzibar", "quokkas")
"""Words that nothing else in a profile holds: said, answered, and written without being sent."""


def holding(home: Home, *words: str) -> list[str]:
    """The files of a profile in which one of these words stands, in any case, in UTF-8 or UTF-16."""
    found = []
    for path in sorted(path for path in home.root.rglob("*") if path.is_file()):
        data = path.read_bytes().lower()
        for word in words:
            if word.lower().encode() in data or word.lower().encode("utf-16-le") in data:
                found.append(f"{path.name}: {word}")
    return found


def state(home: Home) -> dict[str, str]:
    """What the index's files hold."""
    files = [path for path in home.index.rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@asynccontextmanager
async def served(home: Home, embedder: MiniLM) -> AsyncIterator[tuple[Engine, OllamaServer]]:
    """A plain profile that an Ollama answers for."""
    async with (
        OllamaServer() as server,
        opened(home, embedder=embedder, encrypt=False, model_host=server.host) as engine,
    ):
        yield engine, server


async def off(engine: Engine, *messages: str) -> list[Message]:
    """Say these in a conversation off the record; the replies."""
    return await tell(engine, *messages, session=await engine.open_off_record())


def test_no_file_of_the_profile_ever_holds_a_word_of_it(home: Home, minilm: MiniLM) -> None:
    async def go() -> None:
        async with served(home, minilm) as (engine, server):
            server.script.replies = [Reply("Noted."), Reply("The quokkas are in Zanzibar."), Reply("Yes.")]
            await tell(engine, DENTIST)
            before = state(home)
            said = ("My xylophone is hidden in Zanzibar.", "Remember that I play the xylophone.")
            replies = await off(engine, *said)
            session = replies[0].session_id
            assert replies[0].text == "The quokkas are in Zanzibar."
            await engine.save_draft(session, Draft("Another xylophone", 3))
            await engine.edit_message((await engine.messages(session))[0].id, "My xylophone is blue.")
            for reply in await engine.messages(session):
                await engine.reply(reply.id)
            await engine.tick()
            assert holding(home, *SECRETS) == []
            assert state(home) == before
            await engine.close_off_record(session)
            await engine.tick()
            assert holding(home, *SECRETS) == []
            # The measure is right: the same words on the record are found in a file.
            await tell(engine, "My xylophone is hidden in Zanzibar.")
            assert holding(home, "xylophone") != []

    run(go())


def test_closing_the_app_leaves_nothing_either(home: Home, minilm: MiniLM) -> None:
    async def go() -> None:
        async with opened(home, embedder=minilm, encrypt=False, model_offline=True) as engine:
            await off(engine, "My xylophone is hidden in Zanzibar.")
            sessions = await engine.sessions()
        assert sessions == []
        assert holding(home, *SECRETS) == []

    run(go())


def test_what_is_remembered_is_recalled_and_not_changed(home: Home, minilm: MiniLM) -> None:
    async def go() -> None:
        clock = Clock()
        async with opened(home, clock, embedder=minilm, model_offline=True) as engine:
            await tell(engine, DENTIST)
            clock.move(days=5)
            before = await view_of(engine, DENTIST)
            heard = Heard(engine)
            [reply] = await off(engine, "Who is my dentist?")
            assert "Alvarez" in reply.text
            assert (await view_of(engine, DENTIST)) == before
            assert await engine.shaped(before.memory.id) == []
            assert await engine.count_memories() == 1
            assert heard.of(MemoriesChanged) == []
            assert heard.of(PortraitChanged) == []
            [row] = [row for row in await engine.why(reply.id) if row.level == "used"]
            assert row.memory.text == DENTIST
            reasons = await engine.reasons(reply.id)
            assert (reasons.asked, reasons.known) == (True, True)
            assert reasons.rows[0][1].retention == before.retention

    run(go())


def test_it_goes_on_as_any_conversation_does(home: Home) -> None:
    async def go() -> None:
        async with opened(home, model_offline=True) as engine:
            first, second = await off(engine, "I like tea.", "I like coffee.")
            session = first.session_id
            assert is_off_record(session)
            assert is_off_record(first.id)
            exchange = await engine.regenerate(second.id)
            again = await engine.reply(exchange.reply_id)
            assert await engine.message_versions(again.id) == [second.id, again.id]
            await engine.show_version(second.id)
            assert [m.id for m in await engine.messages(session)][-1] == second.id
            deletion = await engine.delete_message(second.id)
            await engine.undo_delete(deletion.id)
            assert [message.state for message in await engine.messages(session)] == [MessageState.COMPLETE] * 4

    run(go())


def test_the_prompt_can_be_looked_at_while_it_is_open(home: Home, minilm: MiniLM) -> None:
    async def go() -> None:
        async with served(home, minilm) as (engine, server):
            server.script.replies = [Reply("I see.")]
            [reply] = await off(engine, "My xylophone is hidden in Zanzibar.")
            sent = await engine.prompt_of(reply.id)
            assert sent is not None
            assert sent.prompt.message == "My xylophone is hidden in Zanzibar."
            preview = await engine.preview_prompt(reply.session_id, "Where is it?")
            assert "My xylophone is hidden in Zanzibar." in [turn.content for turn in preview.prompt.turns]
            await engine.close_off_record(reply.session_id)
            with pytest.raises(NotFound):
                await engine.prompt_of(reply.id)

    run(go())


def test_without_a_memory_of_the_record_it_answers_again(home: Home, minilm: MiniLM) -> None:
    async def go() -> None:
        async with opened(home, embedder=minilm, model_offline=True) as engine:
            await tell(engine, DENTIST)
            [reply] = await off(engine, "Who is my dentist?")
            memory = (await view_of(engine, DENTIST)).memory
            exchange = await engine.regenerate(reply.id, frozenset({memory.id}))
            assert "Alvarez" not in (await engine.reply(exchange.reply_id)).text

    run(go())


@pytest.mark.parametrize(
    "text", ["Remember that I like tea.", "Forget what I said about my dentist.", "Don't bring up my dentist again."]
)
def test_no_order_about_memory_is_carried_out(home: Home, text: str) -> None:
    async def go() -> None:
        async with opened(home, model_offline=True) as engine:
            await tell(engine, DENTIST)
            count = await engine.count_memories()
            [reply] = await off(engine, text)
            assert "off the record" in reply.text
            assert await engine.count_memories() == count
            assert await engine.muted_topics() == []

    run(go())


def test_two_are_apart_and_a_closed_one_is_gone(home: Home) -> None:
    async def go() -> None:
        async with opened(home, model_offline=True) as engine:
            [one] = await off(engine, "I like tea.")
            [two] = await off(engine, "I like coffee.")
            await engine.close_off_record(one.session_id)
            for work in (
                engine.messages(one.session_id),
                engine.close_off_record(one.session_id),
                engine.reply(one.id),
            ):
                with pytest.raises(NotFound, match="off the record"):
                    await work
            said = await engine.messages(two.session_id)
            assert said[0].text == "I like coffee."
            assert await engine.sessions() == []
            with pytest.raises(CompanionError):
                await engine.say("More", one.session_id)

    run(go())
