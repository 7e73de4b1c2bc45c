"""Learning from use: what replies drew on and what people said of them lean the ranking a little, per profile."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable

from companion.errors import BadInput
from companion.events import Event, ReplyRated
from companion.memory.leaning import SIGNALS, Leaning, Parts, bounded, leaned, learned, multipliers, neutral, settled
from companion.memory.ranking import Weights
from companion.records import Message, Role
from companion.store import house, reply_recalls, transcripts
from companion.store.database import Connection, Database
from companion.store.moments import moment

SAID = 2.0
"""How much more a person's word counts (a thumb, a correction) than what a reply drew on."""

_NOTE = "learned_weights"


class Feedback:
    """Keeps what was learned in the profile. Called on the engine loop; `load` comes first."""

    def __init__(
        self,
        db: Database,
        learns: Callable[[], bool],
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        """`learns` says whether the user wants learning from use; without it nothing leans and nothing is learned."""
        self._db = db
        self._learns = learns
        self._emit = emit
        self._clock = clock
        self._state: Leaning | None = None

    async def load(self) -> None:
        """Read what was learned."""
        self._state = await self._db.read(_stored)

    def lean(self, weights: Weights, now: dt.datetime) -> Weights:
        """`weights` as this profile wants them at `now`."""
        if self._state is None or not self._learns():
            return weights
        return leaned(weights, settled(self._state, now))

    def factors(self) -> dict[str, float]:
        """What the weights are multiplied by now: one factor a signal, all 1 when nothing was learned."""
        now = self._clock()
        return multipliers(settled(self._state, now) if self._state is not None else neutral(now))

    async def reset(self) -> None:
        """Forget what was learned: every factor is exactly 1 again. Thumbs stay on their replies."""
        await self._db.write(lambda con: house.drop_note(con, _NOTE))
        self._state = None

    async def replied(self, reply_id: int) -> None:
        """Learn from what a finished reply used."""
        if self._learns():
            await self._learn(lambda con: self._weigh(con, reply_id, 1.0, 0.0))

    async def corrected(self, reply_id: int) -> None:
        """Learn that a reply was wrong: what it used should have come behind what it passed over."""
        await self._learn(lambda con: self._weigh(con, reply_id, *_verdict(-1)))

    async def rate(self, reply_id: int, liked: bool | None) -> None:
        """Keep a thumb on a reply (None takes it away), and learn from the change. Raises `BadInput`, `NotFound`."""
        rating = 0 if liked is None else 1 if liked else -1
        found: list[Message] = []

        def write(con: Connection) -> Leaning | None:
            reply = transcripts.message(con, reply_id)
            if reply.role is not Role.COMPANION:
                raise BadInput("Only a reply can be rated.")
            found.append(reply)
            if reply.rating == rating:
                return _stored(con)
            transcripts.set_rating(con, reply_id, rating)
            (new_for, new_against), (old_for, old_against) = _verdict(rating), _verdict(reply.rating)
            return self._weigh(con, reply_id, new_for - old_for, new_against - old_against)

        await self._learn(write)
        if found[0].rating != rating:
            self._emit(ReplyRated(found[0].session_id, reply_id))

    async def _learn(self, work: Callable[[Connection], Leaning | None]) -> None:
        self._state = await self._db.write(work)

    def _weigh(self, con: Connection, reply_id: int, for_used: float, for_ignored: float) -> Leaning | None:
        """Add a reply's lesson, read both ways, to what is stored, in a transaction; the state that now holds."""
        before = _stored(con)
        if not self._learns():
            return before
        used, ignored = _told_apart(reply_recalls.of_reply(con, reply_id))
        now = self._clock()
        start = settled(before, now) if before is not None else neutral(now)
        after = learned(learned(start, used, ignored, for_used), ignored, used, for_ignored)
        if after is start:
            return before
        house.set_note(con, _NOTE, json.dumps({"at": after.at.timestamp(), "leanings": dict(after.by_signal)}))
        return after


def _verdict(rating: int) -> tuple[float, float]:
    """How much a thumb says for what was used, and for what was passed over.

    A thumb down first takes back what the use itself had taught.
    """
    return {1: (SAID, 0.0), 0: (0.0, 0.0), -1: (-1.0, SAID)}[rating]


def _told_apart(rows: Iterable[tuple[int, str, float, dict[str, float]]]) -> tuple[list[Parts], list[Parts]]:
    """The shares of what was used, and of what was given and not used."""
    by_level: dict[str, list[Parts]] = {"used": [], "given": [], "recalled": []}
    for _, level, _, parts in rows:
        by_level[level].append(parts)
    return by_level["used"], by_level["given"]


def _stored(con: Connection) -> Leaning | None:
    note = house.note(con, _NOTE)
    if note is None:
        return None
    found = json.loads(note)
    known = {name: bounded(float(found["leanings"].get(name, 0.0))) for name in SIGNALS}
    return Leaning(known, moment(found["at"]))
