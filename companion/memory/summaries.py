"""Summaries made of what was said, without a model: the same messages always give the same words. English rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from companion.language.distress import distress
from companion.language.likeness import likeness
from companion.language.sentences import LONGEST_MESSAGE, Piece, quoted_ranges, sentence_pieces
from companion.language.statements import LONGEST_SENTENCE, SELF, statements
from companion.language.statements_sincerity import truths
from companion.language.words import content_words
from companion.memory.guard import flags
from companion.memory.topics import PLAIN_WORDS, joined, topics
from companion.records import Message, Role, Truth

MOST_QUOTES = 2
LONGEST_QUOTE = 160
"""Characters; a longer sentence is cut at a word."""
DAY_LIMIT = 700
"""Characters of a day's summary."""
RUNNING_LIMIT = 600
"""Characters of the running summary: it stays this size however long the session gets."""
TO_COMPANION = 0.3
"""Worth of a sentence that speaks to the companion, against one that does not."""
NEW_TO_SAY = 0.75
"""Likeness below which a sentence adds something to those before it."""

_GREETING = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?|thank you|okay|ok|bye|goodbye)\b", re.IGNORECASE
)
_TO_COMPANION = re.compile(r"\b(?:you|your)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence of the user and how much it tells of them."""

    text: str
    worth: float


def summarise_session(messages: Sequence[Message], user_name: str = "") -> str:
    """One to three sentences: the topics, and up to two of the user's own sentences. Empty if nothing was said."""
    lines = _lines(messages)
    about = topics(messages)
    if not lines and not about:
        return ""
    who = user_name or next(
        (message.speaker for message in messages if message.role is Role.USER and message.speaker), ""
    )
    opening = f"{who} talked about {joined(about)}." if who else f"Talked about {joined(about)}."
    quotes = [f"“{_cut(line.text)}”" for line in _best(lines, MOST_QUOTES)]
    return " ".join([opening, *quotes] if about else quotes)


def summarise_day(summaries: Iterable[str], limit: int = DAY_LIMIT) -> str:
    """One summary of several, in their order, at most `limit` characters; the first sentence of each is the last to go.

    Serves for weeks and the whole story as well.
    """
    pieces = [[piece.text for piece in sentence_pieces(summary)] for summary in summaries if summary.strip()]
    wanted = [(0, row, 0, texts[0]) for row, texts in enumerate(pieces) if texts]
    wanted += [(1, row, at, text) for row, texts in enumerate(pieces) for at, text in enumerate(texts) if at]
    kept: list[tuple[int, int, str]] = []
    room = limit
    for _, row, at, text in wanted:
        cut = _cut(text, max(limit, 1))
        if len(cut) + 1 <= room + 1 and not any(likeness(cut, other) >= NEW_TO_SAY for _, _, other in kept):
            kept.append((row, at, cut))
            room -= len(cut) + 1
    return " ".join(text for _, _, text in sorted(kept))


def running_summary(messages: Sequence[Message], limit: int = RUNNING_LIMIT) -> str:
    """What the user told so far in this session, in order, at most `limit` characters.

    The sentences that tell most stay; of equal ones the later.
    """
    lines = _lines(messages)
    order = sorted(range(len(lines)), key=lambda at: (-lines[at].worth, -at))
    kept: list[int] = []
    room = limit
    for at in order:
        text = _cut(lines[at].text)
        if len(text) + 1 <= room and not any(likeness(text, lines[other].text) >= NEW_TO_SAY for other in kept):
            kept.append(at)
            room -= len(text) + 1
    return " ".join(_cut(lines[at].text) for at in sorted(kept))


def _lines(messages: Sequence[Message]) -> list[_Line]:
    mine = [message for message in messages if message.role is Role.USER]
    meant = truths([message.text for message in mine])
    return [
        _Line(piece.text, worth)
        for message, truth in zip(mine, meant, strict=True)
        if truth is Truth.SINCERE
        for quotes in [_long_quotes(message.text)]
        for piece in sentence_pieces(message.text[:LONGEST_MESSAGE])
        if not any(first < piece.end and piece.start < last for first, last in quotes) and (worth := _worth(piece)) > 0
    ]


def _long_quotes(text: str) -> list[tuple[int, int]]:
    """What is pasted rather than named: a title in quotation marks may stand in a sentence of the user's own."""
    return [(first, last) for first, last in quoted_ranges(text) if last - first > LONGEST_QUOTE // 2]


def _worth(piece: Piece) -> float:
    """How much a sentence tells: its statements first, then its words; questions and greetings tell nothing."""
    if piece.asks or len(piece.text) > LONGEST_SENTENCE or flags(piece.text) or distress(piece.text):
        return 0.0
    words = [word for word in content_words(piece.text) if word not in PLAIN_WORDS]
    made = [one for one in statements(piece.text) if not one.refusal]
    if not words or (not made and (len(words) < 2 or _GREETING.match(piece.text))):
        return 0.0
    about_self = any(one.subject == SELF for one in made)
    worth = min(len(words), 8) / 8 + 1.0 * bool(made) + 0.25 * about_self
    return worth * (TO_COMPANION if _TO_COMPANION.search(piece.text) else 1.0)


def _best(lines: Sequence[_Line], most: int) -> list[_Line]:
    """The lines that tell most and differ from each other, in order of appearance."""
    chosen: list[int] = []
    for at in sorted(range(len(lines)), key=lambda index: (-lines[index].worth, index)):
        if len(chosen) < most and not any(
            likeness(lines[at].text, lines[other].text) >= NEW_TO_SAY for other in chosen
        ):
            chosen.append(at)
    return [lines[at] for at in sorted(chosen)]


def _cut(text: str, longest: int = LONGEST_QUOTE) -> str:
    plain = " ".join(text.split())
    if len(plain) <= longest:
        return plain
    return plain[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
