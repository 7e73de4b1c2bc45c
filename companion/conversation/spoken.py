"""Orders about memory, given in words: carried out before the reply, told in it, and taken back when the user wants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from companion.conversation import spoken_words
from companion.conversation.meant import meant_by, pointed_at_by, repeated_in
from companion.conversation.renaming import follow
from companion.errors import BadInput
from companion.events import Event, MemoriesChanged, MessageAdded, PortraitChanged, SpokenChanged
from companion.language.orders import Order, Wish, agrees, declines, orders_in
from companion.memory import correcting, guard
from companion.memory.correcting import Carried
from companion.memory.episodes import Fading
from companion.memory.index import MemoryIndex
from companion.memory.renaming import renamings
from companion.memory.topic_match import read_topic
from companion.memory.unlearning import TakenBack, leave_what_was_learned, take_back
from companion.records import Exchange, Message, MessageState, MutedTopic, Role, Source, SpokenChange, Status
from companion.store import house, journal, spaces, spoken, transcripts
from companion.store.database import Connection, Database

UNMUTED_FOR = dt.timedelta(days=1)
"""How long an unmuted topic is kept, so that unmuting it can be taken back."""
MOST_MEANT = 200
_REDACTED = "I asked here whether to forget something, and you said yes."


@dataclass(frozen=True, slots=True)
class Hands:
    """How memories are forgotten, and how that is taken back."""

    forget: Callable[[Sequence[int]], Awaitable[object]]
    restore: Callable[[Sequence[int]], Awaitable[object]]


class AtTheirWord:
    """Carries out orders about memory. Called on the engine loop; every change is one transaction."""

    def __init__(
        self,
        db: Database,
        index: MemoryIndex,
        fading: Callable[[], Fading],
        hands: Hands,
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._index = index
        self._fading = fading
        self._hands = hands
        self._emit = emit
        self._clock = clock

    async def heed(
        self, exchange: Exchange, message: Message, earlier: Sequence[Message], *, is_new: bool = True
    ) -> str:
        """Do what `message` orders, said after `earlier`; what the user is to be told of it, empty for no order.

        A message that is answered anew (not `is_new`) is not carried out again: its reply tells of it once more.
        """
        done = await self._db.read(lambda con: spoken.of_message(con, message.id))
        if done is not None:
            await self._db.write(lambda con: spoken.move_to_reply(con, done.id, exchange.reply_id))
            return await self._tell(done.id)
        if not is_new or guard.flags(message.text):
            return ""
        if answered := await self._answered(message, earlier):
            return answered
        for order in orders_in(message.text):
            if told := await self._carry_out(order, exchange, message, earlier):
                return told
        return ""

    async def _answered(self, message: Message, earlier: Sequence[Message]) -> str:
        """What a yes or no to the last reply's question does; empty when it asked nothing, or this is no answer."""
        if not earlier or earlier[-1].role is not Role.COMPANION:
            return ""
        last = earlier[-1].id
        question = await self._db.read(lambda con: spoken.asked(con, last))
        if question is None:
            return ""
        if agrees(message.text):
            return spoken_words.told(await self.confirm(question.id))
        if declines(message.text):
            return spoken_words.told(await self.decline(question.id))
        return ""

    async def _carry_out(self, order: Order, exchange: Exchange, message: Message, earlier: Sequence[Message]) -> str:
        match order.wish:
            case Wish.CORRECT | Wish.REPLACE | Wish.REMEMBER:
                return await self._learn(order, exchange, message, earlier)
            case Wish.FORGET:
                return await self._ask_to_forget(order, exchange, message, earlier)
            case Wish.MUTE:
                return await self._mute(order, exchange, message, earlier)
            case Wish.UNMUTE:
                return await self._unmute(order, exchange, message)
            case Wish.TELL:
                return ""

    async def _learn(self, order: Order, exchange: Exchange, message: Message, earlier: Sequence[Message]) -> str:
        """Correct or keep what the message says."""
        now, fading = self._clock(), self._fading()

        def write(con: Connection) -> tuple[int, Carried, bool] | None:
            space = spaces.of_session(con, message.session_id)
            names = renamings(con, space)
            if order.wish is Wish.REMEMBER:
                carried = correcting.remember(con, order, message, fading, now)
            else:
                found = correcting.correct(con, order, message, earlier, fading, now)
                if found is None:
                    return None
                carried = found
            work_id = house.done_at_once(con, house.SPOKEN, f"{message.session_id}:{message.id}", now)
            correcting.note_down(con, work_id, message.session_id, carried)
            wish = "remember" if order.wish is Wish.REMEMBER else "correct"
            parts = {**dict.fromkeys(carried.new, "new"), **dict.fromkeys(carried.old, "old")}
            change_id = spoken.add(
                con, exchange.reply_id, message.id, wish, "done", now,
                parts=parts, spans=carried.spans, work_id=work_id,
            )  # fmt: skip
            return change_id, carried, follow(con, names, space, now)

        kept = await self._db.write(write)
        if kept is None:
            return ""
        change_id, carried, renamed = kept
        await self._index.add(carried.done.new)
        await self._index.moved(carried.done.revived)
        self._emit(MemoriesChanged(carried.done.ids))
        if renamed:
            self._emit(PortraitChanged())
        return await self._tell(change_id)

    async def _ask_to_forget(
        self, order: Order, exchange: Exchange, message: Message, earlier: Sequence[Message]
    ) -> str:
        """Find what is meant and ask; nothing is forgotten before the user has said yes."""
        now = self._clock()

        def write(con: Connection) -> int | None:
            meant = meant_by(con, order, message, earlier)
            if not meant:
                return None
            parts = {memory.id: "meant" for memory in meant[:MOST_MEANT]}
            span = Source(message.id, order.start, order.end)
            return spoken.add(con, exchange.reply_id, message.id, "forget", "asked", now, parts=parts, spans=[span])

        change_id = await self._db.write(write)
        return spoken_words.nothing_about(order.about) if change_id is None else await self._tell(change_id)

    async def _mute(self, order: Order, exchange: Exchange, message: Message, earlier: Sequence[Message]) -> str:
        now = self._clock()

        def write(con: Connection) -> int | None:
            spoken.drop_ended(con, now - UNMUTED_FOR)
            topic, pointed_at = (order.about, []) if order.about else pointed_at_by(con, earlier)
            if not topic:
                return None
            topic_id = spoken.mute(con, topic, pointed_at, now)
            span = Source(message.id, order.start, order.end)
            return spoken.add(
                con, exchange.reply_id, message.id, "mute", "done", now, parts={}, spans=[span], topic_id=topic_id
            )

        change_id = await self._db.write(write)
        return spoken_words.which_topic() if change_id is None else await self._tell(change_id)

    async def _unmute(self, order: Order, exchange: Exchange, message: Message) -> str:
        now = self._clock()

        def write(con: Connection) -> int | None:
            wanted = read_topic(con, order.about)
            found = [one for one in spoken.muted(con) if not order.about or wanted.is_in(one.topic)]
            if not found:
                return None
            spoken.end_mute(con, found[0].id, now)
            return spoken.add(con, exchange.reply_id, message.id, "unmute", "done", now, parts={}, topic_id=found[0].id)

        change_id = await self._db.write(write)
        return "" if change_id is None else await self._tell(change_id)

    async def _tell(self, change_id: int) -> str:
        change = await self._db.read(lambda con: spoken.change(con, change_id))
        self._emit(SpokenChanged(change.session_id, change_id))
        return spoken_words.told(change)

    # What the window does with a change

    async def changes(self, session_id: int) -> list[SpokenChange]:
        """What was done at the user's word in a conversation, the latest first. Raises `NotFound`."""

        def read(con: Connection) -> list[SpokenChange]:
            transcripts.session(con, session_id)
            return spoken.changes(con, session_id)

        return await self._db.read(read)

    async def confirm(self, change_id: int) -> SpokenChange:
        """Forget what was asked about. Raises `BadInput` when nothing is asked, `NotFound`."""
        change = await self._expect(change_id, "asked")
        beside = await self._db.read(lambda con: repeated_in(con, change))
        await self._hands.forget([*(memory.id for memory in change.meant), *beside])

        def write(con: Connection) -> None:
            spoken.set_state(con, change_id, "done")
            reply = transcripts.message(con, change.reply_id)
            if reply.state is not MessageState.STREAMING:
                transcripts.set_text(con, reply.id, _REDACTED, reply.state)

        await self._db.write(write)
        self._emit(MessageAdded(change.session_id, change.reply_id))
        return await self._changed(change_id)

    async def decline(self, change_id: int) -> SpokenChange:
        """Keep what was asked about. Raises `BadInput` when nothing is asked, `NotFound`."""
        await self._expect(change_id, "asked")
        await self._db.write(lambda con: spoken.set_state(con, change_id, "declined"))
        return await self._changed(change_id)

    async def undo(self, change_id: int) -> SpokenChange:
        """Take back what was done at the user's word. Raises `BadInput` when it is not done, `NotFound`."""
        change = await self._expect(change_id, "done")
        if change.wish == "forget":
            await self._hands.restore([m.id for m in change.meant if m.status is Status.FORGOTTEN])
        now, fading = self._clock(), self._fading()

        def write(con: Connection) -> tuple[TakenBack, bool]:
            space = spaces.of_session(con, change.session_id)
            names = renamings(con, space)
            done, work_id, topic_id = TakenBack(), spoken.work_of(con, change_id), spoken.topic_of(con, change_id)
            if work_id is not None:
                leave_what_was_learned(con, work_id, {memory.id for memory in change.old}, fading, done)
                take_back(con, work_id, fading, now, done)
                journal.mark_undone(con, work_id, change.session_id, now)
            if topic_id is not None:
                spoken.end_mute(con, topic_id, now if change.wish == "mute" else None)
            spoken.free_spans(con, change_id)
            spoken.set_state(con, change_id, "undone")
            return done, follow(con, names, space, now)

        done, renamed = await self._db.write(write)
        await self._index.removed(done.forgotten)
        await self._index.add(done.reworded)
        await self._index.moved(done.moved)
        self._emit(MemoriesChanged(done.ids))
        if renamed:
            self._emit(PortraitChanged())
        return await self._changed(change_id)

    async def _expect(self, change_id: int, state: str) -> SpokenChange:
        change = await self._db.read(lambda con: spoken.change(con, change_id))
        if change.state != state:
            raise BadInput("This has been answered or undone already.")
        return change

    async def _changed(self, change_id: int) -> SpokenChange:
        change = await self._db.read(lambda con: spoken.change(con, change_id))
        self._emit(SpokenChanged(change.session_id, change_id))
        return change

    # Muted topics

    async def muted(self) -> list[MutedTopic]:
        """What is not brought up, the latest first."""
        return await self._db.read(spoken.muted)

    async def mute(self, topic: str, memory_ids: Sequence[int] = ()) -> MutedTopic:
        """Do not bring up `topic`, nor these memories. Raises `BadInput` for one that names nothing."""
        words, now = " ".join(topic.split()), self._clock()
        if not words or len(words) > 200:
            raise BadInput("A topic has between 1 and 200 characters.")

        def write(con: Connection) -> MutedTopic:
            if not read_topic(con, words).terms:
                raise BadInput("A topic needs a word that names it.", "Write for example: my old job.")
            topic_id = spoken.mute(con, words, memory_ids, now)
            return next(one for one in spoken.muted(con) if one.id == topic_id)

        made = await self._db.write(write)
        self._emit(MemoriesChanged(tuple(memory_ids)))
        return made

    async def unmute(self, topic_id: int) -> None:
        """Let a topic come up again. Raises `NotFound`."""
        await self._db.write(lambda con: spoken.unmute(con, topic_id))
        self._emit(MemoriesChanged())
