"""Why a reply is as it is, and which replies a memory shaped, at the engine's door."""

from __future__ import annotations

import pytest

from companion.conversation.mind import NEAR_MISSES, NOTED_HITS
from companion.errors import NotFound
from companion.models.embedder import MiniLM
from companion.paths import Home
from companion.records import SMALL_TALK
from tests.clock import Clock
from tests.engines import opened, run, tell, view_of

DENTIST = "My dentist is Doctor Alvarez in Park Street."


def test_the_memories_behind_a_reply_come_with_how_they_stand_now(home: Home, minilm: MiniLM) -> None:
    async def go() -> None:
        clock = Clock()
        async with opened(home, clock, embedder=minilm) as engine:
            await tell(engine, DENTIST, "I had soup for lunch.")
            clock.move(days=20)
            [reply] = await tell(engine, "Who is my dentist?")
            clock.move(days=10)
            reasons = await engine.reasons(reply.id)
            assert reasons.asked
            assert reasons.known
            assert reasons.confidence >= 0.5
            row, view = reasons.rows[0]
            assert (row.memory.text, row.level) == (DENTIST, "used")
            assert 0 < view.retention < 1
            assert view.reason

    run(go())


def test_small_talk_and_what_is_not_known_are_told_apart(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            greeted, unknown = await tell(engine, "Hi there!", "What is the name of the captain of the submarine?")
            first, second = await engine.reasons(greeted.id), await engine.reasons(unknown.id)
            assert (first.decision, first.asked, first.known, first.rows) == (SMALL_TALK, False, False, ())
            assert (second.asked, second.known) == (True, False)
            assert second.decision not in ("", SMALL_TALK)
            assert second.confidence < 0.5

    run(go())


def test_what_came_near_is_kept_beside_what_was_recalled(home: Home) -> None:
    async def go() -> None:
        async with opened(home, memory_budget=500) as engine:
            told = [f"I planted {number} tomatoes in garden bed {number}." for number in range(2, 40)]
            *_, reply = await tell(engine, *told, "Where are my tomatoes planted in the garden?")
            reasons = await engine.reasons(reply.id)
            recalled = {row.memory.id for row, _ in reasons.rows}
            near = [row for row, _ in reasons.near]
            assert len(recalled) >= NOTED_HITS
            assert 0 < len(near) <= NEAR_MISSES
            assert recalled.isdisjoint(row.memory.id for row in near)
            assert [row.score for row in near] == sorted((row.score for row in near), reverse=True)
            assert {row.level for row in near} == {"near"}
            assert {row.memory.id for row in await engine.why(reply.id)} == recalled

    run(go())


def test_a_memory_knows_the_replies_that_it_shaped(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            await tell(engine, DENTIST)
            [question] = await tell(engine, "Who is my dentist?")
            [other] = await tell(engine, "There is a market in Park Street.")
            memory = (await view_of(engine, DENTIST)).memory
            shaped = await engine.shaped(memory.id)
            first = next(reply for reply in shaped if reply.reply_id == question.id)
            levels = [reply.level for reply in shaped]
            assert levels == sorted(levels, key=["used", "given", "recalled"].index)
            assert (first.reply_id, first.session_id, first.level) == (question.id, question.session_id, "used")
            assert (first.text, first.day) == (question.text, question.day)
            assert first.title == (await engine.sessions())[1].title
            assert {reply.reply_id for reply in shaped} >= {question.id, other.id}
            with pytest.raises(NotFound):
                await engine.shaped(9999)

    run(go())


def test_what_is_forgotten_is_no_reason_any_more(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            await tell(engine, DENTIST)
            [reply] = await tell(engine, "Who is my dentist?")
            await engine.forget((await view_of(engine, DENTIST)).memory.id)
            texts = [row.memory.text for row, _ in (await engine.reasons(reply.id)).rows]
            assert DENTIST not in texts

    run(go())
