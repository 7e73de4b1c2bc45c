"""The exact words are marked, cut to size and harmless."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.records import Message, Role, Source
from tests.ui.memories.rows import NOON
from ui.memories.quotes import AROUND, QuoteCard, excerpt, marked_html
from ui.theme import LIGHT


def message(text: str) -> Message:
    return Message(1, 1, Role.USER, "Linda", text, NOON, NOON.date())


@given(st.text(max_size=1500), st.integers(0, 1500), st.integers(0, 1500))
def test_the_words_themselves_are_never_changed(text: str, start: int, end: int) -> None:
    before, quoted, after = excerpt(text, start, end)
    if 0 <= start < end <= len(text):
        assert quoted == text[start:end]
        assert before.removeprefix("…") in text
        assert after.removesuffix("…") in text
    else:
        assert quoted == after == ""


def test_a_long_message_is_cut_around_the_words() -> None:
    text = "word " * 200 + "peanuts" + " word" * 200
    start = text.index("peanuts")
    before, quoted, after = excerpt(text, start, start + 7)
    assert quoted == "peanuts"
    assert before.startswith("…")
    assert after.endswith("…")
    assert len(before) <= AROUND + 1
    assert len(after) <= AROUND + 1


def test_words_are_data_and_not_markup() -> None:
    text = "<b>bold</b> & <img src='x'>"
    shown = marked_html(message(text), Source(1, 0, 4), LIGHT)
    assert "<b>" not in shown
    assert "<img" not in shown
    assert "&lt;b&gt;bold" in shown.replace("</span>", "")


def test_the_card_says_who_said_what(qapp: object) -> None:
    card = QuoteCard(message("I am allergic to peanuts."), Source(1, 5, 24))
    assert card.words.accessibleName() == "Linda said: allergic to peanuts"
    assert "allergic to peanuts" in card.words.toPlainText()
