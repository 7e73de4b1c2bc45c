"""Which of the given memories a reply drew on. By rule, after the reply; no model call.

A memory counts as *used* when the reply shares with it rare words, numbers or names that were not in the
question, in the last turns or in the other memories.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from companion.language.words import content_words, stem
from companion.records import Memory

_SHARED_STEMS = 2
"""How many own words must come back."""
_SHARED_SHARE = 0.34
"""Or which share of a short memory's own words (and at least one)."""


def used(reply: str, given: Sequence[Memory], around: Sequence[str]) -> frozenset[int]:
    """Ids of the memories in `given` that `reply` drew on. `around` are the question and the last turns."""
    said = _stems(reply)
    known = set[str]().union(*(_stems(text) for text in around)) if around else set[str]()
    own = {memory.id: _stems(memory.text) - known for memory in given}
    spread = Counter(stem for stems in own.values() for stem in stems)
    return frozenset(memory_id for memory_id, stems in own.items() if _drew(said, stems, spread))


def _drew(said: set[str], stems: set[str], spread: Counter[str]) -> bool:
    shared = said & stems
    if not shared:
        return False
    rare = [s for s in shared if spread[s] == 1 or any(c.isdigit() for c in s)]
    if len(rare) >= _SHARED_STEMS:
        return True
    return bool(rare) and len(shared) / len(stems) >= _SHARED_SHARE


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}
