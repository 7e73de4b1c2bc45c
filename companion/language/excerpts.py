"""Finding words in a text for the eye: in any case, with or without accents, with the places to highlight. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

LONGEST = 150
"""Characters of an excerpt."""
LEAD = 24
"""Characters before the place that was sought: it must stand in the first lines, however narrow they are."""
SHORT = 64
"""Characters of a text that is shown whole."""
LONGEST_READ = 60_000
"""Characters of a text that are looked through for an excerpt."""

_PIECE = re.compile(r'"([^"]+)"|([^\s"]+)')
_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_FIRST_KEPT = "\u2fff"
"""Signs behind this one keep their marks: in kana they make another syllable."""


def pieces(sought: str) -> tuple[str, ...]:
    """What a query asks for: its words, and whole phrases where they stand in double quotes."""
    found = (" ".join((match[1] or match[2]).split()) for match in _PIECE.finditer(sought))
    return tuple(dict.fromkeys(piece for piece in found if any(c.isalnum() for c in piece)))


def without_spaces(text: str) -> bool:
    """Whether `text` holds signs of a script that puts no space between words (Chinese, Japanese, Thai …)."""
    return _WITHOUT_SPACES.search(text) is not None


def fold(text: str) -> str:
    """`text` in small letters without accents; every character keeps its place."""
    return text.lower() if text.isascii() else "".join(map(_plain, text))


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    if character > _FIRST_KEPT:
        return character
    apart = unicodedata.normalize("NFD", character)
    small = (apart[0] if all(map(unicodedata.combining, apart[1:])) else character).lower()
    return small if len(small) == 1 else character


def places(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Where any of `terms` stands in `text`: (first, behind the last), in order, without overlaps."""
    plain = fold(text)
    found: list[tuple[int, int]] = []
    for term in {fold(term) for term in terms if term}:
        at = plain.find(term)
        while at >= 0:
            found.append((at, at + len(term)))
            at = plain.find(term, at + len(term))
    kept: list[tuple[int, int]] = []
    for first, last in sorted(found, key=lambda span: (span[0], -span[1])):
        if not kept or first >= kept[-1][1]:
            kept.append((first, last))
    return kept


def excerpt(text: str, terms: Sequence[str], longest: int = LONGEST) -> tuple[str, list[tuple[int, int]]]:
    """One line of `text` around the first place of the longest of `terms`, and what to highlight in it."""
    flat = " ".join(text[:LONGEST_READ].split())
    spans = places(flat, terms)
    named = max((fold(term) for term in terms), key=len, default="")
    centre = next((first for first, last in spans if last - first == len(named)), spans[0][0] if spans else 0)
    start = max(0, centre - LEAD) if len(flat) > SHORT else 0
    if start:
        gap = flat.find(" ", start, centre)
        start = gap + 1 if gap >= 0 else start
    stop = min(len(flat), start + longest)
    before, behind = "…" if start else "", "…" if stop < len(flat) else ""
    shift = len(before) - start
    inside = [(max(a, start) + shift, min(b, stop) + shift) for a, b in spans if a < stop and b > start]
    return before + flat[start:stop] + behind, inside
