"""Whether a recalled memory is an answer, or only the nearest thing there is. Pure.

What was never said must be answered as not known. A hit answers when it says most of what is asked, or much the same
in other words, and when it was said by whom the question is about.
"""

from __future__ import annotations

import re

from companion.language.dates import without_dates
from companion.language.verbs import other_forms
from companion.language.words import content_words, listed, sentences, stem, words
from companion.memory.cue import Cue
from companion.records import Memory, Provenance

WORDS = 0.6
"""Share of the question's own words that a hit must hold to count as an answer."""
WORDS_ON_THE_DAY = 0.4
"""The same for a hit of the days that the question names: the date is a part of what was asked."""
MEANING = 0.5
"""Cosine from which a hit counts as an answer whatever its words."""
BOTH = 0.35
"""Cosine from which it counts when at least one word is shared."""

_ASKING = listed(
    """
    tell told say said mention mentioned remember recall know talk talked speak ask asked call called name named kind
    type sort thing things something anything ever please long many much often happen happened
    """
)
"""Words that put a question and say nothing of its subject."""
_OF_COMPANION = re.compile(r"\b(you|your)\b", re.IGNORECASE)
_OF_USER = re.compile(r"\b(i|my|me|mine)\b", re.IGNORECASE)


def answers(cue: Cue, memory: Memory, cosine: float) -> bool:
    """Whether `memory`, as near to the cue as `cosine` says, answers it. The numbers are set on development data."""
    if not _said_by_whom_it_is_about(cue, memory) or only_asks(memory.text):
        return False
    asked = [word for word in content_words(without_dates(cue.bare)) if word not in _ASKING]
    said = {stem(word) for word in content_words(memory.text)}
    matched = sum(any(stem(form) in said for form in (word, *other_forms(word))) for word in asked)
    share = matched / len(asked) if asked else 0.0
    enough = WORDS_ON_THE_DAY if cue.nearness(memory.day) > 0 else WORDS
    return share >= enough or cosine >= MEANING or (share > 0 and cosine >= BOTH)


def only_asks(text: str) -> bool:
    """Whether `text` is nothing but questions: who asked for it before has not answered it."""
    return all(sentence.rstrip("\"')]").endswith("?") for sentence in sentences(text))


def repeats(cue: Cue, memory: Memory) -> bool:
    """Whether a memory is only the same question asked before: it says nothing that the cue does not."""
    return only_asks(memory.text) and words(memory.text) == words(cue.text)


def _said_by_whom_it_is_about(cue: Cue, memory: Memory) -> bool:
    """A question about a named speaker is answered by their words or by words about them; one about the user's own
    things not by the companion, unless it asks what the companion said."""
    if cue.speakers:
        return memory.speaker.lower() in cue.speakers or bool(set(words(memory.text)) & cue.speakers)
    only_user = bool(_OF_USER.search(cue.text)) and not _OF_COMPANION.search(cue.text)
    return not (only_user and memory.provenance is Provenance.COMPANION)
