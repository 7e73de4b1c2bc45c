"""A title that the model gave along with its notes, when it is one."""

from __future__ import annotations

from collections.abc import Sequence

from companion.language.words import content_words, stem
from companion.memory.guard import flags
from companion.records import Message

LONGEST_TITLE = 60
"""Characters; what is longer is a summary."""
TITLE_SHARE = 0.5
"""Least share of a title's words that the conversation must hold; below, it is made up."""
_ENDS = " .,:;!?\"'“”‘’*#"


def model_title(given: str, messages: Sequence[Message]) -> str:
    """`given` as a title on one line; empty when it is none, or has too little to do with what was said."""
    title = " ".join(given.split()).strip(_ENDS)
    told = {stem(word) for word in content_words(title)}
    said = {stem(word) for message in messages for word in content_words(message.text)}
    if not told or len(title) > LONGEST_TITLE or flags(title) or len(told & said) / len(told) < TITLE_SHARE:
        return ""
    return title[:1].upper() + title[1:]
