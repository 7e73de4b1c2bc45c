"""What a message asks of memory: its bare words, the people and the days it names. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from companion.language.dates import date_overlap, date_ranges, is_whole_day_question, other_years
from companion.language.gathering import gathers
from companion.language.occasions import Occasion, occasion
from companion.language.subjects import subjects_asked
from companion.language.synonyms import alike
from companion.language.time_phrases import Range
from companion.language.verbs import other_forms
from companion.language.voices import in_their_voice, named_beside
from companion.language.words import query_terms, words
from companion.memory.follow_up import Carried, carried

CARRIED = 0.5
"""What a word taken over from an earlier message counts, against one of the message's own."""
SOFT = 0.8
"""What a day that may be meant counts, against one that is named."""
BESIDE = 0.4
"""How much of the speaker signal goes to a speaker who is named beside the one who acts."""
OWN_VOICE = 0.5
"""How much of the speaker signal goes to the user where a message speaks of itself ("my job") and names nobody."""

_TOLD = (
    r"\s+(?:\w+\s+){0,2}?(?:recommend\w*|suggest\w*|advi[sc]\w*|told|tell|said|say|g[ai]ven?|shar(?:e|ed|ing)"
    r"|mention\w*|explain\w*|propos\w*|introduc\w*)\b"
)
_YOU_TOLD = re.compile(r"\byou" + _TOLD, re.IGNORECASE)
_I_TOLD = re.compile(r"\bI" + _TOLD, re.IGNORECASE)
_OWN = re.compile(r"\b(?:I|my|me)\b", re.IGNORECASE)
_WHERE = re.compile(r"\bwhere\b|\b(?:which|what) (?:city|town|country|place|state)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cue:
    """A message as recall reads it. Names of speakers are in lower case."""

    text: str
    bare: str
    """The text without speakers' names: its words. Names blur what is meant; the speaker signal has them."""
    voiced: str
    """The text as the speaker whom it names would put it: what is embedded."""
    terms: tuple[str, ...]
    """The content words; may be empty."""
    lookup: tuple[str, ...]
    """What the word index is asked for: the terms and other words that an answer may use for them."""
    speakers: frozenset[str]
    """Whose words are asked for: speakers that the message names, or who is meant by "you told me"."""
    beside: frozenset[str]
    """Those of `speakers` who are named beside the one who acts: "What did Anna give to Tom?" is told less by Tom."""
    ranges: tuple[Range, ...]
    """Days that the message names, the latest where it names no year."""
    today: dt.date
    whole_day: bool = False
    """The date is all that is asked for."""
    own_voice: frozenset[str] = frozenset()
    """The user's names where the message speaks of its writer ("my job") and names nobody."""
    subjects: int = 0
    """Kinds of thing that are asked for: bits of `language.subjects`."""
    asks_where: bool = False
    gathers: bool = False
    """It has many answers, told on many days."""
    soft: tuple[Range, ...] = ()
    """Days that it may mean: the same in other years, those of what it points back to or of "when I was in Rome"."""
    carried: tuple[str, ...] = ()
    """Words that it takes over from the messages before it; they count `CARRIED` of a word of its own."""
    about: frozenset[str] = frozenset()
    """Speakers that it asks about by name: none where it speaks of its writer too ("Mira, where do I live?")."""
    occasion: Occasion | None = None
    """What happened at the time that it asks about: "when I was in Rome"."""
    context: str = ""
    """The earlier words that are embedded with it."""
    space: str = ""
    """Whose memories may answer it."""
    apart: bool = False
    """Whether memories lie in more than one space, so that they must be looked for in this one."""

    @property
    def narrowed(self) -> str | None:
        """The space to look in; None where there is only one."""
        return self.space if self.apart else None

    @property
    def embedded(self) -> str:
        """What its vector is made of."""
        return f"{self.context} {self.voiced}" if self.context else self.voiced

    @property
    def breadth(self) -> float:
        """How many words are looked for: what a full match of words is measured by."""
        return max(1.0, len(self.terms) + CARRIED * len(self.carried))

    def nearness(self, day: dt.date) -> float:
        """How well `day` fits the days that are named or may be meant, 0 to 1."""
        return max(date_overlap(day, self.ranges), SOFT * date_overlap(day, self.soft))

    def voice(self, speaker: str) -> float:
        """How well `speaker` fits whose words are asked for, 0 to 1."""
        name = speaker.lower()
        if name in self.speakers:
            return BESIDE if name in self.beside else 1.0
        return OWN_VOICE * (name in self.own_voice)


def read_cue(
    text: str,
    speakers: Iterable[str],
    today: dt.date,
    users: Iterable[str] = (),
    companions: Iterable[str] = (),
    *,
    before: Sequence[str] = (),
    years: Iterable[int] = (),
) -> Cue:
    """Read `text`, said by the user on `today` in a profile in which `speakers` have spoken.

    `users` and `companions` are the names of either side: imports may have brought several. `before` are the user's
    earlier messages of the session, oldest first; `years` those that have memories.
    """
    user, companion = (frozenset(name.lower() for name in names) for names in (users, companions))
    whole_day = is_whole_day_question(text)
    over = Carried() if whole_day else carried(text, before)
    known = {name.lower(): frozenset(words(name)) for name in speakers if name.strip()}
    named = _named(text, known)
    bare = without_names(text, known)
    terms = tuple(query_terms(bare))
    parts_of_names = frozenset(part for parts in known.values() for part in parts)
    earlier = without_names(over.text, known) if over else ""
    meant = named or _meant(text, user, companion) or _named(over.text, known)
    return Cue(
        text=text,
        bare=bare,
        voiced=in_their_voice(text, known) if bare != text else text,
        terms=terms,
        lookup=looked_up(terms),
        speakers=meant,
        beside=named_beside(text, known) & named,
        ranges=tuple(date_ranges(text, today)),
        today=today,
        whole_day=whole_day,
        own_voice=user if not meant and _OWN.search(text) else frozenset(),
        subjects=subjects_asked(bare),
        asks_where=bool(_WHERE.search(bare)),
        gathers=gathers(text),
        soft=(*other_years(text, today, years), *date_ranges(over.text, today)),
        carried=tuple(term for term in over.terms if term not in parts_of_names),
        context=earlier,
        occasion=occasion(text),
        about=frozenset() if _OWN.search(text) else named,
    )


def _named(text: str, known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    said = frozenset(words(text))
    return frozenset(name for name, parts in known.items() if parts and parts <= said)


def _meant(text: str, user: frozenset[str], companion: frozenset[str]) -> frozenset[str]:
    """The side of the conversation whose words are asked for; empty where the message leaves it open."""
    you, me = bool(_YOU_TOLD.search(text)), bool(_I_TOLD.search(text))
    return frozenset() if you == me else companion if you else user


def looked_up(terms: Sequence[str]) -> tuple[str, ...]:
    """`terms` and other words that an answer may use for them."""
    others = (other for term in terms for other in (*other_forms(term), *alike(term)))
    return tuple(dict.fromkeys((*terms, *others)))


def without_names(text: str, names: Iterable[str]) -> str:
    """`text` without `names` and their possessives; `text` itself where nothing would be left."""
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    if not listed:
        return text
    bare = re.sub(rf"\b(?:{listed})\b(?:['\u2019]s\b)?", " ", text, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", bare).strip() if re.search(r"\w", bare) else text
