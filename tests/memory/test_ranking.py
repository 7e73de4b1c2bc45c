"""The order in which memories answer a cue."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.marks import read_marks
from companion.memory.cue import read_cue
from companion.memory.ranking import Candidate, Weights, rank
from companion.records import Kind

TODAY = dt.date(2023, 9, 14)
DAY = dt.date(2023, 5, 1)
CUE = read_cue("Where does the baker live?", ["Anna", "Ben"], TODAY)


def candidate(number: int, **changes: object) -> Candidate:
    plain = Candidate(memory_id=number, session_id=number, day=DAY, speaker="Ben", length=5)
    return plain._replace(**changes)  # type: ignore[arg-type]


candidates = st.builds(
    Candidate,
    memory_id=st.integers(0, 500),
    session_id=st.one_of(st.none(), st.integers(0, 9)),
    day=st.dates(dt.date(2023, 1, 1), TODAY),
    speaker=st.sampled_from(["Anna", "Ben", ""]),
    length=st.integers(0, 60),
    marks=st.one_of(st.none(), st.builds(lambda text: read_marks(text).packed(), st.text(max_size=40))),
    lexical=st.floats(0, 40),
    cosine=st.floats(-1, 1),
    retention=st.floats(0, 1),
    kind=st.sampled_from(Kind),
    bond=st.floats(0, 1),
    position=st.one_of(st.none(), st.integers(0, 12)),
)
many = st.lists(candidates, max_size=40, unique_by=lambda item: item.memory_id)


def order(*found: Candidate, text: str = "Where does the baker live?") -> list[int]:
    cue = read_cue(text, ["Anna", "Ben"], TODAY)
    return [row.candidate.memory_id for row in rank(cue, found, corpus=1000)]


def test_nothing_found_is_nothing_ranked() -> None:
    assert rank(CUE, [], corpus=0) == []


@pytest.mark.parametrize(
    "better", [{"lexical": 9.0}, {"cosine": 0.6}, {"length": 20}], ids=["words", "meaning", "length"]
)
def test_a_stronger_signal_wins(better: dict[str, float]) -> None:
    assert order(candidate(1), candidate(2, **better)) == [2, 1]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("I moved to Leeds last week.", "Where did you move to last week?"),
        ("I started a course on Monday.", "Wow, you are great, good for you and your family!"),
        ("I went home.", "Sounds good."),
        ("I saw Maria in Leeds.", "I saw her there."),
    ],
    ids=["reports, not asks", "of oneself, not to the other", "reports", "names"],
)
def test_a_telling_turn_wins(better: str, worse: str) -> None:
    found = candidate(1, marks=read_marks(worse).packed()), candidate(2, marks=read_marks(better).packed())
    assert order(*found) == [2, 1]


def test_a_member_of_the_kind_that_is_asked_for_wins() -> None:
    plain, corgi = (read_marks(text).packed() for text in ("I have my lamp here", "I have my corgi here"))
    assert order(candidate(1, marks=plain), candidate(2, marks=corgi), text="What pets do I have?") == [2, 1]


def test_a_place_wins_where_a_place_is_asked_for() -> None:
    found = (
        candidate(1, marks=read_marks("I sat down").packed()),
        candidate(2, marks=read_marks("I sat by the lake").packed()),
    )
    assert order(*found) == [2, 1]
    assert order(*found, text="How long does the baker sit?") == [1, 2]


def test_ones_own_voice_wins_a_little() -> None:
    cue = read_cue("What is my job?", ["Anna", "Ben"], TODAY, users=["Anna"])
    found = candidate(1), candidate(2, speaker="Anna")
    assert [row.candidate.memory_id for row in rank(cue, found, corpus=10)] == [2, 1]


def test_the_named_speaker_wins() -> None:
    found = candidate(1), candidate(2, speaker="Anna")
    assert order(*found, text="Where did Anna say the baker lives?") == [2, 1]
    assert order(*found) == [1, 2]


def test_the_named_day_wins_but_excludes_nothing() -> None:
    found = candidate(1), candidate(2, day=dt.date(2023, 6, 2))
    assert order(*found, text="Where did the baker live in June?") == [2, 1]


def test_a_good_hit_lends_its_session_score() -> None:
    strong = candidate(1, session_id=7, cosine=0.8)
    assert order(strong, candidate(2), candidate(3, session_id=7)) == [1, 3, 2]


def test_what_is_said_near_good_hits_of_its_session_wins() -> None:
    hits = [candidate(number, session_id=7, position=number, cosine=0.8) for number in (1, 2)]
    near = candidate(9, session_id=7, position=4)
    far, elsewhere = candidate(8, session_id=7, position=30), candidate(7, session_id=6, position=4)
    parts = {row.candidate.memory_id: row.parts for row in rank(CUE, [*hits, far, elsewhere, near], 10)}
    weights = Weights()
    assert parts[9]["contiguity"] == pytest.approx(weights.contiguity * weights.meaning * 0.8)
    assert parts[8]["contiguity"] == parts[7]["contiguity"] == 0


def test_neighbours_and_what_was_not_spoken_lend_nothing_by_contiguity() -> None:
    found = [candidate(1, session_id=7, position=1, cosine=0.8), candidate(2, session_id=7, position=2)]
    unspoken = candidate(3, session_id=7)
    assert all(row.parts["contiguity"] == 0 for row in rank(CUE, [*found, unspoken], 10))


def test_a_question_with_many_answers_asks_nothing_of_what_was_said_around() -> None:
    many = read_cue("Which bakers have lived here?", [], DAY)
    found = [candidate(1, session_id=7, position=1, cosine=0.8), candidate(2, session_id=7, position=3)]
    assert all(row.parts["contiguity"] == 0 for row in rank(many, found, 10))


def test_a_question_with_many_answers_weighs_the_wording_more_and_the_session_less() -> None:
    one, many = (read_cue(text, [], DAY) for text in ("Which baker lives here?", "Which bakers have lived here?"))
    found = [candidate(1, session_id=7, cosine=0.8), candidate(2, session_id=7, marks=read_marks("I left.").packed())]
    narrow, broad = ({row.candidate.memory_id: row.parts for row in rank(cue, found, 10)} for cue in (one, many))
    assert 0 < broad[2]["session"] < narrow[2]["session"]
    assert broad[2]["wording"] > narrow[2]["wording"] > 0
    assert rank(many, found, 10, Weights(gathering=0.0)) == rank(one, found, 10, Weights(gathering=0.0))


def test_from_half_of_the_greatest_match_more_words_count_nothing() -> None:
    weights = Weights()
    much, more = rank(CUE, [candidate(1, lexical=30.0), candidate(2, lexical=60.0)], 10, weights)
    assert much.parts["lexical"] == more.parts["lexical"] == weights.lexical * weights.full
    some, little = rank(CUE, [candidate(1, lexical=1.0), candidate(2, lexical=0.5)], 10, weights)
    assert some.parts["lexical"] == pytest.approx(2 * little.parts["lexical"])


def test_memories_of_no_session_lend_each_other_nothing() -> None:
    strong = candidate(1, session_id=None, cosine=0.8)
    ranked = rank(CUE, [strong, candidate(2, session_id=None)], corpus=10)
    assert [row.parts["session"] for row in ranked] == [0, 0]


def test_a_pure_paraphrase_gets_a_place_after_the_first_ten() -> None:
    matches = [candidate(number, lexical=20.0, cosine=0.1) for number in range(30)]
    ranked = order(*matches, candidate(99, cosine=0.5, length=3))
    assert ranked.index(99) == Weights().first


@given(many)
def test_everything_found_is_ranked_once(found: list[Candidate]) -> None:
    ranked = rank(CUE, found, corpus=1000)
    assert sorted(row.candidate.memory_id for row in ranked) == sorted(item.memory_id for item in found)


@given(many)
def test_the_parts_explain_the_score(found: list[Candidate]) -> None:
    for row in rank(CUE, found, corpus=1000):
        shares = dict(row.parts)
        factor = shares.pop("retention")
        assert row.score == pytest.approx(sum(shares.values()) * factor)


@given(many)
def test_the_order_does_not_depend_on_the_order_of_finding(found: list[Candidate]) -> None:
    assert rank(CUE, found, corpus=50) == rank(CUE, found[::-1], corpus=50)


@given(st.floats(0, 1))
def test_fading_takes_at_most_a_tenth(retention: float) -> None:
    fresh = rank(CUE, [candidate(1, cosine=0.5)], corpus=10)[0].score
    faded = rank(CUE, [candidate(1, cosine=0.5, retention=retention)], corpus=10)[0].score
    assert 0.9 * fresh - 1e-9 <= faded <= fresh
