"""What of a turn is worth its place where places are few: the sentences that tell something. Pure.

People greet, thank, praise and ask back around what they tell. For an answer to another question that is ballast.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from companion.language.marks import FIRST_PERSON, SECOND_PERSON, tells_when
from companion.language.small_talk import is_small_talk
from companion.language.words import STOP_WORDS, sentences, stem, words

LEFT_OUT = "…"
"""Stands for sentences that were left out."""
TELLING = 2
"""Content words from which a sentence about neither side tells something."""
TELLING_OF_OTHER = 5
"""The same for one that speaks to the other side: "You are so kind!" does not, a piece of advice does."""

_EXACT = re.compile(r"\d|[\"“”]")
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)(?<!,\s)\b(?!I\b)[A-Z][a-z]+")
"""A name within a sentence, and not one by which somebody is spoken to."""


def telling_part(text: str, asked: Collection[str]) -> str:
    """`text` without the sentences that tell nothing and share no word with what is asked; a sign stands for them.

    `asked` are stems. `text` itself where every sentence would go, or none.
    """
    whole = sentences(text)
    kept = [_tells(sentence, words(sentence), asked) for sentence in whole]
    if all(kept) or not any(kept):
        return text
    shown: list[str] = []
    for sentence, keep in zip(whole, kept, strict=True):
        if keep:
            shown.append(sentence)
        elif not shown or shown[-1] != LEFT_OUT:
            shown.append(LEFT_OUT)
    return " ".join(shown)


def _tells(sentence: str, said: list[str], asked: Collection[str]) -> bool:
    if sentence.startswith("["):
        return True
    subjects = {word for word in said if word not in STOP_WORDS}
    if any(stem(word) in asked for word in subjects):
        return True
    if not subjects or sentence.rstrip("\"')]").endswith("?") or is_small_talk(sentence):
        return False
    if not FIRST_PERSON.isdisjoint(said):
        return True
    if len(subjects) >= (TELLING if SECOND_PERSON.isdisjoint(said) else TELLING_OF_OTHER):
        return True
    return tells_when(sentence) or bool(_EXACT.search(sentence) or _NAME.search(sentence))
