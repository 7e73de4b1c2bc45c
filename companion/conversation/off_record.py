"""Conversations off the record: they remember nothing and leave nothing.

The same conversation as any other, over a transcript that lies in memory alone (`TransientDatabase`) and with nobody
who notes, learns or indexes. What is remembered already is recalled as always, and is not changed by that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from companion.conversation.answering import Answering
from companion.conversation.branching import Branching
from companion.conversation.gathering import PromptMaking
from companion.conversation.mind import Mind
from companion.conversation.prompt_log import PromptLog
from companion.conversation.running import RunningSummaries
from companion.conversation.transcript_writer import TranscriptWriter
from companion.conversation.turn import Conversation, Surroundings
from companion.errors import NotFound
from companion.events import Event, MemoriesChanged
from companion.language.marks import read_marks
from companion.language.orders import Wish, orders_in
from companion.memory.attribution import used
from companion.memory.episodes import Fading
from companion.memory.uses import level_of
from companion.memory.views import view_of
from companion.models.choice import ModelChoice
from companion.records import Exchange, Memory, MemoryView, Message, Reasons, Recall, WhyRow
from companion.store import transcripts
from companion.store.database import Connection, Database
from companion.store.left_out import LeftOut, resting_on_same
from companion.store.transient import TransientDatabase

FIRST_ID = 1 << 30
"""Numbers from here on are of conversations off the record; the record never comes so far. They fit 32 bits, as the
numbers in a window's signals must."""
_SPAN = 1 << 16
"""Numbers that each conversation has for its messages."""
_KEPT_OUT = (
    "This conversation is off the record, so I change nothing in my memory. Say it in another conversation, and I do."
)


def is_off_record(number: int | None) -> bool:
    """Whether a session, message or deletion of this number is off the record."""
    return number is not None and number >= FIRST_ID


class _Nobody:
    """Stands where a conversation on the record has memory: nothing is indexed, judged, brought up or changed."""

    async def foresee(self, text: Callable[[Connection], str]) -> None:
        """Nothing is about to be made findable."""

    async def add(self, ids: Iterable[int]) -> None:
        """Nothing is made findable."""

    async def moved(self, ids: Iterable[int]) -> None:
        """Nothing is findable that could move."""

    async def removed(self, ids: Iterable[int]) -> None:
        """Nothing is findable that could go."""

    async def corrected(self, reply_id: int) -> None:
        """Nothing is learned from a correction."""

    async def replied(self, reply_id: int) -> None:
        """Nothing is learned from a reply."""

    async def for_session(self, session_id: int, now: dt.datetime) -> Memory | None:
        """Nothing comes up by itself: the record would have to note it."""
        return None

    async def heed(
        self, exchange: Exchange, message: Message, earlier: Sequence[Message], *, is_new: bool = True
    ) -> str:
        """No order about memory is carried out; the user is told so."""
        changing = (Wish.REMEMBER, Wish.FORGET, Wish.MUTE, Wish.UNMUTE)
        return _KEPT_OUT if any(order.wish in changing for order in orders_in(message.text)) else ""


@dataclass(frozen=True, slots=True)
class _Noted:
    recall: Recall
    rows: tuple[WhyRow, ...]
    near: tuple[WhyRow, ...]


class _Unkept:
    """Holds in memory what stood behind the replies of one conversation; no memory is strengthened by it."""

    def __init__(self) -> None:
        self._noted: dict[int, _Noted] = {}

    async def episodes_of(self, message_ids: Iterable[int]) -> frozenset[int]:
        """What is said off the record is no memory."""
        return frozenset()

    async def note(
        self,
        reply_id: int,
        reply: str,
        recall: Recall,
        given: Sequence[Memory],
        around: Sequence[str],
        now: dt.datetime,
    ) -> None:
        """Hold it until the conversation is closed."""
        drawn, shown = used(reply, given, around), {memory.id for memory in given}
        hits = {hit.memory.id for hit in recall.hits}
        rows = [WhyRow(h.memory, level_of(h.memory.id, shown, drawn), h.score, h.parts) for h in recall.hits]
        rows += [WhyRow(m, level_of(m.id, shown, drawn), 0.0, {}) for m in given if m.id not in hits]
        near = tuple(WhyRow(hit.memory, "near", hit.score, hit.parts) for hit in recall.near)
        self._noted[reply_id] = _Noted(recall, tuple(sorted(rows, key=lambda row: -row.score)), near)

    def why(self, reply_id: int) -> list[WhyRow]:
        noted = self._noted.get(reply_id)
        return list(noted.rows) if noted is not None else []

    def reasons(self, reply_id: int, asked: bool, view: Callable[[Memory], MemoryView]) -> Reasons:
        noted = self._noted.get(reply_id)
        if noted is None:
            return Reasons(reply_id, asked, "", 0.0, False)
        recall = noted.recall
        rows, near = (tuple((row, view(row.memory)) for row in found) for found in (noted.rows, noted.near))
        return Reasons(reply_id, asked, recall.decision, recall.confidence, recall.answerable, rows, near)


class _Writer(TranscriptWriter):
    """Writes the transcript in memory; what a memory stands on is looked up in the record."""

    def __init__(self, db: Database, fading: Callable[[], Fading], record: Database) -> None:
        super().__init__(db, fading)
        self._record = record

    async def left_out(self, memory_ids: frozenset[int]) -> LeftOut:
        return await self._record.read(lambda con: resting_on_same(con, memory_ids))


class _Prompts(PromptLog):
    """Holds the prompts of one conversation; what a model counts is not learned from."""

    async def counted(self, reply_id: int, tokens: int) -> None:
        """The factor of the model stays what the record says."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation at work, or all of those on the record."""

    db: Database
    conversation: Conversation
    branching: Branching
    making: PromptMaking
    prompts: PromptLog
    summaries: RunningSummaries
    why: Callable[[int], Awaitable[list[WhyRow]]]
    reasons: Callable[[int], Awaitable[Reasons]]


class OffRecord:
    """Opens and closes conversations off the record. Called on the engine loop."""

    def __init__(
        self,
        record: Database,
        mind: Mind,
        surroundings: Surroundings,
        model: ModelChoice,
        fading: Callable[[], Fading],
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._record = record
        self._mind = mind
        self._surroundings = surroundings
        self._model = model
        self._fading = fading
        self._emit = emit
        self._clock = clock
        self._talks: dict[int, Talk] = {}
        self._opened = 0

    async def open(self) -> int:
        """Begin a conversation that nothing is kept of; its number."""
        first = FIRST_ID + self._opened * _SPAN
        self._opened += 1
        db = TransientDatabase(first)
        await db.open()
        now = self._clock()
        session_id = await db.write(lambda con: transcripts.add_session(con, now, now.astimezone().date()))
        self._talks[first] = self._made(db)
        return session_id

    def _made(self, db: Database) -> Talk:
        nobody, unkept = _Nobody(), _Unkept()
        writer = _Writer(db, self._fading, self._record)
        prompts, summaries = _Prompts(self._record), RunningSummaries(db, self._model, self._clock)
        making = PromptMaking(writer, self._mind, unkept, nobody, prompts, summaries, self._clock)
        answering = Answering(
            writer, nobody, making, unkept, nobody, nobody, self._model, prompts, summaries, self._tell, self._clock
        )
        conversation = Conversation(writer, answering, self._surroundings, self._tell, self._clock)
        branching = Branching(db, nobody, conversation, self._tell, self._clock)

        async def why(reply_id: int) -> list[WhyRow]:
            return unkept.why(reply_id)

        async def reasons(reply_id: int) -> Reasons:
            def asked(con: Connection) -> bool:
                reply = transcripts.message(con, reply_id)
                said = transcripts.message(con, reply.parent_id) if reply.parent_id is not None else reply
                return read_marks(said.text).asks > 0

            now, fading = self._clock(), self._fading()
            return unkept.reasons(reply_id, await db.read(asked), lambda memory: view_of(memory, fading, now))

        return Talk(db, conversation, branching, making, prompts, summaries, why, reasons)

    def _tell(self, event: Event) -> None:
        """Memories never change here: the transcript's own turns are none."""
        if not isinstance(event, MemoriesChanged):
            self._emit(event)

    def talk_of(self, number: int) -> Talk:
        """The conversation to which a session, message or deletion belongs. Raises `NotFound` when it is closed."""
        talk = self._talks.get(FIRST_ID + (number - FIRST_ID) // _SPAN * _SPAN)
        if talk is None:
            raise NotFound("This conversation was off the record, and it is closed.")
        return talk

    async def close(self, number: int) -> None:
        """End a conversation: all of it is gone. Raises `NotFound`."""
        talk = self.talk_of(number)
        del self._talks[FIRST_ID + (number - FIRST_ID) // _SPAN * _SPAN]
        await talk.conversation.close()
        await talk.summaries.close()
        await talk.db.close()

    async def close_all(self) -> None:
        """The app is closed: all that was off the record is gone."""
        for first in list(self._talks):
            await self.close(first + 1)
