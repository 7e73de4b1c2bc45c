"""How the word index of a large record is asked, so that a question costs the same in ten years of talk.

Scoring a row costs far more than finding it, and a word that stands in every tenth row tells little. So the rarer words
of a question choose the rows and score them, as many of them as stay within a bound; what is more common is left out. A
record smaller than the bound is searched by all words.
"""

from __future__ import annotations

from collections.abc import Mapping

ROWS = 10_000
"""About how many rows may be scored."""


def word_match(counts: Mapping[str, int], rows: int = ROWS) -> str:
    """The FTS5 expression for the words in `counts`, each with the number of rows that hold it. At least one word."""
    held = [word for word in counts if counts[word]] or list(counts)
    ordered = sorted(held, key=lambda word: (counts[word], word))
    chosen, total = ordered[:1], counts[ordered[0]]
    for word in ordered[1:]:
        total += counts[word]
        if total > rows:
            break
        chosen.append(word)
    return " OR ".join('"' + word.replace('"', '""') + '"' for word in chosen)
