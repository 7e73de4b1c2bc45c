"""What is muted does not come up by itself, and still answers what the user asks."""

from __future__ import annotations

import pytest

from companion.models.embedder import MiniLM
from companion.paths import Home
from tests.engines import opened, run, tell
from tests.ollama_server import OllamaServer

CELLO = "I play the cello in a small orchestra."
MUTE = "Don't bring up the cello again."
INSTRUMENT = "What instrument do I play?"


@pytest.mark.parametrize("asked", [INSTRUMENT, "what instrument do I play", "I met Lea. What instrument do I play?"])
def test_a_question_that_it_answers_is_answered(home: Home, minilm: MiniLM, asked: str) -> None:
    async def go() -> None:
        async with opened(home, embedder=minilm) as engine:
            *_, muted, reply = await tell(engine, CELLO, MUTE, asked)
            assert "when you ask about it, I still answer" in muted.text
            assert CELLO in reply.text

    run(go())


@pytest.mark.parametrize("said", ["I play in a small group.", "I play in a small group. How are you?", "Hello there!"])
def test_a_statement_and_small_talk_do_not_bring_it_up(home: Home, minilm: MiniLM, said: str) -> None:
    async def go() -> None:
        async with opened(home, embedder=minilm) as engine:
            *_, reply = await tell(engine, CELLO, MUTE, said)
            assert "cello" not in reply.text
            assert CELLO not in [row.memory.text for row in await engine.why(reply.id)]

    run(go())


def test_who_asks_for_everything_is_told_the_rest(home: Home, minilm: MiniLM) -> None:
    async def go() -> None:
        async with opened(home, embedder=minilm) as engine:
            first, *_ = await tell(engine, CELLO, "I work as a nurse in Utrecht.")
            await engine.end_session(first.session_id)
            await tell(engine, MUTE)
            [reply] = await tell(engine, "What do you know about me?")
            assert "nurse" in reply.text
            assert "cello" not in reply.text

    run(go())


def test_one_that_was_muted_by_hand_answers_too(home: Home, minilm: MiniLM) -> None:
    async def go() -> None:
        async with opened(home, embedder=minilm) as engine:
            first, *_ = await tell(engine, CELLO)
            [found] = [hit.memory.id for hit in (await engine.recall(CELLO)).hits if hit.memory.text == CELLO]
            await engine.mute(found)
            asked, said = await tell(engine, INSTRUMENT, "I play in a small group.", session=first.session_id)
            assert CELLO in asked.text
            assert CELLO not in said.text

    run(go())


def test_a_model_is_given_it_for_a_question_and_not_for_a_statement(home: Home, minilm: MiniLM) -> None:
    async def go() -> None:
        async with OllamaServer() as server, opened(home, embedder=minilm, model_host=server.host) as engine:
            first, *_ = await tell(engine, CELLO)
            await engine.end_session(first.session_id)
            await tell(engine, MUTE)
            for said, given in ((INSTRUMENT, True), ("I play in a small group.", False)):
                await tell(engine, said)
                prompt = "\n".join(turn["content"] for turn in server.chats[-1]["messages"])
                assert (CELLO in prompt) is given

    run(go())
