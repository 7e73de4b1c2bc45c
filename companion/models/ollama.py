"""The language model on an Ollama server: replies and structured answers.

Everything runs on the loop on which `start` was called. No call ever hands on words of a conversation except to
the host that was given.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import Any, Literal

from companion.models.ollama_catalog import same_model, table, whole
from companion.models.ollama_errors import broken_off, cut_short, not_ollama, refused_with, too_slow
from companion.models.ollama_library import OllamaLibrary
from companion.models.ollama_wire import BrokenStream
from companion.models.protocols import Delta, Finish
from companion.records import ChatTurn, Prompt

STRUCTURED_SECONDS = 600.0
QUIET_SECONDS = 120.0
"""How long a reply may pause between two pieces before it counts as broken off."""
STUCK_SECONDS = 20.0
"""The least silence, after a cancel of ours, before we ask whether the model's slot is stuck (ollama #17131)."""
STUCK_FACTOR = 4.0
"""A slot counts as stuck when the first word is so many times later than the reading speed predicts."""
ASK_SECONDS = 45.0
"""The least silence after which a person is asked whether to free the model, though no cancel of ours came before."""
SLOW_READING = 20.0
"""Tokens a second that a slow machine reads; assumed until a reply has been measured."""
CHARACTERS_PER_TOKEN = 3.0
"""On the safe side: English has about four."""

Think = bool | Literal["low", "medium", "high", "max"]


class _StuckSlot(Exception):
    """The server has the model in memory and gives it no work."""


class Ollama(OllamaLibrary):
    """One model on one server, as a `ChatModel`. The constructor does no I/O; `start` before use, `close` after.

    `num_ctx` is the context in tokens: keep it the same for all calls, since another one reloads the model.
    `keep_alive` is how long the model stays in memory: seconds or such as `"10m"`, 0 for not at all, negative for
    ever. `reply_tokens` bounds a reply (by default by `num_ctx`). Raises `BadInput` when `host` cannot be read.
    """

    def __init__(
        self,
        host: str,
        model: str,
        *,
        num_ctx: int = 8192,
        keep_alive: str | int = "10m",
        token: str = "",
        think: Think = False,
        temperature: float | None = None,
        reply_tokens: int | None = None,
        quiet_seconds: float = QUIET_SECONDS,
        stuck_seconds: float = STUCK_SECONDS,
    ) -> None:
        super().__init__(host, token=token)
        self._model = model
        self._num_ctx = num_ctx
        self._keep_alive = keep_alive
        self._think: Think = think
        self._temperature = temperature
        self._reply_tokens = reply_tokens or num_ctx
        self._quiet_seconds = quiet_seconds
        self._stuck_seconds = stuck_seconds
        self.sees = True
        """Whether pictures are sent along; a model that cannot see would refuse the whole prompt."""
        self._in_flight = 0
        self._after_cancel = False
        self._reading_speed: float | None = None

    @property
    def name(self) -> str:
        """The model's name, as it was given."""
        return self._model

    @property
    def offline(self) -> bool:
        """False: a model speaks."""
        return False

    @property
    def num_ctx(self) -> int:
        """The context in tokens that every request asks for."""
        return self._num_ctx

    @property
    def busy(self) -> bool:
        """Whether a reply or an answer is under way."""
        return self._in_flight > 0

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta | Finish, None]:
        """Yield the reply to `prompt.turns` piece by piece, then one `Finish`.

        A reply that breaks off after its first piece ends in `Finish("incomplete")`. Raises `ModelError` before the
        first piece, and later when the server reports an error. Close the iterator (`aclose`) or cancel the task to
        end the generation.
        """
        payload = self._payload(prompt.turns, self._think, {"num_predict": self._reply_tokens})
        payload["stream"] = True
        if prompt.seed:
            payload["options"]["seed"] = prompt.seed
        if self._temperature is not None:
            payload["options"]["temperature"] = self._temperature
        finished = False
        self._in_flight += 1
        try:
            async with aclosing(self._unstuck(payload)) as pieces:
                async for piece in pieces:
                    finished = isinstance(piece, Finish)
                    yield piece
        except (asyncio.CancelledError, GeneratorExit):
            self._after_cancel = not finished
            raise
        finally:
            self._in_flight -= 1

    def patience(self, tokens: int) -> float:
        """Seconds of silence from which on a loaded model may be stuck, by the reading speed that was measured."""
        return max(ASK_SECONDS, STUCK_FACTOR * tokens / (self._reading_speed or SLOW_READING))

    async def structured(self, turns: Sequence[ChatTurn], schema: Mapping[str, Any]) -> str:
        """One complete answer meant to be JSON of `schema`; the caller validates it. Raises `ModelError`."""
        payload = self._payload(turns, False, {"num_predict": self._num_ctx // 2, "temperature": 0})
        payload |= {"stream": False, "format": dict(schema)}
        self._in_flight += 1
        try:
            async with asyncio.timeout(STRUCTURED_SECONDS):
                answer = await self._wire().ask("POST", "/api/chat", payload, self._model)
        except asyncio.CancelledError:
            self._after_cancel = True
            raise
        except TimeoutError:
            self._after_cancel = True
            raise too_slow(self._host.label) from None
        finally:
            self._in_flight -= 1
        self._learn(answer)
        content = table(answer.get("message")).get("content")
        if not isinstance(content, str):
            raise not_ollama(self._host.label)
        if not answer.get("done") or answer.get("done_reason") == "length":
            raise cut_short(self._model)
        return content

    async def preload(self) -> None:
        """Load the model with our context, so that the first reply comes sooner. May take minutes."""
        payload = self._payload((), self._think, {}) | {"stream": False}
        await self._wire().ask("POST", "/api/chat", payload, self._model)

    def _payload(self, turns: Sequence[ChatTurn], think: Think, options: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "model": self._model,
            "messages": [_message(turn, self.sees) for turn in turns],
            "options": {"num_ctx": self._num_ctx, **options},
            "think": think,
            "keep_alive": self._keep_alive,
            "truncate": False,
        }

    async def _unstuck(self, payload: dict[str, Any]) -> AsyncGenerator[Delta | Finish, None]:
        """The reply; once more, after freeing the slot, if a cancel of ours has left the model's only slot stuck."""
        try:
            async with aclosing(self._reply(payload, self._patience(payload))) as pieces:
                async for piece in pieces:
                    yield piece
                return
        except _StuckSlot:
            self._after_cancel = False
        await self.unload(self._model)
        async with aclosing(self._reply(payload, None)) as pieces:
            async for piece in pieces:
                yield piece

    def _patience(self, payload: Mapping[str, Any]) -> float | None:
        """Seconds of silence after which the slot may be stuck; None when there is no reason to think so."""
        if not self._after_cancel or self._in_flight > 1:
            return None
        characters = sum(len(message["content"]) for message in payload["messages"])
        expected = characters / CHARACTERS_PER_TOKEN / (self._reading_speed or SLOW_READING)
        return max(self._stuck_seconds, STUCK_FACTOR * expected)

    async def _reply(self, payload: dict[str, Any], patience: float | None) -> AsyncGenerator[Delta | Finish, None]:
        finish = Finish("incomplete")
        began = False
        try:
            async with aclosing(self._wire().lines("/api/chat", payload, self._model)) as lines:
                line = await self._first(lines, patience)
                while line is not None:
                    if "error" in line:
                        raise refused_with(0, json.dumps(line), self._model, self._host.label)
                    began = True
                    self._after_cancel = False
                    piece = _piece(line)
                    if piece.text or piece.thinking:
                        yield piece
                    if line.get("done"):
                        finish = _finish(line)
                        self._learn(line)
                        with suppress(BrokenStream, TimeoutError):
                            await self._next(lines)
                        break
                    line = await self._next(lines)
        except (BrokenStream, TimeoutError):
            if not began:
                raise broken_off(self._host.label) from None
        if not began:
            raise broken_off(self._host.label)
        yield finish

    async def _next(self, lines: AsyncIterator[dict[str, Any]]) -> dict[str, Any] | None:
        async with asyncio.timeout(self._quiet_seconds):
            return await anext(lines, None)

    async def _first(self, lines: AsyncIterator[dict[str, Any]], patience: float | None) -> dict[str, Any] | None:
        """The first line, however late; `_StuckSlot` when `patience` has run out and the model sits in memory."""
        if patience is None:
            return await anext(lines, None)
        waiting = asyncio.ensure_future(_line(lines))
        try:
            await asyncio.wait({waiting}, timeout=patience)
            if not waiting.done() and await self.in_memory() is not None:
                raise _StuckSlot
            return await waiting
        finally:
            if not waiting.done():
                waiting.cancel()
                await asyncio.wait({waiting})

    async def in_memory(self) -> int | None:
        """The context in tokens with which the model is loaded, 0 when the server does not say; None: not loaded."""
        for model in await self.running():
            if same_model(model.name, self._model):
                return model.context_length or 0
        return None

    def _learn(self, line: Mapping[str, Any]) -> None:
        """Keep the slowest reading speed seen: prompts that the server had cached look faster than they are."""
        count, spent = whole(line.get("prompt_eval_count")), whole(line.get("prompt_eval_duration"))
        if count and spent:
            speed = count / (spent / 1e9)
            self._reading_speed = min(speed, self._reading_speed or speed)


async def _line(lines: AsyncIterator[dict[str, Any]]) -> dict[str, Any] | None:
    return await anext(lines, None)


def _piece(line: Mapping[str, Any]) -> Delta:
    message = table(line.get("message"))
    return Delta(str(message.get("content") or ""), str(message.get("thinking") or ""))


def _finish(line: Mapping[str, Any]) -> Finish:
    reason: Literal["stop", "length"] = "length" if line.get("done_reason") == "length" else "stop"
    return Finish(reason, whole(line.get("prompt_eval_count")), whole(line.get("eval_count")))


def _message(turn: ChatTurn, sees: bool) -> dict[str, Any]:
    """A turn as it goes over the wire; pictures as bare base64."""
    message: dict[str, Any] = {"role": turn.role, "content": turn.content}
    if turn.images and sees:
        message["images"] = [base64.b64encode(image).decode("ascii") for image in turn.images]
    return message
