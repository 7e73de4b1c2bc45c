"""How the word index of a large record is asked, so that a question costs the same in ten years of talk.

Scoring a row costs far more than finding it, and a word that stands in every tenth row tells little. So the rarer words
of a question choose the rows and score them, as many of them as stay within a bound; what is more common is left out.
Where even the rarest stands in more rows than that, the latest of them are scored. A record smaller than the bound is
searched by all words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

ROWS = 2_000
"""How many rows may be scored."""


class WordMatch(NamedTuple):
    """What to ask the word index: the FTS5 expression, and in how many rows its words stand (some in several)."""

    expression: str
    rows: int


def word_match(counts: Mapping[str, int], rows: int = ROWS) -> WordMatch:
    """For the words in `counts`, each with the number of rows that hold it (more than `rows` need not be counted).

    At least one word; of equally rare ones the longer first. Beyond `rows` goes only what a single word brings.
    """
    held = [word for word in counts if counts[word]] or list(counts)
    ordered = sorted(held, key=lambda word: (counts[word], -len(word), word))
    chosen, total = ordered[:1], counts[ordered[0]]
    for word in ordered[1:]:
        if total + counts[word] > rows:
            break
        total += counts[word]
        chosen.append(word)
    return WordMatch(" OR ".join('"' + word.replace('"', '""') + '"' for word in chosen), total)
