"""How recall reads a message."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.subjects import subjects_told
from companion.memory.cue import read_cue, without_names

TODAY = dt.date(2023, 9, 14)


def test_names_of_speakers_become_a_signal_and_leave_the_words() -> None:
    cue = read_cue("When did Anna's brother visit Tom Berg?", ["anna", "Tom Berg", "Zoe"], TODAY)
    assert cue.speakers == {"anna", "tom berg"}
    assert cue.bare == "When did brother visit ?"
    assert cue.terms == ("brother", "visit")


def test_what_is_embedded_says_i_for_the_one_who_is_named() -> None:
    assert read_cue("When did Anna's brother visit?", ["anna"], TODAY).embedded == "When did my brother visit?"
    assert read_cue("Anna?", ["Anna"], TODAY).embedded == "Anna?"
    assert read_cue("Which places has Anna seen?", ["Anna"], TODAY).gathers


def test_a_name_inside_another_word_is_not_a_name() -> None:
    cue = read_cue("Do I like bananas?", ["Anna", "Ana"], TODAY)
    assert cue.speakers == frozenset()
    assert cue.bare == "Do I like bananas?"


def test_a_message_of_names_alone_keeps_them() -> None:
    assert read_cue("Anna?", ["Anna"], TODAY).bare == "Anna?"
    assert read_cue("Anna?", ["Anna"], TODAY).terms == ("anna",)


def test_a_name_with_signs_in_it_is_cut_as_it_is_written() -> None:
    assert without_names("Did J. (Bob) Smith+ call?", ["J. (Bob) Smith"]) == "Did + call?"


def test_dates_are_read_and_stay_in_the_words() -> None:
    cue = read_cue("What did I plant on 4 May?", [], TODAY)
    assert cue.ranges == ((dt.date(2023, 5, 4), dt.date(2023, 5, 4)),)
    assert {"plant", "4", "may"} <= set(cue.terms)
    assert not cue.whole_day
    assert read_cue("What did we talk about on 4 May?", [], TODAY).whole_day


def test_other_words_for_the_same_are_looked_up_but_not_counted() -> None:
    cue = read_cue("Who taught my siblings to swim?", [], TODAY)
    assert cue.terms == ("taught", "siblings", "swim")
    assert {"teach", "brother", "sister", "swam", "swum"} <= set(cue.lookup)
    assert cue.lookup[:3] == cue.terms


@pytest.mark.parametrize(
    ("text", "speakers", "own"),
    [
        ("Which film did you recommend to me?", {"robin"}, set()),
        ("What have you often told me about sleep?", {"robin"}, set()),
        ("I once mentioned a park to somebody", {"mia"}, set()),
        ("I asked and you told me, and I said no", set(), {"mia"}),
        ("What is my job?", set(), {"mia"}),
        ("What did Ben say about my job?", {"ben"}, set()),
        ("Where is the park?", set(), set()),
    ],
)
def test_whose_words_are_asked_for(text: str, speakers: set[str], own: set[str]) -> None:
    cue = read_cue(text, ["Mia", "Robin", "Ben"], TODAY, users=["Mia"], companions=["Robin"])
    assert cue.speakers == speakers
    assert cue.own_voice == own


def test_a_voice_counts_fully_if_named_and_half_if_it_is_ones_own() -> None:
    assert read_cue("What did Ben cook?", ["Ben"], TODAY).voice("Ben") == 1
    assert read_cue("What did I cook?", ["Mia"], TODAY, users=["Mia"]).voice("Mia") == 0.5
    assert read_cue("What did I cook?", ["Mia"], TODAY).voice("Mia") == 0
    assert read_cue("What is for lunch?", ["Mia"], TODAY).voice("") == 0


def test_kinds_and_places_are_noticed() -> None:
    assert read_cue("Which pets do I have?", [], TODAY).subjects & subjects_told("our corgi barks")
    assert read_cue("Where did we eat?", [], TODAY).asks_where
    assert read_cue("In which city do I live?", [], TODAY).asks_where
    assert not read_cue("What did we eat?", [], TODAY).asks_where


@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=3))
def test_any_message_can_be_read(text: str, speakers: list[str]) -> None:
    cue = read_cue(text, speakers, TODAY)
    assert cue.text == text
    assert cue.speakers <= {name.lower() for name in speakers}
