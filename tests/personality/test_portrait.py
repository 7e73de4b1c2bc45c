"""The portrait's arithmetic: laws of movement, locks, ledger, items, moods, and what follows for the prompt."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.errors import BadInput
from companion.personality.evidence import SessionEvidence, session_evidence
from companion.personality.lexicon import TRAITS
from companion.personality.observations import Observation
from companion.personality.portrait import (
    ITEMS_KEPT,
    LARGEST_CHANGE,
    MOODS_KEPT,
    empty_portrait,
    replay,
    update,
)
from companion.personality.weights import HALF_LIFE, weight_on
from companion.records import Evidence, LedgerEntry, Portrait, PortraitItem, TraitScore
from companion.store import portrait_tables
from tests.personality.conversations import DAY, START, said

NOW = START

evidences = st.builds(
    Evidence,
    trait=st.sampled_from([*TRAITS, "charm"]),
    direction=st.sampled_from([1, -1]),
    weight=st.integers(1, 3),
    message_id=st.integers(1, 50),
    quote=st.text(max_size=8),
    reason=st.just("said so"),
)
sessions = st.builds(
    SessionEvidence,
    day=st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 1)),
    traits=st.lists(evidences, max_size=12).map(tuple),
    mood=st.none() | st.floats(-1, 1),
)


def lived(stretch: list[SessionEvidence]) -> tuple[Portrait, list[LedgerEntry]]:
    portrait, ledger = empty_portrait(), list[LedgerEntry]()
    for i, session in enumerate(stretch):
        portrait, rows = update(portrait, session, NOW + dt.timedelta(days=i), i + 1)
        ledger += rows
    return portrait, ledger


portraits_lived = st.lists(sessions, max_size=6).map(lambda stretch: lived(stretch)[0])


def trait(portrait: Portrait, name: str) -> TraitScore:
    return next(t for t in portrait.traits if t.name == name)


def about(name: str, *weights: int, day: dt.date = DAY) -> SessionEvidence:
    """One piece of evidence per weight; a negative weight is evidence against."""
    pieces = (
        Evidence(name, int(math.copysign(1, w)), abs(w), i, f"words {i}", "said so") for i, w in enumerate(weights)
    )
    return SessionEvidence(day, tuple(pieces))


# --- laws of the scores ---


@given(portraits_lived, sessions)
def test_a_session_moves_a_score_at_most_by_the_bound_and_only_with_evidence(
    before: Portrait, session: SessionEvidence
) -> None:
    after, rows = update(before, session, NOW, 99)
    named = {e.trait for e in session.traits}
    for old, new in zip(before.traits, after.traits, strict=True):
        assert abs(new.score - old.score) <= LARGEST_CHANGE + 1e-12
        assert -1 <= new.low <= new.score <= new.high <= 1
        assert new.evidence >= old.evidence
        if old.name not in named:
            assert new == old
    assert {row.trait for row in rows} <= {*TRAITS, "mood: 99"}


@given(portraits_lived, sessions, st.sets(st.sampled_from(TRAITS)))
def test_a_locked_trait_never_moves(before: Portrait, session: SessionEvidence, locks: set[str]) -> None:
    locked = replace(before, traits=tuple(replace(t, locked=t.name in locks) for t in before.traits))
    after, rows = update(locked, session, NOW, 99)
    assert all(trait(after, name) == trait(locked, name) for name in locks)
    assert not locks & {row.trait for row in rows}


@given(portraits_lived, sessions)
def test_an_update_is_deterministic_and_changes_nothing_in_place(before: Portrait, session: SessionEvidence) -> None:
    kept = replace(before)
    assert update(before, session, NOW, 99) == update(before, session, NOW, 99)
    assert before == kept


@settings(max_examples=50)
@given(st.lists(sessions, max_size=12))
def test_the_ledger_explains_every_value_from_zero(stretch: list[SessionEvidence]) -> None:
    portrait, ledger = lived(stretch)
    assert replay(ledger) == portrait.traits
    half = len(stretch) // 2
    assert replay(ledger, until=NOW + dt.timedelta(days=half - 1)) == lived(stretch[:half])[0].traits


@given(portraits_lived, st.sampled_from(TRAITS), st.lists(st.integers(1, 3), min_size=1, max_size=4))
def test_evidence_for_and_against_cancels_out(before: Portrait, name: str, weights: list[int]) -> None:
    session = about(name, *(sign * w for w in weights for sign in (1, -1)))
    pairs = replace(session, traits=session.traits[: len(session.traits) // 2 * 2][:6])
    after, rows = update(before, pairs, NOW, 99)
    assert trait(after, name).score == trait(before, name).score
    assert all("outweighed" in row.reason for row in rows)


@given(portraits_lived, st.sampled_from(TRAITS), st.sampled_from([1, -1]))
def test_the_score_moves_the_way_the_evidence_points(before: Portrait, name: str, sign: int) -> None:
    after, _ = update(before, about(name, sign * 2), NOW, 99)
    assert (trait(after, name).score - trait(before, name).score) * sign > 0


def test_more_history_moves_less_and_narrows_the_interval() -> None:
    portrait = empty_portrait()
    changes, widths = [], []
    for number in range(40):
        before = trait(portrait, "openness")
        portrait, _ = update(portrait, about("openness", 3 if number % 2 else -3), NOW, number)
        after = trait(portrait, "openness")
        changes.append(abs(after.score - before.score))
        widths.append(after.high - after.low)
    assert changes[-1] < changes[0] / 1.5
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 0.7


def test_a_long_life_of_one_kind_stays_in_range() -> None:
    portrait = empty_portrait()
    for number in range(400):
        portrait, _ = update(portrait, about("extraversion", 3, 3, 3), NOW, number)
    assert 0.7 < trait(portrait, "extraversion").score <= 1


def test_a_monologue_counts_as_one_evening_and_the_same_words_once() -> None:
    many, _ = update(empty_portrait(), about("openness", *[1] * 50), NOW, 1)
    assert trait(many, "openness").evidence == 6
    piece = Evidence("openness", 1, 1, 1, "I love art.")
    twice = SessionEvidence(DAY, (piece, replace(piece, message_id=2, quote="i love  ART.")))
    once, rows = update(empty_portrait(), twice, NOW, 1)
    assert trait(once, "openness").evidence == 1
    assert len(rows) == 1


def test_rows_name_the_words_they_rest_on() -> None:
    portrait, rows = update(empty_portrait(), about("openness", 2, -1), NOW, 7)
    won, lost = rows
    assert (won.id, won.at, won.session_id, won.message_id, won.quote) == (0, NOW, 7, 0, "words 0")
    assert (won.before, won.after) == (0.0, trait(portrait, "openness").score)
    assert lost.before == lost.after == won.after
    assert "outweighed" in lost.reason


def test_a_ledger_with_a_gap_is_noticed() -> None:
    _, rows = update(empty_portrait(), about("openness", 3, 2), NOW, 7)
    with pytest.raises(BadInput):
        replay(rows[1:])


def test_the_record_starts_with_the_same_five_traits() -> None:
    assert all(f"'{name}'" in " ".join(portrait_tables.SCHEMA) for name in TRAITS)


# --- items and moods ---


def mention(text: str, facet: str = "interest", day: dt.date = DAY, message_id: int = 1) -> SessionEvidence:
    return SessionEvidence(day, observations=(Observation(facet, text, 1.0, message_id, day, f"I love {text}."),))


def test_the_same_thing_said_again_weighs_more_and_keeps_its_sources() -> None:
    portrait, _ = update(empty_portrait(), mention("jazz"), NOW, 1)
    later = DAY + dt.timedelta(days=2)
    portrait, rows = update(portrait, mention("Jazz", day=later, message_id=9), NOW, 2)
    (item,) = portrait.items
    assert item.text == "jazz"
    assert 1.9 < item.weight < 2
    assert (item.last_day, item.message_ids) == (later, (1, 9))
    (row,) = rows
    assert (row.trait, row.message_id, row.quote) == ("interest: jazz", 9, "I love Jazz.")
    assert row.after == item.weight


def test_an_item_fades_slowly_and_never_rises_by_itself() -> None:
    item = PortraitItem("interest", "jazz", 4.0, DAY)
    assert weight_on(item, DAY + dt.timedelta(days=HALF_LIFE)) == pytest.approx(2.0)
    assert weight_on(item, DAY - dt.timedelta(days=400)) == 4.0
    assert weight_on(item, dt.date.max) >= 0


def test_an_old_mention_that_comes_late_does_not_make_the_item_older() -> None:
    portrait, _ = update(empty_portrait(), mention("jazz"), NOW, 1)
    portrait, _ = update(portrait, mention("jazz", day=DAY - dt.timedelta(days=900)), NOW, 2)
    assert portrait.items[0].last_day == DAY


def test_only_the_heaviest_items_are_kept() -> None:
    portrait = empty_portrait()
    for number in range(ITEMS_KEPT + 5):
        portrait, _ = update(portrait, mention(f"thing {number}"), NOW, number)
        portrait, _ = update(portrait, mention("jazz"), NOW, 1000 + number)
    assert len(portrait.items) == ITEMS_KEPT
    assert "jazz" in {item.text for item in portrait.items}


def test_moods_are_kept_once_per_session_and_only_the_latest() -> None:
    portrait = empty_portrait()
    for number in range(MOODS_KEPT + 10):
        portrait, _ = update(portrait, SessionEvidence(DAY, mood=0.5), NOW, number)
    assert len(portrait.moods) == MOODS_KEPT
    portrait, _ = update(portrait, SessionEvidence(DAY, mood=-0.5), NOW, MOODS_KEPT)
    assert [m.valence for m in portrait.moods if m.session_id == MOODS_KEPT] == [-0.5]


def test_a_person_who_gets_a_name_stays_one_person() -> None:
    portrait, _ = update(empty_portrait(), mention("sister", "person"), NOW, 1)
    portrait, rows = update(portrait, mention("Ana (sister)", "person", message_id=2), NOW, 2)
    portrait, _ = update(portrait, mention("older sister", "person", message_id=3), NOW, 3)
    (item,) = portrait.items
    assert (item.text, item.weight, item.message_ids) == ("Ana (sister)", 3.0, (1, 2, 3))
    assert [(row.trait, row.after) for row in rows] == [("person: sister", 0.0), ("person: Ana (sister)", 2.0)]


def test_two_sisters_stay_two_and_a_sister_without_a_name_is_neither() -> None:
    portrait = empty_portrait()
    for number, who in enumerate(("Ana (sister)", "Eva (sister)", "sister")):
        portrait, _ = update(portrait, mention(who, "person", message_id=number), NOW, number)
    assert {item.text for item in portrait.items} == {"Ana (sister)", "Eva (sister)", "sister"}


# --- what follows for the prompt ---


def test_where_only_interests_are_known_it_does_not_say_that_little_is() -> None:
    portrait, _ = update(empty_portrait(), mention("jazz"), NOW, 1)
    assert portrait.strategy == "Be friendly, brief and curious. Interests to draw on: jazz."


def test_little_is_known_at_first() -> None:
    portrait, _ = update(empty_portrait(), SessionEvidence(DAY), NOW, 1)
    assert portrait.strategy.startswith("Little is known")
    assert (portrait.sessions, portrait.updated_at) == (1, NOW)


def test_a_real_session_gives_a_strategy() -> None:
    texts = [
        "Please keep your answers short.",
        "I'm quite introverted. I need a lot of alone time and I hate small talk.",
        "I love jazz and hiking. My sister Ana plays the piano.",
    ]
    portrait, _ = update(empty_portrait(), session_evidence(said(*texts), DAY), NOW, 1)
    assert portrait.strategy == (
        "Keep answers short. Give them room: at most one question at a time, and no pressing."
        " Interests to draw on: hiking and jazz. In their life: Ana (sister)."
    )


def test_the_latest_wish_holds() -> None:
    portrait, _ = update(empty_portrait(), mention("Keep answers short.", "style"), NOW, 1)
    portrait, _ = update(portrait, mention("Explain in detail.", "style", message_id=2), NOW, 2)
    assert "Explain in detail." in portrait.strategy
    assert "Keep answers short." not in portrait.strategy


def test_what_has_faded_is_not_mentioned() -> None:
    portrait, _ = update(empty_portrait(), mention("jazz"), NOW, 1)
    portrait, _ = update(portrait, SessionEvidence(DAY + dt.timedelta(days=500)), NOW, 2)
    assert "jazz" not in portrait.strategy
    assert portrait.items


def test_low_spirits_are_met_gently() -> None:
    portrait, _ = update(empty_portrait(), SessionEvidence(DAY, mood=-0.8), NOW, 1)
    assert "acknowledge how they feel" in portrait.strategy


def test_a_trait_that_the_user_set_and_locked_counts_without_evidence() -> None:
    start = empty_portrait()
    own = tuple(replace(t, score=0.6, locked=t.name == "openness") for t in start.traits)
    portrait, _ = update(replace(start, traits=own), SessionEvidence(DAY), NOW, 1)
    assert portrait.strategy == "Offer ideas, comparisons and new angles."
