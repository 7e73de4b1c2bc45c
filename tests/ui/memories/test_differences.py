"""Two texts as one: no word is lost, and what changed is marked without colour alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.memories.differences import changes_html, changes_in_words, word_changes
from ui.theme import LIGHT

texts = st.text("ab, .\n", max_size=40)


@given(texts, texts)
def test_both_texts_can_be_read_off_the_changes(old: str, new: str) -> None:
    runs = word_changes(old, new)
    assert "".join(text for kind, text in runs if kind != "new") == old
    assert "".join(text for kind, text in runs if kind != "gone") == new


def test_what_went_is_struck_and_what_came_is_underlined() -> None:
    shown = changes_html("I live in <Porto>", "I live in Lisbon", LIGHT)
    assert "line-through" in shown
    assert "underline" in shown
    assert "&lt;" in shown
    assert "<Porto>" not in shown


def test_the_changes_can_be_heard() -> None:
    assert changes_in_words("I live in Porto", "I live in Lisbon now") == "- Porto + Lisbon now"
