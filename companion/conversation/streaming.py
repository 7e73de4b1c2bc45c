"""A reply as it comes: thoughts, words, silence. What has come is saved and told."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from companion.conversation.draft import Draft
from companion.conversation.transcript_writer import TranscriptWriter
from companion.errors import ModelError
from companion.events import Event, ReplyChunk, ReplyThought, ReplyWaiting
from companion.models.ollama_errors import PromptTooLong
from companion.models.protocols import ChatModel, Delta, Finish
from companion.records import Exchange, Prompt, SentPrompt

log = logging.getLogger(__name__)

SAVE_EVERY = 0.8
"""Seconds between two savings of a streaming reply: a crash loses at most its last second."""
SILENCE = 0.4
"""Seconds without a word after which a person is told what is waited for."""
LOOK_EVERY = 1.0
"""Seconds between two looks at whether the model is in memory by now."""
SEEN_AT_LEAST = 0.75
"""A model that counts less than this share of our estimate may have been sent more than it holds. Estimates are off
by a fifth in some languages, so that alone proves nothing."""
SEEN_BY_HALF = 0.5
"""Where the server does not say how much the model holds, a prompt counts as cut when less than this was seen."""


class Streaming:
    """Takes replies from models. All methods run on the engine loop."""

    def __init__(self, writer: TranscriptWriter, emit: Callable[[Event], None]) -> None:
        self._writer = writer
        self._emit = emit

    async def run(self, exchange: Exchange, sent: SentPrompt, model: ChatModel, draft: Draft) -> bool:
        """Take the reply to what was `sent` into `draft`; whether it came to its proper end. Raises `ModelError`."""
        loop, prompt = asyncio.get_running_loop(), sent.prompt
        began = saved_at = loop.time()
        thinking_since: float | None = None
        watch = asyncio.create_task(self._watch(exchange, sent.tokens, model, began))
        try:
            async with contextlib.aclosing(model.stream(prompt)) as pieces:  # type: ignore[type-var]
                async for piece in pieces:
                    watch.cancel()
                    if isinstance(piece, Finish):
                        draft.limited = piece.reason == "length"
                        draft.read = piece.prompt_tokens
                        draft.unseen = await _unseen(piece, prompt, model)
                        return piece.reason != "incomplete"
                    if piece.thinking:
                        thinking_since = loop.time() if thinking_since is None else thinking_since
                        draft.thought_seconds = loop.time() - thinking_since
                    self._take(exchange, piece, draft)
                    if loop.time() - saved_at >= SAVE_EVERY:
                        await self._writer.save_part(
                            exchange.reply_id, draft.text, draft.thoughts, draft.thought_seconds
                        )
                        saved_at = loop.time()
        finally:
            watch.cancel()
            await asyncio.wait([watch])
        return False

    def _take(self, exchange: Exchange, piece: Delta, draft: Draft) -> None:
        if piece.thinking:
            draft.thoughts += piece.thinking
            self._emit(ReplyThought(exchange.session_id, exchange.reply_id, piece.thinking))
        if piece.text:
            more = draft.add(piece.text)
            self._emit(ReplyChunk(exchange.session_id, exchange.reply_id, more))

    async def _watch(self, exchange: Exchange, tokens: int, model: ChatModel, began: float) -> None:
        """Say what a silent reply waits for, and when that changes. Ends with the first piece, by being cancelled."""
        if model.offline:
            return
        loop = asyncio.get_running_loop()
        told, loaded_since = "", None
        await asyncio.sleep(SILENCE)
        while True:
            try:
                phase = "waking" if await model.in_memory() is None else "reading"
                loaded_since = None if phase == "waking" else loaded_since or loop.time()
                if loaded_since is not None and loop.time() - loaded_since > model.patience(tokens):
                    phase = "stuck"
            except ModelError as error:
                log.info("nobody says whether the model is in memory: %s", error.code)
                phase = "reading"
            if phase != told:
                told = phase
                waited = loop.time() - began
                self._emit(ReplyWaiting(exchange.session_id, exchange.reply_id, phase, tokens, waited))
            await asyncio.sleep(LOOK_EVERY)


def room_for(prompt: Prompt, error: PromptTooLong, num_ctx: int) -> int:
    """With which context, in our tokens, a prompt must be built anew to fit a model that refused `prompt`.

    The server counts in tokens of its own: what it says of the refused prompt is the measure. Without its numbers,
    half of what was sent.
    """
    share = error.num_ctx / error.prompt_tokens if error.num_ctx and error.prompt_tokens else 0.5
    return min(int(prompt.tokens * share), num_ctx - 1)


async def _unseen(finish: Finish, prompt: Prompt, model: ChatModel) -> int | None:
    """How many tokens the model saw, where there is proof that it was less than it was sent.

    A server that is too old for `truncate` leaves out the oldest turns without a word. Its count is then small, and
    our prompt longer than what the model holds: both must be so.
    """
    seen, sent = finish.prompt_tokens, prompt.tokens
    if not seen or seen >= SEEN_AT_LEAST * sent:
        return None
    try:
        holds = await model.in_memory()
    except ModelError as error:
        log.info("nobody says how much the model holds: %s", error.code)
        holds = None
    cut = holds < sent if holds else seen < SEEN_BY_HALF * sent
    return seen if cut else None
