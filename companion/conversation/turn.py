"""Exchanges: each message is saved first, then answered; at most one reply a session is being written."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from companion.conversation.answering import Answering
from companion.conversation.draft import Draft, Ending, whole
from companion.conversation.gathering import Setting
from companion.conversation.transcript_writer import Begun, TranscriptWriter
from companion.errors import CompanionError, ModelError
from companion.events import BranchChanged, Event, MessageAdded, ReplyContinued, ReplyFinished, SessionChanged
from companion.records import Exchange, Message, MessageState, NewAttachment

log = logging.getLogger(__name__)

T = TypeVar("T")

_CUT_OFF = Ending(
    MessageState.INCOMPLETE, "The reply was cut off before its end.", "Let it go on, or ask for it again.", "incomplete"
)
_UNEXPECTED = "Something went wrong inside Companion. Your message is kept."
_LOOK = "Ask for it again; if it stays, run `companion doctor`."


class Surroundings(Protocol):
    """Gives the setting of the next exchange, without what these memories tell."""

    async def __call__(self, session_id: int | None, without: frozenset[int] = frozenset()) -> Setting: ...


@dataclass(frozen=True, slots=True)
class _Running:
    """A reply that is being written: `generation` may be cancelled, `whole` sees to its end in the record."""

    reply_id: int
    generation: asyncio.Task[bool]
    whole: asyncio.Task[None]


class Conversation:
    """Runs exchanges, at most one a session at a time. All methods run on the engine loop."""

    def __init__(
        self,
        writer: TranscriptWriter,
        answering: Answering,
        surroundings: Surroundings,
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._writer = writer
        self._answering = answering
        self._surroundings = surroundings
        self._emit = emit
        self._clock = clock
        self._running: dict[int, _Running] = {}
        self._beginning = asyncio.Lock()
        self._closed = False

    async def say(self, text: str, session_id: int | None, attached: Sequence[NewAttachment] = ()) -> Exchange:
        """Save `text` with what comes with it, and begin its reply.

        Raises `BadInput`, `NotFound`; `CompanionError` while a reply still runs.
        """
        await self._answering.foresee(text, session_id)
        setting = await self._surroundings(session_id)
        user = setting.user_name or "You"

        async def save() -> Begun:
            await self._free(session_id)
            return await self._writer.begin(
                text,
                session_id,
                user,
                setting.persona_name,
                self._clock(),
                setting.persona_key,
                setting.space,
                attached,
            )

        return await self._begin(save, setting, is_new=session_id is None)

    async def edit(self, message_id: int, text: str) -> Exchange:
        """Say this instead, in a branch of its own, and begin its reply. Raises as `say` does."""
        setting = await self._surroundings((await self._writer.message(message_id)).session_id)
        user = setting.user_name or "You"

        async def save() -> Begun:
            await self._free((await self._writer.message(message_id)).session_id)
            return await self._writer.begin_edited(message_id, text, user, setting.persona_name, self._clock())

        return await self._begin(save, setting, branches=True)

    async def regenerate(
        self, message_id: int, without: frozenset[int] = frozenset(), *, pictures: bool = True
    ) -> Exchange:
        """Begin another reply, one that knows nothing of the memories `without`, and is given no `pictures` if not.

        Raises as `say` does.
        """
        left_out = await self._writer.left_out(without)
        session_id = (await self._writer.message(message_id)).session_id
        setting = await self._surroundings(session_id, left_out.memories)

        async def save() -> Begun:
            await self._free((await self._writer.message(message_id)).session_id)
            begun = await self._writer.begin_again(message_id, setting.persona_name, left_out, self._clock())
            return replace(begun, pictures=pictures)

        return await self._begin(save, setting, branches=True)

    async def go_on(self, reply_id: int) -> Exchange:
        """Let a reply that stopped or broke off go on. Raises as `say` does."""
        setting = await self._surroundings((await self._writer.message(reply_id)).session_id)

        async def save() -> Begun:
            await self._free((await self._writer.message(reply_id)).session_id)
            return await self._writer.begin_further(reply_id)

        return await self._begin(save, setting)

    async def at_rest(self, session_id: int, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Do `work` on the branches of a session while no reply is being written there. Raises `CompanionError`."""
        async with self._beginning:
            await self._free(session_id)
            return await work()

    async def _free(self, session_id: int | None) -> None:
        """Nothing is being written in this session. Raises `CompanionError` while a reply still is.

        Who answers at once, when a reply has just ended, waits until it is remembered.
        """
        running = self._running.get(session_id) if session_id is not None else None
        if running is not None and running.generation.done():
            await asyncio.wait([running.whole])
        if self._closed:
            raise CompanionError("Companion is being closed.", "Open it again and send this then.")
        if session_id in self._running:
            raise CompanionError("A reply is still being written in this conversation.", "Stop it first, or wait.")

    async def _begin(
        self,
        save: Callable[[], Coroutine[Any, Any, Begun]],
        setting: Setting,
        *,
        is_new: bool = False,
        branches: bool = False,
    ) -> Exchange:
        async def both() -> Exchange:
            async with self._beginning:
                begun = await save()
                if branches:
                    self._emit(BranchChanged(begun.exchange.session_id))
                return self._start(begun, setting, is_new=is_new)

        # A caller who leaves between the two would leave a reply behind that nobody writes.
        return await asyncio.shield(both())

    def _start(self, begun: Begun, setting: Setting, *, is_new: bool) -> Exchange:
        exchange, beside = begun.exchange, begun.beside
        draft = Draft(
            text=begun.partial,
            partial=begun.partial,
            thoughts=beside.thoughts,
            thought_seconds=beside.thought_seconds,
        )
        if is_new:
            self._emit(SessionChanged(exchange.session_id))
        if begun.is_new:
            self._emit(MessageAdded(exchange.session_id, exchange.message_id))
        if begun.partial:
            self._emit(ReplyContinued(exchange.session_id, exchange.reply_id, begun.partial))
        else:
            self._emit(MessageAdded(exchange.session_id, exchange.reply_id))
        generation = asyncio.create_task(self._answering.generate(begun, setting, draft))
        whole = asyncio.create_task(self._see_to_end(exchange, generation, draft), name=f"reply {exchange.reply_id}")
        self._running[exchange.session_id] = _Running(exchange.reply_id, generation, whole)
        return exchange

    async def _see_to_end(self, exchange: Exchange, generation: asyncio.Task[bool], draft: Draft) -> None:
        """Whatever happens to the generation, the reply gets an end in the record, and a listener hears of it."""
        try:
            await asyncio.wait([generation])
            await self._answering.finish(exchange, draft, _ending(generation, draft))
        except Exception as error:
            log.exception("the end of a reply could not be saved: %s", type(error).__name__)
            state = MessageState.INCOMPLETE if draft.text else MessageState.FAILED
            self._emit(ReplyFinished(exchange.session_id, exchange.reply_id, state, _UNEXPECTED, _LOOK))
        finally:
            self._running.pop(exchange.session_id, None)

    async def stop(self, session_id: int) -> None:
        """End the reply that runs in this session, if any; what has come of it is kept."""
        running = self._running.get(session_id)
        if running is not None:
            running.generation.cancel()
            await asyncio.wait([running.whole])

    async def reply(self, reply_id: int) -> Message:
        """The reply once it has ended. Raises `NotFound`."""
        for running in list(self._running.values()):
            if running.reply_id == reply_id:
                await asyncio.wait([running.whole])
        return await self._writer.message(reply_id)

    def is_talking(self) -> bool:
        """Whether any reply is being written."""
        return bool(self._running)

    def is_running(self, session_id: int) -> bool:
        """Whether a reply is being written in this session."""
        return session_id in self._running

    async def close(self) -> None:
        """Begin nothing more and stop every reply."""
        self._closed = True
        async with self._beginning:
            pass
        for session_id in list(self._running):
            await self.stop(session_id)


def _ending(generation: asyncio.Task[bool], draft: Draft) -> Ending:
    """What became of a generation that is done."""
    if generation.cancelled():
        return Ending(MessageState.STOPPED)
    error = generation.exception()
    if error is None and not generation.result():
        return _CUT_OFF
    if error is None:
        return whole(draft)
    state = MessageState.INCOMPLETE if draft.text else MessageState.FAILED
    if isinstance(error, CompanionError):
        return Ending(state, str(error), error.next_step, error.code if isinstance(error, ModelError) else "")
    log.error("a reply failed: %s", type(error).__name__, exc_info=error)
    return Ending(state, _UNEXPECTED, _LOOK)
