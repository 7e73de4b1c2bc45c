"""One reply: memories are recalled, the prompt is built, the model answers, and what it said is remembered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from companion.conversation.aftermath import Findable, Judging, Noting
from companion.conversation.draft import Draft, Ending
from companion.conversation.gathering import RECENT_TURNS, PromptMaking, Setting
from companion.conversation.prompt import MOST_TURNS
from companion.conversation.prompt_log import PromptLog
from companion.conversation.reframing import reframing
from companion.conversation.running import REACH, RunningSummaries
from companion.conversation.streaming import Streaming, room_for
from companion.conversation.transcript_writer import Begun, Beside, TranscriptWriter
from companion.conversation.wellbeing import care_for
from companion.errors import ModelError
from companion.events import Event, MemoriesChanged, ReplyFinished, SessionChanged
from companion.language.corrections import is_correction
from companion.memory.episodes import coming_text
from companion.models.offline import Offline
from companion.models.ollama_errors import PromptTooLong
from companion.models.protocols import ChatModel
from companion.records import Exchange, Message, MessageState, Prompt, Role


class Word(Protocol):
    """Carries out what a message orders about memory."""

    async def heed(
        self, exchange: Exchange, message: Message, earlier: Sequence[Message], *, is_new: bool = True
    ) -> str:
        """What the user is to be told of it; empty for no order."""
        ...


class Voice(Protocol):
    """Says who answers."""

    @property
    def away(self) -> ModelError | None:
        """Why no model can be had; None where one can, or none is wanted."""
        ...

    async def current(self) -> ChatModel: ...

    def answered(self, model: ChatModel) -> None:
        """`model` has answered."""
        ...

    async def instead(self, failed: ChatModel, error: ModelError) -> ChatModel | None:
        """Who takes over when `failed` could not begin; None: nobody, the error stands."""
        ...


class Answering:
    """Makes replies to saved messages. All methods run on the engine loop."""

    def __init__(
        self,
        writer: TranscriptWriter,
        index: Findable,
        making: PromptMaking,
        uses: Noting,
        feedback: Judging,
        word: Word,
        voice: Voice,
        prompts: PromptLog,
        summaries: RunningSummaries,
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._writer = writer
        self._streaming = Streaming(writer, emit)
        self._index = index
        self._making = making
        self._uses = uses
        self._feedback = feedback
        self._word = word
        self._voice = voice
        self._prompts = prompts
        self._summaries = summaries
        self._by_rule = Offline()
        self._emit = emit
        self._clock = clock

    async def foresee(self, text: str, session_id: int | None) -> None:
        """Begin to find out what `text` means while it is still being saved."""
        await self._index.foresee(lambda con: coming_text(con, text, session_id))

    async def generate(self, begun: Begun, setting: Setting, draft: Draft) -> bool:
        """Let the model answer into `draft`, or who takes over from it; whether the reply came to its proper end.

        Raises `ModelError`. Cancelling it ends the generation; the draft holds what has come.
        """
        self._summaries.give_way()
        await self._index.moved(begun.moved.moved)
        if begun.moved.changed:
            self._emit(MemoriesChanged(begun.moved.changed))
        if begun.memory_id is not None:
            await self._remembered(begun.memory_id)
        if begun.is_new:
            if await self._writer.entitle(begun.exchange.message_id):
                self._emit(SessionChanged(begun.exchange.session_id))
            await self._heed_correction(begun.exchange)
        draft.deed = await self._heed_order(begun)
        draft.exercise = await self._in_exercise(begun)
        model = self._by_rule if draft.exercise else await self._voice.current()
        draft.away = await self._news(begun, model, self._voice.away) if not draft.exercise else None
        try:
            ended = await self._answer(begun, setting, model, draft)
        except ModelError as error:
            other = None if draft.more else await self._voice.instead(model, error)
            if other is None:
                raise
            draft.away = await self._news(begun, other, error)
            return await self._answer(begun, setting, other, draft)
        self._voice.answered(model)
        return ended

    async def _news(self, begun: Begun, model: ChatModel, away: ModelError | None) -> ModelError | None:
        """`away`, where `model` stands in and did not give the reply before, too: there it was said."""
        if away is None or not model.offline:
            return None
        earlier = await self._writer.earlier(begun.exchange, 1)
        return None if any(message.model == model.name for message in earlier) else away

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
        earlier = await self._writer.earlier(exchange, MOST_TURNS + REACH)
        return await self._word.heed(exchange, message, earlier, is_new=begun.is_new)

    async def _in_exercise(self, begun: Begun) -> str:
        """What the exercise says to this message, whoever answers otherwise; empty outside of it."""
        if begun.partial:
            return ""
        message = await self._writer.message(begun.exchange.message_id)
        earlier = await self._writer.earlier(begun.exchange, RECENT_TURNS)
        return "" if care_for(message.text) else reframing(message.text, earlier)

    async def _answer(self, begun: Begun, setting: Setting, model: ChatModel, draft: Draft) -> bool:
        if not begun.partial:
            await self._writer.set_model(begun.exchange.reply_id, model.name)
        draft.by = model
        room = await self._making.room(model, setting)
        try:
            return await self._send(begun, replace(setting, num_ctx=room), setting.num_ctx, model, draft)
        except ModelError as error:
            if error.code == "no_vision" and draft.prompt is not None and not draft.prompt.pictures:
                # It was shown a picture of before, which nobody asks about: that one is not worth a failure.
                begun = replace(begun, pictures=False)
            elif isinstance(error, PromptTooLong):
                # The model holds less than the settings say: what is left out is our choice, not the server's.
                room = room_for(draft.prompt, error, room) if draft.prompt is not None else room // 2
            else:
                raise
        return await self._send(begun, replace(setting, num_ctx=room), setting.num_ctx, model, draft)

    async def _send(self, begun: Begun, setting: Setting, num_ctx: int, model: ChatModel, draft: Draft) -> bool:
        reply_id = begun.exchange.reply_id
        draft.prompt = await self._making.for_reply(begun, setting, model, draft)
        sent = await self._prompts.sent(reply_id, draft.prompt, model.name, 0 if model.offline else num_ctx)
        ended = await self._streaming.run(begun.exchange, sent, model, draft)
        if draft.read and draft.unseen is None:
            await self._prompts.counted(reply_id, draft.read)
        return ended

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
        if draft.by is not None and not draft.by.offline:
            self._summaries.after_reply(exchange.session_id, _shown(prompt))
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


def _shown(prompt: Prompt | None) -> int:
    """How many of the last messages the next prompt will about hold word for word: those of this one, and the reply."""
    return sum(turn.role != "system" for turn in prompt.turns) + 1 if prompt is not None else MOST_TURNS


def _around(prompt: Prompt) -> list[str]:
    """What the reply may share words with, without having used a memory."""
    read = prompt.turns[:-1] if prompt.partial else prompt.turns
    return [turn.content for turn in read if turn.role != "system"]
