"""Which memories speak of a topic that a person names in a few words. English, by words; no model."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from companion.language.orders import only_orders
from companion.language.statements_words import ACQUAINTANCES, KIN
from companion.language.verbs import other_forms
from companion.language.words import content_words, query_terms, stem, words
from companion.memory.gate import only_asks
from companion.memory.topics import PLAIN_WORDS
from companion.records import Kind, Memory, Provenance, Status
from companion.store import memories, search, spaces, timelines
from companion.store.database import Connection

SHARE = 0.6
"""How many of a topic's words a text must hold; all of them where there are at most two."""
_ALL_OF = 2
CANDIDATES = 400
_ROLE = re.compile(rf"\b(?:{KIN}|{ACQUAINTANCES})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as a list of its words, each with the stems that stand for it ("my sister" also by her name)."""

    terms: tuple[frozenset[str], ...]

    def is_in(self, text: str) -> bool:
        """Whether `text` speaks of the topic."""
        found = {stem(word) for word in words(text)}
        held = sum(bool(term & found) for term in self.terms)
        needed = len(self.terms) if len(self.terms) <= _ALL_OF else math.ceil(SHARE * len(self.terms))
        return bool(self.terms) and held >= needed

    def is_of(self, memory: Memory) -> bool:
        """Whether a memory speaks of it, by its words or as its subject."""
        return self.is_in(f"{memory.subject} {memory.text}" if memory.subject != "user" else memory.text)


def read_topic(con: Connection, about: str) -> Topic:
    """The topic that `about` names; the names of relatives and friends are looked up in the facts."""
    own = content_words(about)
    telling = [word for word in own if word not in PLAIN_WORDS] or own
    names: dict[str, set[str]] = {}
    space = spaces.chosen(con)
    for match in _ROLE.finditer(about):
        role = match[0].lower()
        people = [m for r in (f"family:{role}", f"knows:{role}") for m in timelines.named(con, r, space)]
        named = {stem(word) for person in people if person.subject[:1].isupper() for word in words(person.subject)}
        for word in words(role):
            names.setdefault(word, set()).update(named)
    return Topic(
        tuple(
            frozenset({stem(form) for form in (word, *other_forms(word))} | names.get(word, set())) for word in telling
        )
    )


def speaking_of(con: Connection, about: str, *, without: Iterable[int] = ()) -> list[Memory]:
    """The memories in force, of the chosen space, that speak of `about`, the latest first; no summaries."""
    space = spaces.chosen(con)
    topic, passed = read_topic(con, about), set(without)
    terms = [*query_terms(about), *(word for term in topic.terms for word in term)]
    found = memories.by_ids(con, search.lexical(con, list(dict.fromkeys(terms)), CANDIDATES))
    found |= {memory.id: memory for memory in memories.stated_in_force(con)}
    fit = [
        memory
        for memory in found.values()
        if memory.id not in passed and memory.kind != "event" and memory.space == space
    ]
    in_force = [memory for memory in fit if memory.status in ("active", "dormant", "inbox") and topic.is_of(memory)]
    return latest_first(in_force)


def told_of(con: Connection, about: str, *, without: Iterable[int] = ()) -> list[Memory]:
    """What the user told of `about`, facts before the turns: not what only asks, nor a turn that a fact stands for."""
    found = [m for m in speaking_of(con, about, without=without) if m.provenance is not Provenance.COMPANION]
    facts = [memory for memory in found if memory.kind is not Kind.EPISODE and memory.status is not Status.INBOX]
    covered = {episode for _, episode in search.episodes_under(con, [fact.id for fact in facts])}
    turns = [m for m in found if m.kind is Kind.EPISODE and m.id not in covered and not only_asks(m.text)]
    return [*facts, *(turn for turn in turns if not only_orders(turn.text))]


def latest_first(found: Iterable[Memory]) -> list[Memory]:
    """The order in which people look for things."""
    return sorted(found, key=lambda memory: (memory.occurred_at, memory.id), reverse=True)


def shares_words(first: str, second: str, needed: int) -> bool:
    """Whether two texts have at least `needed` telling words in common."""
    stems: Sequence[set[str]] = [{stem(w) for w in content_words(t) if w not in PLAIN_WORDS} for t in (first, second)]
    return len(stems[0] & stems[1]) >= min(needed, len(stems[0]) or needed)
