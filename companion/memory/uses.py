"""What becomes of memories that stood behind a reply: noted, and strengthened if they were used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from companion.events import Event, MemoriesChanged
from companion.memory import bonds
from companion.memory.attribution import used
from companion.memory.decay import Use, fades_at, reinforce
from companion.memory.episodes import Fading
from companion.memory.index import MemoryIndex
from companion.records import Memory, Recall, Status, WhyRow
from companion.store import decay_states, memories, reinforcements, reply_recalls
from companion.store.database import Connection, Database
from companion.store.reply_recalls import Decision


@dataclass(frozen=True, slots=True)
class Reinforced:
    """Which memories were strengthened, and which of them came back from dormancy."""

    ids: tuple[int, ...]
    revived: tuple[int, ...]


class Uses:
    """Notes recalls and reinforces what was used. Called on the engine loop."""

    def __init__(
        self, db: Database, index: MemoryIndex, fading: Callable[[], Fading], emit: Callable[[Event], None]
    ) -> None:
        self._db = db
        self._index = index
        self._fading = fading
        self._emit = emit

    async def episodes_of(self, message_ids: Iterable[int]) -> frozenset[int]:
        """The episodes of these messages."""
        wanted = list(message_ids)

        def read(con: Connection) -> frozenset[int]:
            found = (memories.episode_of_message(con, message_id) for message_id in wanted)
            return frozenset(memory_id for memory_id in found if memory_id is not None)

        return await self._db.read(read)

    async def note(
        self,
        reply_id: int,
        reply: str,
        recall: Recall,
        given: Sequence[Memory],
        around: Sequence[str],
        now: dt.datetime,
    ) -> None:
        """Store what was recalled, given and used for a reply; reinforce what was used, and bind it together."""
        drawn = used(reply, given, around)
        shown = {memory.id for memory in given}
        rows = [(h.memory.id, level_of(h.memory.id, shown, drawn), h.score, h.parts) for h in recall.hits]
        noted = {row[0] for row in rows}
        rows += [(m.id, level_of(m.id, shown, drawn), 0.0, {}) for m in given if m.id not in noted]
        together = [row[0] for row in sorted(rows, key=lambda row: -row[2]) if row[0] in drawn]

        near = [(hit.memory.id, "near", hit.score, hit.parts) for hit in recall.near]
        decision = Decision(recall.decision, recall.confidence, recall.answerable)

        def write(con: Connection) -> None:
            reply_recalls.record(con, reply_id, rows)
            reply_recalls.record_decision(con, reply_id, decision, near)
            bonds.tie(con, together, now)

        await self._db.write(write)
        await self.reinforce(drawn, now, Use.USED)

    async def reinforce(self, ids: Iterable[int], now: dt.datetime, use: Use) -> Reinforced:
        """Strengthen these memories; dormant ones become active again."""
        wanted = list(ids)
        if not wanted:
            return Reinforced((), ())
        fading = self._fading()
        done = await self._db.write(lambda con: strengthen(con, wanted, now, use, fading))
        if done.revived:
            await self._index.moved(done.revived)
        if done.ids:
            self._emit(MemoriesChanged(done.ids))
        return done

    async def why(self, reply_id: int) -> list[WhyRow]:
        """The memories behind a reply, best first."""

        def read(con: Connection) -> list[WhyRow]:
            rows = list(reply_recalls.of_reply(con, reply_id))
            found = memories.by_ids(con, [row[0] for row in rows])
            return [WhyRow(found[i], level, score, parts) for i, level, score, parts in rows if i in found]

        return await self._db.read(read)


def strengthen(con: Connection, ids: Iterable[int], now: dt.datetime, use: Use, fading: Fading) -> Reinforced:
    """Reinforce memories on both curves, in a transaction; what changed."""
    changed, revived = [], []
    for memory in memories.by_ids(con, ids).values():
        if memory.status is Status.FORGOTTEN:
            continue
        # What revives a memory counts even on the day of an earlier use: else it would fall asleep again at once.
        asleep = memory.status is Status.DORMANT
        state = reinforce(replace(memory.decay, reinforced_at=None) if asleep else memory.decay, now, use)
        if state != memory.decay:
            until = None if memory.pinned else fades_at(state, fading.threshold, fading.curve)
            decay_states.set_decay(con, memory.id, state, until)
            reinforcements.note(con, memory, state, use, now)
            changed.append(memory.id)
        if asleep:
            memories.set_status(con, memory.id, Status.ACTIVE)
            revived.append(memory.id)
    return Reinforced(tuple(dict.fromkeys(changed + revived)), tuple(revived))


def level_of(memory_id: int, given: set[int], drawn: frozenset[int]) -> str:
    """How far a memory came: `recalled`, `given` or `used`."""
    return "used" if memory_id in drawn else "given" if memory_id in given else "recalled"
