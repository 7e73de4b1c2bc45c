"""Taking words out of texts: the mark that stays in their place, and finding where else they are said again.

Pure. Positions are characters. "Telling" words are those that, in the whole profile, only the forgotten words brought
in: who reads one of them knows what was forgotten.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from companion.language.calendar import MONTH_NAMES
from companion.language.sentences import Range, sentence_pieces
from companion.language.words import content_words, stem, words

RUN = 4
"""Words in a row from which a text repeats another one, where at least two of them carry a subject."""
_MARK = re.compile(r"\[forgotten on \d{1,2} [A-Z][a-z]{2} \d{4}\]")
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BETWEEN = re.compile(r"[\s.,;:!?…\"'“”’()\[\]–—-]*")
_SPACES = re.compile(r"[ \t]{2,}")


def mark_of(day: dt.date) -> str:
    """What stands where words were taken out."""
    return f"[forgotten on {day.day} {MONTH_NAMES[day.month - 1][:3].capitalize()} {day.year}]"


def without_marks(text: str) -> str:
    """`text` as it is remembered: the marks go, and the blanks that they leave."""
    return _SPACES.sub(" ", _MARK.sub(" ", text)).strip() if "[forgotten on " in text else text


def squeezed(text: str) -> str:
    """`text` with one blank where there were several, and none at its ends."""
    return _SPACES.sub(" ", text).strip()


def blanked(text: str, ranges: Iterable[Range] = ()) -> str:
    """`text` with blanks in place of marks and of `ranges`: of the same length, so that places stay what they are."""
    for start, end in [*ranges, *(match.span() for match in _MARK.finditer(text))]:
        start, end = min(start, len(text)), min(end, len(text))
        text = text[:start] + " " * max(0, end - start) + text[max(start, end) :]
    return text


def joined(text: str, ranges: Iterable[Range]) -> list[Range]:
    """`ranges` of `text` in order, overlapping ones as one, and those with nothing but punctuation between them."""
    found: list[Range] = []
    for start, end in sorted((max(0, start), min(len(text), end)) for start, end in ranges):
        if start >= end:
            continue
        if found and (start <= found[-1][1] or _BETWEEN.fullmatch(text, found[-1][1], start)):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


@dataclass(frozen=True, slots=True)
class Cut:
    """A text with words taken out. `moves` are the ranges that went, in order, and what stands in place of each."""

    text: str
    moves: tuple[Range, ...]
    mark: str

    def moved(self, start: int, end: int) -> Range | None:
        """Where the range `start` to `end` of the old text lies now; None when nothing is left of it."""
        shift = 0
        for first, last in self.moves:
            if last <= start:
                shift += len(self.mark) - (last - first)
        at, left = start + shift, end - start
        for first, last in self.moves:
            inside = min(end, last) - max(start, first)
            if inside > 0:
                left += (len(self.mark) if first >= start else 0) - inside
                at += 0 if first >= start else first + len(self.mark) - start
        return (at, at + left) if left > 0 and without_marks(self.text[at : at + left]) else None


def cut(text: str, ranges: Iterable[Range], mark: str) -> Cut:
    """`text` with `mark` in place of each of `ranges`."""
    moves = joined(text, ranges)
    pieces, at = [], 0
    for start, end in moves:
        pieces += [text[at:start], mark]
        at = end
    return Cut("".join([*pieces, text[at:]]), tuple(moves), mark)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The words that go, as they are looked for elsewhere. `phrases` are asked for wherever they stand."""

    runs: frozenset[tuple[str, ...]]
    wholes: tuple[tuple[str, ...], ...]
    telling: frozenset[str]
    """Stems."""
    names: frozenset[str]
    """Those of them that name something, or are numbers."""
    phrases: tuple[str, ...] = ()

    def quoted(self, text: str, *, near: bool) -> list[Range]:
        """The parts of `text` that say the words again: the words themselves, else the sentence that tells of them.

        `near` means that the writer had the words before them: then one telling word is enough.
        """
        exact = [*self.exact(text), *(span for phrase in self.phrases for span in phrase_spans(text, phrase))]
        rest = blanked(text, exact)
        found = [(piece.start, piece.end) for piece in sentence_pieces(rest) if self._tells(piece.text, near)]
        return joined(text, [*exact, *found])

    def exact(self, text: str) -> list[Range]:
        """Where one of the sentences stands word for word."""
        tokens = [(match[0].casefold().replace("’", "'"), match.span()) for match in _TOKEN.finditer(text)]
        said = [token for token, _ in tokens]
        found = []
        for whole in self.wholes:
            for at in range(len(said) - len(whole) + 1):
                if tuple(said[at : at + len(whole)]) == whole:
                    found.append((tokens[at][1][0], tokens[at + len(whole) - 1][1][1]))
        return found

    def _tells(self, sentence: str, near: bool) -> bool:
        stems = {stem(word) for word in content_words(sentence)} & self.telling
        if stems & self.names or len(stems) >= (1 if near else 2):
            return True
        said = tokens_of(sentence)
        return any(tuple(said[at : at + RUN]) in self.runs for at in range(len(said) - RUN + 1))


def forgotten(statements: Sequence[str], telling: Iterable[str], phrases: Iterable[str] = ()) -> Forgotten:
    """What to look for when `statements` are forgotten; `telling` are the words (not stems) that only they hold."""
    runs, wholes = set(), set()
    for statement in statements:
        for piece in sentence_pieces(statement):
            said = tokens_of(piece.text)
            if len(content_words(piece.text)) >= 2:
                wholes.add(tuple(said))
            for at in range(len(said) - RUN + 1):
                if len(content_words(" ".join(said[at : at + RUN]))) >= 2:
                    runs.add(tuple(said[at : at + RUN]))
    only = frozenset(telling)
    names = {word for word in only if word.isdigit() or _is_name(word, statements)}
    longest_first = sorted(wholes, key=lambda whole: (-len(whole), whole))
    return Forgotten(
        frozenset(runs),
        tuple(longest_first),
        frozenset(stem(word) for word in only),
        frozenset(stem(word) for word in names),
        tuple(phrases),
    )


def tokens_of(text: str) -> list[str]:
    """Every word of `text` in lower case, apostrophes inside words kept."""
    return [match[0].casefold().replace("’", "'") for match in _TOKEN.finditer(text)]


def phrase_spans(text: str, phrase: str) -> list[Range]:
    """Where `phrase` stands in `text`, whatever its case, at the beginning of a word where the phrase begins with one.

    "bee" is found in "bees", "Anna" is not found in "Hannah".
    """
    wanted = phrase.strip()
    if not wanted:
        return []
    lettered = wanted[0].isdigit() or wanted[0].lower() != wanted[0].upper()
    pattern = ("(?<![^\\W_])" if lettered else "") + re.escape(wanted) + (r"[^\W_]*" if lettered else "")
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]


def sentences_with(text: str, ranges: Iterable[Range]) -> list[Range]:
    """`ranges`, each grown to the whole sentence that it stands in."""
    wanted = list(ranges)
    pieces = [(piece.start, piece.end) for piece in sentence_pieces(text)]
    grown = [(start, end) for start, end in pieces if any(first < end and start < last for first, last in wanted)]
    return joined(text, [*wanted, *grown])


def _is_name(word: str, statements: Sequence[str]) -> bool:
    """Whether it is written with a capital letter where no sentence begins."""
    for statement in statements:
        for piece in sentence_pieces(statement):
            for number, match in enumerate(_TOKEN.finditer(piece.text)):
                if number and match[0][:1].isupper() and word in words(match[0]):
                    return True
    return False
