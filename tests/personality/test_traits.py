"""Reading traits from single sentences: the right trait, the right direction, and nothing where nothing is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.personality.lexicon import ADJECTIVES, NOUNS, TRAITS
from companion.personality.traits import read

SAYS: list[tuple[str, str]] = [
    # openness
    ("I love trying new things.", "+openness"),
    ("I'm a very creative person.", "+openness"),
    ("I have a vivid imagination.", "+openness"),
    ("I get lost in music for hours.", "+openness"),
    ("I'm fascinated by other cultures.", "+openness"),
    ("I'm always curious.", "+openness"),
    ("I have always enjoyed poetry.", "+openness"),
    ("I'm pretty old-fashioned.", "-openness"),
    ("I stick to what I know.", "-openness"),
    ("I hate changes.", "-openness"),
    ("I'm not very imaginative.", "-openness"),
    ("I find poetry boring.", "-openness"),
    ("I don't like trying new foods.", "-openness"),
    ("I prefer my routine.", "-openness"),
    # conscientiousness
    ("I plan everything weeks ahead.", "+conscientiousness"),
    ("I'm a perfectionist.", "+conscientiousness"),
    ("I'm never late.", "+conscientiousness"),
    ("I always finish what I start.", "+conscientiousness"),
    ("I'm not lazy.", "+conscientiousness"),
    ("I make a to-do list for every trip.", "+conscientiousness"),
    ("I'm good at planning.", "+conscientiousness"),
    ("I never procrastinate.", "+conscientiousness"),
    ("I keep my desk tidy.", "+conscientiousness"),
    ("I'm so disorganised.", "-conscientiousness"),
    ("I put things off until it hurts.", "-conscientiousness"),
    ("My room is always a mess.", "-conscientiousness"),
    ("I never finish what I start.", "-conscientiousness"),
    ("I leave everything to the last minute.", "-conscientiousness"),
    ("I'm always late.", "-conscientiousness"),
    ("I hate planning.", "-conscientiousness"),
    ("I'm terrible with deadlines.", "-conscientiousness"),
    ("I'm a slob, honestly.", "-conscientiousness"),
    # extraversion
    ("I'm very outgoing.", "+extraversion"),
    ("I love meeting new people.", "+extraversion"),
    ("I make friends easily.", "+extraversion"),
    ("I'm a real people person.", "+extraversion"),
    ("I'm not shy at all.", "+extraversion"),
    ("I enjoy being the center of attention.", "+extraversion"),
    ("I'm quite introverted.", "-extraversion"),
    ("I prefer staying home to going out.", "-extraversion"),
    ("Parties drain me.", "-extraversion"),
    ("I can't stand small talk.", "-extraversion"),
    ("I need a lot of alone time.", "-extraversion"),
    ("I don't like crowds.", "-extraversion"),
    ("I keep mostly to myself.", "-extraversion"),
    ("I'm not a people person.", "-extraversion"),
    # agreeableness
    ("I love helping people.", "+agreeableness"),
    ("I'm a good listener.", "+agreeableness"),
    ("I never hold grudges.", "+agreeableness"),
    ("I try to see the good in people.", "+agreeableness"),
    ("I'm kind to everyone.", "+agreeableness"),
    ("I hate conflict.", "+agreeableness"),
    ("I'm stubborn.", "-agreeableness"),
    ("I hold grudges.", "-agreeableness"),
    ("I don't trust people.", "-agreeableness"),
    ("I argue a lot.", "-agreeableness"),
    ("I'm not very forgiving.", "-agreeableness"),
    # neuroticism
    ("I worry about everything.", "+neuroticism"),
    ("I'm always anxious.", "+neuroticism"),
    ("I can't stop overthinking.", "+neuroticism"),
    ("I get stressed easily.", "+neuroticism"),
    ("I'm such a worrier.", "+neuroticism"),
    ("I can't stay calm.", "+neuroticism"),
    ("I tend to overthink everything.", "+neuroticism"),
    ("I'm usually calm.", "-neuroticism"),
    ("I stay calm under pressure.", "-neuroticism"),
    ("I rarely get nervous.", "-neuroticism"),
    ("Nothing bothers me.", "-neuroticism"),
    ("I don't worry much.", "-neuroticism"),
    ("I'm pretty laid-back.", "-neuroticism"),
    # turns of phrase
    ("I'm the kind of person who plans everything.", "+conscientiousness"),
    ("I'd describe myself as reliable and punctual.", "+conscientiousness"),
    ("I'm a bit of a loner.", "-extraversion"),
    ("I'd rather stay home than go out.", "-extraversion"),
    ("I'm not the most organized person.", "-conscientiousness"),
    ("I've never been good with deadlines.", "-conscientiousness"),
    ("I often lie awake worrying.", "+neuroticism"),
    ("I'm meticulous about my work.", "+conscientiousness"),
    ("I don't think I'm lazy.", "+conscientiousness"),
    ("I'm anything but tidy.", "-conscientiousness"),
    ("I'm no longer shy.", "+extraversion"),
    ("Honestly, I’m kind of shy.", "-extraversion"),
    ("Well, to be honest I guess I'm lazy.", "-conscientiousness"),
]

SEVERAL: list[tuple[str, set[str]]] = [
    ("I'm shy but reliable.", {"-extraversion", "+conscientiousness"}),
    ("I'm not only organised but also creative.", {"+conscientiousness", "+openness"}),
    ("I worry a lot and never finish what I start.", {"+neuroticism", "-conscientiousness"}),
    ("I'm gentle, kind-hearted and shy.", {"+agreeableness", "-extraversion"}),
    ("I love parties, and I also love being alone.", {"+extraversion", "-extraversion"}),
]

SILENT = [
    "I'm trying to become more outgoing.",
    "I feel shy around him.",
    "I'm careful with that knife.",
    "I am responsible for the budget.",
    "I'm quiet because the baby sleeps.",
    "I'm emotional about this film.",
    "I'm determined to finish this chapter.",
    "I'm afraid so.",
    "I feel so helpless since he left.",
    "I need to be more organised.",
    "I hope I'm not rude to ask.",
    "I'm glad you're so patient and kind.",
    "I'm in a calm place by the sea.",
    "I have a creative writing class.",
    "I met an extrovert who hates planning.",
    "I like tidy people.",
    "I think my dad is quite stubborn and I love him.",
    "My brother is so messy.",
    "My sister, who I love, is lazy.",
    "He is very outgoing.",
    "You are so kind.",
    "She worries a lot.",
    "I have friends who are lazy and worry a lot.",
    "I love my brother's parties.",
    "I love how tidy my sister is.",
    "I'm tired, and organized people annoy me.",
    "I am a patient at the hospital.",
    "I'm kind of tired.",
    "I was lazy as a rule.",
    "I'm nervous about the exam.",
    "I'm quiet today.",
    "I'm so lazy today.",
    "I don't hate parties.",
    "I organized a party.",
    "The person I am calm with is Ana.",
    "Tom knows I'm lazy.",
    "I'm less shy than before.",
    "I will plan ahead.",
    "I'm afraid I'll forget my lines.",
    "I feel relaxed.",
    "I feel like this museum changed me.",
    "I like the painting you sent.",
    "The weather is calm and quiet.",
    "",
]


def signs(sentence: str) -> set[str]:
    return {f"{'+' if r.direction > 0 else '-'}{r.trait}" for r in read(sentence)}


@pytest.mark.parametrize(("sentence", "expected"), SAYS)
def test_one_sentence_one_trait(sentence: str, expected: str) -> None:
    assert signs(sentence.replace("\u2019", "'")) == {expected}


@pytest.mark.parametrize(("sentence", "expected"), SEVERAL)
def test_one_sentence_several_traits(sentence: str, expected: set[str]) -> None:
    assert signs(sentence) == expected


@pytest.mark.parametrize("sentence", SILENT)
def test_what_says_nothing_of_the_user_moves_nothing(sentence: str) -> None:
    assert read(sentence) == ()


def weight(sentence: str) -> int:
    (reading,) = read(sentence)
    return reading.weight


def test_the_weight_follows_how_plainly_it_is_said() -> None:
    assert weight("I'm always very tidy.") == 3
    assert weight("I'm tidy.") == 2
    assert weight("I'm a bit untidy and lazy.") == 1
    assert weight("I'm not very tidy.") == 1
    assert weight("I'm not tidy.") == 2
    assert weight("I don't always plan ahead.") == 1


@given(st.sampled_from(sorted(ADJECTIVES)))
def test_every_describing_word_is_turned_round_by_a_negation(word: str) -> None:
    (plain,), (denied,) = read(f"I am {word}."), read(f"I am not {word}.")
    assert (plain.trait, plain.direction) == (denied.trait, -denied.direction)


@given(st.sampled_from(sorted(NOUNS)))
def test_every_name_for_a_person_is_understood(noun: str) -> None:
    (reading,) = read(f"I'm a {noun}.")
    assert (reading.trait, reading.direction) == NOUNS[noun][:2]


@given(st.text(max_size=200), st.sampled_from([case for case, _ in SAYS]))
def test_any_text_gives_readings_in_range(noise: str, sentence: str) -> None:
    for reading in read(noise + " " + sentence):
        assert reading.trait in TRAITS
        assert reading.direction in (1, -1)
        assert 1 <= reading.weight <= 3
