"""Words of English text: what recall counts, what it asks the word index for, and what it leaves out."""

from __future__ import annotations

import re
from functools import lru_cache


def listed(text: str) -> frozenset[str]:
    """The space-separated words of `text` as a set: for word lists that a person keeps in the source."""
    return frozenset(text.split())


STOP_WORDS = listed(
    """
    a an the and or but nor if then than so because while though
    of at by for from in into on onto to with without about over under up down out off
    am is are was were be been being do does did doing done have has had having
    will would shall should can could may might must ought cannot wo ca sha
    i me my mine myself we us our ours ourselves you your yours yourself yourselves
    he him his himself she her hers herself it its itself they them their theirs themselves
    this that these those here there what which who whom whose when where why how
    no not just also very too really quite
    """
)
"""Words that carry grammar and no subject. Lower case, without apostrophes."""

_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_CONTRACTION = re.compile(r"(?:n't|'(?:s|d|ll|m|re|ve))\b")
_DENIAL = re.compile(r"n't\b|\b(?:no|not|nor|cannot|without)\b")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\n+")
_MAY_THE_MONTH = re.compile(r"(?<![.!?]\s)(?<!^)\bMay\b|\bMay\s+\d")
_VOWEL = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"([bdfgmnprt])\1$")


def words(text: str) -> list[str]:
    """The words of `text` in order and in lower case: `27th` becomes `27`, `don't` `do`, `Anna's` `anna`."""
    plain = text.lower().replace("\u2019", "'")
    return _WORD.findall(_CONTRACTION.sub("", _ORDINAL.sub(r"\1", plain)))


def content_words(text: str) -> list[str]:
    """The different words of `text` that carry a subject, in order of first appearance."""
    return [word for word in dict.fromkeys(words(text)) if word not in STOP_WORDS]


def denies(text: str) -> bool:
    """Whether `text` says no by a word that carries no subject ("not", "don't", "without"), so that
    `content_words` does not tell it from the opposite."""
    return _DENIAL.search(text.lower().replace("\u2019", "'")) is not None


def query_terms(text: str) -> list[str]:
    """What to look for in the word index: content words of two letters or more, and `may` where the month is meant."""
    terms = [word for word in content_words(text) if len(word) > 1 or not word.isascii() or word.isdigit()]
    return [*terms, "may"] if _MAY_THE_MONTH.search(text) else terms


def sentences(text: str) -> list[str]:
    """`text` cut after full stops, question marks, exclamation marks and line ends."""
    return [piece for piece in (part.strip() for part in _SENTENCE_END.split(text)) if piece]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A light stem of a lower-case English word, for comparing two texts: plurals, -ed, -ing and -ly go.

    It is coarser than the word index's Porter stemmer and needs no database.
    """
    if len(word) < 4 or word.isdigit():
        return word
    return _without_y(_without_tense(_without_plural(word)))


def _without_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without_tense(word: str) -> str:
    for ending in ("ing", "ed", "ly"):
        base = word[: -len(ending)]
        if word.endswith(ending) and len(base) >= 3 and _VOWEL.search(base):
            return _DOUBLED.sub(r"\1", base).removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word


def _without_y(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word
