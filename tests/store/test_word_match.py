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


def scores(con: sqlite3.Connection, rows: int) -> dict[int, float]:
    match = word_match(counts(con), rows)
    found = con.execute("select rowid, -bm25(notes) from notes where notes match ?", (match.expression,))
    return {row: score / match.divisor for row, score in found}


def test_within_the_bound_every_word_chooses(index: sqlite3.Connection) -> None:
    assert word_match(counts(index), rows=1000).divisor == 1
    assert set(scores(index, rows=1000)) == {n for n in range(200) if any(n % d == 0 for d in (2, 5, 8, 11))}


@pytest.mark.parametrize("rows", [0, 20, 50, 90])
def test_beyond_it_fewer_rows_have_the_same_scores(index: sqlite3.Connection, rows: int) -> None:
    everything, chosen = scores(index, rows=1000), scores(index, rows=rows)
    assert 0 < len(chosen) < len(everything)
    assert chosen == pytest.approx({row: everything[row] for row in chosen})


def test_the_rarest_word_always_chooses(index: sqlite3.Connection) -> None:
    assert set(scores(index, rows=0)) == set(range(0, 200, 11))


def test_a_word_that_nobody_used_hides_nothing() -> None:
    assert word_match({"never": 0, "often": 500}, rows=100).expression == '"often"'


def test_words_cannot_break_the_expression(index: sqlite3.Connection) -> None:
    match = word_match({'a"b': 0, "and": 1}, rows=0)
    assert index.execute("select count(*) from notes where notes match ?", (match.expression,)).fetchone() == (0,)
