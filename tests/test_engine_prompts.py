"""The context meter's door: what was sent, what would be sent, what it costs; and a budget that does not grow."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.errors import ModelError, NotFound
from companion.language.tokens import estimate_tokens
from companion.paths import Home
from companion.records import AttachmentKind, MessageState, NewAttachment, Role, SentPrompt
from companion.store import transcripts
from companion.store.database import Connection
from tests.clock import MORNING
from tests.engines import opened, run, tell, write_transcript
from tests.ollama_replies import Reply
from tests.ollama_server import OllamaServer
from tests.record import record


def test_the_prompt_of_a_reply_is_what_went_over_the_wire(home: Home) -> None:
    async def go() -> None:
        async with OllamaServer() as server, opened(home, model_host=server.host) as engine:
            server.script.replies = [Reply("Hello Nora."), Reply("It is quiet.")]
            first, second = await tell(engine, "Good morning.", "How is the harbour?")
            for reply, body in zip((first, second), server.chats, strict=True):
                sent = await engine.prompt_of(reply.id)
                assert sent is not None
                assert [{"role": t.role, "content": t.content} for t in sent.prompt.turns] == body["messages"]
                assert (sent.model, sent.num_ctx) == (reply.model, body["options"]["num_ctx"])
                assert sent.counted is not None
                assert sent.tokens == sent.counted
                shares = sum(sent.share(section) for section in sent.prompt.sections)
                assert abs(shares - sent.counted) <= len(sent.prompt.sections)
            assert await engine.prompt_of(first.id - 1) is None

    run(go())


def test_counts_of_the_model_correct_the_estimates_and_are_kept(home: Home) -> None:
    async def go() -> None:
        async with OllamaServer() as server:
            async with opened(home, model_host=server.host) as engine:
                before = await engine.preview_prompt(None, "How is the harbour today?")
                assert before.factor == 1.0
                assert before.counted is None
                [reply] = await tell(engine, "How is the harbour today?")
                sent = await engine.prompt_of(reply.id)
                assert sent is not None
                assert sent.counted is not None
                ratio = sent.counted / sent.prompt.tokens
            async with opened(home) as engine:
                after = await engine.preview_prompt(None, "How is the harbour today?")
                assert after.factor == pytest.approx(ratio, abs=0.001)
                assert after.tokens == pytest.approx(after.prompt.tokens * ratio, abs=1)

    run(go())


def test_a_preview_shows_the_next_prompt_and_changes_nothing(home: Home) -> None:
    async def go() -> None:
        async with OllamaServer() as server, opened(home, model_host=server.host) as engine:
            [reply] = await tell(engine, "My sister Ana lives in Leipzig.")
            await tell(engine, "The harbour was quiet.")
            memories = await engine.count_memories()
            shown = await engine.preview_prompt(reply.session_id, "And my sister?")
            assert shown.prompt.turns[-1].content == "And my sister?"
            assert any(t.content == "My sister Ana lives in Leipzig." for t in shown.prompt.turns)
            other = await engine.preview_prompt(None, "Where does my sister Ana live?")
            assert "Leipzig" in other.prompt.turns[0].content
            assert (await engine.preview_prompt(None, "")).prompt.message == ""
            assert len(server.chats) == 2
            assert await engine.count_memories() == memories
            assert len(await engine.messages(reply.session_id)) == 2
            with pytest.raises(NotFound):
                await engine.preview_prompt(99, "Hello")
            with pytest.raises(ModelError, match="too long"):
                await engine.preview_prompt(None, "word " * 9000)

    run(go())


def test_a_preview_counts_what_is_attached_and_not_yet_sent(home: Home) -> None:
    async def go() -> None:
        async with OllamaServer() as server, opened(home, model_host=server.host) as engine:
            document = await engine.quote_document("log.txt", "The lamp of the lighthouse went out at four.")
            picture = NewAttachment(AttachmentKind.IMAGE, "boat.png", "image/png", data=b"boat")
            plain = await engine.preview_prompt(None, "What happened?")
            shown = await engine.preview_prompt(None, "What happened?", (document, picture))
            assert "The lamp of the lighthouse" in shown.prompt.turns[-1].content
            assert shown.prompt.turns[-1].images == (b"boat",)
            assert {s.name for s in shown.prompt.sections} - {s.name for s in plain.prompt.sections} == {
                "documents",
                "images",
            }
            assert shown.tokens > plain.tokens
            assert not server.chats
            with pytest.raises(ModelError, match="too long"):
                await engine.preview_prompt(None, "word " * 9000, (document,))

    run(go())


def test_offline_nothing_is_sent_to_a_model(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            [reply] = await tell(engine, "Good morning.")
            sent = await engine.prompt_of(reply.id)
            assert sent is not None
            assert sent.num_ctx == 0

    run(go())


def long_talk(con: Connection, count: int) -> int:
    """A session of `count` messages of about one length; its id."""
    session = transcripts.add_session(con, MORNING, MORNING.date())
    parent: int | None = None
    for n in range(count):
        role = Role.COMPANION if n % 2 else Role.USER
        told = f"My cousin number {n % 10} lives in town {n % 7} by the sea."
        text = "I see, tell me more about that." if n % 2 else told
        parent = transcripts.insert_message(
            con, session, parent, n, role, "Nora", text, MORNING, MORNING.date(), MessageState.COMPLETE, ""
        )
    return session


def test_message_10000_costs_no_more_than_message_100(home: Home) -> None:
    async def go() -> None:
        home.root.mkdir(parents=True)
        async with record(home.record) as db:
            short, long = [await db.write(lambda con, n=n: long_talk(con, n)) for n in (100, 10_000)]  # type: ignore[misc]
        async with OllamaServer() as server, opened(home, model_host=server.host, encrypt=False) as engine:
            sizes = []
            for session in (short, long):
                server.script.replies = [Reply("I see.")]
                [reply] = await tell(engine, "And so the story goes on.", session=session)
                sent = await engine.prompt_of(reply.id)
                assert isinstance(sent, SentPrompt)
                sizes.append(sent.prompt.tokens)
                assert sent.prompt.tokens < 0.75 * sent.num_ctx
            assert sizes[1] < 1.1 * sizes[0]

    run(go())


def test_in_a_session_of_2000_messages_the_prompt_fits_and_message_5_is_answered(home: Home, tmp_path: Path) -> None:
    told = [(f"On day {n} there were {n} boats in the harbour, and Ada painted them.", "I see.") for n in range(1_000)]
    told[2] = ("My brother Tomas keeps bees in Ljubljana.", "How many hives are there?")
    path, asked = write_transcript(tmp_path / "long.json", told), "Where does my brother Tomas keep his bees?"

    async def go() -> None:
        async with opened(home, encrypt=False) as engine:
            await engine.import_file(path, "transcript")
            [session] = await engine.sessions()
            assert session.messages == 2_000
            assert (await engine.messages(session.id))[4].text == told[2][0]
            [reply] = await tell(engine, asked, session=session.id)
            assert "Ljubljana" in reply.text
        async with OllamaServer() as server, opened(home, model_host=server.host, encrypt=False) as engine:
            await tell(engine, asked, session=session.id)
            messages = server.chats[-1]["messages"]
            assert told[2][0] in messages[0]["content"].partition("<memories>")[2]
            num_ctx = server.chats[-1]["options"]["num_ctx"]
            assert sum(estimate_tokens(turn["content"]) for turn in messages) <= 0.75 * num_ctx

    run(go())
