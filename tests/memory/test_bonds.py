"""Bonds between memories: their law, and what they do to recall."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.memory.bonds import FAINT, GAIN, MOST_TOGETHER, PARTNERS, faded, joined, lent, tie
from companion.memory.ranking import Weights
from companion.records import Recall
from companion.store import bonds
from companion.store.database import Connection
from tests.clock import MORNING
from tests.engines import run
from tests.record import House, house, record, talk

strengths = st.floats(0, 1)
days = st.floats(-10, 10_000)
DAY = dt.timedelta(days=1)
MIRA = "Mira is getting married in the old lighthouse."
WALNUTS = "The wedding cake must not contain walnuts."
HARBOUR = "I painted the harbour on Sunday."


class TestLaw:
    @given(strengths, days)
    def test_a_bond_never_grows_by_waiting(self, strength: float, after: float) -> None:
        assert 0 <= faded(strength, MORNING, MORNING + after * DAY) <= strength

    @given(strengths, st.floats(0, 500), st.floats(0, 500))
    def test_fading_in_two_steps_is_fading_in_one(self, strength: float, first: float, second: float) -> None:
        between = faded(strength, MORNING, MORNING + first * DAY)
        twice = faded(between, MORNING + first * DAY, MORNING + (first + second) * DAY)
        assert twice == pytest.approx(faded(strength, MORNING, MORNING + (first + second) * DAY), abs=1e-9)

    @given(strengths, days)
    def test_a_joint_use_strengthens_and_stays_below_one(self, strength: float, after: float) -> None:
        now = MORNING + after * DAY
        new = joined(strength, MORNING, now)
        assert GAIN <= new <= 1
        assert new >= faded(strength, MORNING, now)

    def test_daily_use_saturates(self) -> None:
        strength, steps = 0.0, []
        for number in range(30):
            now = MORNING + number * DAY
            steps.append(joined(strength, now - DAY, now) - strength)
            strength += steps[-1]
        assert steps == sorted(steps, reverse=True)
        assert 0.85 < strength < 1

    @pytest.mark.parametrize(("after", "remains"), [(50, True), (60, False)])
    def test_one_use_is_faint_after_two_months(self, after: int, remains: bool) -> None:
        left = faded(joined(0.0, MORNING, MORNING), MORNING, MORNING + after * DAY)
        assert (left >= FAINT) is remains


class TestRecord:
    def test_all_that_was_used_together_is_bound(self, tmp_path: Path) -> None:
        def work(con: Connection) -> None:
            a, b, c, d = talk(con, MIRA, "Lovely.", WALNUTS, "I see.").episodes
            tie(con, [a, b, c], MORNING)
            assert [(x.one, x.other) for x in bonds.touching(con, [a, b, c, d])] == [(a, b), (a, c), (b, c)]
            assert lent(con, [a], MORNING) == {b: GAIN, c: GAIN}
            assert lent(con, [a, b], MORNING) == {a: GAIN, b: GAIN, c: GAIN}
            assert lent(con, [d], MORNING) == lent(con, [], MORNING) == {}

        _in_record(tmp_path, work)

    @pytest.mark.parametrize("count", [0, 1])
    def test_one_alone_is_bound_to_nothing(self, tmp_path: Path, count: int) -> None:
        def work(con: Connection) -> None:
            ids = talk(con, MIRA, "Lovely.").episodes
            tie(con, [ids[0]] * 2 if count else [], MORNING)
            assert bonds.touching(con, ids) == []

        _in_record(tmp_path, work)

    def test_a_long_list_binds_only_its_first(self, tmp_path: Path) -> None:
        def work(con: Connection) -> None:
            ids = talk(con, *(f"Number {n}" for n in range(MOST_TOGETHER + 4))).episodes
            tie(con, ids, MORNING)
            assert len(bonds.touching(con, ids)) == MOST_TOGETHER * (MOST_TOGETHER - 1) // 2

        _in_record(tmp_path, work)

    def test_one_that_was_used_with_everything_brings_only_its_nearest(self, tmp_path: Path) -> None:
        def work(con: Connection) -> None:
            ids = talk(con, *(f"Number {n}" for n in range(PARTNERS + 6))).episodes
            for other in ids[1:]:
                tie(con, [ids[0], other], MORNING)
            tie(con, [ids[0], ids[-1]], MORNING)
            found = lent(con, ids[:1], MORNING)
            assert len(found) == PARTNERS
            assert next(iter(found)) == ids[-1]

        _in_record(tmp_path, work)

    def test_a_faint_bond_lends_nothing_and_goes_when_its_memory_is_used(self, tmp_path: Path) -> None:
        def work(con: Connection) -> None:
            a, b, c, d = talk(con, MIRA, "Lovely.", WALNUTS, "I see.").episodes
            tie(con, [a, b], MORNING)
            tie(con, [c, d], MORNING)
            later = MORNING + 60 * DAY
            assert lent(con, [a], later) == {}
            tie(con, [a, c], later)
            assert [(x.one, x.other) for x in bonds.touching(con, [a, b, c, d])] == [(a, c)]

        _in_record(tmp_path, work)


class TestRecall:
    def test_what_was_used_with_the_best_hit_comes_with_it(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                mira, walnuts = await _two_memories(h)
                before = await h.recaller.recall("lighthouse", MORNING)
                await _use_together(h)
                after = await h.recaller.recall("lighthouse", MORNING)
                assert _bond_of(before, mira) == _bond_of(before, walnuts) == 0
                assert _bond_of(after, walnuts) == pytest.approx(Weights().bond * GAIN)
                assert _score_of(after, walnuts) > _score_of(before, walnuts)
                assert after.hits[0].memory.id == mira

        run(go())

    def test_a_bond_brings_what_no_word_and_no_place_would_have_brought(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path, chroma=False) as h:
                mira, walnuts = await _two_memories(h)
                await h.db.write(lambda con: con.execute("delete from memory_vectors where memory_id = ?", (walnuts,)))
                assert walnuts not in _ids(await h.recaller.recall("lighthouse", MORNING))
                await h.db.write(lambda con: tie(con, [mira, walnuts], MORNING))
                assert walnuts in _ids(await h.recaller.recall("lighthouse", MORNING))
                assert walnuts not in _ids(await h.recaller.recall("lighthouse", MORNING, without=[walnuts]))

        run(go())

    def test_a_forgotten_partner_stays_away_and_a_restored_one_comes_back(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                _, walnuts = await _two_memories(h)
                await _use_together(h)
                await h.forget(walnuts)
                assert walnuts not in _ids(await h.recaller.recall("lighthouse", MORNING))
                await h.restore(walnuts)
                assert _bond_of(await h.recaller.recall("lighthouse", MORNING), walnuts) > 0

        run(go())

    def test_given_but_not_used_binds_nothing(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                ids = await _two_memories(h)
                await _use_together(h, reply="I would rather talk of football.")
                assert await h.db.read(lambda con: bonds.touching(con, ids)) == []

        run(go())


async def _two_memories(h: House) -> tuple[int, int]:
    first = await h.hear(MIRA, "How lovely.")
    second = await h.hear(WALNUTS, "I will remember.", at=MORNING + DAY)
    await h.hear(HARBOUR, "It was sunny then.", at=MORNING + 2 * DAY)
    return first.episodes[0], second.episodes[0]


async def _use_together(
    h: House, reply: str = "Mira marries in the old lighthouse, and the cake has no walnuts in it."
) -> None:
    """A reply that draws on both, as the engine notes it."""
    talked = await h.hear("What should I know?", reply, at=MORNING + 3 * DAY)
    recall = await h.recaller.recall("lighthouse wedding cake", MORNING)
    shown = [hit.memory for hit in recall.hits if hit.memory.text in (MIRA, WALNUTS)]
    assert len(shown) == 2
    await h.uses.note(talked.messages[1].id, reply, recall, shown, ["What should I know?"], MORNING)


def _bond_of(recall: Recall, memory_id: int) -> float:
    return next((hit.parts["bond"] for hit in recall.hits if hit.memory.id == memory_id), 0.0)


def _score_of(recall: Recall, memory_id: int) -> float:
    return next((hit.score for hit in recall.hits if hit.memory.id == memory_id), 0.0)


def _ids(recall: Recall) -> list[int]:
    return [hit.memory.id for hit in recall.hits]


def _in_record(folder: Path, work: object) -> None:
    async def go() -> None:
        async with record(folder / "record.db") as db:
            await db.write(work)  # type: ignore[arg-type]

    run(go())
