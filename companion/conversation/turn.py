"""One exchange: the message is saved, memories are recalled, the model answers, and the reply is remembered."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from companion.conversation.prompt import Ingredients, build
from companion.conversation.transcript_writer import Begun, TranscriptWriter
from companion.errors import CompanionError, ModelError
from companion.events import Event, MessageAdded, ReplyChunk, ReplyFinished, SessionChanged
from companion.language.small_talk import is_small_talk
from companion.memory.index import MemoryIndex
from companion.memory.recall import Recaller
from companion.memory.summaries import running_summary
from companion.memory.uses import Uses
from companion.models.protocols import ChatModel, Finish
from companion.records import Exchange, Memory, Message, MessageState, Prompt, Recall

log = logging.getLogger(__name__)

SAVE_EVERY = 0.8
"""Seconds between two savings of a streaming reply: a crash loses at most its last second."""
TOKENS_A_MEMORY = 20
"""A short memory with its share of a date line: no budget needs more hits than it could hold of these."""
NOTED_HITS = 20
"""How many hits a reply keeps as recalled, beside those it was given."""
RECENT_TURNS = 12
"""Turns of this session that stand in the prompt anyway, so recall passes them over."""

_CUT_OFF = "The reply was cut off before its end."
_UNEXPECTED = "Something went wrong inside Companion. Your message is kept."


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds an exchange: who talks, what the model is told of them, how much fits."""

    user_name: str
    persona_name: str
    persona: str
    portrait: str
    story: str
    num_ctx: int
    memory_budget: int


class Surroundings(Protocol):
    """Gives the setting of the next exchange."""

    async def __call__(self) -> Setting: ...


class Voice(Protocol):
    """Says who answers."""

    async def current(self) -> ChatModel: ...

    async def instead(self, failed: ChatModel, error: ModelError) -> ChatModel | None:
        """Who takes over when `failed` could not begin; None: nobody, the error stands."""
        ...


class Conversation:
    """Runs exchanges, at most one a session at a time. All methods run on the engine loop."""

    def __init__(
        self,
        writer: TranscriptWriter,
        index: MemoryIndex,
        recaller: Recaller,
        uses: Uses,
        voice: Voice,
        surroundings: Surroundings,
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._writer = writer
        self._index = index
        self._recaller = recaller
        self._uses = uses
        self._voice = voice
        self._surroundings = surroundings
        self._emit = emit
        self._clock = clock
        self._running: dict[int, tuple[Exchange, asyncio.Task[None]]] = {}

    async def say(self, text: str, session_id: int | None) -> Exchange:
        """Save `text` and begin its reply. Raises `BadInput` when empty, too long, or a reply still runs."""
        if session_id is not None and session_id in self._running:
            raise CompanionError("A reply is still being written in this conversation.", "Stop it first, or wait.")
        setting = await self._surroundings()
        model = await self._voice.current()
        user = setting.user_name or "You"
        begun = await self._writer.begin(text, session_id, user, setting.persona_name, model.name, self._clock())
        return self._start(begun, model, setting, is_new=session_id is None)

    async def retry(self, reply_id: int) -> Exchange:
        """Answer the same message anew in place of this reply. Raises `BadInput`, `NotFound`."""
        setting = await self._surroundings()
        model = await self._voice.current()
        begun = await self._writer.begin_again(reply_id, model.name)
        return self._start(begun, model, setting, is_new=False)

    def _start(self, begun: Begun, model: ChatModel, setting: Setting, *, is_new: bool) -> Exchange:
        exchange = begun.exchange
        if is_new:
            self._emit(SessionChanged(exchange.session_id))
        if begun.memory_id is not None:
            self._emit(MessageAdded(exchange.session_id, exchange.message_id))
        self._emit(MessageAdded(exchange.session_id, exchange.reply_id))
        task = asyncio.create_task(self._answer(begun, model, setting), name=f"reply {exchange.reply_id}")
        self._running[exchange.session_id] = (exchange, task)
        task.add_done_callback(lambda _: self._running.pop(exchange.session_id, None))
        return exchange

    async def stop(self, session_id: int) -> None:
        """End the reply that runs in this session, if any; what has come of it is kept."""
        running = self._running.get(session_id)
        if running is not None:
            running[1].cancel()
            await asyncio.wait([running[1]])

    async def reply(self, reply_id: int) -> Message:
        """The reply once it has ended. Raises `NotFound`."""
        for exchange, task in list(self._running.values()):
            if exchange.reply_id == reply_id:
                await asyncio.wait([task])
        return await self._writer.message(reply_id)

    def is_running(self, session_id: int) -> bool:
        """Whether a reply is being written in this session."""
        return session_id in self._running

    async def close(self) -> None:
        """Stop every reply."""
        for session_id in list(self._running):
            await self.stop(session_id)

    async def _answer(self, begun: Begun, model: ChatModel, setting: Setting) -> None:
        """From the saved message to the remembered reply. Whatever happens, the reply gets an end in the record."""
        draft = _Draft(model)
        state, notice, next_step = MessageState.COMPLETE, "", ""
        prompt: Prompt | None = None
        try:
            prompt = await self._prompt(begun, setting, model)
            complete = await self._stream(begun.exchange, prompt, model, draft)
            if not complete:
                state, notice, next_step = MessageState.INCOMPLETE, _CUT_OFF, "Ask for it again."
        except asyncio.CancelledError:
            state = MessageState.STOPPED
        except CompanionError as error:
            state = MessageState.INCOMPLETE if draft.text else MessageState.FAILED
            notice, next_step = str(error), error.next_step
        except Exception as error:
            log.exception("a reply failed: %s", type(error).__name__)
            state = MessageState.INCOMPLETE if draft.text else MessageState.FAILED
            notice, next_step = _UNEXPECTED, "Ask for it again; if it stays, run `companion doctor`."
        await asyncio.shield(self._finish(begun.exchange, draft, state, notice, next_step, prompt))

    async def _prompt(self, begun: Begun, setting: Setting, model: ChatModel) -> Prompt:
        """Recall and build. What stands among the last turns is not recalled again, but offline nobody reads those."""
        exchange = begun.exchange
        if begun.memory_id is not None:
            await self._index.add([begun.memory_id])
        message = await self._writer.message(exchange.message_id)
        earlier = await self._writer.earlier(exchange)
        recent = {exchange.message_id} | ({m.id for m in earlier[-RECENT_TURNS:]} if not model.offline else set())
        without = await self._uses.episodes_of(recent)
        recall, given = await self.context(message.text, message.day, setting.memory_budget, without)
        return build(
            Ingredients(
                persona=setting.persona,
                portrait=setting.portrait,
                story=setting.story,
                given=given,
                summary=running_summary(earlier[:-RECENT_TURNS]) if len(earlier) > RECENT_TURNS else "",
                turns=earlier,
                message=message.text,
                recall=recall,
                now=self._clock(),
                user_name=setting.user_name,
                persona_name=setting.persona_name,
                num_ctx=setting.num_ctx,
                seed=zlib.crc32(f"{exchange.message_id}".encode()),
            )
        )

    async def context(
        self, text: str, day: dt.date, budget: int, without: frozenset[int] = frozenset()
    ) -> tuple[Recall, tuple[Memory, ...]]:
        """What `text`, said on `day`, brings to mind, and what of that fits a prompt's `budget` in tokens."""
        if is_small_talk(text):
            return Recall(text, decision="small talk: nothing is recalled"), ()
        hits = max(NOTED_HITS, budget // TOKENS_A_MEMORY)
        recall = await self._recaller.recall(text, self._clock(), k=hits, without=without, today=day)
        packed = await self._recaller.pack(recall, budget)
        given = tuple(memory for memory in packed if memory.id not in without)
        shown = {memory.id for memory in given}
        noted = tuple(hit for place, hit in enumerate(recall.hits) if place < NOTED_HITS or hit.memory.id in shown)
        return replace(recall, hits=noted), given

    async def _stream(self, exchange: Exchange, prompt: Prompt, model: ChatModel, draft: _Draft) -> bool:
        """Let `model` answer, or who takes over from it; whether the reply came to its proper end."""
        try:
            return await self._stream_from(exchange, prompt, model, draft)
        except ModelError as error:
            other = None if draft.text else await self._voice.instead(model, error)
            if other is None:
                raise
            await self._writer.set_model(exchange.reply_id, other.name)
            draft.by = other
            return await self._stream_from(exchange, prompt, other, draft)

    async def _stream_from(self, exchange: Exchange, prompt: Prompt, model: ChatModel, draft: _Draft) -> bool:
        loop = asyncio.get_running_loop()
        saved_at = loop.time()
        async with contextlib.aclosing(model.stream(prompt)) as pieces:  # type: ignore[type-var]
            async for piece in pieces:
                if isinstance(piece, Finish):
                    return piece.reason != "incomplete"
                if not piece.text:
                    continue
                draft.text += piece.text
                self._emit(ReplyChunk(exchange.session_id, exchange.reply_id, piece.text))
                if loop.time() - saved_at >= SAVE_EVERY:
                    await self._writer.save_part(exchange.reply_id, draft.text)
                    saved_at = loop.time()
        return False

    async def _finish(
        self,
        exchange: Exchange,
        draft: _Draft,
        state: MessageState,
        notice: str,
        next_step: str,
        prompt: Prompt | None,
    ) -> None:
        now = self._clock()
        text = draft.text.strip()
        # Offline replies say memories back; remembered, they would crowd out what they quote.
        memory_id = await self._writer.finish(
            exchange.reply_id, text, state, notice, now, remembered=not draft.by.offline
        )
        if prompt is not None:
            await self._uses.note(exchange.reply_id, text, prompt.recall, prompt.given, _around(prompt), now)
        self._emit(ReplyFinished(exchange.session_id, exchange.reply_id, state, notice, next_step))
        if memory_id is not None:
            await self._index.add([memory_id])


@dataclass(slots=True)
class _Draft:
    """What has come of a reply."""

    by: ChatModel
    text: str = ""


def _around(prompt: Prompt) -> list[str]:
    """What the reply may share words with, without having used a memory."""
    return [turn.content for turn in prompt.turns if turn.role != "system"]
