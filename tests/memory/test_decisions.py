"""New beside old: what is added, replaced, merged or known already."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.memory.decisions import Action, Decision, decide
from companion.memory.extraction import FactDraft, IntentionDraft, LessonDraft
from companion.records import Kind, Memory
from tests.memory.extraction_stories import AT, remembered


def fact(text: str, relation: str, *, subject: str = "user", hint: str = "") -> FactDraft:
    return FactDraft(text, subject, relation, 11, 0, len(text), valid_from=AT.date(), supersedes_hint=hint)


@pytest.mark.parametrize(
    ("new", "relation", "old", "action"),
    [
        ("I love jazz", "likes", "I really like jazz", Action.NOOP),
        ("I love jazz", "likes", "I love tea", Action.ADD),
        ("I love modern jazz", "likes", "I love jazz", Action.MERGE),
        ("I love jazz", "likes", "I love jazz and blues", Action.NOOP),
        ("I live in Bruges", "lives_in", "I live in Ghent", Action.UPDATE),
        ("I live in Ghent", "lives_in", "I am living in Ghent now", Action.NOOP),
        ("I live in Ghent", "lives_in", "I live in Ghent near the canal", Action.NOOP),
        ("I'm 41 years old", "age", "I'm 40 years old", Action.UPDATE),
        ("I'm divorced", "relationship", "I'm married", Action.UPDATE),
        ("my name is Marta Nowak", "name", "my name is Marta", Action.MERGE),
        ("I bought a kite", "did", "I bought a kite", Action.ADD),
        ("my favourite colour is blue", "favourite:colour", "my favourite colour is red", Action.UPDATE),
        ("I have two cats", "has_pet", "I have three cats", Action.ADD),
    ],
)
def test_facts_of_one_relation(new: str, relation: str, old: str, action: Action) -> None:
    assert decide(fact(new, relation), [remembered(old, relation)]).action is action


def test_structure_stands_before_likeness() -> None:
    text = "I live in Ghent"
    neighbours = [
        remembered(text, "lives_in", subject="Eva"),
        remembered(text, "wants", memory_id=2),
        remembered(text, "lives_in", memory_id=3, kind=Kind.EPISODE),
    ]
    assert decide(fact(text, "lives_in"), neighbours) == Decision(Action.ADD, None, "New.")


def test_a_turned_taste_replaces_the_old_one() -> None:
    old = [remembered("I like coriander", "likes"), remembered("I like tea", "likes", memory_id=2)]
    decision = decide(fact("I can't stand coriander", "dislikes"), old)
    assert (decision.action, decision.target_id, decision.ask) == (Action.UPDATE, 1, False)


def test_what_is_well_supported_is_replaced_only_when_the_user_agrees() -> None:
    old = remembered("I live in Ghent", "lives_in", sources=4)
    assert decide(fact("I live in Bruges", "lives_in"), [old]).ask
    assert not decide(fact("I moved to Bruges", "lives_in", hint="*"), [old]).ask
    pinned = remembered("I live in Ghent", "lives_in", pinned=True)
    assert decide(fact("I moved to Bruges", "lives_in", hint="*"), [pinned]).ask


def test_older_news_does_not_replace_newer() -> None:
    newer = remembered("I live in Ghent", "lives_in", since=AT.date() + dt.timedelta(9))
    assert decide(fact("I live in Bruges", "lives_in"), [newer]).action is Action.ADD


def test_a_plan_moves_to_its_new_day() -> None:
    friday, monday = dt.date(2026, 5, 8), dt.date(2026, 5, 11)
    old = remembered("I have an exam on Friday", "plans", kind=Kind.INTENTION, since=friday)

    def planned(text: str, due: dt.date | None) -> Action:
        return decide(IntentionDraft(text, due, 11, 0, len(text)), [old]).action

    assert planned("I have an exam on Friday", friday) is Action.NOOP
    assert planned("My exam is on Monday", monday) is Action.UPDATE
    assert planned("I have an exam", None) is Action.NOOP
    assert planned("I'm going to buy a boat", None) is Action.ADD


def test_lessons_replace_their_opposite() -> None:
    def wished(text: str, relation: str, old: str) -> Action:
        known = remembered(old, relation, kind=Kind.LESSON)
        return decide(LessonDraft(text, 11, 0, len(text), relation=relation), [known]).action

    assert wished("Call me Jo", "address", "Call me Jo") is Action.NOOP
    assert wished("Call me Jo", "address", "Call me Josephine") is Action.UPDATE
    assert wished("Use emojis", "manner", "Don't use emojis") is Action.UPDATE
    assert wished("I prefer short answers", "manner", "Stop apologising") is Action.ADD


NEIGHBOURS = st.lists(
    st.tuples(
        st.sampled_from(["I like tea", "I like green tea", "I hate tea", "I live in Ulm", "I don't like tea", ""]),
        st.sampled_from(["likes", "dislikes", "lives_in", ""]),
        st.integers(1, 9),
    ),
    max_size=6,
    unique_by=lambda one: one[2],
)


@given(NEIGHBOURS, st.sampled_from(["likes", "dislikes", "lives_in", ""]), st.text(max_size=30), st.randoms())
def test_a_decision_is_the_same_in_any_order_and_names_a_neighbour(
    rows: list[tuple[str, str, int]], relation: str, text: str, chance: st.DataObject
) -> None:
    neighbours: list[Memory] = [remembered(old, kind, memory_id=number) for old, kind, number in rows]
    draft = fact(text, relation)
    first = decide(draft, neighbours)
    chance.shuffle(neighbours)  # type: ignore[attr-defined]
    assert decide(draft, neighbours) == first
    assert (first.target_id is None) == (first.action is Action.ADD)
    assert first.target_id is None or first.target_id in {memory.id for memory in neighbours}
