"""Choosing which versions of a conversation are shown, and deleting messages with undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from companion.conversation.aftermath import Findable
from companion.conversation.turn import Conversation
from companion.events import BranchChanged, Event, MemoriesChanged
from companion.memory import standing
from companion.memory.standing import Moved
from companion.records import Deletion
from companion.store import branches, transcripts
from companion.store.database import Connection, Database


class Branching:
    """The user's hand on the tree of messages. Called on the engine loop; every change is one transaction."""

    def __init__(
        self,
        db: Database,
        index: Findable,
        conversation: Conversation,
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._index = index
        self._conversation = conversation
        self._emit = emit
        self._clock = clock

    async def show(self, message_id: int) -> None:
        """Show the branch through this message. Raises `BadInput`, `NotFound`; `CompanionError` while a reply runs."""
        session_id, now = await self._session_of(message_id), self._clock()

        def write(con: Connection) -> Moved:
            return standing.follow(con, branches.choose(con, message_id), now)

        await self._tell(session_id, await self._conversation.at_rest(session_id, lambda: self._db.write(write)))

    async def delete(self, message_id: int) -> Deletion:
        """Delete a message and what followed it. What the session taught is looked at again at its next end."""
        session_id, now = await self._session_of(message_id), self._clock()

        def write(con: Connection) -> tuple[Deletion, Moved]:
            deletion, moved = standing.delete(con, message_id, now)
            if transcripts.session(con, session_id).ended_at is not None:
                transcripts.reopen_session(con, session_id)
            return deletion, moved

        deletion, moved = await self._conversation.at_rest(session_id, lambda: self._db.write(write))
        await self._tell(session_id, moved)
        return deletion

    async def undo(self, deletion_id: int) -> None:
        """Bring back what a deletion took out. Raises `NotFound` when there is nothing to bring back."""
        now = self._clock()
        session_id = await self._db.read(lambda con: branches.session_of_deletion(con, deletion_id))

        def write(con: Connection) -> Moved:
            return standing.restore(con, deletion_id, now)

        await self._tell(session_id, await self._conversation.at_rest(session_id, lambda: self._db.write(write)))

    async def _session_of(self, message_id: int) -> int:
        return (await self._db.read(lambda con: transcripts.message(con, message_id))).session_id

    async def _tell(self, session_id: int, moved: Moved) -> None:
        """First the window, then the index: nobody waits for that."""
        self._emit(BranchChanged(session_id))
        if moved.removed:
            await self._index.removed(moved.removed)
        if moved.restored:
            await self._index.moved(moved.restored)
        if moved.moved:
            await self._index.moved(moved.moved)
        if moved.changed:
            self._emit(MemoriesChanged(moved.changed))
