"""Sentences, clauses and quotations keep their exact place in the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.language.sentences import LONGEST_MESSAGE, clause_pieces, lies_in, quoted_ranges, sentence_pieces

TEXTS = st.text(alphabet=st.sampled_from("abI, .?!\"“”\n>;-()andbut'’"), max_size=120) | st.text(max_size=80)


def told(text: str) -> list[str]:
    return [piece.text for piece in sentence_pieces(text)]


def clauses(text: str) -> list[str]:
    return [clause.text for piece in sentence_pieces(text) for clause in clause_pieces(piece)]


def test_sentences_end_at_marks_and_line_ends() -> None:
    assert told("I row. Do you?\nNo!") == ["I row.", "Do you?", "No!"]


def test_titles_initials_and_quoted_stops_do_not_end_a_sentence() -> None:
    assert told("Dr. Okoye met J. Ruiz. Good.") == ["Dr. Okoye met J. Ruiz.", "Good."]
    assert told('We saw "Go. Now. Please" twice.') == ['We saw "Go. Now. Please" twice.']


def test_clauses_part_where_a_new_subject_begins() -> None:
    assert clauses("I row on Sundays, but I never swim because I am afraid") == [
        "I row on Sundays",
        "I never swim",
        "I am afraid",
    ]
    assert clauses("Last year, I moved") == ["Last year, I moved"]


def test_two_people_stay_together() -> None:
    assert clauses("My wife and I sail") == ["My wife and I sail"]


def test_quotations_quoted_lines_and_pasted_text_are_somebody_elses() -> None:
    text = 'He wrote "I am rich" once.\n> I am poor\n'
    assert [text[first:last] for first, last in quoted_ranges(text)] == ['"I am rich"', "> I am poor"]
    pasted = "Please translate this: I own a boat"
    assert lies_in(pasted.index("I own"), len(pasted), quoted_ranges(pasted))


def test_what_stands_far_down_a_long_message_is_pasted() -> None:
    text = "a " * LONGEST_MESSAGE
    assert (LONGEST_MESSAGE, len(text)) in quoted_ranges(text)


@given(TEXTS)
def test_every_piece_is_exactly_its_part_of_the_text(text: str) -> None:
    end = 0
    for piece in sentence_pieces(text):
        assert text[piece.start : piece.end] == piece.text
        assert piece.start >= end
        end = piece.end
        for clause in clause_pieces(piece):
            assert text[clause.start : clause.end] == clause.text
            assert piece.start <= clause.start < clause.end <= piece.end


@given(TEXTS)
def test_no_word_is_lost_between_sentences(text: str) -> None:
    kept = "".join("".join(piece.text.split()) for piece in sentence_pieces(text))
    assert kept == "".join(text.split())
