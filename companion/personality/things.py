"""Cuts what follows a verb of liking into the things that are liked: short, and without articles. Pure; English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from companion.personality.activities import GAMES, INSTRUMENTS, VERBS

LONGEST = 4
"""Words; what is longer is a story and no interest."""

_THING_ENDS = re.compile(
    r"\s(?:but|because|when|whenever|which|who|that|how|if|since|so|especially|although|though|with|in|at|on|for"
    r"|from|while|as|too|very|most|more|than|after|before|every|during|called|named|whose|where|by|lately|recently"
    r"|these days"
    r"|now|sometimes|alone|together|again|near|the (?:most|best)|I)\b|(?<!listening)\sto\b"
)
_BETWEEN_THINGS = re.compile(r"\s*,\s*(?:and |or )?|\s+(?:and|or|as well as|&)\s+")
_ONE_OF_A_PAIR = re.compile(
    r"(?:(?<=^ )|(?<=, ))(?![a-z]+(?:s|ing)\b)(?P<one>[A-Za-z]+) (?:and|or) (?=[A-Za-z]+ [a-z]+\s*(?:,|$))"
)
_NOT_A_THING = re.compile(
    r"^(?:(?:the|this|that|these|those|a lot|so much|my|our|your|his|her|their|being|having|both|all|what|how|doing"
    r"|getting|going|to|not|such|each|every|etc|hard|abroad|see|talk\w*|chat\w*|know\w*|shar\w+|think\w*|hear\w*|find\w*|get|be"
    r"|have|do|go|feel\w*)\b|(?:everything|nothing|anything|something|some|one|new|first|last|skills?|languages?"
    r"|things?|exercises?|stuff"
    r"|dish(?:es)?|recipes?|times?|places?|ideas?|days?|people|lot)$)|\b(?:people|weather)\b"
    r"|\b(?:it|you|him|hers?|them|they|he|she|we|us|me|i)\b",
    re.I,
)
_DETERMINER = re.compile(
    r"^(?:(?:an?|some|any|many|lots of|all kinds of|various|different|going for|going"
    r"|the(?= (?:sea|theat(?:re|er)|outdoors|mountains|ocean|beach|cinema|gym|countryside|arts)\b)"
    rf"|the(?= (?:{INSTRUMENTS})\b))\s+)+",
    re.I,
)


_PLAYING = re.compile(rf"play(?:ing)? (?:the )?(?P<what>{INSTRUMENTS}|{GAMES})")
_SHOOTING = re.compile(r"(?:shooting|taking) (?:landscapes?|portraits?|photos?|photographs?|pictures)")
"""Said of a camera."""
_THIS_ONE = re.compile(
    r"\s*(?:the (?!(?:sea|theat\w+|outdoors|mountains|ocean|beach|cinema|gym|countryside|arts)\b"
    rf"|(?:{INSTRUMENTS})\b)|this |that |these |those |your )",
    re.I,
)
_AROUND = re.compile(
    r"^(?:reading about|learning about|new|simple|basic|advanced) | (?:techniques?|skills?|tricks?|etc|a lot|books?)$"
)


def things(text: str) -> Iterator[str]:
    """The things named at the start of `text`, up to where the sentence turns to something else."""
    ended = _THING_ENDS.search(text)
    named = text[: ended.start() if ended else None]
    # "action and comedy films" is one thing; "hiking and rock climbing" are two.
    named = re.sub(r"\s(?:and|or)\s*$", "", f" {named.strip()}")
    joined = _ONE_OF_A_PAIR.sub(r"\g<one>_and_", named)
    for part in _BETWEEN_THINGS.split(joined):
        if _THIS_ONE.match(part):
            # "the plot and witty style": all of it belongs to one thing that was spoken of.
            return
        thing = _DETERMINER.sub("", part.replace("_and_", " and ").strip(" -'\"")).strip()
        thing = _AROUND.sub("", thing).strip()
        words = thing.split()
        if not words or _NOT_A_THING.search(thing) or len(thing) < 3:
            continue
        if len(words) > LONGEST or not all(any(c.isalpha() for c in w) for w in words):
            continue
        if _SHOOTING.fullmatch(thing):
            thing = "photography"
        playing = _PLAYING.fullmatch(thing)
        yield playing["what"] if playing else VERBS.get(thing, thing)
