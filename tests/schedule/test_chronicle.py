"""Days become weeks, weeks the story, once their time is over."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from companion.engine import Engine
from companion.memory.event_boundaries import SHORTEST_LONG
from companion.paths import Home
from companion.records import Scope, Status
from tests.clock import Clock
from tests.engines import configure, events_of, opened, run, tell
from tests.hashing_embedder import HashingEmbedder
from tests.memory.test_event_boundaries import GARDEN, PLAYERS
from tests.ollama_server import OllamaServer

MONDAY = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)


async def a_day(engine: Engine, clock: Clock, *lines: str) -> int:
    """A conversation that has ended, and the morning after it; its id."""
    session = (await tell(engine, *lines))[0].session_id
    await engine.end_session(session)
    clock.move(days=1)
    await engine.tick()
    return session


def test_a_week_is_told_after_its_sunday_and_not_before(home: Home) -> None:
    async def go() -> None:
        clock = Clock(MONDAY)
        async with opened(home, clock) as engine:
            await a_day(engine, clock, "I play the trombone in a brass band.")
            await a_day(engine, clock, "I am training for a marathon in Bergen.")
            clock.move(days=4, hours=14)
            await engine.tick()
            assert await events_of(engine, Scope.WEEK) == []
            clock.move(hours=2)
            await engine.tick()
            [week] = await events_of(engine, Scope.WEEK)
            [story] = await events_of(engine, Scope.STORY)
            assert week.day == dt.date(2026, 5, 4)
            for told in (week.text, story.text):
                assert "trombone" in told
                assert "marathon" in told
            assert story.text.startswith("May 2026: ")
            assert (await engine.memory(week.id)).quotes
            await engine.tick()
            assert [memory.version for memory in await events_of(engine, Scope.WEEK)] == [1]

    run(go())


def test_the_story_is_one_memory_with_its_versions(home: Home) -> None:
    async def go() -> None:
        clock = Clock(MONDAY)
        async with opened(home, clock) as engine:
            await a_day(engine, clock, "I play the trombone in a brass band.")
            clock.move(days=7)
            await engine.tick()
            [first] = await events_of(engine, Scope.STORY)
            await a_day(engine, clock, "My cousin Ivo opened a bakery in Ghent.")
            clock.move(days=7)
            await engine.tick()
            [second] = await events_of(engine, Scope.STORY)
            assert second.id == first.id
            assert second.version == first.version + 1
            assert "trombone" in second.text
            assert "bakery" in second.text
            assert len(await events_of(engine, Scope.WEEK)) == 2

    run(go())


def test_weeks_of_an_import_are_told_at_once(home: Home, tmp_path: Path) -> None:
    said = {"2026-03-02": "I play the trombone in a band.", "2026-03-11": "I bought a small sailing boat."}
    sessions = [
        {"started_at": f"{day}T10:00:00+00:00", "messages": [{"speaker": "Nora", "text": text}]}
        for day, text in said.items()
    ]
    head = {"format": "companion-transcript", "version": 1, "user": "Nora", "companion": "Mira", "sessions": sessions}
    path = tmp_path / "talk.json"
    path.write_text(json.dumps(head), encoding="utf-8")

    async def go() -> None:
        async with opened(home) as engine:
            await engine.import_file(path, "transcript")
            assert [week.day.isoformat() for week in await events_of(engine, Scope.WEEK)] == [
                "2026-03-02",
                "2026-03-09",
            ]
            [story] = await events_of(engine, Scope.STORY)
            assert "trombone" in story.text
            assert "boat" in story.text
            recall = await engine.recall("What did we talk about on 2 March 2026?")
            scopes = {hit.memory.scope for hit in recall.hits}
            assert Scope.DAY in scopes
            assert not scopes & {Scope.WEEK, Scope.STORY}
            await engine.import_file(path, "transcript")
            assert len(await events_of(engine, Scope.STORY)) == 1

    run(go())


def test_the_prompt_tells_the_story_and_the_last_days(home: Home) -> None:
    async def go() -> None:
        clock = Clock(MONDAY)
        async with OllamaServer() as server:
            configure(home, model_host=server.host, model_offline=True)
            async with opened(home, clock) as engine:
                await a_day(engine, clock, "I play the trombone in a brass band.")
                clock.move(days=9)
                await engine.tick()
                await a_day(engine, clock, "My cousin Ivo opened a bakery in Ghent.")
                await engine.change_settings({"model_offline": False})
                await engine.refresh_model()
                await tell(engine, "Good to be here, what a bright day it has been.")
                system = server.chats[-1]["messages"][0]["content"]
                told = system.partition("What happened lately:")[2]
                assert "May 2026: " in told
                assert "trombone" in told
                assert "2026-05-14: " in told
                assert "bakery" in told

    run(go())


def test_a_long_session_about_two_things_leaves_two_events(home: Home, tmp_path: Path) -> None:
    lines = GARDEN + PLAYERS
    assert len(lines) >= SHORTEST_LONG
    messages = [{"speaker": "Mira" if n % 2 else "Nora", "text": text} for n, text in enumerate(lines)]
    sessions = [{"started_at": "2026-05-02T10:00:00+00:00", "messages": messages}]
    head = {"format": "companion-transcript", "version": 1, "user": "Nora", "companion": "Mira", "sessions": sessions}
    path = tmp_path / "talk.json"
    path.write_text(json.dumps(head), encoding="utf-8")

    async def go() -> None:
        async with opened(home, embedder=HashingEmbedder()) as engine:
            await engine.import_file(path, "transcript")
            first, second = await events_of(engine, Scope.SESSION)
            assert first.session_id == second.session_id
            spans = [{q.id for q, _ in (await engine.memory(event.id)).quotes} for event in (first, second)]
            assert spans[0]
            assert max(spans[0]) < min(spans[1])
            assert "tomato" in first.text
            assert "tomato" not in second.text
            assert "concert" in second.text
            assert first.status is Status.ACTIVE

    run(go())
