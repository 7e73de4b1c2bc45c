"""What people state about themselves, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.likeness import likeness
from companion.language.statements import Statement, informative, statements
from companion.language.statements_rules import Sort
from companion.language.statements_sincerity import truths
from companion.records import Truth


def believed(text: str) -> list[Statement]:
    return [made for made in statements(text) if not made.refusal]


@pytest.mark.parametrize(
    ("text", "relation", "value"),
    [
        ("Hello, my name is Marta Nowak.", "name", "Marta Nowak"),
        ("I'm 52 years old", "age", "52 years old"),
        ("I live in Ghent.", "lives_in", "Ghent"),
        ("I moved from Ghent to Bruges last year.", "lives_in", "Bruges last year"),
        ("Honestly, I really love folk music.", "likes", "folk music"),
        ("I can't stand traffic.", "dislikes", "traffic"),
        ("I don’t enjoy opera.", "dislikes", "opera"),
        ("I'm a midwife.", "works_as", "midwife"),
        ("I work for Delta Shipping.", "works_at", "Delta Shipping"),
        ("I'm allergic to wasps.", "allergic_to", "wasps"),
        ("I've got two cats.", "has_pet", "two cats"),
        ("I have an older sister.", "family:sister", "an older sister"),
        ("My favourite fruit is quince.", "favourite:fruit", "quince"),
        ("I have always wanted to see the fjords.", "wants", "to see the fjords"),
        ("Last week I went to Antwerp.", "visited", "Antwerp"),
        ("I've been learning the accordion.", "studies", "the accordion"),
        ("I am vegetarian.", "diet", "vegetarian"),
        ("I'm divorced.", "relationship", "divorced"),
        ("I was born in 1974.", "born_on", "in 1974"),
        ("I feel lonely these days.", "feels", "lonely these days"),
        ("I'm scared of heights.", "fears", "heights"),
        ("I usually walk to work.", "habit", "walk to work"),
    ],
)
def test_relations_of_the_first_person(text: str, relation: str, value: str) -> None:
    (made,) = believed(text)
    assert (made.sort, made.subject, made.relation, made.value) == (Sort.FACT, "user", relation, value)


@pytest.mark.parametrize(
    "text",
    ["I feel bored.", "I'm very excited today.", "I was sad and tired.", "I was unsure about which rope to buy."],
)
def test_how_one_feels_for_a_moment_is_no_fact(text: str) -> None:
    assert not [one for one in statements(text) if one.relation == "feels"]


@pytest.mark.parametrize("text", ["I often feel bored.", "I've been tired lately.", "I'm worried about the roof."])
def test_what_one_feels_for_long_or_about_something_is(text: str) -> None:
    assert [one.relation for one in statements(text)] == ["feels"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("I am calmly sitting on the porch with a cup of tea.", []),
        ("I'm watching the rain in bed.", []),
        ("I've been reading in bed every night.", ["does"]),
        ("I'm recovering at home.", ["does"]),
    ],
)
def test_what_one_does_while_writing_is_no_fact(text: str, kept: list[str]) -> None:
    assert [one.relation for one in statements(text)] == kept


def test_people_are_subjects_of_their_own() -> None:
    made = believed("My brother Piotr works as a baker.")
    assert [(one.subject, one.relation) for one in made] == [("Piotr", "family:brother"), ("Piotr", "works_as")]
    assert believed("My boss Mrs. Adler is very strict.")[0].subject == "Mrs. Adler"
    assert believed("My wife and I went to Crete in 2019.")[0].subject == "user"


@pytest.mark.parametrize(
    "text",
    [
        "Hello, how are you?",
        "Thanks, that sounds great!",
        "Do you like folk music?",
        "Should I move to Ghent?",
        "If I lived in Ghent, I would have a boat.",
        "I would live in Ghent.",
        "I wish I had a dog.",
        "I don't know what to do.",
        "I love it.",
        "I like that very much.",
        "I like you.",
        "Write a poem in which I am a tree.",
        "My friend says I am lazy.",
        "She told me I live in a bubble.",
        "The hero says: I am a king.",
        'He shouted "I love this town" at us.',
        "Please translate: I own a castle.",
        "> I live on the moon",
        "I'm a bit of a mess.",
        "I will try that.",
        "I want to ask something.",
        "I'm going to bed.",
    ],
)
def test_what_states_nothing(text: str) -> None:
    assert believed(text) == []


def test_a_statement_before_a_question_counts() -> None:
    assert [one.value for one in believed("I like chess, do you?")] == ["chess"]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Please don't call me Mary.", "address"),
        ("Call me Jo.", "address"),
        ("I prefer short answers.", "manner"),
        ("Stop apologising so much.", "manner"),
        ("I hate it when you use emojis.", "manner"),
        ("No, it's Jana, not Hana.", "correction"),
        ("Remember that I take my tea black.", "remember"),
    ],
)
def test_wishes_and_corrections_are_lessons(text: str, relation: str) -> None:
    (made,) = believed(text)
    assert (made.sort, made.relation) == (Sort.LESSON, relation)


@pytest.mark.parametrize("text", ["Don't worry about me.", "Call me later.", "Stop it."])
def test_turns_of_speech_are_no_lessons(text: str) -> None:
    assert all(made.sort is not Sort.LESSON for made in believed(text))


@pytest.mark.parametrize(
    "text",
    [
        "I'm going to paint the fence.",
        "I plan to learn to sail.",
        "Tomorrow I have a job interview.",
        "My exam is on Friday.",
        "I'll visit my aunt on Sunday.",
        "We are flying to Oslo next week.",
        "Could you remind me to water the plants tomorrow?",
    ],
)
def test_plans_are_intentions(text: str) -> None:
    (made,) = believed(text)
    assert made.sort is Sort.INTENTION


def test_informative_values_name_something() -> None:
    assert informative("old maps")
    assert not informative("it very much")
    assert not informative("these")


def test_how_messages_were_meant() -> None:
    said = [
        "I am the queen of Spain.",
        "Just kidding.",
        "Let's role-play.",
        "I live in a cave.",
        "Stop the game.",
        "Hi",
    ]
    assert truths(said) == [
        Truth.JOKE,
        Truth.JOKE,
        Truth.ROLE_PLAY,
        Truth.ROLE_PLAY,
        Truth.ROLE_PLAY,
        Truth.SINCERE,
    ]
    assert truths(["*draws a sword* I am a knight"]) == [Truth.ROLE_PLAY]


PIECES = st.lists(
    st.sampled_from(
        [
            "I like ",
            "tea",
            " and ",
            "my sister Eva ",
            "is a nurse",
            "? ",
            ". ",
            ", ",
            "if ",
            "“",
            "”",
            "’",
            "I'm ",
            "\n",
            "on Friday ",
        ]
    ),
    max_size=14,
).map("".join)


@given(PIECES | st.text(max_size=100))
def test_spans_are_exact_on_any_text(text: str) -> None:
    for made in statements(text):
        assert text[made.start : made.end] == made.text
        assert made.text.strip() == made.text != ""


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_symmetric_and_bounded(first: str, second: str) -> None:
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, first) == 1
