"""One reply: memories are recalled, the prompt is built, the model answers, and what it said is remembered."""

from __future__ import annotations

import asyncio
import datetime as dt
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from companion.conversation.draft import Draft, Ending
from companion.conversation.mind import Mind
from companion.conversation.prompt import Ingredients, build
from companion.conversation.streaming import Streaming, room_for
from companion.conversation.transcript_writer import Begun, Beside, TranscriptWriter
from companion.errors import ModelError
from companion.events import Event, MemoriesChanged, ReplyFinished
from companion.language.corrections import is_correction
from companion.memory.feedback import Feedback
from companion.memory.follow_up import REACH
from companion.memory.index import MemoryIndex
from companion.memory.rehearsal import Rehearsals
from companion.memory.summaries import running_summary
from companion.memory.uses import Uses
from companion.models.ollama_errors import PromptTooLong
from companion.models.protocols import ChatModel
from companion.records import Exchange, Message, MessageState, Prompt, Role

RECENT_TURNS = 12
"""Turns of this session that stand in the prompt anyway, so recall passes them over."""
SUMMED_UP = 400
"""Messages before the last turns that the running summary reads; what lies further back is left to recall."""
BOUNDLESS = 1 << 20
"""The context, in tokens, of a model that reads no text: nothing is too long for it."""


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


class Word(Protocol):
    """Carries out what a message orders about memory."""

    async def heed(
        self, exchange: Exchange, message: Message, earlier: Sequence[Message], *, is_new: bool = True
    ) -> str:
        """What the user is to be told of it; empty for no order."""
        ...


class Voice(Protocol):
    """Says who answers."""

    async def current(self) -> ChatModel: ...

    async def instead(self, failed: ChatModel, error: ModelError) -> ChatModel | None:
        """Who takes over when `failed` could not begin; None: nobody, the error stands."""
        ...


class Answering:
    """Makes replies to saved messages. All methods run on the engine loop."""

    def __init__(
        self,
        writer: TranscriptWriter,
        index: MemoryIndex,
        mind: Mind,
        uses: Uses,
        feedback: Feedback,
        rehearsals: Rehearsals,
        word: Word,
        voice: Voice,
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._writer = writer
        self._streaming = Streaming(writer, emit)
        self._index = index
        self._mind = mind
        self._uses = uses
        self._feedback = feedback
        self._rehearsals = rehearsals
        self._word = word
        self._voice = voice
        self._emit = emit
        self._clock = clock

    async def generate(self, begun: Begun, setting: Setting, draft: Draft) -> bool:
        """Let the model answer into `draft`, or who takes over from it; whether the reply came to its proper end.

        Raises `ModelError`. Cancelling it ends the generation; the draft holds what has come.
        """
        await self._index.moved(begun.moved.moved)
        if begun.moved.changed:
            self._emit(MemoriesChanged(begun.moved.changed))
        if begun.memory_id is not None:
            await self._remembered(begun.memory_id)
            await self._heed_correction(begun.exchange)
        draft.deed = await self._heed_order(begun)
        model = await self._voice.current()
        try:
            return await self._answer(begun, setting, model, draft)
        except ModelError as error:
            other = None if draft.more else await self._voice.instead(model, error)
            if other is None:
                raise
            return await self._answer(begun, setting, other, draft)

    async def _heed_correction(self, exchange: Exchange) -> None:
        """A message that corrects the reply before it says that recall chose badly there."""
        message, earlier = await self._writer.message(exchange.message_id), await self._writer.earlier(exchange, 1)
        if earlier and earlier[-1].role is Role.COMPANION and is_correction(message.text):
            await self._feedback.corrected(earlier[-1].id)

    async def _heed_order(self, begun: Begun) -> str:
        """Carry out what the message orders about memory, before anything is recalled for it."""
        if begun.partial:
            return ""
        exchange = begun.exchange
        message = await self._writer.message(exchange.message_id)
        earlier = await self._writer.earlier(exchange, RECENT_TURNS + SUMMED_UP)
        return await self._word.heed(exchange, message, earlier, is_new=begun.memory_id is not None)

    async def _answer(self, begun: Begun, setting: Setting, model: ChatModel, draft: Draft) -> bool:
        if not begun.partial:
            await self._writer.set_model(begun.exchange.reply_id, model.name)
        draft.by = model
        draft.prompt = await self._prompt(begun, setting, model, draft.deed)
        try:
            return await self._streaming.run(begun.exchange, draft.prompt, model, draft)
        except PromptTooLong as error:
            # The model holds less than the settings say: what is left out is our choice, not the server's.
            room = room_for(draft.prompt, error, setting.num_ctx)
        draft.prompt = await self._prompt(begun, replace(setting, num_ctx=room), model, draft.deed)
        return await self._streaming.run(begun.exchange, draft.prompt, model, draft)

    async def _prompt(self, begun: Begun, setting: Setting, model: ChatModel, deed: str) -> Prompt:
        """Recall and build. What stands among the last turns is not recalled again, but offline nobody reads those.

        What the reply is to do without is neither recalled nor among the turns.
        """
        exchange = begun.exchange
        message = await self._writer.message(exchange.message_id)
        found = await self._writer.earlier(exchange, RECENT_TURNS + SUMMED_UP)
        earlier = [m for m in found if m.id not in begun.left_out.messages]
        recent = {m.id for m in earlier[-RECENT_TURNS:]} if not model.offline else set()
        without = await self._uses.episodes_of(recent | {exchange.message_id, exchange.reply_id})
        without |= begun.left_out.memories
        before = [turn.text for turn in earlier if turn.role is Role.USER][-REACH:]
        recall, given = await self._mind.context(message.text, message.day, setting.memory_budget, without, before)
        dear = None if model.offline else await self._rehearsals.for_session(exchange.session_id, self._clock())
        quiet = await self._mind.quiet(message.text)
        brought_up = [m for m in quiet.among([dear] if dear is not None else []) if m.id not in {g.id for g in given}]
        return build(
            Ingredients(
                persona=setting.persona,
                portrait=setting.portrait,
                story=quiet.told(setting.story),
                given=given,
                summary=await _summary(earlier) if not model.offline else "",
                turns=earlier,
                message=message.text,
                recall=recall,
                now=self._clock(),
                user_name=setting.user_name,
                persona_name=setting.persona_name,
                num_ctx=BOUNDLESS if model.offline else setting.num_ctx,
                seed=zlib.crc32(f"{exchange.message_id}".encode()),
                partial=begun.partial,
                rehearsed=tuple(memory for memory in brought_up if memory.id not in without),
                deed=deed,
            )
        )

    async def finish(self, exchange: Exchange, draft: Draft, ending: Ending) -> None:
        """Save the end of a reply, note what it used, and remember it."""
        now, text, prompt = self._clock(), draft.text.strip(), draft.prompt
        # Offline replies say memories back; remembered, they would crowd out what they quote.
        remembered = draft.by is not None and not draft.by.offline
        earlier = await self._uses.episodes_of([exchange.reply_id])
        if not draft.more and earlier:
            remembered = True
        beside = Beside(ending.next_step, ending.code, draft.thoughts.strip(), draft.thought_seconds)
        memory_id = await self._writer.finish(
            exchange.reply_id, text, ending.state, ending.notice, now, remembered=remembered, beside=beside
        )
        if prompt is not None:
            # What a rule said of a change quotes memories, and is no use of them.
            by_rule = bool(prompt.deed) and not remembered
            given = () if by_rule else (*prompt.given, *prompt.rehearsed)
            await self._uses.note(exchange.reply_id, text, prompt.recall, given, _around(prompt), now)
            # An offline reply quotes what came first: to learn from it would be to learn from oneself.
            if remembered and ending.state is MessageState.COMPLETE:
                await self._feedback.replied(exchange.reply_id)
        told = (ending.state, ending.notice, ending.next_step, ending.code)
        self._emit(ReplyFinished(exchange.session_id, exchange.reply_id, *told))
        if memory_id is not None:
            await self._remembered(memory_id)
        elif earlier:
            await self._index.removed(earlier)

    async def _remembered(self, memory_id: int) -> None:
        """Make a saved turn findable by meaning too, and say that it is there."""
        await self._index.add([memory_id])
        self._emit(MemoriesChanged((memory_id,)))


async def _summary(earlier: Sequence[Message]) -> str:
    """What was told before the last turns. On a worker thread: it takes a fifth of a second for a long session."""
    told = earlier[:-RECENT_TURNS][-SUMMED_UP:]
    return await asyncio.get_running_loop().run_in_executor(None, running_summary, told) if told else ""


def _around(prompt: Prompt) -> list[str]:
    """What the reply may share words with, without having used a memory."""
    read = prompt.turns[:-1] if prompt.partial else prompt.turns
    return [turn.content for turn in read if turn.role != "system"]
