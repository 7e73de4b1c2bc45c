"""Whether a recalled memory is an answer, or only the nearest thing there is. Pure.

What was never said must be answered as not known. A hit answers when it says most of what is asked, or much the same
in other words, and when it was said by whom the question is about. A question that ascribes to one speaker what
another one did is not answered.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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

LOOKED_AT = 10
"""Best hits whose speakers are compared."""
SPOKEN_FOR = 5
"""How many of the best hits decide whether something is known at all, where no speaker is named."""
CLOSENESS = 0.5
"""What a point of score by words and meaning counts against a full share of the words."""
LEAST_MARGIN = -0.25
"""From here down, what others said fits a question about one speaker so much better that it is theirs. Set so that,
with each conversation left out in turn, at least 92 % of what can be answered is."""
STEEPNESS = 2.5
"""How fast confidence falls with the margin: that of a logistic fit on the development data."""
SURE = 0.5
"""Confidence from which something is known."""

_ASKING = listed(
    """
    tell told say said mention mentioned remember recall know talk talked speak ask asked call called name named kind
    type sort thing things something anything ever please long many much often happen happened
    ago first before after since until between
    """
)
"""Words that put a question and say nothing of its subject."""
_CALLING = r"(?:^|[,.!?…]\s*|\b(?:hi|hey|hello|wow|thanks|thank you|yeah|yes|no|dear|sorry|congrats|oh)\s+)"
"""What stands before a name by which somebody is spoken to."""
_ASKS_TO_TELL = re.compile(r"\W*(?:and |so |then |please )*(?:tell|remind|show) me\b", re.IGNORECASE)
_OF_COMPANION = re.compile(r"\b(you|your)\b", re.IGNORECASE)
_OF_USER = re.compile(r"\b(i|my|me|mine)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A recalled memory as the gate sees it. `closeness` is its score by words and by meaning alone."""

    memory: Memory
    cosine: float
    closeness: float


def answers(cue: Cue, memory: Memory, cosine: float) -> bool:
    """Whether `memory`, as near to the cue as `cosine` says, answers it. The numbers are set on development data."""
    if not _said_by_whom_it_is_about(cue, memory) or only_asks(memory.text):
        return False
    if cue.carried and cosine < MEANING and not _of_what_it_points_to(cue, memory):
        return False
    share = shared(cue, memory)
    enough = WORDS_ON_THE_DAY if cue.nearness(memory.day) > 0 else WORDS
    return share >= enough or cosine >= MEANING or (share > 0 and cosine >= BOTH)


def confidence(cue: Cue, best: Sequence[Hit]) -> float:
    """How sure it is that one of the `best` hits answers, 0 to 1. At `SURE` and above something is known.

    A question that names a speaker is answered when that speaker's words fit it about as well as the others' do: where
    the others' fit much better, it was somebody else's doing. Other questions are as sure as their best hit.
    """
    fit = [hit for hit in best[:LOOKED_AT] if not only_asks(hit.memory.text)]
    if not cue.about:
        allowed = [hit for hit in fit[:SPOKEN_FOR] if _said_by_whom_it_is_about(cue, hit.memory)]
        strongest = max((max(shared(cue, hit.memory), hit.cosine, 0.0) for hit in allowed), default=0.0)
        sure = any(answers(cue, hit.memory, hit.cosine) for hit in allowed)
        return SURE + strongest * (1 - SURE) if sure else strongest * SURE * 0.99
    own = [hit for hit in fit if hit.memory.speaker.lower() in cue.about or _speaks_of(hit.memory.text, cue.about)]
    if not any(shared(cue, hit.memory) > 0 or hit.cosine >= BOTH for hit in own):
        return 0.0
    others = [hit for hit in fit if hit not in own]
    margin = _most_shared(cue, own) - _most_shared(cue, others) + CLOSENESS * (_closest(own) - _closest(others))
    return 1 / (1 + math.exp(-STEEPNESS * (margin - LEAST_MARGIN)))


def shared(cue: Cue, memory: Memory) -> float:
    """The share of the question's own words that `memory` holds in some form, 0 to 1."""
    asked = [word for word in content_words(without_dates(cue.bare)) if word not in _ASKING]
    said = {stem(word) for word in content_words(memory.text)}
    matched = sum(any(stem(form) in said for form in (word, *other_forms(word))) for word in asked)
    return matched / len(asked) if asked else 0.0


def _of_what_it_points_to(cue: Cue, memory: Memory) -> bool:
    """Whether a hit of a follow-up says a word of what the follow-up is about."""
    said = {stem(word) for word in content_words(memory.text)}
    return any(stem(word) in said for word in cue.carried)


def _speaks_of(text: str, names: Iterable[str]) -> bool:
    """Whether `text` tells of one of `names`; "Thanks, Anna!" only speaks to her."""
    either = "|".join(re.escape(name) for name in names)
    told = re.sub(rf"{_CALLING}(?:{either})(?=[,.!?]|$)", "", text, flags=re.IGNORECASE)
    return bool(re.search(rf"\b(?:{either})\b", told, re.IGNORECASE))


def _most_shared(cue: Cue, hits: Sequence[Hit]) -> float:
    return max((shared(cue, hit.memory) for hit in hits), default=0.0)


def _closest(hits: Sequence[Hit]) -> float:
    return max((hit.closeness for hit in hits), default=0.0)


def only_asks(text: str) -> bool:
    """Whether `text` is nothing but questions: who asked for it before has not answered it."""
    return all(s.rstrip("\"')]").endswith("?") or _ASKS_TO_TELL.match(s) for s in sentences(text))


def repeats(cue: Cue, memory: Memory) -> bool:
    """Whether a memory is only the same question asked before: it says nothing that the cue does not."""
    return only_asks(memory.text) and words(memory.text) == words(cue.text)


def _said_by_whom_it_is_about(cue: Cue, memory: Memory) -> bool:
    """A question about a named speaker is answered by their words or by words about them; one about the user's own
    things not by the other side, unless it asks what that side said."""
    if cue.speakers:
        return memory.speaker.lower() in cue.speakers or bool(set(words(memory.text)) & cue.speakers)
    only_user = bool(_OF_USER.search(cue.text)) and not _OF_COMPANION.search(cue.text)
    another = bool(cue.own_voice and memory.speaker) and memory.speaker.lower() not in cue.own_voice
    return not (only_user and (another or memory.provenance is Provenance.COMPANION))
