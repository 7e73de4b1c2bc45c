"""What the rules learn from little histories, and what they leave alone."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from companion.language.words import content_words
from companion.memory.extraction import Draft
from companion.memory.extraction_rules import extract_by_rules
from companion.records import Role, Sensitivity
from tests.memory.extraction_stories import session


def test_a_session_gives_facts_plans_and_lessons_with_their_places() -> None:
    story = session(
        "Hi! My name is Marta and I live in Ghent.",
        ">> Nice to meet you, Marta. I live in your computer and I like chess.",
        "My sister Eva is a nurse. Tomorrow I have a job interview.",
        "Please don't call me Martha.",
    )
    found = extract_by_rules(story, "Marta")
    assert {(one.subject, one.relation) for one in found.facts} == {
        ("user", "name"),
        ("user", "lives_in"),
        ("Eva", "family:sister"),
        ("Eva", "works_as"),
    }
    assert [(one.text, one.due) for one in found.intentions] == [
        ("Tomorrow I have a job interview", dt.date(2026, 5, 7))
    ]
    assert [one.text for one in found.lessons] == ["Please don't call me Martha"]
    assert found.evidence == ()
    assert "Ghent" in found.summary


def test_the_companions_words_teach_nothing() -> None:
    assert extract_by_rules(session(">> I live in Rome and I love opera. My name is Max."), "Marta").facts == ()


def test_a_clear_list_becomes_one_fact_each() -> None:
    texts = [fact.text for fact in extract_by_rules(session("I love hiking, chess, and folk music."), "M").facts]
    assert texts == ["I love hiking", "I love chess", "I love folk music"]
    unclear = extract_by_rules(session("I love old films, books and music."), "M").facts
    assert [fact.text for fact in unclear] == ["I love old films, books and music"]


def test_said_twice_in_a_session_is_one_fact() -> None:
    assert len(extract_by_rules(session("I love chess.", "As I said, well, I really love chess!"), "M").facts) == 1


def test_jokes_games_and_suppositions_are_refused() -> None:
    story = session("I live on the moon.", "Just kidding!", "Let's pretend. I'm a dragon.", "I own a cave.")
    found = extract_by_rules(story, "M")
    assert found.facts == ()
    assert {one.reason for one in found.refused} >= {"joke"}


def test_weight_time_and_privacy_are_set() -> None:
    found = extract_by_rules(session("I'm allergic to wasps.", "Yesterday I bought a kite.", "I have asthma."), "M")
    allergy, kite, asthma = found.facts
    assert allergy.importance > 0.9 > kite.importance
    assert kite.valid_from == dt.date(2026, 5, 5)
    assert asthma.sensitivity is Sensitivity.SENSITIVE
    assert kite.keywords == ("bought", "kite")


def test_words_of_change_are_noted() -> None:
    (fact,) = extract_by_rules(session("I moved to Bruges."), "M").facts
    assert fact.supersedes_hint == "*"


LINES = st.lists(
    st.sampled_from(
        [
            "I like tea, rum and figs.",
            "My brother Jan lives in Ulm",
            "> I am rich",
            "just kidding",
            "if I had a boat",
            "On Friday I'm going to swim!",
            "Call me Jo.",
            ">> I love you and I live in Rome",
            ">> My name is Max.",
            "“I’m a king”",
            "```I own code```",
        ]
    )
    | st.text(max_size=50),
    max_size=6,
)


@given(LINES)
def test_drafts_rest_on_the_users_words_whatever_is_said(lines: list[str]) -> None:
    story = session(*lines)
    found = extract_by_rules(story, "Marta")
    by_id = {message.id: message for message in story}
    drafts: tuple[Draft, ...] = (*found.facts, *found.intentions, *found.lessons)
    for draft in drafts:
        message = by_id[draft.message_id]
        assert message.role is Role.USER
        span = message.text[draft.start : draft.end]
        assert span.strip()
        assert set(content_words(draft.text)) <= set(content_words(span))
    assert extract_by_rules(story, "Marta") == found
