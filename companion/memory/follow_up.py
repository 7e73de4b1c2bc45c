"""What a message takes over from those before it: "and what did she say then?" is about what was spoken of. Pure.

A message that points back ("he", "that place", "what else?") or says next to nothing inherits the people, the things
and the days of the latest message of its speaker that stands by itself. English rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from companion.language.dates import without_dates
from companion.language.words import content_words, listed, query_terms, words

REACH = 3
"""How many earlier messages of the user are looked at, the latest first."""
LONGEST_CARRIED = 60
"""Words of an earlier message that are taken over; of a longer one the first sentences say what it is about."""
MOST_TERMS = 12
STANDS_ALONE = 2
"""Content words from which a message that points nowhere speaks for itself."""

_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its|they|them|their|theirs|these|those|both|neither)\b", re.IGNORECASE)
_EMPTY_IT = re.compile(
    r"\b(?:is|was) it (?:true|possible|ok|okay|raining|late)\b|\bit(?:'s| is| was) (?:raining|late|time|snowing)\b"
    r"|\bhow'?s it going\b|\bit takes\b|\bwhat is it like\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"(?:^|\b(?:about|of|in|on|at|to|with|like|for|from|after|before|by|near|than|is|was|do|did|does|and|again|"
    r"call|called|love|loved|like|liked|remember|hate|hated|visit|visited|miss|missed|see|saw|know|say|said|mean)\s+)"
    r"(?:that|this)\b(?!\s+(?:i|you|we|he|she|they|it|my|the|a|an|your|our|his|her|week|weekend|month|year|morning|"
    r"afternoon|evening|night|spring|summer|autumn|fall|winter|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday|there)\b)",
    re.IGNORECASE,
)
_THAT_THING = re.compile(
    r"\b(?:that|this|those|these) (?:places?|things?|stuff|man|woman|guy|girl|boy|people|person|fellow|lady|animal)\b",
    re.IGNORECASE,
)
_THERE = re.compile(r"\b(?<!is )(?<!are )(?<!was )(?<!were )there\b(?!\s+(?:is|are|was|were|'s))", re.IGNORECASE)
_THEN = re.compile(
    r"\b(?:back then|then|at the time|by then|the same|the other one|that one|this one|the former)\b", re.I
)
_GOES_ON = re.compile(
    r"^\W*(?:and|but|or|so|also)\b[^.!]*\?|^\W*(?:and|so|ok|okay)?,?\s*(?:what|how) about\b"
    r"|\b(?:what|who|where|anything|anyone) else\b"
    r"|^\W*(?:and|so)\s+(?:what|why|who|when|where|how|which|did|was|is|has)\b"
    r"|^\W*(?:why|why not|when|where|who|how|how so|how come|since when|which one|what for|with whom|who with|how much"
    r"|how many|how long)\s*\??\W*$",
    re.IGNORECASE,
)
_SAYS_LITTLE = listed(
    """
    tell told tells say said says mention mentioned remember recall know knew talk talked speak ask asked more else
    thing things something anything everything happen happened happens again really still long old much many often
    think thought like get got go went ever already yet once later earlier ok okay yes yeah well please again today
    one ones other another time place
    """
)
_KIN = listed(
    """
    mother mom mum father dad parents sister brother wife husband partner girlfriend boyfriend son daughter child
    children kids baby grandmother grandma grandfather grandpa aunt uncle cousin niece nephew friend boss colleague
    neighbour neighbor teacher doctor roommate flatmate man woman girl boy guy lady twin
    """
)
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b(?!I\b)[A-Z][^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Carried:
    """What is taken over. `text` are the earlier words, `terms` what of them the word index can be asked for."""

    text: str = ""
    terms: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)


def carried(text: str, before: Sequence[str]) -> Carried:
    """What `text` takes over from `before`, earlier messages of the same speaker, oldest first; empty if nothing."""
    if not points_back(text):
        return Carried()
    taken: list[str] = []
    for earlier in [message for message in before if message.strip()][: -REACH - 1 : -1]:
        taken.insert(0, " ".join(earlier.split()[:LONGEST_CARRIED]))
        if not points_back(earlier):
            break
    own = set(words(text))
    terms = [term for message in taken for term in query_terms(without_dates(message))]
    kept = [term for term in dict.fromkeys(terms) if term not in own and term not in _SAYS_LITTLE]
    return Carried(" ".join(taken), tuple(kept[:MOST_TERMS]))


def points_back(text: str) -> bool:
    """Whether `text` means something that it does not name."""
    plain = text.replace("\u2019", "'").strip()
    if _GOES_ON.search(plain) or _THAT_THING.search(plain) or _unresolved(plain):
        return True
    own = [word for word in content_words(without_dates(plain)) if word not in _SAYS_LITTLE]
    return len(own) < STANDS_ALONE and not _stands_alone(plain, own)


def _unresolved(plain: str) -> bool:
    """Whether a pronoun stands before anything that it could mean."""
    if person := _PERSON.search(plain):
        before = plain[: person.start()]
        if not (_NAME.search(before) or set(words(before)) & _KIN or _named_first(before)):
            return True
    if _POINTING.search(plain) or _THERE.search(plain) or _THEN.search(plain):
        told = [word for word in content_words(without_dates(plain)) if word not in _SAYS_LITTLE]
        return len(told) < 2 * STANDS_ALONE
    thing = _THING.search(_EMPTY_IT.sub(" ", plain))
    if thing is None:
        return False
    candidates = [word for word in content_words(plain[: thing.start()]) if word not in _SAYS_LITTLE]
    return len(candidates) < STANDS_ALONE


def _named_first(before: str) -> bool:
    """Whether the text opens with a name: "Anna said that she …"."""
    first = re.match(r"\W*([A-Z][^\W\d_]+)\b", before)
    return first is not None and bool(content_words(first[1])) and first[1].lower() not in _SAYS_LITTLE


def _stands_alone(plain: str, own: Sequence[str]) -> bool:
    """Few words may still be enough: "Where do I live?" and "Who is Mira?" name what they are about."""
    return bool(own) and bool(re.search(r"\b(?:I|my|me|you|your|we|our)\b", plain) or _NAME.search(plain))
