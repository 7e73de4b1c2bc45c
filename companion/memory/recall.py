"""Recall: from a message to the memories that answer it. No model call."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from companion.errors import ModelError
from companion.language.occasions import compared
from companion.language.small_talk import asks_about_self
from companion.memory import bonds
from companion.memory.candidates import KEYS, Found, Judged, Sides, find
from companion.memory.cue import CARRIED, Cue, read_cue
from companion.memory.episodes import Fading
from companion.memory.gate import SURE, Hit, answers, confidence, repeats
from companion.memory.index import BUNDLED, MemoryIndex
from companion.memory.premises import contradicting
from companion.memory.ranking import Candidate, Ranked, Weights
from companion.memory.shown import shown
from companion.memory.topic_match import told_of
from companion.models.protocols import Vectors
from companion.records import Kind, Memory, Recall, Recalled, Role
from companion.store import memories, search, spaces
from companion.store.database import Connection, Database
from companion.store.search import RankingRow

CANDIDATES = 200
"""How many each side, words and meaning, may bring to the ranking."""
WHOLE_DAY = 60
"""How many turns of a day are brought when the date is all that is asked for."""

CONTEXT = 0.7
"""How far the vector of a message that points back leans towards the messages before it; more buries its own words."""

TELLING = 12
"""How many turns may tell when it was that "I was in Rome"."""
TELLING_SHARE = 0.7
"""How well they must match, against the best of them."""

SPARE = 10
"""Hits beyond those asked for, in place of earlier askings of the same question."""


class Recaller:
    """Finds memories for a cue. Called on the engine loop; the work is done on the reading thread."""

    def __init__(
        self,
        db: Database,
        index: MemoryIndex,
        fading: Callable[[], Fading],
        weights: Weights | None = None,
        lean: Callable[[Weights, dt.datetime], Weights] | None = None,
    ) -> None:
        """`lean` gives the weights as this profile has learned them at a moment (`Feedback.lean`)."""
        self._db = db
        self._index = index
        self._fading = fading
        self._weights = weights or Weights()
        self._lean = lean

    async def recall(
        self,
        text: str,
        now: dt.datetime,
        *,
        k: int = 20,
        without: Collection[int] = (),
        today: dt.date | None = None,
        before: Sequence[str] = (),
        space: str = "",
    ) -> Recall:
        """The `k` memories that answer `text` best. `without` are ids that are in front of the reader anyway.

        `today` is the user's calendar day (from `now` on this machine if left out): what "yesterday" counts from.
        `before` are the user's earlier messages of the session, oldest first: what "and then?" is about.
        `space` is whose memories may answer: nothing from outside it is found.
        """
        started = time.perf_counter()
        day = today or now.astimezone().date()
        against = asyncio.create_task(self._db.read(lambda con: contradicting(con, text, day, space)))
        if both := compared(text):
            rounds = [await self._found(one, now, k, without, day, started, before, space) for one in both]
            found = _together(text, rounds, k)
        else:
            found = await self._found(text, now, k, without, day, started, before, space)
        return replace(found, contradicts=await against)

    async def all_about(self, about: str, text: str, without: Collection[int] = (), space: str = "") -> Recall:
        """All that was said in a space of the topic `about` and that holds, for the message `text` that asks for it."""
        started = time.perf_counter()
        known = await self._db.read(lambda con: told_of(con, about, without=without))
        hits = [Recalled(memory, 1.0, {"topic": 1.0}, answers=True) for memory in known if memory.space == space]
        return _told(text, hits, "asks for all that is known of something", started, bool(hits), wide=True)

    async def _found(
        self,
        text: str,
        now: dt.datetime,
        k: int,
        without: Collection[int],
        day: dt.date,
        started: float,
        before: Sequence[str],
        space: str,
    ) -> Recall:
        cue, hits = await self._db.read(lambda con: _begin(con, text, day, before, without, k, space))
        if hits:
            return _told(
                text, hits, "asks for all there is: the day, or the person", started, answerable=True, wide=True
            )
        sides = await self._both_sides(cue)
        weights = self._lean(self._weights, now) if self._lean else self._weights
        judged = Judged(cue, now, self._fading().curve, weights, k + SPARE, without)
        told = await self._db.read(lambda con: self._best(con, judged, sides))
        hits = [_recalled(cue, memory, row) for row, memory in told[:k]]
        sure = confidence(cue, [_hit(memory, row) for row, memory in told])
        known = sure >= SURE
        said = "words and meaning" if known else "nothing near enough to answer"
        if not sides.vector.any():
            said = "words alone: the model that finds meaning is away"
        return replace(_told(text, hits, said, started, known), confidence=sure)

    async def _both_sides(self, cue: Cue) -> Sides:
        """What the cue's words and its meaning bring up.

        Two threads, neither waits: the words are looked up while the meaning is being computed; then what they found
        is compared with it while the index is asked for what is nearest.
        """
        meaning = asyncio.create_task(self._vector(cue))

        async def by_words() -> tuple[dict[int, float], dict[int, RankingRow], dict[int, float]]:
            lexical, rows = await self._db.read(lambda con: _worded(con, cue))
            vector = await meaning
            space = self._index.embedder_id
            return lexical, rows, await self._db.read(lambda con: search.cosines(con, space, lexical, vector))

        async def by_meaning() -> dict[int, float]:
            return await self._index.nearest(await meaning, CANDIDATES, cue.narrowed)

        (lexical, rows, held), near = await asyncio.gather(by_words(), by_meaning())
        return Sides(meaning.result(), lexical, rows, {**near, **held})

    async def _vector(self, cue: Cue) -> Vectors:
        """What the cue means, leaning towards what it points back to; zeros while nobody can say: the words decide."""
        try:
            return await self._leaning(cue)
        except ModelError as error:
            if error.code == BUNDLED:
                raise
            return np.zeros(self._index.dimension, dtype=np.float32)

    async def _leaning(self, cue: Cue) -> Vectors:
        if not cue.context:
            alone: Vectors = (await self._index.embed([cue.voiced]))[0]
            return alone
        own, context = await self._index.embed([cue.voiced, cue.embedded])
        leaning: Vectors = own + CONTEXT * context
        unit: Vectors = leaning / max(float(np.linalg.norm(leaning)), 1e-9)
        return unit

    def _best(self, con: Connection, judged: Judged, sides: Sides) -> list[tuple[Ranked, Memory]]:
        """The best memories of both sides, and of what was used together with those; no asking of the same again."""
        found = find(con, judged, sides)
        candidates = judged.candidates(found)
        ranked = judged.rank(candidates, found.corpus)
        best = [row.candidate.memory_id for row in ranked[: bonds.SEEDS]]
        if lent := bonds.lent(con, best, judged.now):
            ranked = judged.rank(self._tied(con, judged, candidates, lent, sides.vector), found.corpus)
        kept = memories.by_ids(con, [row.candidate.memory_id for row in ranked])
        told = [(row, kept[row.candidate.memory_id]) for row in ranked if row.candidate.memory_id in kept]
        return [(row, memory) for row, memory in told if not repeats(judged.cue, memory)]

    def _tied(
        self, con: Connection, judged: Judged, candidates: list[Candidate], lent: Mapping[int, float], vector: Vectors
    ) -> list[Candidate]:
        """The same with what was used together with the best of them before, and how strongly."""
        rows = search.ranking_rows(con, lent.keys() - {candidate.memory_id for candidate in candidates})
        new = [row for row in rows if judged.admits(row) and row.kind not in KEYS]
        cosines = search.cosines(con, self._index.embedder_id, [row.id for row in new], vector)
        all_of_them = [*candidates, *judged.candidates(Found(new, {}, cosines, 0))]
        return [one._replace(bond=lent[one.memory_id]) if one.memory_id in lent else one for one in all_of_them]

    async def pack(self, recall: Recall, budget: int) -> tuple[Memory, ...]:
        """What of the recalled memories a prompt shows within `budget` tokens, in time order (`shown`)."""
        return await self._db.read(lambda con: shown(con, recall, budget))


def _together(text: str, rounds: Sequence[Recall], k: int) -> Recall:
    """The hits of all `rounds` in turn, each once: both sides of a comparison, neither drowns the other."""
    turns = [hit for place in range(k) for one in rounds for hit in one.hits[place : place + 1]]
    hits = {hit.memory.id: hit for hit in reversed(turns)}
    order = dict.fromkeys(hit.memory.id for hit in turns)
    return Recall(
        text,
        tuple(hits[memory_id] for memory_id in order)[:k],
        "each of what is compared",
        rounds[-1].milliseconds,
        all(one.answerable for one in rounds),
        confidence=min(one.confidence for one in rounds),
    )


def _at_the_time(con: Connection, cue: Cue) -> Cue:
    """`cue` with the days on which what happened at its time was spoken of: a cheap round of its own."""
    if cue.occasion is None:
        return cue
    scores = search.lexical(con, cue.occasion.terms, TELLING, cue.narrowed)
    best = max(scores.values(), default=0.0)
    told = [memory_id for memory_id, score in scores.items() if score >= TELLING_SHARE * best]
    days = dict.fromkeys(row.day for row in search.ranking_rows(con, told) if row.kind is Kind.EPISODE)
    return replace(cue, soft=(*cue.soft, *cue.occasion.around(days)))


def _worded(con: Connection, cue: Cue) -> tuple[dict[int, float], dict[int, RankingRow]]:
    """What the words bring up, with the rows of it."""
    found = _by_words(con, cue)
    return found, {row.id: row for row in search.ranking_rows(con, found)}


def _by_words(con: Connection, cue: Cue) -> dict[int, float]:
    found = search.lexical(con, cue.lookup, CANDIDATES, cue.narrowed)
    for memory_id, score in search.lexical(con, cue.carried, CANDIDATES, cue.narrowed).items() if cue.carried else ():
        found[memory_id] = found.get(memory_id, 0.0) + CARRIED * score
    return found


def _begin(
    con: Connection, text: str, day: dt.date, before: Sequence[str], without: Collection[int], k: int, space: str
) -> tuple[Cue, list[Recalled]]:
    """The message as recall reads it, and the hits where it asks for all there is."""
    cue = _cue(con, text, day, before, space)
    return cue, _of_all(con, cue, without, k)


def _cue(con: Connection, text: str, day: dt.date, before: Sequence[str], space: str) -> Cue:
    sides = search.speakers(con)
    users, companions = ([name for name, side in sides.items() if side is role] for role in Role)
    cue = read_cue(text, sides, day, users, companions, before=before, years=search.years(con))
    apart = space != "" or spaces.are_apart(con)
    return _at_the_time(con, replace(cue, space=space, apart=apart))


def _recalled(cue: Cue, memory: Memory, row: Ranked) -> Recalled:
    known = answers(cue, memory, row.candidate.cosine)
    return Recalled(memory, row.score, row.parts, row.candidate.retention, known)


def _hit(memory: Memory, row: Ranked) -> Hit:
    return Hit(memory, row.candidate.cosine, row.parts["lexical"] + row.parts["meaning"])


def _of_all(con: Connection, cue: Cue, without: Collection[int], k: int) -> list[Recalled]:
    """The hits of a cue that asks for a whole day or for all that is known of the speaker; none for other cues."""
    if asks_about_self(cue.text):
        found = memories.dearest(con, KEYS, k + len(without), cue.space)
        dearest = [memory for memory in found if memory.id not in without][:k]
        return [
            Recalled(memory, memory.importance, {"importance": memory.importance}, answers=True) for memory in dearest
        ]
    return _of_days(con, cue, without)[:k] if cue.whole_day else []


def _of_days(con: Connection, cue: Cue, without: Collection[int]) -> list[Recalled]:
    ids = [i for first, last in (*cue.ranges, *cue.soft) for i in _episodes(con, cue, first, last)]
    found = memories.by_ids(con, [i for i in dict.fromkeys(ids) if i not in without])
    ordered = sorted(found.values(), key=lambda m: (_place(cue, m.day), m.kind is not Kind.EVENT, m.occurred_at, m.id))
    return [Recalled(memory, 1.0, {"date": 1.0}, answers=True) for memory in ordered]


def _episodes(con: Connection, cue: Cue, first: dt.date, last: dt.date) -> list[int]:
    return search.episodes_between(con, first, last, WHOLE_DAY, cue.space)


def _place(cue: Cue, day: dt.date) -> int:
    """Which of the days that a cue may mean `day` lies in: the nearest year's come first."""
    days = (*cue.ranges, *cue.soft)
    at = next((place for place, (first, last) in enumerate(days) if first <= day <= last), len(days))
    return max(0, at - len(cue.ranges) + 1)


def _told(
    text: str, hits: list[Recalled], decision: str, started: float, answerable: bool, *, wide: bool = False
) -> Recall:
    took = (time.perf_counter() - started) * 1000
    return Recall(text, tuple(hits), decision, took, answerable, wide, confidence=float(answerable))
