"""Learning from use: what replies drew on and what people said of them lean the ranking a little, per profile.

Each reply compares the memories that it used with those that it was given and passed over. For a pair the lesson is
the gradient of the pairwise logistic loss (RankNet; Burges et al. 2005, "Learning to Rank using Gradient Descent"):
the difference of their shares of the score, times how far the ranking was from telling them apart. A lesson moves
the logarithms of a few multipliers within [0.8, 1.25], sums to zero over the signals (a common factor orders
nothing), and is forgotten with time, so that nothing learned stands for ever. Retrospective reflection in RMM (Tan
et al. 2025) is the idea: the reply's own use of memories is the judgement on their retrieval.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from companion.errors import BadInput
from companion.events import Event, ReplyRated
from companion.memory.ranking import Weights
from companion.records import Message, Role
from companion.store import house, memories, transcripts
from companion.store.database import Connection, Database

SIGNALS = ("lexical", "meaning", "wording", "subject", "place", "session", "speaker", "date")
"""The shares of the score whose weights lean. Bonds are not among them: they come from use already."""
FURTHEST = math.log(1.25)
"""The bound of a leaning: multipliers between 0.8 and 1.25, so that use can tip a balance and switch nothing off."""
STEP = 0.05
"""How far a lesson of size 1 moves a leaning. Usual lessons have 0.1: a bound is some fifty like replies away."""
HALF_LIFE = 60.0
"""Days in which a leaning halves when nothing confirms it."""
SAID = 2.0
"""How much more a person's word counts (a thumb, a correction) than what a reply drew on."""

_NOTE = "learned_weights"
_DAY = dt.timedelta(days=1)

Parts = Mapping[str, float]
"""A hit's shares of the score by signal name, as recall noted them (`Recalled.parts`)."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """The logarithm of each signal's multiplier at the moment `at`; a signal that is missing is neutral."""

    by_signal: Mapping[str, float]
    at: dt.datetime


def neutral(now: dt.datetime) -> Leaning:
    """Nothing learned: every multiplier is exactly 1."""
    return Leaning({}, now)


def settled(state: Leaning, now: dt.datetime) -> Leaning:
    """The state at `now` if nothing was learned since: every leaning is nearer to neutral."""
    left = 0.5 ** (max(0.0, (now - state.at) / _DAY) / HALF_LIFE)
    return Leaning({name: value * left for name, value in state.by_signal.items()}, max(now, state.at))


def learned(state: Leaning, used: Sequence[Parts], ignored: Sequence[Parts], weight: float = 1.0) -> Leaning:
    """The state after one reply that drew on `used` and passed over `ignored`, in whatever order they come.

    `weight` is how much it counts; a negative one takes the same lesson back, or turns it round. Hits without
    shares (they came as neighbours) teach nothing, nor does a reply that used all it was given, or nothing.
    """
    lesson = _lesson([parts for parts in used if parts], [parts for parts in ignored if parts])
    if not any(lesson.values()):
        return state
    return Leaning(
        {name: _bounded(state.by_signal.get(name, 0.0) + weight * STEP * lesson[name]) for name in SIGNALS}, state.at
    )


def multipliers(state: Leaning) -> dict[str, float]:
    """The factor of each signal's weight, in [0.8, 1.25]."""
    return {name: math.exp(state.by_signal.get(name, 0.0)) for name in SIGNALS}


def leaned(weights: Weights, state: Leaning) -> Weights:
    """`weights` times what was learned."""
    factors = {name: factor for name, factor in multipliers(state).items() if factor != 1.0}
    return replace(weights, **{name: getattr(weights, name) * factor for name, factor in factors.items()})


def _lesson(used: Sequence[Parts], ignored: Sequence[Parts]) -> dict[str, float]:
    """The mean over all pairs, scaled down to [-1, 1] if it is larger. Exact sums, so that the order cannot matter."""
    pairs = [(one, other, _doubt(one, other)) for one in used for other in ignored]
    if not pairs:
        return dict.fromkeys(SIGNALS, 0.0)
    raw = {
        name: math.fsum(doubt * (one.get(name, 0.0) - other.get(name, 0.0)) for one, other, doubt in pairs) / len(pairs)
        for name in SIGNALS
    }
    common = math.fsum(raw.values()) / len(SIGNALS)
    centred = {name: value - common for name, value in raw.items()}
    size = max(1.0, *map(abs, centred.values()))
    return {name: value / size for name, value in centred.items()}


def _doubt(one: Parts, other: Parts) -> float:
    """How little the ranking put `one` before `other`: 1 for the wrong way round, 1/2 for level, 0 for clear."""
    lead = math.fsum(one.get(name, 0.0) for name in SIGNALS) - math.fsum(other.get(name, 0.0) for name in SIGNALS)
    return 0.5 * (1.0 - math.tanh(lead / 2.0))


def _bounded(value: float) -> float:
    return min(max(value, -FURTHEST), FURTHEST)


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
            await self._learn(lambda con: self._weigh(con, reply_id, 1.0))

    async def corrected(self, reply_id: int) -> None:
        """Learn that a reply was wrong: what it used should have come behind what it passed over."""
        await self._learn(lambda con: self._weigh(con, reply_id, -SAID))

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
            return self._weigh(con, reply_id, SAID * (rating - reply.rating))

        await self._learn(write)
        if found[0].rating != rating:
            self._emit(ReplyRated(found[0].session_id, reply_id))

    async def _learn(self, work: Callable[[Connection], Leaning | None]) -> None:
        self._state = await self._db.write(work)

    def _weigh(self, con: Connection, reply_id: int, weight: float) -> Leaning | None:
        """Add the lesson of a reply to what is stored, in a transaction; the state that now holds."""
        before = _stored(con)
        if not self._learns():
            return before
        used, ignored = _told_apart(memories.recalls(con, reply_id))
        now = self._clock()
        start = settled(before, now) if before is not None else neutral(now)
        after = learned(start, used, ignored, weight)
        if after is start:
            return before
        house.set_note(con, _NOTE, json.dumps({"at": after.at.timestamp(), "leanings": dict(after.by_signal)}))
        return after


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
    known = {name: _bounded(float(found["leanings"].get(name, 0.0))) for name in SIGNALS}
    return Leaning(known, transcripts.moment(found["at"]))
