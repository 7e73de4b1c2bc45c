"""Why a reply is as it is, and which replies a memory shaped: read from what was noted when the reply was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from companion.language.marks import read_marks
from companion.memory.episodes import Fading
from companion.memory.views import view_of
from companion.records import Memory, MemoryView, Reasons, ShapedReply, WhyRow
from companion.store import memories, reply_recalls, transcripts
from companion.store.database import Connection, Database
from companion.store.reply_recalls import Decision, Row


class Whys:
    """Answers why. Called on the engine loop; it only reads."""

    def __init__(self, db: Database, fading: Callable[[], Fading], clock: Callable[[], dt.datetime]) -> None:
        self._db = db
        self._fading = fading
        self._clock = clock

    async def reasons(self, reply_id: int) -> Reasons:
        """What stood behind a reply. Forgotten memories are left out. Raises `NotFound`."""

        def read(con: Connection) -> tuple[bool, Decision | None, list[WhyRow], list[WhyRow]]:
            reply = transcripts.message(con, reply_id)
            asked = reply.parent_id is not None and read_marks(transcripts.message(con, reply.parent_id).text).asks > 0
            rows, near = list(reply_recalls.of_reply(con, reply_id)), list(reply_recalls.near(con, reply_id))
            found = memories.by_ids(con, [row[0] for row in (*rows, *near)])
            decision = reply_recalls.decision_of(con, reply_id)
            return asked, decision, _rows(rows, found), _rows(near, found)

        asked, decision, rows, near = await self._db.read(read)
        return Reasons(
            reply_id,
            asked,
            decision.text if decision else "",
            decision.confidence if decision else 0.0,
            decision.known if decision else any(row.level == "used" for row in rows),
            tuple((row, self._view(row.memory)) for row in rows),
            tuple((row, self._view(row.memory)) for row in near),
        )

    def _view(self, memory: Memory) -> MemoryView:
        return view_of(memory, self._fading(), self._clock())

    async def shaped(self, memory_id: int) -> list[ShapedReply]:
        """The replies behind which a memory stood, what it shaped most first. Raises `NotFound`."""

        def read(con: Connection) -> list[ShapedReply]:
            memories.get(con, memory_id)
            return reply_recalls.shaped(con, memory_id)

        return await self._db.read(read)


def _rows(noted: Iterable[Row], found: Mapping[int, Memory]) -> list[WhyRow]:
    known = [(found[row[0]], row) for row in noted if row[0] in found]
    return [WhyRow(memory, *row[1:]) for memory, row in known if memory.status != "forgotten"]
