"""Under which words and meaning a spoken turn is filed, so that recall can find it. Pure.

A turn is filed under its own words, the words of its two neighbours (word index) and the question that it answers
(vector): people do not repeat in an answer what was asked. Forgetting a turn must therefore refile both neighbours.
"""

from __future__ import annotations

from companion.language.words import content_words, sentences

_QUESTIONS = 2


def questions_in(text: str) -> str:
    """The last two question sentences of `text`; empty where there is none."""
    asked = [sentence for sentence in sentences(text) if sentence.rstrip("\"')]").endswith("?")]
    return " ".join(asked[-_QUESTIONS:])


def vector_text(text: str, before: str) -> str:
    """What to embed for a turn: the questions of the turn before it in the session, then its own words.

    No speaker's name and no date: they make all turns of one person, or of one day, alike.
    """
    return f"{questions_in(before)} {text}".strip()


def content_length(text: str) -> int:
    """How many different content words `text` has; "thanks, you too!" has next to none."""
    return len(content_words(text))
