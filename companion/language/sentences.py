"""Where sentences and clauses lie in a text, to the character, and which parts of it are somebody else's words."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

Range = tuple[int, int]

LONGEST_MESSAGE = 20_000
"""Characters; what stands beyond this in a message is a pasted document."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of a text, without the blanks around them."""

    start: int
    end: int
    text: str

    @property
    def asks(self) -> bool:
        """Whether it ends as a question does."""
        return self.text.rstrip("\"'”’)]… !").endswith("?")


_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|\n+")
_NOT_AN_END = re.compile(r"(?:\b(?i:mr|mrs|ms|dr|prof|vs|e\.g|i\.e)|\b(?!I\b)[A-Z])\.$")
_INLINE_QUOTE = re.compile(r"\"[^\"\n]{1,400}\"|“[^”\n]{1,400}”|«[^»\n]{1,400}»")
_QUOTED_LINES = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_PASTED = re.compile(
    r"\b(?:translat\w*|proofread\w*|rewrite|rephrase|paraphrase|summari[sz]e|edit|correct|check|fix|review)\b"
    r"[^\n:.?!]{0,80}:\s*(?=\S)"
    r"|^-{2,}\s*(?:original|forwarded) message.*$"
    r"|^from: .+\n(?:.+\n){0,4}subject: .*$"
    r"|^dear (?!diary)[^\n,]{1,60},\s*$",
    re.IGNORECASE | re.MULTILINE,
)
"""From here on a message holds a text to work on, a forwarded mail or the draft of a letter."""
_SUBJECT = r"(?:I|we|my|our|it|he|she|they|this|that|there|you|everyone|what|don't|please|call)\b"
_BREAK = re.compile(
    r"\s*;\s+|\s+[-–—]+\s+|—|\s*[()]\s*|:\s+"
    r"|,?\s+(?:but|because|although|though|whereas)\s+"
    r"|,\s+(?:which|however|especially since)\s+"
    rf"|,?\s+(?:and|so|yet|as|since)\s+(?=(?:(?:sometimes|lately|now|then|today|tomorrow|usually|recently)\s+)?{_SUBJECT})"
    r"|,?\s+and\s+(?=(?:the|an?|his|her|their|our|its)\s+(?:[\w-]+\s+){1,3}(?:is|was|are|were|has|had|helped|seems?)\b)"
    r"|[,\"”]\s+(?=(?:do|did|have|are|can|could|would|will|what|how|where|any|is there|should)\s"
    r"(?:you|I|we|the|is|are|do|good|advice|about)\b)",
    re.IGNORECASE,
)
_PAIR = re.compile(r"(?:^|,\s+)(?:(?:my|our)(?: [\w'-]+){1,2}|me|I) and (?:I\b|my\b)", re.IGNORECASE)
"""Two people who do a thing together: no new clause begins between them."""
_SPLICE = re.compile(rf",\s+(?={_SUBJECT})", re.IGNORECASE)
_HAS_SUBJECT = re.compile(r"(?i:\b(?:I|we|my|you|it|he|she|they|is|was|are)\b)")


def sentence_pieces(text: str) -> list[Piece]:
    """The sentences of `text` in order. Titles, initials and full stops inside quotation marks do not end one."""
    quotes = [match.span() for match in _INLINE_QUOTE.finditer(text)]
    found: list[Piece | None] = []
    start = 0
    for match in _END.finditer(text):
        if _NOT_AN_END.search(text[max(0, match.start() - 6) : match.start() + 1]) and match[0] == ".":
            continue
        if _falls_inside(match.start(), match.end(), quotes):
            continue
        found.append(piece_between(text, start, match.end()))
        start = match.end()
    found.append(piece_between(text, start, len(text)))
    return [piece for piece in found if piece is not None]


def clause_pieces(sentence: Piece) -> list[Piece]:
    """The clauses of a sentence in order; positions count from where the sentence's own positions count."""
    text = sentence.text
    quotes = [match.span() for match in _INLINE_QUOTE.finditer(text)]
    found: list[Piece | None] = []
    start = 0
    breaks = sorted([*_BREAK.finditer(text), *_SPLICE.finditer(text)], key=lambda match: match.span())
    for match in breaks:
        after_quote = match[0][:1] in '"”'
        at = match.start() + 1 if after_quote else match.start()
        if at < start or _falls_inside(at, at, quotes) or _PAIR.search(text[start : match.end() + 2]):
            continue
        if match.re is _SPLICE and not _HAS_SUBJECT.search(text[start:at]):
            continue
        found.append(piece_between(text, start, at))
        start = match.end()
    found.append(piece_between(text, start, len(text)))
    return [
        Piece(piece.start + sentence.start, piece.end + sentence.start, piece.text)
        for piece in found
        if piece is not None
    ]


def _falls_inside(start: int, end: int, ranges: list[Range]) -> bool:
    """Whether `start` to `end` lies within one of `ranges`, clear of its edges; they are sorted and apart."""
    at = bisect_right(ranges, start, key=lambda one: one[0]) - 1
    return at >= 0 and ranges[at][0] < start and end < ranges[at][1]


def piece_between(text: str, start: int, end: int) -> Piece | None:
    """The piece from `start` to `end` less the blanks at both sides; None when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Piece(start, end, text[start:end]) if start < end else None


def quoted_ranges(text: str) -> list[Range]:
    """The parts of `text` that are not the writer's own words: quotations, quoted lines, code, pasted text."""
    head = text[:LONGEST_MESSAGE]
    ranges = [match.span() for pattern in (_INLINE_QUOTE, _QUOTED_LINES, _FENCE) for match in pattern.finditer(head)]
    if len(text) > LONGEST_MESSAGE:
        ranges.append((LONGEST_MESSAGE, len(text)))
    pasted = _PASTED.search(head)
    if pasted:
        ranges.append((pasted.end(), len(text)))
    return sorted(ranges)


def lies_in(start: int, end: int, ranges: list[Range]) -> bool:
    """Whether the characters `start` to `end` lie wholly inside one of `ranges`."""
    return any(first <= start and end <= last for first, last in ranges)
