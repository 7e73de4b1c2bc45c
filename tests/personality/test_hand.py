"""What the user changes by hand: laws of the ledger over any life of sessions and corrections."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.errors import BadInput, NotFound
from companion.personality import hand
from companion.personality.evidence import SessionEvidence
from companion.personality.hand import Changed
from companion.personality.history import days_of, portrait_of, up_to
from companion.personality.lexicon import TRAITS
from companion.personality.observations import FACETS, Observation
from companion.personality.portrait import LARGEST_CHANGE, empty_portrait, update
from companion.personality.rows import MOOD
from companion.records import Evidence, LedgerEntry, Portrait
from tests.personality.conversations import DAY, START

TEXTS = ("chess", "Ana (sister)", "sister", "swim every Friday", "Keep answers short.")

evidences = st.builds(
    Evidence,
    trait=st.sampled_from(TRAITS),
    direction=st.sampled_from([1, -1]),
    weight=st.integers(1, 3),
    message_id=st.integers(1, 9),
    quote=st.sampled_from(["one", "two", "three"]),
    reason=st.just("said so"),
)
observations = st.builds(
    Observation,
    facet=st.sampled_from(FACETS),
    text=st.sampled_from(TEXTS),
    weight=st.sampled_from([0.5, 1.0, 1.5]),
    message_id=st.integers(1, 9),
    day=st.dates(DAY, DAY + dt.timedelta(days=60)),
    quote=st.just("words"),
)
sessions = st.builds(
    SessionEvidence,
    day=st.dates(DAY, DAY + dt.timedelta(days=60)),
    traits=st.lists(evidences, max_size=6).map(tuple),
    observations=st.lists(observations, max_size=4).map(tuple),
    mood=st.none() | st.floats(-1, 1),
)
corrections = st.one_of(
    st.tuples(st.just("set"), st.sampled_from(TRAITS), st.floats(-1, 1)),
    st.tuples(st.just("wrong"), st.sampled_from(TRAITS), st.just(0.0)),
    st.tuples(st.just("row"), st.just(""), st.floats(0, 1)),
    st.tuples(st.just("add"), st.sampled_from(TEXTS), st.just(0.0)),
    st.tuples(st.just("remove"), st.just(""), st.floats(0, 1)),
    st.tuples(st.just("item"), st.just(""), st.floats(0, 1)),
    st.tuples(st.just("restore"), st.just(""), st.floats(0, 1)),
    st.tuples(st.just("undo"), st.just(""), st.floats(0, 1)),
    st.tuples(st.just("lock"), st.sampled_from(TRAITS), st.just(0.0)),
    st.tuples(st.just("hold"), st.just(""), st.floats(0, 1)),
)
lives = st.lists(st.one_of(sessions, corrections), max_size=14)


@dataclass
class Life:
    """A portrait with its ledger, as the record keeps them."""

    portrait: Portrait = field(default_factory=empty_portrait)
    ledger: list[LedgerEntry] = field(default_factory=list)
    acts: list[tuple[int, int]] = field(default_factory=list)
    hours: int = 0

    def keep(self, changed: Changed) -> tuple[LedgerEntry, ...]:
        portrait, rows = changed
        numbered = tuple(replace(row, id=len(self.ledger) + place) for place, row in enumerate(rows, 1))
        self.portrait, self.ledger = portrait, [*self.ledger, *numbered]
        return numbered

    @property
    def now(self) -> dt.datetime:
        return START + dt.timedelta(hours=self.hours)


def live(stretch: Sequence[object]) -> Life:
    life = Life()
    for step in stretch:
        life.hours += 17
        do(life, step)
    return life


def do(life: Life, step: object) -> None:
    """One session or correction; one that is refused changes nothing."""
    if isinstance(step, SessionEvidence):
        life.keep(update(life.portrait, step, life.now, life.hours))
        return
    assert isinstance(step, tuple)
    what, name, share = step
    if what == "lock":
        traits = tuple(replace(t, locked=not t.locked) if t.name == name else t for t in life.portrait.traits)
        life.portrait = replace(life.portrait, traits=traits)
        return
    try:
        changed = corrected(life, what, name, share)
    except (BadInput, NotFound):
        return
    if changed is not None and (rows := life.keep(changed)):
        life.acts.append((rows[0].id, rows[-1].id))


def corrected(life: Life, what: str, name: str, share: float) -> Changed | None:
    portrait, now = life.portrait, life.now
    if what == "set":
        return hand.set_score(portrait, name, share, now)
    if what == "wrong":
        return hand.wrong_trait(portrait, name, [row for row in life.ledger if row.trait == name], now)
    if what == "add":
        return hand.put_item(portrait, "interest", "", name, now)
    if what == "restore" and life.ledger:
        day = days_of(life.ledger)[int(share * (len(life.ledger) - 1))]
        return hand.restored(portrait, portrait_of(up_to(life.ledger, day)), day, now)
    if what == "undo" and life.acts:
        return hand.undone(portrait, life.ledger, *life.acts[int(share * (len(life.acts) - 1))], now)
    if what == "row" and life.ledger:
        row = life.ledger[int(share * (len(life.ledger) - 1))]
        return hand.wrong_row(portrait, row, [r for r in life.ledger if r.trait == row.trait], now)
    if what in ("remove", "item", "hold") and portrait.items:
        item = portrait.items[int(share * (len(portrait.items) - 1))]
        if what == "hold":
            return hand.lock_item(portrait, item.facet, item.text, not item.locked, now)
        if what == "item":
            return hand.wrong_item(portrait, item.facet, item.text, now)
        return hand.put_item(portrait, item.facet, item.text, "", now)
    return None


def unlocked(portrait: Portrait) -> Portrait:
    """`portrait` without the locks of its traits."""
    return replace(portrait, traits=tuple(replace(t, locked=False) for t in portrait.traits))


def state(portrait: Portrait) -> tuple[object, object, object]:
    return unlocked(portrait).traits, portrait.items, portrait.moods


@settings(max_examples=150)
@given(lives)
def test_the_ledger_alone_gives_the_present(stretch: list[object]) -> None:
    life = live(stretch)
    assert state(portrait_of(life.ledger)) == state(life.portrait)


@settings(max_examples=150)
@given(lives)
def test_the_rows_of_every_value_add_up_from_zero(stretch: list[object]) -> None:
    life = live(stretch)
    ends: dict[str, float] = defaultdict(float)
    sums: dict[str, float] = defaultdict(float)
    for row in life.ledger:
        assert row.before == ends[row.trait]
        ends[row.trait] = row.after
        sums[row.trait] += row.after - row.before
    present = {t.name: t.score for t in life.portrait.traits}
    present |= {f"{i.facet}: {i.text}": i.weight for i in life.portrait.items}
    present |= {f"{MOOD}{m.session_id}": m.valence for m in life.portrait.moods}
    assert all(sums[name] == pytest.approx(value, abs=1e-9) for name, value in present.items())
    assert all(ends[name] == 0 for name in ends.keys() - present.keys())


@settings(max_examples=100)
@given(lives, st.integers(0, 14))
def test_as_of_is_what_was_there_then(stretch: list[object], place: int) -> None:
    then, life = live(stretch[:place]), live(stretch)
    assert life.ledger[: len(then.ledger)] == then.ledger
    assert state(portrait_of(life.ledger[: len(then.ledger)])) == state(then.portrait)


@settings(max_examples=150)
@given(lives, st.floats(0, 1))
def test_restoring_gives_exactly_the_old_state_and_can_be_undone(stretch: list[object], share: float) -> None:
    life = live(stretch)
    life.portrait = unlocked(life.portrait)
    for item in [item for item in life.portrait.items if item.locked]:
        life.keep(hand.lock_item(life.portrait, item.facet, item.text, False, life.now))
    if not life.ledger:
        return
    day = days_of(life.ledger)[int(share * (len(life.ledger) - 1))]
    old, present = portrait_of(up_to(life.ledger, day)), life.portrait
    rows = life.keep(hand.restored(life.portrait, old, day, life.now))
    assert state(life.portrait) == state(old)
    assert state(portrait_of(life.ledger)) == state(old)
    if rows:
        life.keep(hand.undone(life.portrait, life.ledger, rows[0].id, rows[-1].id, life.now))
    assert state(life.portrait) == state(present)
    assert state(portrait_of(life.ledger)) == state(present)


@settings(max_examples=100)
@given(lives, lives, st.sets(st.sampled_from(TRAITS)))
def test_a_locked_trait_never_moves(before: list[object], after: list[object], locks: set[str]) -> None:
    life = live(before)
    life.portrait = replace(
        life.portrait, traits=tuple(replace(t, locked=t.name in locks) for t in life.portrait.traits)
    )
    held = {t.name: t for t in life.portrait.traits if t.locked}
    rows = len(life.ledger)
    for step in after:
        life.hours += 17
        if not (isinstance(step, tuple) and step[0] == "lock"):
            do(life, step)
    assert {t.name: t for t in life.portrait.traits if t.name in held} == held
    assert not held.keys() & {row.trait for row in life.ledger[rows:]}


@settings(max_examples=100)
@given(lives, lives, st.sets(st.integers(0, 9), min_size=1))
def test_a_locked_item_never_moves(before: list[object], after: list[object], places: set[int]) -> None:
    life = live(before)
    for item in [item for place, item in enumerate(life.portrait.items) if place in places]:
        life.keep(hand.lock_item(life.portrait, item.facet, item.text, True, life.now))
    held = {(item.facet, item.text): item for item in life.portrait.items if item.locked}
    rows = len(life.ledger)
    for step in after:
        life.hours += 17
        if not (isinstance(step, tuple) and step[0] == "hold"):
            do(life, step)
    kept = {(item.facet, item.text): item for item in life.portrait.items}
    assert all(kept[key] == item and kept[key].locked for key, item in held.items())
    assert not {f"{facet}: {text}" for facet, text in held} & {row.trait for row in life.ledger[rows:]}
    told = {(item.facet, item.text) for item in portrait_of(life.ledger).items if item.locked}
    assert told == {(item.facet, item.text) for item in life.portrait.items if item.locked}


@settings(max_examples=100)
@given(lives, st.sampled_from(TRAITS))
def test_wrong_moves_against_the_score_at_most_as_a_session_does(stretch: list[object], name: str) -> None:
    life = live(stretch)
    life.portrait = unlocked(life.portrait)
    before = next(t for t in life.portrait.traits if t.name == name)
    earlier = [row for row in life.ledger if row.trait == name]
    try:
        life.keep(hand.wrong_trait(life.portrait, name, earlier, life.now))
    except BadInput:
        return
    after = next(t for t in life.portrait.traits if t.name == name)
    assert 0 < (before.score - after.score) * (1 if before.score > 0 else -1) <= LARGEST_CHANGE + 1e-9
    assert after.evidence == before.evidence + 1
    with pytest.raises(BadInput, match="today"):
        hand.wrong_trait(life.portrait, name, [row for row in life.ledger if row.trait == name], life.now)


def session(*found: Evidence, seen: Sequence[Observation] = ()) -> SessionEvidence:
    return SessionEvidence(DAY, found, tuple(seen))


def test_your_word_is_a_row_and_makes_it_sure() -> None:
    portrait, (row,) = hand.set_score(empty_portrait(), "openness", 0.4, START)
    assert (row.trait, row.before, row.after, row.reason, row.message_id) == ("openness", 0, 0.4, "you said so", None)
    assert portrait.traits[0].score == 0.4
    assert portrait.traits[0].high - portrait.traits[0].low < 1.01
    with pytest.raises(BadInput):
        hand.set_score(portrait, "openness", 1.2, START)
    with pytest.raises(NotFound):
        hand.set_score(portrait, "charm", 0.2, START)


def test_one_piece_of_evidence_is_taken_back_once() -> None:
    found = [Evidence("openness", 1, weight, number, f"words {number}") for number, weight in ((1, 2), (2, 1))]
    life = Life()
    first, _ = life.keep(update(life.portrait, session(*found), START, 1))
    life.keep(hand.wrong_row(life.portrait, first, life.ledger, START))
    openness = life.portrait.traits[0]
    assert openness.score == pytest.approx(0.05)
    assert openness.evidence == 1
    with pytest.raises(BadInput, match="already"):
        hand.wrong_row(life.portrait, first, life.ledger, START)
    with pytest.raises(BadInput, match="not evidence"):
        hand.wrong_row(life.portrait, life.ledger[-1], life.ledger, START)


def test_an_item_that_is_wrong_is_left_out_until_it_was_said_often_again() -> None:
    seen = Observation("interest", "golf", 1.0, 1, DAY, "I love golf.")
    life = Life()
    life.keep(update(life.portrait, session(seen=[seen]), START, 1))
    life.keep(hand.wrong_item(life.portrait, "interest", "golf", START))
    assert "golf" not in life.portrait.strategy
    for number in range(2, 6):
        assert "golf" not in life.portrait.strategy
        life.keep(update(life.portrait, session(seen=[replace(seen, message_id=number)]), START, number))
    assert "golf" in life.portrait.strategy


def test_items_are_added_worded_anew_and_removed() -> None:
    portrait, rows = hand.put_item(empty_portrait(), "person", "", "  Ana   (sister) ", START)
    assert [item.text for item in portrait.items] == ["Ana (sister)"]
    assert [(row.trait, row.reason) for row in rows] == [("person: Ana (sister)", "you said so")]
    with pytest.raises(BadInput, match="already"):
        hand.put_item(portrait, "person", "", "ana (sister)", START)
    portrait, rows = hand.put_item(portrait, "person", "Ana (sister)", "Anna (sister)", START)
    assert [(row.trait, row.after > 0) for row in rows] == [
        ("person: Ana (sister)", False), ("person: Anna (sister)", True)
    ]  # fmt: skip
    portrait, _ = hand.put_item(portrait, "person", "Anna (sister)", "", START)
    assert portrait.items == ()
    for facet, old, new in (("charm", "", "x"), ("person", "", ""), ("person", "", "x" * 200)):
        with pytest.raises(BadInput):
            hand.put_item(portrait, facet, old, new, START)
    with pytest.raises(NotFound):
        hand.put_item(portrait, "person", "nobody", "somebody", START)


def test_an_old_conversation_that_is_imported_later_was_not_known_on_its_day() -> None:
    life = Life()
    found = Evidence("openness", 1, 2, 1, "words")
    life.keep(update(life.portrait, session(found), START, 1))
    early = replace(session(replace(found, trait="extraversion")), day=DAY - dt.timedelta(days=90))
    life.keep(update(life.portrait, early, START, 2))
    then = portrait_of(up_to(life.ledger, DAY - dt.timedelta(days=1)))
    assert then.traits == empty_portrait().traits
    assert days_of(life.ledger) == [DAY, DAY]


def test_rows_of_older_versions_are_read_by_what_they_name() -> None:
    def row(number: int, name: str, before: float, after: float, message_id: int | None = 3) -> LedgerEntry:
        return LedgerEntry(number, START, 7, name, before, after, "mentioned", message_id, "words", DAY)

    rows = [
        row(1, "openness", 0.0, 0.1),
        row(2, "interest: golf", 0.0, 1.0),
        row(3, "interest: golf", 1.0, 2.0, 5),
        row(4, "person: sister", 0.0, 1.0),
        row(5, "person: sister", 1.0, 0.0),
    ]
    portrait = portrait_of(rows)
    assert (portrait.traits[0].score, portrait.traits[0].evidence) == (0.1, 1)
    (golf,) = portrait.items
    assert (golf.text, golf.weight, golf.last_day, golf.message_ids) == ("golf", 2.0, DAY, (3, 5))
