"""A title that the model gave along with its notes, when it is one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from companion.language.words import content_words, stem
from companion.memory.guard import flags
from companion.records import Message

LONGEST_TITLE = 60
"""Characters; what is longer is a summary."""
MOST_WORDS = 9
"""A title of more words is a sentence."""
TITLE_SHARE = 0.5
"""Least share of a title's words that the conversation must hold; below, it is made up."""
_SENTENCE = re.compile(
    r"^(?:(?:the|this|our|a) )?(?:user|assistant|companion|speaker|conversation|summary|title)\b(?!['’])"
    r"|^(?:i|i['’]m|you|we|he|she|they|it|this is|here is|here['’]s)\s"
    r"|\w{4,}[.!?]\s+\S",
    re.IGNORECASE,
)
"""How a title begins that tells about the talk instead of naming it, and where one holds two sentences."""
_ENDS = " .,:;!?\"'“”‘’*#"


def model_title(given: str, messages: Sequence[Message]) -> str:
    """`given` as a title on one line; empty when it is none, or has too little to do with what was said."""
    title = " ".join(given.split()).strip(_ENDS)
    told = {stem(word) for word in content_words(title)}
    said = {stem(word) for message in messages for word in content_words(message.text)}
    if not told or len(title) > LONGEST_TITLE or flags(title) or len(told & said) / len(told) < TITLE_SHARE:
        return ""
    if len(title.split()) > MOST_WORDS or _SENTENCE.search(title) or _tells_of(title, messages):
        return ""
    return title[:1].upper() + title[1:]


def _tells_of(title: str, messages: Sequence[Message]) -> bool:
    """Whether it says what one of those who talk does: their name, and no other after it."""
    first, _, rest = title.partition(" ")
    names = {message.speaker.split()[0].casefold() for message in messages if message.speaker.split()}
    return first.casefold() in names and not rest.casefold().startswith(("and ", "or "))
