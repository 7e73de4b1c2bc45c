"""What a message brings to mind, and what of that a prompt is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from companion.language.orders import Wish, only_orders, orders_in
from companion.language.small_talk import is_small_talk
from companion.memory.muting import Mutes, Quiet
from companion.memory.recall import Recaller
from companion.memory.renaming import renamings, retold
from companion.records import SMALL_TALK, Kind, Memory, Recall
from companion.store import spoken
from companion.store.database import Connection, Database

TOKENS_A_MEMORY = 20
"""A short memory with its share of a date line: no budget needs more hits than it could hold of these."""
NOTED_HITS = 20
"""How many hits a reply keeps as recalled, beside those it was given."""
NEAR_MISSES = 10
"""How many of the next best are kept beside them, for whoever asks what came near."""


class Mind:
    """Recalls for a message. Called on the engine loop; it only reads."""

    def __init__(self, db: Database, recaller: Recaller, mutes: Mutes, clock: Callable[[], dt.datetime]) -> None:
        self._db = db
        self._recaller = recaller
        self._mutes = mutes
        self._clock = clock

    async def quiet(self, text: str) -> Quiet:
        """What is not to come up in answer to `text`."""
        return await self._mutes.quiet(text)

    async def context(
        self,
        text: str,
        day: dt.date,
        budget: int,
        without: frozenset[int] = frozenset(),
        before: Sequence[str] = (),
        space: str = "",
    ) -> tuple[Recall, tuple[Memory, ...]]:
        """What `text`, said on `day`, brings to mind, and what of that fits a prompt's `budget` in tokens.

        `before` are the user's earlier messages of the session, oldest first; `space` is whose memories may be used.
        """
        if is_small_talk(text):
            return Recall(text, decision=SMALL_TALK), ()
        hits = max(NOTED_HITS, budget // TOKENS_A_MEMORY)
        quiet = await self._mutes.quiet(text)
        heard = quiet.heard(await self._recall(text, hits + NEAR_MISSES, without, day, before, space))
        found = await self._db.read(lambda con: _put_right(con, heard, space))
        recall = replace(found, hits=found.hits[:hits])
        recall = replace(recall, contradicts=tuple(m for m in recall.contradicts if m.id not in without))
        packed = quiet.among(await self._recaller.pack(recall, budget), {hit.memory.id for hit in recall.hits})
        differing = {memory.id: memory for memory in recall.contradicts}
        fitting = {memory.id: memory for memory in packed if memory.id not in without}
        given = tuple(sorted((fitting | differing).values(), key=lambda memory: (memory.occurred_at, memory.id)))
        shown = {memory.id for memory in given}
        noted = tuple(hit for place, hit in enumerate(recall.hits) if place < NOTED_HITS or hit.memory.id in shown)
        near = tuple(hit for hit in found.hits if hit not in noted)[:NEAR_MISSES]
        return replace(recall, hits=noted, near=near), given

    async def _recall(
        self, text: str, most: int, without: frozenset[int], day: dt.date, before: Sequence[str], space: str
    ) -> Recall:
        """All that is known where the message asks for that ("What do you know about Ana?"), else what answers it."""
        asks = only_orders(text)
        about = next((order.about for order in orders_in(text) if order.wish is Wish.TELL), "") if asks else ""
        if about and (told := await self._recaller.all_about(about, text, without, space)).hits:
            return replace(told, hits=told.hits[:most])
        return await self._recaller.recall(
            text, self._clock(), k=most, without=without, today=day, before=before, space=space
        )


def _put_right(con: Connection, recall: Recall, space: str) -> Recall:
    """`recall` with a mark on what the user has corrected since; summaries have the names that were put right."""
    names = renamings(con, space)
    corrected = spoken.corrected(con, [hit.memory.id for hit in recall.hits])
    hits = []
    for hit in recall.hits:
        text = retold(hit.memory.text, names)
        if text != hit.memory.text and hit.memory.kind is Kind.EVENT:
            hits.append(replace(hit, memory=replace(hit.memory, text=text)))
            continue
        if text != hit.memory.text:
            corrected.add(hit.memory.id)
        hits.append(hit)
    return replace(recall, hits=tuple(hits), corrected=frozenset(corrected))
