"""Turning a person's sentence round, so that a listener can say it back: "I miss my cat" -> "you miss your cat"."""

from __future__ import annotations

import re

_SWAPS = {
    "i": "you",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "we": "you",
    "us": "you",
    "our": "your",
    "ours": "yours",
    "i'm": "you're",
    "i've": "you've",
    "i'd": "you'd",
    "i'll": "you'll",
    "you": "I",
    "your": "my",
    "yours": "mine",
    "yourself": "myself",
    "you're": "I'm",
    "you've": "I've",
    "you'd": "I'd",
    "you'll": "I'll",
}
_OF_THE_SPEAKER = {"am": "are", "was": "were"}
"""Verbs beside `I`, and what they are beside `you`."""
_OF_THE_LISTENER = {"are": "am", "were": "was"}
_TOKEN = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?|[^A-Za-z]+")
_OBJECT_AFTER = frozenset(
    "to for with about of by from at on than like tell told asked thank help see love".split()  # noqa: SIM905
)


def reflect(sentence: str) -> str:
    """`sentence` with the speaker's words for themselves turned round. English; other text stays as it is."""
    tokens = _TOKEN.findall(sentence.replace("\u2019", "'"))
    spoken = [token.lower() for token in tokens]
    out: list[str] = []
    previous = ""
    for at, token in enumerate(tokens):
        low = spoken[at]
        following = spoken[at + 2] if at + 2 < len(spoken) else ""
        if low in _SWAPS:
            swapped = "me" if low == "you" and previous in _OBJECT_AFTER else _SWAPS[low]
            out.append(swapped)
        elif low in _OF_THE_SPEAKER and "i" in (previous, following):
            out.append(_OF_THE_SPEAKER[low])
        elif low in _OF_THE_LISTENER and "you" in (previous, following):
            out.append(_OF_THE_LISTENER[low])
        else:
            out.append(token)
        if token[0].isalpha():
            previous = low
    return "".join(out).strip()
