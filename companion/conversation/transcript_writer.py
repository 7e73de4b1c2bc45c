"""What a conversation writes: messages with their episodes, replies as they grow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from companion.errors import BadInput
from companion.memory.episodes import Fading, remember
from companion.memory.refiling import reindex_words
from companion.memory.summaries import NO_TITLE, title_for
from companion.records import Exchange, Message, MessageState, Role, Source, Status
from companion.store import memories, reply_notes, reply_recalls, transcripts
from companion.store.database import Connection, Database

LONGEST_MESSAGE = 100_000
"""Characters; more than any model reads, and a paste by mistake is caught at the door."""


@dataclass(frozen=True, slots=True)
class Begun:
    """An exchange in the record, and the memory of the user's message."""

    exchange: Exchange
    memory_id: int | None
    """None when an earlier message is answered anew: its memory was made then."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a reply has beside its words: what helps against its trouble, and the thoughts before it."""

    next_step: str = ""
    code: str = ""
    thoughts: str = ""
    thought_seconds: float = 0.0


class TranscriptWriter:
    """Writes exchanges. Called on the engine loop; every method is one transaction."""

    def __init__(self, db: Database, fading: Callable[[], Fading]) -> None:
        self._db = db
        self._fading = fading

    async def begin(self, text: str, session_id: int | None, user: str, companion: str, now: dt.datetime) -> Begun:
        """Save the user's message, its episode and an empty reply. Raises `BadInput`, `NotFound`; then nothing was."""
        if not text.strip():
            raise BadInput("There is nothing to send.")
        if len(text) > LONGEST_MESSAGE:
            raise BadInput(
                f"This message has {len(text):,} characters; at most {LONGEST_MESSAGE:,} can be sent at once.",
                "Send it in parts. Nothing was sent yet.",
            )
        day = now.astimezone().date()

        def write(con: Connection) -> Begun:
            session = session_id if session_id is not None else transcripts.add_session(con, now, day)
            if transcripts.session(con, session).ended_at is not None:
                transcripts.reopen_session(con, session)
            message_id, position = transcripts.add_message(con, session, Role.USER, user, text, now, day)
            message = transcripts.message(con, message_id)
            if not transcripts.session(con, session).title and (title := title_for([message])) != NO_TITLE:
                transcripts.rename(con, session, title)
            memory_id = remember(con, message, position, self._fading())
            reply_id, _ = transcripts.add_message(
                con,
                session,
                Role.COMPANION,
                companion,
                "",
                now,
                day,
                state=MessageState.STREAMING,
                parent_id=message_id,
            )
            return Begun(Exchange(session, message_id, reply_id), memory_id)

        return await self._db.write(write)

    async def begin_again(self, reply_id: int) -> Begun:
        """Empty a reply so that its message can be answered anew. Raises `BadInput` when it is not a reply."""

        def write(con: Connection) -> Begun:
            reply = transcripts.message(con, reply_id)
            if reply.role is not Role.COMPANION or reply.parent_id is None:
                raise BadInput("Only a reply can be asked for again.")
            if reply.state is MessageState.STREAMING:
                raise BadInput("This reply is still being written.")
            transcripts.set_text(con, reply_id, "", MessageState.STREAMING)
            transcripts.set_rating(con, reply_id, 0)
            reply_recalls.remove(con, reply_id)
            reply_notes.clear(con, reply_id)
            return Begun(Exchange(reply.session_id, reply.parent_id, reply_id), None)

        return await self._db.write(write)

    async def set_model(self, reply_id: int, model: str) -> None:
        """Note who really writes a reply."""
        await self._db.write(lambda con: transcripts.set_model(con, reply_id, model))

    async def save_part(self, reply_id: int, text: str, thoughts: str, thought_seconds: float) -> None:
        """Save what has come so far of a streaming reply, and of the thoughts before it."""

        def write(con: Connection) -> None:
            transcripts.set_text(con, reply_id, text, MessageState.STREAMING)
            reply_notes.set_thoughts(con, reply_id, thoughts, thought_seconds)

        await self._db.write(write)

    async def finish(
        self,
        reply_id: int,
        text: str,
        state: MessageState,
        notice: str,
        now: dt.datetime,
        *,
        remembered: bool,
        beside: Beside,
    ) -> int | None:
        """Save the end of a reply; the id of its episode, None when nothing of it is to be remembered.

        The episode of an earlier answer in its place takes the new words, or is forgotten with the old ones.
        """

        def write(con: Connection) -> int | None:
            transcripts.set_text(con, reply_id, text, state, notice)
            reply_notes.set_trouble(con, reply_id, beside.next_step, beside.code)
            reply_notes.set_thoughts(con, reply_id, beside.thoughts, beside.thought_seconds)
            known = memories.episode_of_message(con, reply_id)
            if known is None and text and remembered:
                reply = replace(transcripts.message(con, reply_id), created_at=now)
                return remember(con, reply, transcripts.position(con, reply_id), self._fading())
            if known is None:
                return None
            again = bool(text) and remembered
            if again:
                memories.edit(con, known, text, now, "retry")
                memories.replace_sources(con, known, [Source(reply_id, 0, len(text))])
            # Before the words are indexed anew: what is forgotten leaves its neighbours' rows, too.
            memories.set_status(con, known, Status.ACTIVE if again else Status.FORGOTTEN)
            reindex_words(con, memories.get(con, known))
            return known if again else None

        return await self._db.write(write)

    async def message(self, message_id: int) -> Message:
        """One message. Raises `NotFound`."""
        return await self._db.read(lambda con: transcripts.message(con, message_id))

    async def earlier(self, exchange: Exchange) -> list[Message]:
        """The messages of the session before the one that is being answered."""
        found = await self._db.read(lambda con: transcripts.messages(con, exchange.session_id))
        return [m for m in found if m.id < exchange.message_id]
