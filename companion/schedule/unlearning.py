"""Undoing what a conversation taught, as a whole, and learning from it once more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from companion.conversation.renaming import follow
from companion.errors import BadInput
from companion.events import Event, MemoriesChanged, PortraitChanged, SessionChanged
from companion.memory.episodes import Fading
from companion.memory.index import MemoryIndex
from companion.memory.renaming import renamings
from companion.memory.retelling import ask_for_days
from companion.memory.unlearning import TakenBack, take_back
from companion.schedule.learning import Learning
from companion.schedule.retracting import SESSION, take_back_portrait
from companion.store import house, journal, spaces, transcripts
from companion.store.database import Connection, Database


class Unlearning:
    """Takes back and asks again. Called on the engine loop; each conversation is one transaction."""

    def __init__(
        self,
        db: Database,
        index: MemoryIndex,
        learning: Learning,
        fading: Callable[[], Fading],
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._index = index
        self._learning = learning
        self._fading = fading
        self._emit = emit
        self._clock = clock

    async def unlearn(self, session_id: int) -> tuple[int, ...]:
        """Take back all that was learned from this session; the memories that changed, none the second time.

        What was said stays, and so does the title. A learning that is still to come is called off. Raises `NotFound`,
        and `BadInput` for a session that was learned from before there was a journal.
        """
        now, fading = self._clock(), self._fading()

        def write(con: Connection) -> TakenBack | None:
            transcripts.session(con, session_id)
            waiting = house.unfinished(con, SESSION, f"{session_id}:")
            lessons = journal.lessons(con, session_id, undone=False)
            _check(con, session_id, {lesson.work_id for lesson in lessons})
            if not lessons and not waiting:
                return None
            done, space = TakenBack(), spaces.of_session(con, session_id)
            for lesson in lessons:
                names = renamings(con, space)
                take_back(con, lesson.work_id, fading, now, done)
                follow(con, names, space, now)
                take_back_portrait(con, lesson, now)
                journal.mark_undone(con, lesson.work_id, session_id, now)
            for work in waiting:
                house.finish(con, work.id, now)
                journal.mark_undone(con, work.id, session_id, now)
            transcripts.mark_unlearned(con, session_id)
            ask_for_days(con, _days(con, session_id), space)
            return done

        async with self._learning.at_rest:
            done = await self._db.write(write)
            if done is None:
                return ()
            await self._index.removed(done.forgotten)
            await self._index.add(done.reworded)
            await self._index.moved(done.moved)
        self._tell(session_id, done.ids)
        await self._learning.work_off()
        return done.ids

    async def relearn(self, session_id: int) -> bool:
        """Learn once more from a session that was unlearned; False when it was not. Raises `NotFound`."""
        now = self._clock()

        def write(con: Connection) -> tuple[bool, bool]:
            imported = transcripts.session(con, session_id).source == "import"
            undone = journal.lessons(con, session_id, undone=True)
            for lesson in undone:
                journal.clear_away(con, lesson.work_id)
                house.again(con, lesson.work_id, now)
            return bool(undone), imported

        async with self._learning.at_rest:
            asked, imported = await self._db.write(write)
        if asked:
            # What an import said was learned by rule the first time, too.
            await self._learning.work_off(by_rules=imported)
        return asked

    def _tell(self, session_id: int, ids: tuple[int, ...]) -> None:
        self._emit(SessionChanged(session_id))
        self._emit(MemoriesChanged(ids))
        self._emit(PortraitChanged())


def _check(con: Connection, session_id: int, known: set[int]) -> None:
    """Refuse to undo a part of what was learned when the other part is not noted anywhere."""
    undone = {lesson.work_id for lesson in journal.lessons(con, session_id, undone=True)}
    if set(house.finished(con, SESSION, f"{session_id}:")) - known - undone:
        raise BadInput(
            "Companion learned from this conversation before it kept notes of what each one taught.",
            "Forget its memories one by one instead.",
        )


def _days(con: Connection, session_id: int) -> list[dt.date]:
    return sorted({message.day for message in transcripts.messages(con, session_id)})
