"""Saying a sentence back with the speakers turned round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.reflection import reflect


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("I miss my cat", "you miss your cat"),
        ("I am tired", "you are tired"),
        ("I was tired", "you were tired"),
        ("I'm tired of my job", "you're tired of your job"),
        ("I’ve lost mine", "you've lost yours"),
        ("she told me that I'd like it", "she told you that you'd like it"),
        ("we saw our friends", "you saw your friends"),
        ("you are kind to me", "I am kind to you"),
        ("you were kind", "I was kind"),
        ("I thank you", "you thank me"),
        ("your idea helped me", "my idea helped you"),
        ("am I wrong", "are you wrong"),
        ("was I wrong", "were you wrong"),
        ("I hurt myself", "you hurt yourself"),
        ("The weather was fine", "The weather was fine"),
        ("Mira and I were late", "Mira and you were late"),
        ("Ich bin müde", "Ich bin müde"),
        ("", ""),
    ],
)
def test_turns_the_speaker_s_words_round(said: str, back: str) -> None:
    assert reflect(said) == back


@given(st.text(max_size=200))
def test_never_fails_and_leaves_text_without_the_speaker_alone(text: str) -> None:
    reflect(text)
    digits = "".join(c for c in text if not c.isalpha()).replace("\u2019", "'")
    assert reflect(digits) == digits.strip()
