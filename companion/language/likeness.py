"""How alike two short texts are. The only file that knows rapidfuzz."""

from __future__ import annotations

from rapidfuzz import fuzz

from companion.language.words import content_words, stem


def likeness(first: str, second: str) -> float:
    """Likeness of two texts in [0, 1], symmetric, 1 for texts whose content stems are the same in any order."""
    left, right = _key(first), _key(second)
    if not left or not right:
        return 1.0 if first.strip().casefold() == second.strip().casefold() else 0.0
    return max(fuzz.token_sort_ratio(left, right), fuzz.token_sort_ratio(right, left)) / 100


def _key(text: str) -> str:
    return " ".join(sorted({stem(word) for word in content_words(text)}))
