"""Who answers: looked for, remembered for a while, replaced when gone, and always with a reason in words."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace

import pytest

from companion.errors import ModelError
from companion.models import choice
from companion.models.choice import ModelChoice, Wanted, thinking_choices
from companion.models.ollama import Ollama
from companion.models.ollama_catalog import InstalledModel
from companion.records import ChatTurn, ModelStatus, Prompt
from tests.clock import MORNING
from tests.engines import run
from tests.ollama_replies import ServedModel
from tests.ollama_server import OllamaServer


class Case:
    """A choice whose wishes a test changes, and what it told."""

    def __init__(self, host: str) -> None:
        self.wanted = Wanted(host, "", False, 4096, 0.5)
        self.told: list[ModelStatus] = []
        self.choice = ModelChoice(lambda: self.wanted, self.told.append)

    def want(self, **changes: object) -> None:
        self.wanted = replace(self.wanted, **changes)  # type: ignore[arg-type]


def test_the_first_chat_model_answers_and_is_looked_for_once() -> None:
    async def go() -> None:
        async with OllamaServer() as server:
            case = Case(server.host)
            assert not case.choice.nobody_there
            first, second = await asyncio.gather(case.choice.current(), case.choice.current())
            assert isinstance(first, Ollama)
            assert first is second
            assert (first.name, first.num_ctx) == ("llama3.2:3b", 4096)
            assert sum(request.path == "/api/tags" for request in server.requests) == 1
            assert [status.name for status in case.told] == ["llama3.2:3b"]
            assert case.choice.status.available == ("llama3.2:3b", "qwen3:4b")
            await case.choice.look()
            assert len(case.told) == 1
            await case.choice.close()

    run(go())


def test_it_looks_again_when_the_wishes_change_or_time_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        async with OllamaServer() as server:
            case = Case(server.host)
            await case.choice.current()
            case.want(model="qwen3:4b")
            assert (await case.choice.current()).name == "qwen3:4b"
            case.want(never=True)
            assert (await case.choice.current()).offline
            case.want(never=False)
            assert not (await case.choice.current()).offline
            server.models.clear()
            assert not (await case.choice.current()).offline
            monkeypatch.setattr(choice, "LOOK_AGAIN", 0.0)
            with pytest.raises(ModelError):
                await case.choice.current()
            assert case.choice.nobody_there
            await case.choice.close()

    run(go())


@pytest.mark.parametrize(
    ("models", "wish", "words", "code"),
    [
        ((), {}, "no chat model", "no_models"),
        ((ServedModel("nomic-embed-text:latest", capabilities=("embedding",)),), {}, "no chat model", "no_models"),
        ((ServedModel("a:1b"),), {"model": "b:1b"}, "does not have the model b:1b", "not_found"),
        ((ServedModel("a:1b"),), {"never": True}, "use no model", ""),
        ((ServedModel("a:1b"),), {"host": "127.0.0.1:1"}, "127.0.0.1:1", ""),
        ((ServedModel("a:1b"),), {"host": "http://[half"}, "cannot be read", "host"),
    ],
)
def test_why_nobody_is_there_is_said(
    models: tuple[ServedModel, ...], wish: dict[str, object], words: str, code: str
) -> None:
    """Only for a server that is not there at all somebody stands in; `code` is that of the error otherwise."""

    async def go() -> None:
        async with OllamaServer(models=models) as server:
            case = Case(server.host)
            case.want(**wish)
            if code:
                with pytest.raises(ModelError) as error:
                    await case.choice.current()
                assert error.value.code == code
            else:
                assert (await case.choice.current()).offline
            assert case.choice.status.silent is bool(code)
            assert words in case.choice.status.detail
            assert case.choice.nobody_there
            await case.choice.close()

    run(go())


def test_a_name_without_its_tag_is_the_latest() -> None:
    async def go() -> None:
        async with OllamaServer(models=(ServedModel("tale:latest"),)) as server:
            case = Case(server.host)
            case.want(model="tale")
            assert not (await case.choice.current()).offline
            await case.choice.close()

    run(go())


def test_the_host_of_the_environment_counts_where_the_settings_name_none(monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        async with OllamaServer() as server:
            monkeypatch.setenv("OLLAMA_HOST", server.host)
            case = Case("")
            assert not (await case.choice.current()).offline
            await case.choice.close()

    run(go())


@pytest.mark.parametrize(
    ("code", "replaced"), [("not_running", True), ("not_found", False), ("busy", False), ("crashed", False)]
)
def test_only_who_is_not_there_at_all_is_replaced(code: str, replaced: bool) -> None:
    async def go() -> None:
        async with OllamaServer() as server:
            case = Case(server.host)
            model = await case.choice.current()
            other = await case.choice.instead(model, ModelError("Gone.", "Start it.", code=code))
            assert (other is not None) is replaced
            assert case.choice.status.offline is replaced
            if other is not None:
                assert case.told[-1].detail == "Gone. Start it."
                assert case.told[-1].available
                assert await case.choice.instead(other, ModelError("Gone.", code=code)) is None
            await case.choice.close()

    run(go())


def test_a_model_that_was_refused_is_said_so_until_it_answers_and_is_asked_again() -> None:
    async def go() -> None:
        async with OllamaServer() as server:
            case = Case(server.host)
            model = await case.choice.current()
            assert await case.choice.instead(model, ModelError("No.", "Give a token.", code="unauthorized")) is None
            for _ in range(2):
                status = case.choice.status
                assert (status.name, status.offline, status.code) == ("llama3.2:3b", False, "unauthorized")
                assert status.detail == "No. Give a token."
                assert await case.choice.current() is model
            case.choice.answered(model)
            assert (case.choice.status.code, case.told[-1].code) == ("", "")
            assert "Answers through Ollama" in case.told[-1].detail
            await case.choice.close()

    run(go())


def test_a_refused_model_that_is_gone_and_comes_back_is_as_new() -> None:
    async def go() -> None:
        async with OllamaServer() as server:
            case = Case(server.host)
            model = await case.choice.current()
            kept = dict(server.models)
            server.models.clear()
            assert await case.choice.instead(model, ModelError("Missing.", code="not_found")) is None
            assert (await case.choice.look()).code == "no_models"
            server.models.update(kept)
            assert (await case.choice.look()).code == ""
            await case.choice.close()

    run(go())


def test_where_the_settings_want_no_stand_in_the_error_is_shown() -> None:
    async def go() -> None:
        case = Case("127.0.0.1:1")
        case.want(takes_over=False)
        with pytest.raises(ModelError) as away:
            await case.choice.current()
        assert away.value.code == "not_running"
        assert case.choice.status.code == "not_running"
        assert (await case.choice.background()).offline
        async with OllamaServer() as server:
            case.want(host=server.host)
            model = await case.choice.current()
            gone = ModelError("Gone.", code="not_running")
            assert await case.choice.instead(model, gone) is None
            assert case.choice.status.offline
            await case.choice.close()

    run(go())


def test_another_model_works_in_the_background_with_the_same_context() -> None:
    async def go() -> None:
        async with OllamaServer() as server:
            case = Case(server.host)
            assert await case.choice.background() is await case.choice.current()
            case.want(background="qwen3:4b")
            talker, helper = await case.choice.current(), await case.choice.background()
            assert (talker.name, helper.name) == ("llama3.2:3b", "qwen3:4b")
            assert isinstance(talker, Ollama)
            assert isinstance(helper, Ollama)
            assert helper.num_ctx == talker.num_ctx
            case.want(background="not-there:1b")
            assert (await case.choice.background()).name == "llama3.2:3b"
            await case.choice.close()

    run(go())


@pytest.mark.parametrize(
    ("model", "chosen", "choices", "sent"),
    [
        (ServedModel("plain:1b"), "on", (), False),
        (ServedModel("muse:4b", capabilities=("completion", "thinking")), "", ("off", "on"), False),
        (ServedModel("muse:4b", capabilities=("completion", "thinking")), "on", ("off", "on"), True),
        (ServedModel("muse:4b", capabilities=("completion", "thinking")), "high", ("off", "on"), False),
        (
            ServedModel("gpt-oss:20b", capabilities=("completion", "thinking"), family="gptoss"),
            "",
            ("low", "medium", "high"),
            "low",
        ),
        (
            ServedModel("gpt-oss:20b", capabilities=("completion", "thinking"), family="gptoss"),
            "high",
            ("low", "medium", "high"),
            "high",
        ),
        (ServedModel("deepseek-v4:1b", capabilities=("completion", "thinking")), "", ("off", "on", "max"), False),
        (ServedModel("deepseek-v4:1b", capabilities=("completion", "thinking")), "max", ("off", "on", "max"), "max"),
        (ServedModel("deepseek-r1:8b", capabilities=("completion", "thinking")), "max", ("off", "on"), False),
    ],
)
def test_how_much_a_model_thinks_is_its_own_choice(
    model: ServedModel, chosen: str, choices: tuple[str, ...], sent: object
) -> None:
    async def go() -> None:
        async with OllamaServer(models=(model,)) as server:
            case = Case(server.host)
            case.want(thinking=((model.name, chosen),))
            talker = await case.choice.current()
            async with contextlib.aclosing(
                talker.stream(Prompt((ChatTurn("user", "Hello."),), "Hello.", MORNING))
            ) as pieces:  # type: ignore[type-var]
                async for _ in pieces:
                    pass
            assert server.chats[-1]["think"] == sent
            installed = InstalledModel(model.name, family=model.family, capabilities=model.capabilities)
            assert thinking_choices(installed) == choices
            await case.choice.close()

    run(go())
