"""What of a turn is worth its place where places are few: the sentences that tell something. Pure.

People greet, thank, praise and ask back around what they tell. For an answer to another question that is ballast.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from companion.language.marks import speaks_of_self, speaks_to_other, tells_when
from companion.language.small_talk import is_small_talk
from companion.language.words import content_words, sentences, stem

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
    kept = [_tells(sentence) or any(stem(word) in asked for word in content_words(sentence)) for sentence in whole]
    if all(kept) or not any(kept):
        return text
    shown: list[str] = []
    for sentence, keep in zip(whole, kept, strict=True):
        if keep:
            shown.append(sentence)
        elif not shown or shown[-1] != LEFT_OUT:
            shown.append(LEFT_OUT)
    return " ".join(shown)


def _tells(sentence: str) -> bool:
    if sentence.startswith("["):
        return True
    words = content_words(sentence)
    if not words or sentence.rstrip("\"')]").endswith("?") or is_small_talk(sentence):
        return False
    if speaks_of_self(sentence) or tells_when(sentence) or _EXACT.search(sentence) or _NAME.search(sentence):
        return True
    return len(words) >= (TELLING_OF_OTHER if speaks_to_other(sentence) else TELLING)
