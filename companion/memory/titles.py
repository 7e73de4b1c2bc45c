"""Titles of conversations made of what was said, without a model. English rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from companion.language.distress import distress
from companion.language.small_talk import without_greeting
from companion.language.statements import Statement, statements
from companion.language.verbs import gerund
from companion.language.words import STOP_WORDS, content_words, listed
from companion.memory.topics import PLAIN_WORDS, joined, own_words, topics
from companion.records import Message, Role

TITLE_WORDS = 6
NO_TITLE = "New conversation"

_ABOUT = re.compile(
    r"\b(?:talk|chat|tell|ask|share|discuss|speak|question|problem)\b(?: \w+){0,4}? (?:about|with)"
    r" (?!you\b)((?:my |the |a )?[^.,;!?]{3,60})",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:(?:to|an?|the|some|my|our|about|of|that|whether|i should)\s+)+", re.IGNORECASE)
_NO_TITLE_IN = ("name", "feels", "work", "is")
"""Relations whose value is no subject of a talk."""
_PEOPLE = ("family", "knows")
"""Relations whose value is the name of somebody."""
_PLACE = re.compile(r"^(?:an?|the) (?=[a-z])(?!(?:new )?(?:friend|doctor|dentist)s?\b)")
"""How the place that somebody went to begins, where it is one of many and not called by a name."""
_TO_DO = re.compile(
    r"^(?:(?:whether (?:or not )?|where |when |how )?to (?:better )?|(?:(?:whether|if) (?:or not )?)?i should )"
    r"(?P<verb>[a-z]+)\b",
    re.IGNORECASE,
)
_PURPOSE = ("plans", "wants", "considers", "struggles_with")
"""Relations whose value may be what somebody is "to" do."""
_OF_ONESELF = re.compile(
    r"^(?:(?:so|and|but|well|also|maybe|perhaps),? )?i(?:'m| am|'ve been| have been| (?:could|might|may|should|can)"
    r"(?: (?:also|even|just|perhaps|maybe))* (?:try|consider|start|begin)(?= \w+ing\b))"
    r"(?: (?:also|just|really|still|so|very))* (?!not\b|n[o']t\b)",
    re.IGNORECASE,
)
"""How a sentence about oneself begins before it says what it is about."""
_END_OF_TITLE = re.compile(
    r"\s+(?:and (?:\w+ed|saw|had|went|bought|shot|got|ate|met)|which|who|that|because|called|today|lately|recently"
    r"|tonight|this morning|so|but|such as|like(?= \"))(?=\W)|[.;:!?]\s"
    r"|,\s(?=i\b|and i\b|especially)",
    re.IGNORECASE,
)
_LOOSE_END = STOP_WORDS | listed(
    "new great some really recently today lately together next some several many most since until while"
)


def title_for(messages: Sequence[Message]) -> str:
    """A short title from the user's first message that tells something, else the first words of the first that says
    more than a greeting; `New conversation` when none does."""
    title = told_title(messages)
    if title != NO_TITLE:
        return title
    return next((title for message in _mine(messages) if (title := _first_words(message))), NO_TITLE)


def told_title(messages: Sequence[Message]) -> str:
    """A short title from the user's first message that tells something; `New conversation` when none does yet."""
    for message in _mine(messages):
        if title := _title_of(message):
            return title[:1].upper() + title[1:]
    return NO_TITLE


def _mine(messages: Sequence[Message]) -> list[Message]:
    """The user's messages that a title may show."""
    return [message for message in messages if message.role is Role.USER and not distress(message.text)]


def _title_of(message: Message) -> str:
    """What a message announces ("I want to talk about …"), else what it states, else two topics; may be empty."""
    own = " ".join(own_words(message.text))
    made = [one for one in statements(own) if not one.refusal]
    told = [_value(one, made) for one in made if one.relation not in _NO_TITLE_IN]
    announced = _ABOUT.search(own)
    for text in ([announced[1]] if announced else []) + told:
        title = _short(_ARTICLE.sub("", _TO_DO.sub(lambda match: gerund(match["verb"].lower()), text)))
        if title and title.count('"') % 2 == 0:
            return title
    about = topics([message], most=2)
    return joined(about) if len(about) > 1 or any(" " in topic for topic in about) else ""


def _value(told: Statement, beside: Sequence[Statement]) -> str:
    """What a statement says; of where one went, that one was there, and of what is to be done, that it is.

    Somebody by name is who they are to the user, and where they live if that is told `beside` it.
    """
    kind, _, role = told.relation.partition(":")
    if kind in _PEOPLE and told.value[:1].isupper():
        home = next((one.value for one in beside if (one.subject, one.relation) == (told.subject, "lives_in")), "")
        return f"{role} {told.value} in {home}" if home else f"{role} {told.value}"
    if told.relation == "visited":
        return _PLACE.sub("at the ", told.value)
    to_do = told.relation in _PURPOSE and told.text.partition(told.value)[0].endswith(" to ")
    return f"to {told.value}" if to_do else told.value


def _first_words(message: Message) -> str:
    """How a message begins, after its greeting; empty when it only greets or says what no title may show."""
    for sentence in own_words(message.text):
        plain = without_greeting(sentence)
        named = any(one.relation == "name" for one in statements(plain))
        if not named and set(content_words(plain)) - PLAIN_WORDS and plain.count('"') % 2 == 0:
            words = _OF_ONESELF.sub("", plain).split()
            reach = next((at for at in range(TITLE_WORDS, TITLE_WORDS + 3) if not _is_loose(words[:at])), TITLE_WORDS)
            title = " ".join(_firm(words[:reach])).rstrip(",;:.!? ")
            return title[:1].upper() + title[1:] + ("…" if len(words) > reach else "")
    return ""


def _short(text: str) -> str:
    """The first words of `text`, up to where it turns to something else; of two things the first if both are long."""
    words = _END_OF_TITLE.split(text)[0].split()
    if len(words) > TITLE_WORDS and "and" in words[1:TITLE_WORDS]:
        words = words[: len(words[:TITLE_WORDS]) - 1 - words[:TITLE_WORDS][::-1].index("and")]
    return " ".join(_firm(words[:TITLE_WORDS])).rstrip(",;:.!? ")


def _firm(words: list[str]) -> list[str]:
    """`words` without those at the end that lead on to others."""
    kept = len(words)
    while _is_loose(words[:kept]):
        kept -= 1
    return words[:kept]


def _is_loose(words: list[str]) -> bool:
    """Whether the last of them leads on to another."""
    return bool(words) and words[-1].lower().strip(",") in _LOOSE_END
