"""A session as numbered lines for a model, in windows that fit its context, and the way from a quote to its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from companion.language.sentences import sentence_pieces
from companion.language.words import content_words
from companion.records import Message, Role

CHARS_PER_TOKEN = 3.5
"""An estimate for English; there is no tokenizer call."""
WINDOW_TOKENS = 1800
"""Size of the conversation in one call: with the prompt and the answer it fits a context of 4096."""
COMPANION_CHARS = 160
"""The companion's lines are context only and are cut."""
FEWEST_TO_FIND = 2
"""Content words of a quote that is looked for beyond the line that the model named; "I like" stands everywhere."""
_SAME_CHARS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class _Line:
    """A piece of a message as the model sees it: `number` counts the messages of the session from 1."""

    number: int
    text: str


def windows(messages: Sequence[Message], tokens: int = WINDOW_TOKENS) -> list[str]:
    """The session as numbered lines in pieces of about `tokens` estimated tokens; a message keeps its number."""
    room = max(int(tokens * CHARS_PER_TOKEN), 200)
    found: list[list[str]] = [[]]
    used = 0
    for line in _lines(messages, room):
        text = f"[{line.number}] {line.text}"
        if found[-1] and used + len(text) > room:
            found.append([])
            used = 0
        found[-1].append(text)
        used += len(text) + 1
    return ["\n".join(lines) for lines in found if any("] USER: " in line for line in lines)]


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Where `quote` stands in `text`: exactly, else but for case, blanks and the shape of quotation marks."""
    wanted = quote.strip()
    if not wanted:
        return None
    at = text.find(wanted)
    if at >= 0:
        return at, at + len(wanted)
    parts = [re.escape(part) for part in wanted.translate(_SAME_CHARS).rstrip(".!,;…").split()]
    match = re.search(r"\s+".join(parts), text.translate(_SAME_CHARS), re.IGNORECASE) if parts else None
    return match.span() if match else None


def find(quote: str, number: int, messages: Sequence[Message]) -> tuple[Message, tuple[int, int]] | None:
    """The user's message that holds `quote`, and where: message `number` of the session, else the nearest to it.

    Small models count lines badly. What the named line of the companion's holds is the companion's, and a quote that
    says next to nothing could stand anywhere: neither is looked for elsewhere.
    """
    named = messages[number - 1] if 1 <= number <= len(messages) else None
    here = locate(quote, named.text) if named else None
    if named and here:
        return (named, here) if named.role is Role.USER else None
    if len(content_words(quote)) < FEWEST_TO_FIND:
        return None
    for _, message in sorted(enumerate(messages, 1), key=lambda row: abs(row[0] - number)):
        span = locate(quote, message.text) if message.role is Role.USER else None
        if span:
            return message, span
    return None


def _lines(messages: Sequence[Message], room: int) -> Iterator[_Line]:
    for number, message in enumerate(messages, 1):
        if message.role is Role.COMPANION:
            yield _Line(number, "COMPANION: " + _flat(message.text)[:COMPANION_CHARS])
            continue
        part = ""
        for piece in sentence_pieces(message.text):
            for start in range(0, len(piece.text), room - 40):
                chunk = _flat(piece.text[start : start + room - 40])
                if part and len(part) + len(chunk) > room - 40:
                    yield _Line(number, f"USER: {part}")
                    part = ""
                part = f"{part} {chunk}".strip()
        if part:
            yield _Line(number, f"USER: {part}")


def _flat(text: str) -> str:
    """`text` on one line, unable to close the block that it stands in."""
    return " ".join(text.split()).replace("<", "‹").replace(">", "›")
