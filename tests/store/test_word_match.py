"""Asking the word index for many words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from companion.store.word_match import word_match

WORDS = ("alpha", "beta", "gamma", "delta")


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    con = sqlite3.connect(":memory:")
    con.execute("create virtual table notes using fts5(text, tokenize='porter unicode61')")
    for number in range(200):
        held = [word for place, word in enumerate(WORDS) if number % (2 + 3 * place) == 0]
        con.execute("insert into notes(rowid, text) values (?, ?)", (number, " ".join([*held, "filler"])))
    yield con
    con.close()


def counts(con: sqlite3.Connection) -> dict[str, int]:
    return {w: con.execute("select count(*) from notes where notes match ?", (w,)).fetchone()[0] for w in WORDS}


def found(con: sqlite3.Connection, rows: int) -> set[int]:
    held = con.execute("select rowid from notes where notes match ?", (word_match(counts(con), rows).expression,))
    return {row for (row,) in held}


def test_within_the_bound_every_word_chooses(index: sqlite3.Connection) -> None:
    assert found(index, rows=1000) == {n for n in range(200) if any(n % d == 0 for d in (2, 5, 8, 11))}


@pytest.mark.parametrize("rows", [20, 50, 90])
def test_beyond_it_the_rarer_words_choose_and_the_bound_holds(index: sqlite3.Connection, rows: int) -> None:
    chosen = found(index, rows=rows)
    assert 0 < len(chosen) <= rows
    assert chosen < found(index, rows=1000)


def test_the_rarest_word_always_chooses(index: sqlite3.Connection) -> None:
    assert found(index, rows=0) == set(range(0, 200, 11))


def test_a_word_that_nobody_used_hides_nothing() -> None:
    assert word_match({"never": 0, "often": 500}, rows=100) == ('"often"', 500)


def test_words_cannot_break_the_expression(index: sqlite3.Connection) -> None:
    match = word_match({'a"b': 0, "and": 1}, rows=0).expression
    assert index.execute("select count(*) from notes where notes match ?", (match,)).fetchone() == (0,)
