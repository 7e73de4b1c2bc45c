"""Finds what a sentence says about its speaker's traits. Pure rules over `lexicon` and `phrases`; English.

A sentence counts only where its subject is `I`: "my brother is so messy" says nothing about the user. From `I`
the reader walks over auxiliaries, adverbs and negations, and tries the word lists at each step; a negation on
the way turns the direction round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from companion.personality.grammar import (
    CAUSE,
    EVERYBODY,
    FREQUENT,
    HARMLESS,
    JOINING,
    LASTING,
    LINKING,
    MAY_FOLLOW,
    NEGATIONS,
    OCCASION,
    PASSING,
    STRONG,
    THIS_ONE,
    TURNING,
    WALKED,
    WEAK,
    WISHED,
    plain,
)
from companion.personality.habits import HABITS, HABITS_SAID, TAKEN_UP
from companion.personality.lexicon import (
    ADJECTIVES,
    DISLIKED,
    LIKED,
    NEUROTICISM,
    NOUNS,
    PERSON_WORDS,
    STATES,
    TOPICS,
    Meaning,
)
from companion.personality.phrases import DOING, SAYING

HEAVIEST = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What one place in a sentence says: a trait, +1 or -1, a weight of 1 to 3, and the words that say it."""

    trait: str
    direction: int
    weight: int
    words: str
    of_a_phase: bool = False
    """Whether it holds also for what somebody does only these days."""


_SUBJECT = re.compile(r"(?<![\w'-])i (?=[a-z])")
_TOKEN = re.compile(r"[a-z][a-z'-]*|[,;:()—–.!?/]|\S")
_PREFIX_ENDS = re.compile(
    r"[,;:.()—–!?]|\b(?:and|but|because|cause|so|since|though|although|yet|plus|while|that|as|or|also)\b"
)
_DENIED = re.compile(
    r"\bnot (?:really )?(?:think|believe|feel|say|mean)(?: that)? $|\bnot (?:that|true that|because|like) $"
)
_NEXT_CLAUSE = re.compile(r"\s*(?:,|;|:|\(|\)|—|–)\s*|\s+(?:and|but|or|nor|because|although|though|while|yet)\s+")
_NOT_NOW = re.compile(r"(?:will|would|could|should|may|might|must|had|did|was)\b")
_NEW_SUBJECT = re.compile(r"\b(?:i|who|which|that|whose|he|she|they|you|it|we)\b")
_TODAY = re.compile(
    r"\b(?:today|right now|tonight|at the moment|this (?:morning|afternoon|evening)|yesterday|for now)\b"
)
_THESE_DAYS = re.compile(r"\b(?:lately|recently|these days|this (?:week|month)|currently|since (?:last|the|my))\b")
_OVER_AND_OVER = re.compile(r"\b(?:always|often|constantly|usually|every|keep|again and again)\b")

_LIKED = re.compile(rf"(?:{LIKED})\b")
_DISLIKED = re.compile(rf"(?:{DISLIKED})\b")
_LIKING_ENDS = re.compile(
    r"[;:()—–.!?]|\b(?:but|although|though|because|when|if|which|who|whose|where|than|instead|rather|over|how|that|while"
    r"|(?<!what )(?<!things )i"
    r"|my (?!own|friends|alone|routine)\w+|his|her|your|their)\b"
)
_PREFERRED_TO = re.compile(r"\b(?:to|rather than|over|instead of)\b")
_TOPICS = tuple(
    (t, s, w, re.compile(rf"(?<!\bthe )(?<!\bthis )(?<!\bthat )(?<!\byour )\b(?:{pattern})\b"))
    for t, s, w, pattern in TOPICS
)
_DOING = tuple((t, s, w, re.compile(rf"(?:{pattern})\b")) for t, s, w, pattern in DOING + HABITS)
_TAKEN_UP = tuple((t, s, w, re.compile(rf"(?:{pattern})")) for t, s, w, pattern in TAKEN_UP)
_SAYING = tuple((t, s, w, re.compile(pattern)) for t, s, w, pattern in SAYING + HABITS_SAID)
_LIKED_REACH = 60
"""Characters after a verb of liking in which its object must begin."""


def read(sentence: str) -> tuple[Reading, ...]:
    """What `sentence`, said in earnest by the user, tells about them; at most one reading per trait and direction."""
    text = plain(sentence)
    if _TODAY.search(text) and "always" not in text:
        return ()
    found = [Reading(t, s, w, m.group()) for t, s, w, p in _SAYING if (m := p.search(text))]
    for subject in _SUBJECT.finditer(text):
        prefix = text[: subject.start()]
        if _stands_alone(prefix):
            denied = _DENIED.search(prefix) is not None
            found += _clauses(text[subject.end() :], denied=denied)
    if _THESE_DAYS.search(text):
        # A phase is not yet a trait; only how often someone is uneasy shows in it a little, and what they take up.
        found = [replace(r, weight=1) for r in found if _bears_on(r, text)]
    return _strongest(found)


def _bears_on(reading: Reading, text: str) -> bool:
    return reading.of_a_phase or (reading.trait == NEUROTICISM and _OVER_AND_OVER.search(text) is not None)


def _strongest(found: list[Reading]) -> tuple[Reading, ...]:
    best: dict[tuple[str, int], Reading] = {}
    for reading in found:
        key = (reading.trait, reading.direction)
        if key not in best or reading.weight > best[key].weight:
            best[key] = reading
    return tuple(best.values())


def _stands_alone(prefix: str) -> bool:
    """Whether the `I` after `prefix` is the speaker's own statement and not part of somebody else's."""
    clause = _PREFIX_ENDS.split(prefix)[-1]
    return all(word in HARMLESS or word in NEGATIONS for word in re.findall(r"[\w'-]+", clause))


def _clauses(text: str, *, denied: bool) -> Iterator[Reading]:
    """Readings of what follows `I`, and of clauses joined to it that have no subject of their own."""
    yield from _walk(text, denied=denied, adjectives=True)
    parts = _NEXT_CLAUSE.split(text)
    if _NOT_NOW.match(text):
        return
    for i in range(1, len(parts)):
        if _SUBJECT.match(parts[i] + " ") or _NEW_SUBJECT.search(parts[i - 1]):
            return
        yield from _walk(parts[i] + " ", denied=False, adjectives=False)


def _walk(text: str, *, denied: bool, adjectives: bool) -> Iterator[Reading]:
    negated, links, frequent, passing, emphasis = denied, False, False, False, 0
    wished = lasting = False
    position = 0
    while match := _TOKEN.search(text, position):
        rest = text[match.start() :]
        # "I do not always plan ahead" is a much weaker thing to say than "I do not plan ahead".
        shift = -2 if negated and emphasis > 0 else emphasis
        found = list(_phrases(rest, negated=negated, shift=shift, lasting=lasting and not negated))
        if links and adjectives and not found and not wished:
            passing = passing and not frequent
            found = list(_described(rest, negated=negated, emphasis=emphasis, frequent=frequent, passing=passing))
        if found:
            yield from found
            return
        token = match.group()
        if token not in WALKED:
            return
        # Who tries to be tidy does not say that they are.
        wished |= token in WISHED
        negated ^= token in NEGATIONS
        links |= token in LINKING
        frequent |= token in FREQUENT
        lasting |= token in LASTING
        passing |= token in PASSING
        emphasis += (token in STRONG) - (token in WEAK)
        position = match.end()


def _phrases(rest: str, *, negated: bool, shift: int, lasting: bool) -> Iterator[Reading]:
    for trait, sign, weight, pattern in _DOING:
        if found := pattern.match(rest):
            yield _reading(trait, -sign if negated else sign, weight + min(shift, 0) + lasting, found.group())
    for trait, sign, weight, pattern in _TAKEN_UP:
        if not negated and (found := pattern.match(rest)):
            yield Reading(trait, sign, weight, found.group().strip(), of_a_phase=True)
    for verb, liked in ((_LIKED, 1), (_DISLIKED, -1)):
        if found := verb.match(rest):
            if liked < 0 and negated:
                return
            sign = -1 if negated else liked
            yield from _topics(rest[found.end() :], found.group(), sign, shift)


def _topics(after: str, verb: str, liked: int, shift: int) -> Iterator[Reading]:
    end = _LIKING_ENDS.search(after)
    things = after[: end.start() if end else None][:_LIKED_REACH]
    if verb.startswith("prefer"):
        things = _PREFERRED_TO.split(things)[0]
    for trait, sign, weight, pattern in _TOPICS:
        if found := pattern.search(things):
            yield _reading(trait, sign * liked, weight + shift, f"{verb} {found.group()}")


def _described(rest: str, *, negated: bool, emphasis: int, frequent: bool, passing: bool) -> Iterator[Reading]:
    """Describing words from here on: `quite shy but never lazy`, `an introvert`, `a very tidy person`."""
    tokens = _TOKEN.findall(rest)
    article, certain = False, emphasis
    for i, token in enumerate(tokens):
        after = tokens[i + 1] if i + 1 < len(tokens) else "."
        pair = f"{token} {after}"
        named = pair if pair in NOUNS else token
        meaning = NOUNS.get(named)
        if meaning is None and ((after in MAY_FOLLOW and not article) or after in PERSON_WORDS):
            meaning = ADJECTIVES.get(token)
        if meaning is not None and not frequent and _on_occasion(tokens[i + 1 : i + 3]):
            return
        if passing and meaning is not None and meaning[:2] == (NEUROTICISM, -1):
            # To feel calm for a while says nothing of how calm one is.
            return
        if meaning is not None:
            yield _described_as(meaning, named, negated=negated, emphasis=certain - passing)
        elif token in STATES and (frequent or after in MAY_FOLLOW - CAUSE):
            yield _described_as(STATES[token], token, negated=negated, emphasis=1 if frequent else 0)
        elif token in JOINING:
            article = False
            negated = negated and token not in TURNING
            certain = 0 if token in TURNING else certain
        elif token in {"a", "an"}:
            article = True
        elif token in NEGATIONS:
            negated = not negated
        elif token in STRONG or token in WEAK:
            certain += 1 if token in STRONG else -1
        elif token not in WALKED | PERSON_WORDS and after not in JOINING:
            return


def _on_occasion(after: list[str]) -> bool:
    """Whether what follows a describing word ties it to one occasion: `careful with that knife`."""
    first, second = (*after, ".", ".")[:2]
    if first == "to":
        return second not in EVERYBODY
    return first == "because" or (first in OCCASION and second in THIS_ONE)


def _described_as(meaning: Meaning, word: str, *, negated: bool, emphasis: int) -> Reading:
    trait, sign, weight = meaning
    if negated:
        # "not very tidy" says less than "not tidy", and neither as much as "messy".
        return _reading(trait, -sign, weight - (1 if emphasis else 0), f"not {word}")
    return _reading(trait, sign, weight + max(-1, min(emphasis, 1)), word)


def _reading(trait: str, direction: int, weight: int, words: str) -> Reading:
    return Reading(trait, direction, min(max(weight, 1), HEAVIEST), words.strip())
