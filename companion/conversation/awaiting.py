"""Messages that were written while Ollama was away and are to be sent when it is back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from companion.conversation.turn import Conversation
from companion.errors import BadInput, CompanionError
from companion.events import Event, ReplyAwaiting
from companion.models.choice import GONE
from companion.records import ModelStatus, Role
from companion.store import branches, reply_notes, transcripts
from companion.store.database import Connection, Database

log = logging.getLogger(__name__)

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 300.0
"""Seconds between two looks for Ollama, while somebody waits: twice as long each time, up to this."""


class Watched(Protocol):
    """Looks for the model."""

    async def look(self, *, force: bool = True) -> ModelStatus: ...


class Awaiting:
    """Looks for Ollama while a reply waits for it, and asks for the reply anew when it is there.

    All methods run on the engine loop. While nobody waits, nothing runs.
    """

    def __init__(
        self,
        db: Database,
        conversation: Conversation,
        model: Watched,
        emit: Callable[[Event], None],
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self._db = db
        self._conversation = conversation
        self._model = model
        self._emit = emit
        self._first_pause = first_pause
        self._task: asyncio.Task[None] | None = None
        self._nudge = asyncio.Event()

    def start(self) -> None:
        """Go on waiting for whoever waits, also from before a restart."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._wait(), name="waiting for Ollama")

    async def stop(self) -> None:
        """Look no more; who waits is kept in the record."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def there(self) -> None:
        """Ollama has been found by somebody else: do not wait for the next look."""
        self._nudge.set()

    async def choose(self, reply_id: int, awaits: bool) -> None:
        """Whether this reply is to be made anew when Ollama is back. Raises `BadInput`, `NotFound`."""

        def write(con: Connection) -> int:
            reply = transcripts.message(con, reply_id)
            if reply.role is not Role.COMPANION or reply.parent_id is None:
                raise BadInput("Only a reply can wait for Ollama.")
            reply_notes.set_awaiting(con, reply_id, awaits)
            return reply.session_id

        session_id = await self._db.write(write)
        self._emit(ReplyAwaiting(session_id, reply_id))
        if awaits:
            self.start()

    async def _wait(self) -> None:
        pause = self._first_pause
        while waiting := await self._db.read(reply_notes.awaiting):
            status = await self._model.look()
            if not status.offline and await self._send(waiting):
                pause = self._first_pause
                continue
            self._nudge.clear()
            try:
                async with asyncio.timeout(pause):
                    await self._nudge.wait()
            except TimeoutError:
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _send(self, waiting: list[int]) -> bool:
        """Ask for these replies anew, one after the other; False when that must wait a little longer."""
        for reply_id in waiting:
            try:
                message = await self._conversation.reply(reply_id)
                if self._conversation.is_running(message.session_id):
                    return False
                if message.text and not await self._db.read(lambda con, i=reply_id: branches.is_last(con, i)):  # type: ignore[misc]
                    # The talk has gone on from these words: another version would hide what followed.
                    await self._drop(reply_id)
                    continue
                exchange = await self._conversation.regenerate(reply_id)
            except CompanionError as error:
                log.warning("a reply that waited cannot be asked for: %s", type(error).__name__)
                await self._drop(reply_id)
                continue
            await self._drop(reply_id)
            reply = await self._conversation.reply(exchange.reply_id)
            if reply.code in GONE or reply.model == "offline":
                # Ollama went away again before it answered: what was promised still holds.
                await self.choose(reply.id, True)
                return False
        return True

    async def _drop(self, reply_id: int) -> None:
        await self._db.write(lambda con: reply_notes.set_awaiting(con, reply_id, False))
