"""What of a turn is worth its place where places are few: the sentences that tell something. Pure.

People greet, thank, praise and ask back around what they tell. For an answer to another question that is ballast.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from companion.language.marks import FIRST_PERSON, SECOND_PERSON, tells_when
from companion.language.small_talk import is_small_talk
from companion.language.words import STOP_WORDS, listed, sentences, stem, words

LEFT_OUT = "…"
"""Stands for sentences that were left out between others."""


@dataclass(frozen=True, slots=True)
class Measure:
    """From how many content words on a sentence tells something, by what it speaks of."""

    of_self: int
    of_neither: int
    of_other: int
    """One that speaks to the other side: "You are so kind!" tells nothing, a piece of advice does."""
    courtesy: frozenset[str] = frozenset()
    """Words that do not count."""


WIDE = Measure(0, 2, 5)
"""Whatever the speaker says of themselves tells something."""
CLOSE = Measure(
    4,
    4,
    7,
    listed(
        """amazing awesome beautiful brilliant cool excellent fabulous fantastic fun good gorgeous great impressive
        incredible inspiring lovely nice perfect rewarding special stunning super terrific wonderful breathtaking
        amazed blessed delighted excited glad grateful happy honored lucky pleased proud pumped relieved sorry stoked
        thankful thrilled appreciate enjoy enjoyed hope like liked likes love loved mean means wish
        absolutely definitely exactly indeed really right sure totally true truly agree
        bye cheers congrats congratulations hello hey hi okay thank thanks wow whoa yay yeah yep
        believe bet feel feeling feels guess hear heard imagine know let look looks see seems sound sounds think
        understand wait best better blast friend guys hard keep keeping kind kindness lot luck man pal reminder support
        thing things time tough way word words work worth"""
    ),
)
"""Only what has a matter: no word of mood or courtesy counts."""

_EXACT = re.compile(r"\d|[\"“”]")
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)(?<!,\s)\b(?!I\b)[A-Z][a-z]+")
"""A name within a sentence, and not one by which somebody is spoken to."""


def telling_part(text: str, asked: Collection[str], measure: Measure = WIDE) -> str:
    """`text` without the sentences that tell nothing by `measure` and share no word with what is asked.

    A sign stands for what was left out between two that stay. `asked` are stems. `text` itself where every sentence
    would go, or none.
    """
    whole = sentences(text)
    kept = [_tells(sentence, words(sentence), asked, measure) for sentence in whole]
    if all(kept) or not any(kept):
        return text
    shown: list[str] = []
    gap = False
    for sentence, keep in zip(whole, kept, strict=True):
        if keep:
            shown += [LEFT_OUT, sentence] if gap and shown else [sentence]
        gap = not keep
    return " ".join(shown)


def _tells(sentence: str, said: list[str], asked: Collection[str], measure: Measure) -> bool:
    if sentence.startswith("["):
        return True
    subjects = {word for word in said if word not in STOP_WORDS}
    if any(stem(word) in asked for word in subjects):
        return True
    if not subjects or sentence.rstrip("\"')]").endswith("?") or is_small_talk(sentence):
        return False
    if len(subjects - measure.courtesy) >= _enough(said, measure):
        return True
    return tells_when(sentence) or bool(_EXACT.search(sentence) or _NAME.search(sentence))


def _enough(said: list[str], measure: Measure) -> int:
    if not FIRST_PERSON.isdisjoint(said):
        return measure.of_self
    return measure.of_neither if SECOND_PERSON.isdisjoint(said) else measure.of_other
