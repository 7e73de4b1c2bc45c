"""How a topic developed: what was said of it over time, and what took whose place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from companion.language.words import content_words, stem
from companion.memory.decisions import is_single_valued
from companion.memory.topics import PLAIN_WORDS
from companion.records import Kind, Memory
from companion.store import memories, search, timelines
from companion.store.database import Connection

RARE_SHARE = 0.02
"""A word is rare when at most this part of all memories holds it."""
RARE_AT_LEAST = 8
"""But in a small record any word that so few hold is rare."""
MOST_WORDS = 6
"""Rare words that a topic is followed by: the rarest."""
LONGEST = 60
"""Memories of one timeline; the nearest to the topic stay."""


def timeline(con: Connection, memory_id: int) -> list[Memory]:
    """The memory and what belongs to its topic, in time order. Raises `NotFound`.

    What it replaced and what replaced it; what was stated of the same subject and relation; and turns that share its
    rare words.
    """
    memory = memories.get(con, memory_id)
    seeds = [memory, *_resting_on(con, memory)]
    found = {memory.id: memory}
    for seed in seeds:
        chained = timelines.chain(con, seed.id)
        found |= {m.id: m for m in memories.by_ids(con, chained).values() if m.status != "forgotten"}
        if seed.kind in (Kind.FACT, Kind.INTENTION, Kind.LESSON) and seed.relation:
            stated = timelines.stated(con, seed.kind, seed.subject, [seed.relation], space=memory.space)
            found |= {m.id: m for m in of_topic(seed, stated)}
    at_most = max(RARE_AT_LEAST, int(search.size(con) * RARE_SHARE))
    words = rare_words([seed.text for seed in seeds], lambda word: timelines.frequency(con, word, at_most + 1), at_most)
    turns = [memory_id for word in words for memory_id in timelines.episodes_with(con, word, LONGEST)]
    shared = nearest(turns, LONGEST - len(found))
    found |= {m.id: m for m in memories.by_ids(con, [turn for turn in shared if turn not in found]).values()}
    return in_time([one for one in found.values() if one.space == memory.space])


def of_topic(memory: Memory, stated: Sequence[Memory]) -> list[Memory]:
    """Of what was stated in the same relation: all where there is one value at a time, else what shares a word."""
    if is_single_valued(memory.relation):
        return list(stated)
    own = _stems(memory.text)
    return [other for other in stated if own & _stems(other.text)]


def rare_words(texts: Iterable[str], frequency: Callable[[str], int], at_most: int) -> list[str]:
    """The rarest words of `texts` that carry a subject and that at most `at_most` memories hold."""
    words = dict.fromkeys(word for text in texts for word in content_words(text) if word not in PLAIN_WORDS)
    counts = {word: frequency(word) for word in words}
    rare = [word for word in words if 0 < counts[word] <= at_most]
    return sorted(rare, key=lambda word: counts[word])[:MOST_WORDS]


def nearest(turns: Sequence[int], room: int) -> list[int]:
    """The turns that share most of the words, one entry a shared word, as many as there is room for."""
    shared: dict[int, int] = {}
    for turn in turns:
        shared[turn] = shared.get(turn, 0) + 1
    return sorted(shared, key=lambda turn: (-shared[turn], turn))[: max(room, 0)]


def in_time(found: Collection[Memory]) -> list[Memory]:
    """The order in which it happened; a statement stands behind the turn that it came from."""
    return sorted(found, key=lambda memory: (memory.occurred_at, memory.kind is not Kind.EPISODE, memory.id))


def _resting_on(con: Connection, memory: Memory) -> list[Memory]:
    """What was learned from a turn."""
    if memory.kind is not Kind.EPISODE:
        return []
    found = memories.by_ids(con, timelines.linked(con, memory.id, "from"))
    return [other for other in found.values() if other.status != "forgotten"]


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text) if word not in PLAIN_WORDS}
