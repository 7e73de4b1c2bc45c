"""Which of the given memories a reply drew on. By rule, after the reply; no model call.

A memory counts as *used* when the reply shares with it rare words, numbers or names that were not in the
question, in the last turns or in the other memories.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from companion.language.words import content_words, listed, stem, words
from companion.records import Memory

_QUOTE = re.compile(r"“([^”]+)”|\"([^\"]+)\"")
_SHORTEST_QUOTE = 4
"""Words; fewer can stand in a reply by chance."""
_SHARED_STEMS = 2
"""How many own words must come back."""
_SHARED_SHARE = 0.33
"""Or which share of a short memory's own words (and at least one)."""
_SAYS_LITTLE = frozenset(
    map(
        stem,
        listed(
            """
            as one two three first last next new old good bad nice little big long short great best better
            get got go goes going gone went come came make made take took give gave put let keep kept use used
            know think thought feel felt say said tell told want wanted need like liked love try tried start started
            play played work worked help helped find found look looked see saw seen buy bought sell sold
            day week month year time night morning evening today yesterday tomorrow tonight now since until again
            monday tuesday wednesday thursday friday saturday sunday weekend spring summer autumn winter
            january february march april may june july august september october november december
            anything something everything nothing anyone someone everyone anybody somebody everybody nobody
            any some all none each much many more most less few else please yes maybe
            thing way lot bit kind sort people person man woman friend home house place every once twice half
            """
        ),
    )
)
"""Stems that two texts share by chance: alone they prove nothing, beside a telling one they count."""


def used(reply: str, given: Sequence[Memory], around: Sequence[str]) -> frozenset[int]:
    """Ids of the memories in `given` that `reply` drew on. `around` are the question and the last turns."""
    said = _stems(reply)
    known = set[str]().union(*(_stems(text) for text in around)) if around else set[str]()
    own = {memory.id: _stems(memory.text) - known for memory in given}
    spread = Counter(stem for stems in own.values() for stem in stems)
    drawn = {memory_id for memory_id, stems in own.items() if _drew(said, stems, spread)}
    return frozenset(drawn | {memory.id for memory in given if _quoted(memory.text, reply)})


def _quoted(text: str, reply: str) -> bool:
    """Whether the reply quotes a memory in marks: then it was used, also where the last turns held its words."""
    said = words(text)
    return len(said) >= _SHORTEST_QUOTE and any(words(quote) == said for quote in _quotes(reply))


def _quotes(reply: str) -> list[str]:
    return [curly or straight for curly, straight in _QUOTE.findall(reply)]


def _drew(said: set[str], stems: set[str], spread: Counter[str]) -> bool:
    shared = said & stems
    if not shared:
        return False
    rare = [s for s in shared if spread[s] == 1 or any(c.isdigit() for c in s)]
    if all(s in _SAYS_LITTLE for s in rare):
        return False
    telling = stems - _SAYS_LITTLE
    return len(rare) >= _SHARED_STEMS or len(shared & telling) / len(telling) >= _SHARED_SHARE


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}
