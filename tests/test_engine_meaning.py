"""Another model finds memories: all are read anew in the background, and words serve while its host is away."""

from __future__ import annotations

import numpy as np
import pytest

from companion.engine import Engine
from companion.events import MemoriesChanged, NoticeRaised, Progress
from companion.paths import Home
from companion.records import MemoryQuery
from companion.store import search
from tests.engines import Heard, opened, run, tell
from tests.ollama_replies import Reply
from tests.ollama_server import OllamaServer

SAID = ("The harbour of Delft was frozen.", "Ada paints grey boats.", "I bought leeks on the market.")
MODEL = "nomic-embed-text:latest"


def short_spoken() -> OllamaServer:
    """A server whose replies do not stand in the way of what was said."""
    server = OllamaServer()
    server.script.answer = lambda body: Reply("I see.")
    return server


def space(engine: Engine) -> str:
    return engine._at_work.index.embedder_id


async def finished(heard: Heard) -> None:
    """Wait until all memories have been read anew."""
    await heard.until(lambda: any(e.done == e.total > 0 for e in heard.of(Progress) if e.task == "embedding"))
    await heard.until(lambda: heard.of(MemoriesChanged))


def test_all_memories_are_read_anew_with_progress_and_found_by_the_new_one(home: Home) -> None:
    async def go() -> None:
        async with short_spoken() as server, opened(home, model_host=server.host) as engine:
            await tell(engine, *SAID)
            before = space(engine)
            heard = Heard(engine)
            await engine.change_settings({"embedding_model": "nomic-embed-text"})
            await finished(heard)
            assert space(engine) == f"ollama/{MODEL}/64"
            steps = [e.done for e in heard.of(Progress) if e.task == "embedding"]
            assert steps == sorted(steps)
            recall = await engine.recall("frozen harbour of Delft")
            assert recall.hits[0].memory.text == SAID[0]
            index = engine._at_work.index
            assert await index.agrees()
            kinds = await engine._db.read(
                lambda con: {row[0] for row in con.execute("select distinct embedder from memory_vectors")}
            )
            assert kinds == {space(engine)}
            await tell(engine, "A new boat came in.")
            assert await index.agrees()
            heard = Heard(engine)
            await engine.change_settings({"embedding_model": ""})
            await finished(heard)
            assert space(engine) == before
            assert await index.agrees()

    run(go())


def test_the_choice_holds_after_a_restart_without_reading_anew(home: Home) -> None:
    async def go() -> None:
        async with short_spoken() as server:
            async with opened(home, model_host=server.host) as engine:
                await tell(engine, *SAID)
                heard = Heard(engine)
                await engine.change_settings({"embedding_model": MODEL})
                await finished(heard)
            asked = sum(request.path == "/api/embed" for request in server.requests)
            async with opened(home) as engine:
                assert space(engine) == f"ollama/{MODEL}/64"
                assert (await engine.recall("grey boats")).hits[0].memory.text == SAID[1]
            assert sum(request.path == "/api/embed" for request in server.requests) <= asked + 2

    run(go())


def test_while_its_host_is_away_words_serve_and_what_was_said_is_read_later(home: Home) -> None:
    async def go() -> None:
        async with short_spoken() as server, opened(home, model_host=server.host) as engine:
            await tell(engine, *SAID)
            heard = Heard(engine)
            await engine.change_settings({"embedding_model": MODEL})
            await finished(heard)
            kept = server.models.pop(MODEL)
            heard = Heard(engine)
            recall = await engine.recall("grey boats")
            assert recall.hits[0].memory.text == SAID[1]
            [reply] = await tell(engine, "The ferry is late today.")
            assert reply.text
            [notice] = [event.notice for event in heard.of(NoticeRaised)]
            assert "words only" in notice.text
            assert (await engine.recall("ferry late")).hits[0].memory.text == "The ferry is late today."
            server.models[MODEL] = kept
            heard = Heard(engine)
            assert (await engine.recall("grey boats")).decision == "words and meaning"
            await heard.until(lambda: heard.of(MemoriesChanged))
            assert await engine._at_work.index.complete() == 0
            assert await engine._at_work.index.agrees()

    run(go())


@pytest.mark.parametrize(("model", "words"), [("nothing:1b", "not installed"), ("llama3.2:3b", "vectors")])
def test_a_model_that_cannot_do_it_changes_nothing(home: Home, model: str, words: str) -> None:
    async def go() -> None:
        async with short_spoken() as server, opened(home, model_host=server.host) as engine:
            await tell(engine, *SAID)
            before = space(engine)
            heard = Heard(engine)
            await engine.change_settings({"embedding_model": model})
            await heard.until(lambda: heard.of(NoticeRaised))
            [notice] = [event.notice for event in heard.of(NoticeRaised)]
            assert words in notice.text
            assert space(engine) == before
            assert (await engine.recall("grey boats")).hits

    run(go())


def test_what_is_edited_while_all_is_read_anew_is_read_once_more(home: Home) -> None:
    async def go() -> None:
        async with short_spoken() as server, opened(home, model_host=server.host) as engine:
            await tell(engine, *SAID)
            view = next(v for v in await engine.memories(MemoryQuery()) if v.memory.text == SAID[1])
            index = engine._at_work.index
            other = np.ones((1, 8), np.float32)
            await engine._db.write(lambda con: search.put_vectors(con, view.memory.id, "another space", other))
            await engine.edit_memory(view.memory.id, "Ada paints red boats.")
            left = await engine._db.read(lambda con: search.pieces(con, "another space", [view.memory.id]))
            assert left == []
            assert await index.agrees()

    run(go())
