"""What a conversation writes: messages with their episodes, replies as they grow, and versions of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from companion.conversation import attaching, naming
from companion.errors import BadInput
from companion.memory import standing
from companion.memory.episodes import Fading, remember
from companion.memory.refiling import reindex_words
from companion.memory.standing import Moved
from companion.records import AttachmentContent, Exchange, Message, MessageState, NewAttachment, Role, Source, Status
from companion.store import attachments, branches, care, forgettings, memories, reply_notes, reply_recalls, transcripts
from companion.store.database import Connection, Database
from companion.store.left_out import LeftOut, resting_on_same

LONGEST_MESSAGE = 100_000
"""Characters; more than any model reads, and a paste by mistake is caught at the door."""
UNFINISHED = (MessageState.STOPPED, MessageState.INCOMPLETE)
"""States of a reply that can go on."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a reply has beside its words: what helps against its trouble, and the thoughts before it."""

    next_step: str = ""
    code: str = ""
    thoughts: str = ""
    thought_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Begun:
    """An exchange in the record, and the memory of the user's message."""

    exchange: Exchange
    memory_id: int | None
    """None when an earlier message is answered anew, whose memory was made then, and when it has no words."""
    is_new: bool = False
    """Whether the message was just saved, too."""
    pictures: bool = True
    """Whether the model is given the pictures that came with it."""
    partial: str = ""
    """What there is of a reply that goes on."""
    beside: Beside = field(default_factory=Beside)
    """The thoughts that it had."""
    left_out: LeftOut = field(default_factory=LeftOut)
    """What this reply is to do without."""
    moved: Moved = field(default_factory=Moved)
    """What became of the memories of the versions that were shown before."""


class TranscriptWriter:
    """Writes exchanges. Called on the engine loop; every method is one transaction."""

    def __init__(self, db: Database, fading: Callable[[], Fading]) -> None:
        self._db = db
        self._fading = fading

    async def begin(
        self,
        text: str,
        session_id: int | None,
        user: str,
        companion: str,
        now: dt.datetime,
        persona: str = "",
        space: str = "",
        attached: Sequence[NewAttachment] = (),
    ) -> Begun:
        """Save the user's message with what came with it, its episode and an empty reply.

        A new session is `persona`'s, and its memories lie in `space`. The episode holds the user's own words alone.
        Raises `BadInput`, `NotFound`; then nothing was saved.
        """
        _check(text, alone=not attached)
        attaching.check(attached)
        day = now.astimezone().date()

        def write(con: Connection) -> Begun:
            session = session_id
            if session is None:
                session = transcripts.add_session(con, now, day, persona=persona, space=space)
            _reopen(con, session)
            message_id, _ = transcripts.add_message(con, session, Role.USER, user, text, now, day)
            attachments.add(con, message_id, attached)
            return self._answered(con, transcripts.message(con, message_id), companion, now, Moved())

        return await self._db.write(write)

    async def entitle(self, message_id: int) -> bool:
        """Name the session of this message after it where it has no good name; whether it has another one now.

        Apart from `begin`: to find a name takes longer than to save a message.
        """
        held, title = await self._db.read(lambda con: naming.wanted(con, message_id))
        if not title or title == held:
            return False
        return await self._db.write(lambda con: naming.give(con, message_id, held, title))

    async def begin_edited(self, message_id: int, text: str, user: str, companion: str, now: dt.datetime) -> Begun:
        """Save another version of a message of the user's with what came with it, and an empty reply; the old stays.

        Raises `BadInput`, `NotFound`; then nothing was saved.
        """
        _check(text)

        def write(con: Connection) -> Begun:
            old = transcripts.message(con, message_id)
            if old.role is not Role.USER:
                raise BadInput("Only what you said can be edited.")
            branches.check_there(con, message_id)
            _reopen(con, old.session_id)
            new, shift = branches.add_version(con, message_id, user, text, now, now.astimezone().date())
            attachments.copy(con, message_id, new)
            moved = standing.follow(con, shift, now)
            return self._answered(con, transcripts.message(con, new), companion, now, moved)

        return await self._db.write(write)

    def _answered(self, con: Connection, message: Message, companion: str, now: dt.datetime, moved: Moved) -> Begun:
        """A message that was just saved gets its episode and an empty reply."""
        said = bool(message.text.strip())
        memory_id = remember(con, message, transcripts.position(con, message.id), self._fading()) if said else None
        reply_id, _ = branches.add_answer(con, message.id, companion, now, now.astimezone().date())
        return Begun(Exchange(message.session_id, message.id, reply_id), memory_id, is_new=True, moved=moved)

    async def begin_again(self, message_id: int, companion: str, left_out: LeftOut, now: dt.datetime) -> Begun:
        """Begin another reply: beside this one, in its place when it has no text, or to this message of the user's.

        Raises `BadInput` for a reply that answers nothing, or that is still being written; `NotFound`.
        """

        def write(con: Connection) -> Begun:
            old = transcripts.message(con, message_id)
            asked = old.id if old.role is Role.USER else old.parent_id
            if asked is None or transcripts.message(con, asked).role is not Role.USER:
                raise BadInput("Only a reply to something that you said can be asked for again.")
            if old.state is MessageState.STREAMING:
                raise BadInput("This reply is still being written.")
            branches.check_there(con, asked)
            _reopen(con, old.session_id)
            if old.role is Role.COMPANION and not old.text:
                transcripts.set_text(con, old.id, "", MessageState.STREAMING)
                transcripts.set_rating(con, old.id, 0)
                reply_recalls.remove(con, old.id)
                reply_notes.clear(con, old.id)
                reply_id, shift = old.id, branches.choose(con, old.id)
            else:
                reply_notes.set_awaiting(con, old.id, False)
                reply_id, shift = branches.add_answer(con, asked, companion, now, now.astimezone().date())
            moved = standing.follow(con, shift, now)
            return Begun(Exchange(old.session_id, asked, reply_id), None, left_out=left_out, moved=moved)

        return await self._db.write(write)

    async def begin_further(self, reply_id: int) -> Begun:
        """Let a reply that stopped or broke off go on where it is. Raises `BadInput`, `NotFound`."""

        def write(con: Connection) -> Begun:
            reply = transcripts.message(con, reply_id)
            if reply.role is not Role.COMPANION or reply.parent_id is None or not reply.text:
                raise BadInput("Only a reply that has begun can be continued.")
            if reply.state not in UNFINISHED:
                raise BadInput("This reply has come to its end.")
            if not branches.is_shown(con, reply_id) or not branches.is_last(con, reply_id):
                raise BadInput("Only the last reply of a conversation can be continued.")
            _reopen(con, reply.session_id)
            transcripts.set_text(con, reply_id, reply.text, MessageState.STREAMING)
            reply_notes.set_trouble(con, reply_id, "", "")
            beside = Beside(thoughts=reply.thoughts, thought_seconds=reply.thought_seconds)
            exchange = Exchange(reply.session_id, reply.parent_id, reply_id)
            return Begun(exchange, None, partial=reply.text, beside=beside)

        return await self._db.write(write)

    async def left_out(self, memory_ids: frozenset[int]) -> LeftOut:
        """What a reply must do without that is to do without these memories."""
        if not memory_ids:
            return LeftOut()
        return await self._db.read(lambda con: resting_on_same(con, memory_ids))

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
                memories.edit(con, known, text, now, "reply")
                memories.replace_sources(con, known, [Source(reply_id, 0, len(text))])
            # Before the words are indexed anew: what is forgotten leaves its neighbours' rows, too.
            memories.set_status(con, known, Status.ACTIVE if again else Status.FORGOTTEN)
            reindex_words(con, memories.get(con, known))
            return known if again else None

        return await self._db.write(write)

    async def note_care(self, message_id: int, kind: str) -> None:
        """Note that a message is answered with care, for the card."""
        await self._db.write(lambda con: care.note(con, message_id, kind))

    async def message(self, message_id: int) -> Message:
        """One message. Raises `NotFound`."""
        return await self._db.read(lambda con: transcripts.message(con, message_id))

    async def attached(self, message_ids: Sequence[int]) -> list[AttachmentContent]:
        """What came with these messages, with its content, the earliest message first."""

        def read(con: Connection) -> list[AttachmentContent]:
            found = attachments.of_messages(con, message_ids)
            return [attachments.content(con, one.id) for key in sorted(found) for one in found[key]]

        return await self._db.read(read)

    async def latest(self, session_id: int, limit: int) -> list[Message]:
        """The last `limit` messages of the branch that is shown. Raises `NotFound`."""

        def read(con: Connection) -> list[Message]:
            transcripts.session(con, session_id)
            return branches.path(con, transcripts.last_message(con, session_id), limit)

        return await self._db.read(read)

    async def earlier(self, exchange: Exchange, limit: int) -> list[Message]:
        """The messages that led to the one that is being answered, at most the last `limit` of them."""

        def read(con: Connection) -> list[Message]:
            return forgettings.masked(con, branches.path(con, exchange.message_id, limit + 1)[:-1])

        return await self._db.read(read)


def _check(text: str, *, alone: bool = True) -> None:
    if alone and not text.strip():
        raise BadInput("There is nothing to send.")
    if len(text) > LONGEST_MESSAGE:
        raise BadInput(
            f"This message has {len(text):,} characters; at most {LONGEST_MESSAGE:,} can be sent at once.",
            "Send it in parts. Nothing was sent yet.",
        )


def _reopen(con: Connection, session_id: int) -> None:
    if transcripts.session(con, session_id).ended_at is not None:
        transcripts.reopen_session(con, session_id)
