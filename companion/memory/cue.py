"""What a message asks of memory: its bare words, the people and the days it names. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from companion.language.dates import date_ranges, is_whole_day_question
from companion.language.time_phrases import Range
from companion.language.words import query_terms, words


@dataclass(frozen=True, slots=True)
class Cue:
    """A message as recall reads it. Names of speakers are in lower case."""

    text: str
    bare: str
    """The text without speakers' names: what is embedded. Names blur what is meant; the speaker signal has them."""
    terms: tuple[str, ...]
    """What the word index is asked for; may be empty."""
    speakers: frozenset[str]
    """Speakers that the message names."""
    ranges: tuple[Range, ...]
    """Days that the message names."""
    today: dt.date
    whole_day: bool = False
    """The date is all that is asked for."""


def read_cue(text: str, speakers: Iterable[str], today: dt.date) -> Cue:
    """Read `text`, said on `today` in a profile in which `speakers` have spoken."""
    known = {name.lower(): frozenset(words(name)) for name in speakers if name.strip()}
    said = frozenset(words(text))
    named = frozenset(name for name, parts in known.items() if parts and parts <= said)
    bare = without_names(text, known)
    return Cue(
        text=text,
        bare=bare,
        terms=tuple(query_terms(bare)),
        speakers=named,
        ranges=tuple(date_ranges(text, today)),
        today=today,
        whole_day=is_whole_day_question(text),
    )


def without_names(text: str, names: Iterable[str]) -> str:
    """`text` without `names` and their possessives; `text` itself where nothing would be left."""
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    if not listed:
        return text
    bare = re.sub(rf"\b(?:{listed})\b(?:['\u2019]s\b)?", " ", text, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", bare).strip() if re.search(r"\w", bare) else text
