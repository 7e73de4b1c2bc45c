"""Finding words for the eye: any case, accents or none, and the places stay true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.excerpts import excerpt, fold, pieces, places, without_spaces


@pytest.mark.parametrize(
    ("sought", "terms"),
    [
        ("blue  harbour", ("blue", "harbour")),
        ('the "blue  harbour" walk', ("the", "blue harbour", "walk")),
        ('an open "quote', ("an", "open", "quote")),
        ("one one !! —", ("one",)),
        ("  ", ()),
    ],
)
def test_a_query_is_words_and_quoted_phrases(sought: str, terms: tuple[str, ...]) -> None:
    assert pieces(sought) == terms


@pytest.mark.parametrize(("text", "plain"), [("CAFÉ", "cafe"), ("Ärger", "arger"), ("한국", "한국"), ("が", "が")])
def test_accents_and_case_are_folded_and_other_scripts_kept(text: str, plain: str) -> None:
    assert fold(text) == plain


@given(st.text(max_size=60))
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_places_are_in_order_and_do_not_overlap() -> None:
    text = "A Café near the cafeteria"
    assert [text[a:b] for a, b in places(text, ["cafe", "cafeteria", "a"])] == ["A", "Café", "a", "cafeteria"]


@given(st.text(max_size=400), st.text(min_size=1, max_size=5), st.text(max_size=400))
def test_an_excerpt_holds_what_was_sought_and_marks_it(before: str, term: str, behind: str) -> None:
    if " ".join(term.split()) != term:
        return
    line, spans = excerpt(f"{before} {term} {behind}", [term])
    assert spans
    assert all(fold(line[a:b]) == fold(term)[: b - a] for a, b in spans)
    assert len(line) <= 152


def test_an_excerpt_of_a_long_text_is_cut_at_a_word_on_one_line() -> None:
    line, [(first, last)] = excerpt("left\n" * 100 + "the needle here" + " right" * 100, ["NEEDLE"])
    assert line[first:last] == "needle"
    assert line.startswith("…left ")
    assert "\n" not in line


def test_the_place_stands_near_the_beginning_even_at_the_end_of_a_text() -> None:
    line, [(first, last)] = excerpt("One thing after another, and so on and on, " * 3 + "until the very end.", ["very"])
    assert line[first:last] == "very"
    assert first < 30
    short, _ = excerpt("A short text that ends in needle", ["needle"])
    assert short == "A short text that ends in needle"


def test_scripts_without_spaces_are_known() -> None:
    assert without_spaces("去年")
    assert without_spaces("สวัสดี")
    assert not without_spaces("résumé Привет 한국")
