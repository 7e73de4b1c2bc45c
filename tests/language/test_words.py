"""What counts as a word, and what recall asks the word index for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.words import STOP_WORDS, content_words, query_terms, sentences, stem, words


def test_words_are_lower_case_without_endings_that_only_bind() -> None:
    assert words("On the 27th, Anna\u2019s dog didn't bark_twice!") == [
        "on", "the", "27", "anna", "dog", "did", "bark", "twice",
    ]  # fmt: skip


def test_words_of_other_scripts_stay_whole() -> None:
    assert words("Größe, naïve café 東京") == ["größe", "naïve", "café", "東京"]


def test_content_words_are_unique_and_keep_their_order() -> None:
    assert content_words("What did the red fox do to the other red fox?") == ["red", "fox", "other"]


def test_negations_leave_nothing_behind() -> None:
    assert content_words("I won't, can't, shan't and don't") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where were we in May?", True),
        ("What did I say on the 4th of May", True),
        ("May 4th was a hard day", True),
        ("May I ask you something?", False),
        ("You know a lot. May I ask?", False),
        ("what may I eat?", False),
    ],
)
def test_the_month_of_may_is_asked_for_and_the_verb_is_not(text: str, expected: bool) -> None:
    assert ("may" in query_terms(text)) is expected


def test_query_terms_hold_no_stop_word_but_the_month() -> None:
    assert query_terms("What have you told me about the garden?") == ["told", "garden"]


def test_single_letters_are_not_looked_up_but_digits_are() -> None:
    assert query_terms("Name(s) of the 5 boats in plan B, 東") == ["name", "5", "boats", "plan", "東"]


def test_sentences_end_where_a_reader_would_stop() -> None:
    assert sentences('She asked: "Ready?" I was. Off we went!\nIt rained') == [
        'She asked: "Ready?', "I was.", "Off we went!", "It rained",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("parties", "party"),
        ("dogs", "dog"),
        ("running", "run"),
        ("planned", "plan"),
        ("baked", "baking"),
        ("loved", "loves"),
        ("boxes", "box"),
        ("classes", "class"),
        ("quickly", "quick"),
        ("happily", "happy"),
    ],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("bus", "bu"), ("king", "k"), ("red", "r"), ("2023", "202")])
def test_short_words_are_left_alone(one: str, other: str) -> None:
    assert stem(one) != other


@given(st.text(max_size=200))
def test_any_text_gives_clean_words(text: str) -> None:
    found = words(text)
    assert all(word and not set(word) & set(" _'\t\n") for word in found)
    assert set(content_words(text)) == set(found) - STOP_WORDS
    assert all(stem(word) for word in found)
