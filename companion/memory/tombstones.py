"""By what a forgotten statement is known again: its words in order, its set of stems, and what it says of whom.

Light rewordings with the same words match; a paraphrase in other words does not, but what a learning would make of it
does, where it comes to the same fact.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from companion.language.redaction import blanked
from companion.language.sentences import Piece, Range, clause_pieces, sentence_pieces
from companion.language.small_talk import is_small_talk
from companion.language.words import content_words, denies, stem, words
from companion.memory.decisions import value_of
from companion.records import Kind, Message
from companion.store import forgettings, tombstones
from companion.store.database import Connection

_ASKED = re.compile(
    r"^\s*(?:(?:please|and|so|but|do|can you|could you|i want you to|you may|you can)\s+)*"
    r"remember(?:\s+(?:again|now))?(?:\s+that\b|\s*:)?\s+(?=\S)",
    re.IGNORECASE,
)
"""A sentence with which the user asks that what follows is remembered."""
_NOT_ASKED = re.compile(r"^(?:when|how|the time|what|where|who|why|if|to)\b", re.IGNORECASE)


def keys_of_text(text: str) -> set[str]:
    """The keys of every sentence and clause of `text` that says something."""
    return {key for piece in _pieces(text) for key in _keys(piece.text)}


def key_of_fact(kind: Kind, subject: str, relation: str, text: str) -> str:
    """The key of what a memory says of its subject, in whatever words; empty when that is nothing."""
    value = value_of(text, relation)
    return f"{kind}|{subject.casefold()}|{relation}|{' '.join(sorted(value))}" if value and relation else ""


def key_of_import(import_key: str) -> str:
    """The key of a whole conversation that came from a file."""
    return f"import|{import_key}"


def forgotten_ranges(con: Connection, text: str) -> list[Range]:
    """The sentences and clauses of `text` that were forgotten before, and were not asked for again since."""
    if not tombstones.any_there(con):
        return []
    pieces = _pieces(text)
    found = tombstones.known(con, [key for piece in pieces for key in _keys(piece.text)])
    return [(piece.start, piece.end) for piece in pieces if found.intersection(_keys(piece.text))]


def statement_ranges(text: str, keys: Collection[str]) -> list[Range]:
    """The sentences and clauses of `text` that one of `keys` belongs to."""
    return [(piece.start, piece.end) for piece in _pieces(text) if any(key in keys for key in _keys(piece.text))]


def statement_pieces(text: str) -> list[Range]:
    """Every sentence and clause of `text`, the shortest first."""
    return sorted(((piece.start, piece.end) for piece in _pieces(text)), key=lambda span: span[1] - span[0])


def learnable(con: Connection, messages: Iterable[Message]) -> list[Message]:
    """`messages` with blanks in place of all that is forgotten, or about to be: every place stays what it is."""
    found = []
    for message in messages:
        ranges = [*forgettings.spans_of(con, message.id), *forgotten_ranges(con, message.text)]
        text = blanked(message.text, ranges)
        found.append(message if text == message.text else replace(message, text=text))
    return found


def asked_for(text: str) -> str:
    """What a message asks to remember ("remember that …"); empty when it asks for nothing."""
    return " ".join(
        piece.text[match.end() :]
        for piece in sentence_pieces(text)
        if not piece.asks and (match := _ASKED.match(piece.text)) and not _NOT_ASKED.match(piece.text[match.end() :])
    )


def lift(con: Connection, text: str) -> int:
    """The user asks that this is remembered: it may be learned again. How many tombstones went."""
    return tombstones.lift(con, keys_of_text(text)) if text and tombstones.any_there(con) else 0


def _pieces(text: str) -> list[Piece]:
    """Every sentence, and every clause where a sentence has several."""
    found: list[Piece] = []
    for sentence in sentence_pieces(text):
        found.append(sentence)
        clauses = clause_pieces(sentence)
        found += clauses if len(clauses) > 1 else []
    return found


def _keys(statement: str) -> Sequence[str]:
    said = content_words(statement)
    if not said or is_small_talk(statement):
        return ()
    exact = f"={' '.join(words(statement))}"
    stems = sorted({stem(word) for word in said})
    # Of a denial that was forgotten before it had a key of its own, only the exact words are known.
    sense = "#not " if denies(statement) else "#"
    return (exact, f"{sense}{' '.join(stems)}") if len(stems) > 1 else (exact,)
