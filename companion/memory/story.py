"""The story: all weeks in a few sentences, the beginning and the latest first. Pure, and the same for the same weeks.

The top of MemoryBank's hierarchy (Zhong et al. 2023, arXiv 2305.10250): session, day, week, story.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from companion.language.likeness import likeness
from companion.language.sentences import sentence_pieces
from companion.language.tokens import estimate_tokens
from companion.memory.summaries import NEW_TO_SAY

WEEK_LIMIT = 900
"""Characters of a week's summary."""
STORY_LIMIT = 1200
"""Characters of the story, however long it gets: about as much as the prompt has room for."""
DAYS_SHARE = 0.6
"""The part of the prompt's room that the last days may take from the story."""

Dated = tuple[dt.date, str]


def monday_of(day: dt.date) -> dt.date:
    """The day by which the week of `day` is named."""
    return day - dt.timedelta(days=day.weekday())


def story_of(weeks: Sequence[Dated], limit: int = STORY_LIMIT) -> str:
    """The weeks (oldest first), month by month, in at most `limit` characters.

    Every month gives its first sentence before one gives a second: how it began, then from the latest month back.
    """
    months: dict[tuple[int, int], list[str]] = {}
    for day, text in weeks:
        months.setdefault((day.year, day.month), []).append(text)
    lines = {month: _by_turns(texts) for month, texts in months.items()}
    first, *others = list(lines) or [(0, 0)]
    order = [first, *others[::-1]] if lines else []
    kept: dict[tuple[int, int], list[str]] = {}
    room = limit
    for turn in range(max((len(told) for told in lines.values()), default=0)):
        for month in order:
            if turn >= len(lines[month]):
                continue
            sentence = lines[month][turn]
            cost = len(sentence) + 1 + (len(_name(month)) + 2 if month not in kept else 0)
            known = any(likeness(sentence, other) >= NEW_TO_SAY for told in kept.values() for other in told)
            if cost <= room + 1 and not known:
                kept.setdefault(month, []).append(sentence)
                room -= cost
    return " ".join(f"{_name(month)}: {' '.join(kept[month])}" for month in lines if month in kept)


def in_short(story: str, days: Sequence[Dated], tokens: int) -> str:
    """The story and the last days (oldest first) for a prompt, in at most `tokens` estimated tokens.

    Of the days the last ones stay; of the story its latest part.
    """
    room = int(tokens * DAYS_SHARE) if story else tokens
    kept: list[str] = []
    for day, text in reversed(days):
        words = _within(f"{day.isoformat()}: {text}".split(), room)
        kept.insert(0, " ".join(words))
        room -= _cost(words)
        if room < 1:
            break
    left = tokens - sum(_cost(line.split()) for line in kept)
    tail = _within(story.split()[::-1], left)[::-1]
    if len(tail) < len(story.split()):
        tail = ["…", *tail[1:]]
    return " ".join(part for part in (" ".join(tail) if left > 1 else "", *kept) if part)


def _by_turns(texts: Sequence[str]) -> list[str]:
    """The first sentence of each text, then the second of each, and so on."""
    pieces = [[piece.text for piece in sentence_pieces(text)] for text in texts]
    return [told[turn] for turn in range(max(map(len, pieces), default=0)) for told in pieces if turn < len(told)]


def _name(month: tuple[int, int]) -> str:
    return f"{dt.date(*month, 1):%B %Y}"


def _within(words: Sequence[str], tokens: int) -> list[str]:
    kept: list[str] = []
    for word in words:
        tokens -= estimate_tokens(word)
        if tokens < 0:
            break
        kept.append(word)
    return kept


def _cost(words: Sequence[str]) -> int:
    return sum(estimate_tokens(word) for word in words)
