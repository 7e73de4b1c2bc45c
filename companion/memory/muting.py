"""Muted topics: remembered, and not brought up unless the user asks about them.

That is: names them, or puts a question that they answer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from companion.language.orders import only_orders
from companion.language.questions import asking_part
from companion.language.words import content_words, sentences, stem
from companion.memory.topic_match import Topic, read_topic, shares_words
from companion.records import Memory, Recall, Recalled
from companion.store import muting, spoken
from companion.store.database import Connection, Database

SHARED = 2
"""Words that a message must have in common with what was pointed at ("don't bring this up") to ask about it."""


@dataclass(frozen=True, slots=True)
class _Muted:
    topic: Topic
    label: str
    pointed_at: frozenset[int]

    def is_asked_for_by(self, text: str) -> bool:
        return self.topic.is_in(text) or (bool(self.pointed_at) and shares_words(self.label, text, SHARED))

    def covers(self, memory: Memory) -> bool:
        return memory.id in self.pointed_at or self.topic.is_of(memory)


@dataclass(frozen=True, slots=True)
class Quiet:
    """What stays unsaid in one exchange."""

    muted: tuple[_Muted, ...] = ()
    by_hand: frozenset[int] = frozenset()
    """Memories that were muted one by one."""
    text: str = ""

    def silences(self, memory: Memory) -> bool:
        """Whether this memory is not to come up."""
        by_hand = memory.id in self.by_hand and not shares_words(memory.text, self.text, SHARED)
        return by_hand or any(one.covers(memory) for one in self.muted)

    def among(self, found: Sequence[Memory], asked_for: Collection[int] = ()) -> tuple[Memory, ...]:
        """Those of `found` that may come up; those in `asked_for` may in any case."""
        return tuple(memory for memory in found if memory.id in asked_for or not self.silences(memory))

    def heard(self, recall: Recall) -> Recall:
        """`recall` without what is muted and answers no question; not known, when nothing else answered.

        Nor does an order about memory ("Don't bring up Peter") answer what is asked about him.
        """
        free = {hit.memory.id for hit in recall.hits if not self.silences(hit.memory)}
        free |= self._asked_for(recall, free)
        hits = tuple(_answering(hit) for hit in recall.hits if hit.memory.id in free)
        differing = tuple(m for m in recall.contradicts if not self.silences(m) or self._is_asked_by_the_question(m))
        if hits == recall.hits:
            return replace(recall, contradicts=differing)
        known = recall.answerable and any(hit.answers for hit in hits)
        sure = recall.confidence if known or not recall.answerable else 0.0
        return replace(recall, hits=hits, answerable=known, confidence=sure, contradicts=differing)

    def _asked_for(self, recall: Recall, free: Collection[int]) -> set[int]:
        """What is muted and answers the question that the message is, so that it is given all the same.

        Who asks for all there is (of a day, of themselves) asks for nothing in particular: there the rest is enough,
        where there is any.
        """
        answers = [hit for hit in recall.hits if recall.answerable and _answering(hit).answers]
        if recall.wide and any(hit.memory.id in free for hit in answers):
            return set()
        muted = (hit.memory for hit in answers if hit.memory.id not in free)
        return {memory.id for memory in muted if self._is_asked_by_the_question(memory)}

    def _is_asked_by_the_question(self, memory: Memory) -> bool:
        """Whether the message is a question; of one that tells something, too, whether its question is about this."""
        asked, alone = asking_part(self.text)
        return bool(asked) and (alone or not _stems(asked).isdisjoint(_stems(memory.text)))

    def told(self, story: str) -> str:
        """`story` without the sentences that speak of a muted topic."""
        if not self.muted:
            return story
        return " ".join(s for s in sentences(story) if not any(one.topic.is_in(s) for one in self.muted))


def _answering(hit: Recalled) -> Recalled:
    return replace(hit, answers=False) if hit.answers and only_orders(hit.memory.text) else hit


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}


class Mutes:
    """Reads the muted topics. Called on the engine loop."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def quiet(self, text: str) -> Quiet:
        """What is not to come up in answer to `text`: every muted topic that it does not ask about itself."""

        def read(con: Connection) -> tuple[list[_Muted], frozenset[int]]:
            pointed_at = spoken.muted_memories(con)
            topics = [
                _Muted(read_topic(con, one.topic), one.topic, frozenset(pointed_at.get(one.id, ())))
                for one in spoken.muted(con)
            ]
            return topics, muting.muted(con)

        topics, by_hand = await self._db.read(read)
        return Quiet(tuple(one for one in topics if not one.is_asked_for_by(text)), by_hand, text)
