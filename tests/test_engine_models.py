"""The door to models: what is installed, downloads, tokens, per-model choices. A real socket, a keyring in memory."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from companion.engine import Engine
from companion.errors import BadInput, ModelError
from companion.events import DownloadChanged, ModelChanged, ModelsChanged
from companion.paths import Home
from tests.engines import Heard, opened, run, tell
from tests.memory_keyring import MemoryKeyring
from tests.ollama_replies import MODELS, ServedModel
from tests.ollama_server import OllamaServer

THINKER = ServedModel("muse:4b", capabilities=("completion", "thinking"))


@contextlib.asynccontextmanager
async def served(home: Home, *models: ServedModel, **settings: Any) -> AsyncIterator[tuple[Engine, OllamaServer]]:
    async with (
        OllamaServer(models=models or MODELS) as server,
        opened(home, model_host=server.host, **settings) as engine,
    ):
        yield engine, server


def states(heard: Heard) -> list[str]:
    """The states that a download went through."""
    told = [event.download.state for event in heard.of(DownloadChanged)]
    return [state for at, state in enumerate(told) if at == 0 or told[at - 1] != state]


def test_what_is_installed_is_told_with_what_it_can_do_and_whether_it_is_loaded(home: Home) -> None:
    async def go() -> None:
        async with served(home, *MODELS, THINKER) as (engine, _server):
            await tell(engine, "Hello.")
            await engine.choose_thinking("muse:4b", "on")
            infos = {info.name: info for info in await engine.installed_models()}
            assert list(infos) == ["llama3.2:3b", "muse:4b", "qwen3:4b", "nomic-embed-text:latest"]
            llama = infos["llama3.2:3b"]
            assert (llama.loaded, llama.loaded_context, llama.context) == (True, 8192, 8192)
            assert (llama.chat, llama.thinking, llama.thinks) == (True, (), "")
            assert (infos["muse:4b"].thinking, infos["muse:4b"].thinks) == (("off", "on"), "on")
            embedder = infos["nomic-embed-text:latest"]
            assert (embedder.chat, embedder.embeds, embedder.loaded) == (False, True, False)

    run(go())


def test_how_a_model_thinks_is_kept_for_the_next_start(home: Home) -> None:
    async def go() -> None:
        async with served(home, THINKER) as (engine, _server):
            await engine.choose_thinking("muse:4b", "on")
        async with served(home, THINKER) as (engine, server):
            await tell(engine, "Hello.")
            assert server.chats[-1]["think"] is True
            with pytest.raises(BadInput):
                await engine.choose_thinking("muse:4b", "loudly")

    run(go())


def test_a_model_that_is_deleted_is_gone_and_another_one_answers(home: Home) -> None:
    async def go() -> None:
        async with served(home) as (engine, server):
            await tell(engine, "Hello.")
            heard = Heard(engine)
            await engine.delete_model("llama3.2:3b")
            assert "llama3.2:3b" not in server.models
            assert heard.of(ModelsChanged)
            assert [event.status.name for event in heard.of(ModelChanged)] == ["qwen3:4b"]
            with pytest.raises(ModelError, match="not installed"):
                await engine.delete_model("llama3.2:3b")

    run(go())


def test_a_download_never_runs_backwards_and_its_model_answers_at_the_end(home: Home) -> None:
    async def go() -> None:
        async with served(home, ServedModel("only-embeds:1b", capabilities=("embedding",))) as (engine, server):
            server.script.delay = 0.02
            heard = Heard(engine)
            await engine.download("tiny:1b")
            await heard.until(lambda: states(heard)[-1:] == ["done"])
            assert states(heard) == ["waiting", "running", "done"]
            shares = [event.download.fraction for event in heard.of(DownloadChanged)]
            assert shares == sorted(shares)
            assert shares[-1] == 1.0
            assert heard.of(DownloadChanged)[-1].download.total == 40_000_277
            await heard.until(lambda: heard.of(ModelChanged))
            assert heard.of(ModelChanged)[-1].status.name == "tiny:1b"
            [kept] = await engine.downloads()
            assert (kept.model, kept.state) == ("tiny:1b", "done")

    run(go())


def test_an_error_inside_the_stream_is_shown_and_the_next_download_goes_on(home: Home) -> None:
    async def go() -> None:
        async with served(home) as (engine, server):
            server.script.pulls = [
                [{"status": "pulling manifest"}, {"error": "pull model manifest: file does not exist"}]
            ]
            heard = Heard(engine)
            await engine.download("nonsense")
            await engine.download("tiny:1b")
            await heard.until(lambda: len([e for e in heard.of(DownloadChanged) if e.download.state == "done"]) == 1)
            failed, done = await engine.downloads()
            assert (failed.state, failed.trouble) == ("failed", "There is no model “nonsense” to download.")
            assert failed.next_step
            assert done.state == "done"

    run(go())


def test_a_stopped_download_stays_stopped_and_asked_for_again_goes_on(home: Home) -> None:
    async def go() -> None:
        async with served(home) as (engine, server):
            server.script.delay = 0.05
            heard = Heard(engine)
            await engine.download("tiny:1b")
            await heard.until(lambda: any(event.download.completed for event in heard.of(DownloadChanged)))
            await engine.stop_download("tiny:1b")
            assert states(heard) == ["waiting", "running", "stopped"]
            assert "tiny:1b" not in server.models
            server.script.delay = 0.0
            await engine.download("tiny:1b")
            await heard.until(lambda: states(heard)[-1] == "done")

    run(go())


def test_a_download_goes_on_after_a_restart(home: Home) -> None:
    async def go() -> None:
        async with OllamaServer() as server:
            server.script.delay = 0.05
            async with opened(home, model_host=server.host) as engine:
                heard = Heard(engine)
                await engine.download("tiny:1b")
                await engine.download("other:1b")
                await heard.until(lambda: any(event.download.completed for event in heard.of(DownloadChanged)))
            server.script.delay = 0.0
            async with opened(home, catch_up=True) as engine:
                heard = Heard(engine)
                await heard.until(lambda: {"tiny:1b", "other:1b"} <= set(server.models))
                assert [d.model for d in await engine.downloads()] == ["tiny:1b", "other:1b"]
            async with opened(home, catch_up=True) as engine:
                assert await engine.downloads() == ()

    run(go())


def test_a_download_waits_for_a_host_that_is_away(home: Home) -> None:
    async def go() -> None:
        async with OllamaServer() as server, opened(home, catch_up=True, model_host="127.0.0.1:1") as engine:
            heard = Heard(engine)
            await engine.download("tiny:1b")
            await heard.until(lambda: states(heard)[-1:] == ["failed"])
            assert "not running" in (await engine.downloads())[0].trouble
            await engine.change_settings({"model_host": server.host})
            await heard.until(lambda: states(heard)[-1] == "done")

    run(go())


@pytest.mark.parametrize("name", ["", "  ", "two words"])
def test_a_name_that_is_none_is_refused(home: Home, name: str) -> None:
    async def go() -> None:
        async with served(home) as (engine, _server):
            with pytest.raises(BadInput):
                await engine.download(name)

    run(go())


def test_a_host_that_asks_for_a_token_gets_the_one_of_the_keyring(home: Home, memory_keyring: MemoryKeyring) -> None:
    async def go() -> None:
        async with served(home, encrypt=False) as (engine, server):
            server.script.token = "s3cret"
            status = await engine.refresh_model()
            assert (status.offline, status.code) == (True, "unauthorized")
            assert not await engine.has_host_token()
            assert await engine.keep_host_token("", "s3cret")
            assert await engine.has_host_token()
            [reply] = await tell(engine, "Hello.")
            assert reply.model == "llama3.2:3b"
            assert "s3cret" not in home.settings.read_text(encoding="utf-8")
            await engine.keep_host_token("", "")
            assert (await engine.refresh_model()).code == "unauthorized"

    run(go())


def test_a_new_profile_is_welcomed_once_and_one_that_was_talked_with_not_at_all(home: Home, tmp_path: Path) -> None:
    async def go() -> None:
        async with opened(home, model_offline=True) as engine:
            assert not await engine.welcomed()
            await engine.end_welcome()
            assert await engine.welcomed()
        async with opened(Home(tmp_path / "talked"), model_offline=True) as engine:
            await tell(engine, "Hello.")
            assert await engine.welcomed()

    run(go())


def test_models_are_offered_for_the_machine_on_which_they_would_run(home: Home) -> None:
    async def go() -> None:
        async with served(home) as (engine, server):
            here = await engine.model_offers()
            assert {offer.name for offer in here} >= {"gemma3:1b", "embeddinggemma"}
            there = await engine.model_offers("models.example.org")
            assert not any(offer.recommended for offer in there)
            assert (await engine.find_ollama()).host == server.host

    run(go())
