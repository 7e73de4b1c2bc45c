"""What a session shows of the user beside the traits: interests, people, routines, and how to speak to them.

Rules over the earnest sentences of a session; pure; English. Every observation keeps its message and its words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from companion.language.words import listed
from companion.personality.sincerity import Sentence
from companion.personality.styles import wishes

INTEREST, PERSON, ROUTINE, STYLE = "interest", "person", "routine", "style"
FACETS = (INTEREST, PERSON, ROUTINE, STYLE)

LONGEST_INTEREST = 4
"""Words; what is longer is a story and no interest."""
LONGEST_ROUTINE = 14


@dataclass(frozen=True, slots=True)
class Observation:
    """One line for the portrait. `text` is short and normalised, so that the same thing said twice meets itself."""

    facet: str
    text: str
    weight: float
    message_id: int
    day: dt.date
    quote: str


_LASTING = re.compile(r"\b(?:always|from now on|in (?:general|future)|never|every time)\b", re.I)

_LIKES = re.compile(
    r"\bI(?:'m| am)? (?:(?:also|really|just|still|absolutely|do|quite|always|truly|very|so) )*"
    r"(?:love|like|enjoy|adore|into|passionate about|interested in|obsessed with|(?:big|huge) fan of"
    r"|an? (?:\w+ )?fan of|keen on|fond of)(?: to (?P<do>[a-z]+))?(?P<things> [^.!?;:()]+)?"
    r"|\b[Mm]y (?:\w+ )?(?:hobby is|(?:hobbies|interests) (?:are|include)|passion is)(?P<named> [^.!?;:()]+)"
)
_THING_ENDS = re.compile(
    r"\s(?:but|because|when|whenever|which|who|that|how|if|since|so|especially|although|though|with|in|at|on|for"
    r"|from|while|as|too|very|most|more|than|after|before|every|during|whose|where|by|lately|recently|these days"
    r"|now|sometimes|alone|together|again|near|the (?:most|best)|I)\b|(?<!listening)\sto\b"
)
_BETWEEN_THINGS = re.compile(r"\s*,\s*(?:and |or )?|\s+(?:and|or|as well as|&)\s+")
_ONE_OF_A_PAIR = re.compile(r"(?:(?<=^ )|(?<=, ))(?![a-z]+(?:s|ing)\b)(?P<one>[a-z]+) (?:and|or) (?=[a-z]+ [a-z]+\s*$)")
_NOT_A_THING = re.compile(
    r"^(?:(?:the|this|that|these|those|a lot|so much|my|our|your|his|her|their|being|having|both|all|what|how|doing"
    r"|getting|going|to|not|such|each|every|etc|see|talk\w*|chat\w*|know\w*|shar\w+|think\w*|hear\w*|find\w*|get|be"
    r"|have|do|go|feel\w*)\b|(?:everything|nothing|anything|something|some|one|new|first|last)$)"
    r"|\b(?:it|you|him|hers?|them|they|he|she|we|us|me|i)\b",
    re.I,
)
_DETERMINER = re.compile(
    r"^(?:(?:an?|some|any|many|lots of|all kinds of|various|different|going for|going"
    r"|the(?= (?:sea|theat(?:re|er)|outdoors|mountains|ocean|beach|cinema|gym|countryside|arts|violin|piano"
    r"|guitar)\b))\s+)+",
    re.I,
)

_RELATION = (
    r"(?:best |close |old |good )?friend|girlfriend|boyfriend|wife|husband|partner|fiancée?|mother|father|mom|mum|dad"
    r"|(?:older |younger |little |big |twin )?(?:sister|brother)|son|daughter|grandmother|grandfather|grandma|grandpa"
    r"|aunt|uncle|cousin|niece|nephew|boss|manager|colleague|coworker|roommate|flatmate|neighbou?r|teacher|coach"
    r"|therapist|dog|cat"
)
_PERSON = re.compile(
    rf"\b[Mm]y (?P<relation>{_RELATION})"
    r"(?:(?:'s name is| is called| is named| named| called|,)? (?P<name>[A-Z][a-z]+(?:-[A-Z][a-z]+)?)\b)?"
    rf"|\b(?P<before>[A-Z][a-z]+),? (?:who is |is )?my (?P<of>{_RELATION})\b"
)
_NEEDS_A_NAME = re.compile(r"friend|colleague|coworker|teacher|neighbou?r", re.I)
_NO_NAME = listed(
    """
    I And But So He She They It We The My Is Was Has Have In On At To Monday Tuesday Wednesday Thursday Friday
    Saturday Sunday May Today Yesterday Tomorrow Hello Hi Hey Dear Thanks Yes No Well Oh Ok Okay Recently Lately
    Then Also With From When After Before Both Maybe Because Since Sometimes Usually This That Would Will Can
    Morning Evening Afternoon Goodbye Bye Actually Sure Now Please Sorry Is Are For Of As Like If While Until
    """
)

_TIMES = (
    r"(?:every|each) (?:single )?(?:other )?(?:morning|day|night|evening|afternoon|week|weekend|month|\w+day)s?"
    r"|on (?:\w+days|weekends|weekdays)|(?:once|twice|(?:two|three|four|five|\d+) times) (?:a|per) (?:day|week|month)"
    r"|before (?:bed|work|breakfast|school)|after (?:work|school|dinner|lunch)"
)
_ROUTINE = re.compile(
    r"\b(?:I|we) (?:(?:usually|always|often|normally|typically|generally|try to|also) )*"
    rf"(?P<what>[a-z]+\b(?:(?! (?:I|we) )[^.,;!?])*?\b(?:{_TIMES})(?: [a-z]+ing)?)\b",
    re.I,
)
_NO_ROUTINE = re.compile(
    r"^(?:and|or|am|was|were|will|would|had|did|have|has|should|need|want|can|could|may|might|must|do|does|don't|didn't"
    r"|never|hope|wish|plan|think|feel|love|like|hate|know|said|thought|felt|got|saw|met|found|made|bought|lost|\w+ed"
    r"|not|went|just|then|took|ran|came|ate|spoke|began|wrote|slept|left|gave)\b",
    re.I,
)


def observed(sentences: Sequence[Sentence]) -> tuple[Observation, ...]:
    """Everything that `sentences` (of one session, in order) shows; the same thing of one message only once."""
    found: dict[tuple[str, str, int], Observation] = {}
    for sentence in sentences:
        for facet, text, weight in _seen(sentence):
            message = sentence.message
            seen = Observation(facet, text, weight, message.id, message.day, sentence.quote)
            found.setdefault((facet, text.casefold(), message.id), seen)
    return tuple(found.values())


def _seen(sentence: Sentence) -> Iterator[tuple[str, str, float]]:
    lasting = 2.0 if _LASTING.search(sentence.text) else 1.0
    yield from ((STYLE, wish, lasting) for wish in wishes(sentence.text))
    yield from ((PERSON, who, 1.0) for who in _people(sentence.text))
    if sentence.asserted:
        yield from ((INTEREST, thing, 1.0) for thing in _interests(sentence.text))
        yield from ((ROUTINE, what, 1.0) for what in _routines(sentence.text))


def _interests(text: str) -> Iterator[str]:
    for match in _LIKES.finditer(text):
        if match["do"] and not _NOT_A_THING.match(match["do"]):
            yield from _things(f"{_gerund(match['do'])}{match['things'] or ''}")
        elif not match["do"]:
            yield from _things(match["things"] or match["named"] or "")


def _things(text: str) -> Iterator[str]:
    ended = _THING_ENDS.search(text)
    named = text[: ended.start() if ended else None]
    # "sunny and warm weather" is one thing; "hiking and rock climbing" are two.
    joined = _ONE_OF_A_PAIR.sub(r"\g<one>_and_", f" {named.strip()}")
    for part in _BETWEEN_THINGS.split(joined):
        thing = _DETERMINER.sub("", part.replace("_and_", " and ").strip(" -'\"")).strip()
        words = thing.split()
        if not words or _NOT_A_THING.search(thing) or len(thing) < 3:
            continue
        if len(words) > LONGEST_INTEREST or not all(any(c.isalpha() for c in w) for w in words):
            continue
        yield thing


def _gerund(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        return verb[:-1] + "ing"
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", verb):
        return verb + verb[-1] + "ing"
    return verb + "ing"


def _people(text: str) -> Iterator[str]:
    for match in _PERSON.finditer(text):
        relation, name = match["relation"] or match["of"], match["name"] or match["before"]
        if name and name not in _NO_NAME:
            yield f"{name} ({relation})"
        elif not _NEEDS_A_NAME.search(relation):
            yield relation


def _routines(text: str) -> Iterator[str]:
    for match in _ROUTINE.finditer(text):
        what = " ".join(match["what"].split())
        if not _NO_ROUTINE.match(what) and len(what.split()) <= LONGEST_ROUTINE:
            yield what
