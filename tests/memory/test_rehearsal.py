"""Which dear memories come up once more before they fade, and that a session brings up one at most."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.memory.decay import Curve, Use, born, fades_at
from companion.memory.rehearsal import DEAR, WITHIN, Rehearsals, due_for_rehearsal
from companion.records import Kind, Memory, Provenance, Sensitivity, Status, Truth
from companion.store.database import Connection
from tests.clock import MORNING
from tests.engines import run
from tests.record import FADING, House, house

DAY = dt.timedelta(days=1)
STATE = born(0.9, MORNING)
FADES = fades_at(STATE, FADING.threshold, FADING.curve)
EVE = FADES - DAY
DEAREST = "Please always remember my wedding on 12 June: it means everything to me."
DEAR_TOO = "Please always remember that my sister Mira got engaged in March, it means everything to me."


def memory(number: int = 1, **changes: object) -> Memory:
    plain = Memory(number, Kind.EPISODE, "words", MORNING, MORNING, MORNING.date(), STATE, FADES, importance=0.9)
    return replace(plain, **changes)  # type: ignore[arg-type]


def due(*rows: Memory, now: dt.datetime = EVE) -> list[int]:
    return [found.id for found in due_for_rehearsal(rows, now)]


class TestSelection:
    def test_what_matters_and_is_about_to_fade_is_due(self) -> None:
        assert due(memory()) == [1]
        assert due() == []

    @pytest.mark.parametrize(
        "change",
        [
            {"importance": 0.79},
            {"pinned": True},
            {"fades_at": None},
            {"status": Status.DORMANT},
            {"status": Status.INBOX},
            {"status": Status.FORGOTTEN},
            {"kind": Kind.EVENT},
            {"kind": Kind.FACT},
            {"provenance": Provenance.COMPANION},
            {"provenance": Provenance.IMPORTED},
            {"truth": Truth.JOKE},
            {"sensitivity": Sensitivity.SENSITIVE},
            {"flags": ("instruction",)},
        ],
        ids=str,
    )
    def test_what_does_not_come_up_by_itself(self, change: dict[str, object]) -> None:
        assert due(replace(memory(), **change)) == []  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("now", "is_due"),
        [
            (FADES - WITHIN - dt.timedelta(seconds=1), False),
            (FADES - WITHIN, True),
            (FADES - dt.timedelta(seconds=1), True),
            (FADES, False),
        ],
        ids=["early", "from here", "to here", "asleep"],
    )
    def test_only_shortly_before_it_fades(self, now: dt.datetime, is_due: bool) -> None:
        assert bool(due(memory(), now=now)) is is_due

    def test_importance_times_retention_decides_the_order(self) -> None:
        fresher = replace(STATE, strength=STATE.strength * 2)
        assert due(memory(1), memory(2, importance=1.0), memory(3, decay=fresher)) == [3, 2, 1]

    rows = st.lists(
        st.builds(
            lambda number, weight, days, pinned: memory(
                number, importance=weight, fades_at=EVE + days * DAY, pinned=pinned
            ),
            st.integers(1, 99),
            st.floats(0, 1),
            st.floats(-5, 9),
            st.booleans(),
        ),
        max_size=20,
        unique_by=lambda row: row.id,
    )

    @given(rows, st.floats(0, 20), st.sampled_from(Curve))
    def test_it_chooses_among_what_it_is_given_in_one_order(
        self, rows: list[Memory], days: float, curve: Curve
    ) -> None:
        found = due_for_rehearsal(rows, EVE, days * DAY, curve)
        assert found == due_for_rehearsal(rows[::-1], EVE, days * DAY, curve)
        for row in found:
            assert row in rows
            assert row.importance >= DEAR
            assert row.fades_at is not None
            assert EVE < row.fades_at <= EVE + days * DAY


class TestSessions:
    def test_each_session_brings_up_one_and_each_memory_comes_up_once(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                rehearsals, now = Rehearsals(h.db, lambda: FADING), await _on_the_eve(h)
                marked = await rehearsals.mark_due(now)
                assert len(marked) == 2
                assert await rehearsals.mark_due(now) == ()
                first, second, third = [await _session(h) for _ in range(3)]
                one = await rehearsals.for_session(first, now)
                assert one is not None
                assert await rehearsals.for_session(first, now + dt.timedelta(minutes=5)) == one
                other = await rehearsals.for_session(second, now)
                assert other is not None
                assert {one.id, other.id} == set(marked)
                assert await rehearsals.for_session(third, now) is None

        run(go())

    def test_one_that_is_used_is_kept_and_the_session_has_had_its_one(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                rehearsals, now = Rehearsals(h.db, lambda: FADING), await _on_the_eve(h)
                await rehearsals.mark_due(now)
                session = await _session(h)
                one = await rehearsals.for_session(session, now)
                assert one is not None
                await h.uses.reinforce([one.id], now + dt.timedelta(minutes=1), Use.USED)
                later = now + dt.timedelta(minutes=2)
                assert await rehearsals.for_session(session, later) is None
                assert one.id not in await rehearsals.mark_due(later)
                kept = (await h.curation.view(one.id)).memory
                assert one.fades_at is not None
                assert kept.fades_at is not None
                assert kept.fades_at > one.fades_at + 30 * DAY
                assert one.id in await rehearsals.mark_due(kept.fades_at - DAY)

        run(go())

    def test_a_forgotten_one_does_not_come_up(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                rehearsals, now = Rehearsals(h.db, lambda: FADING), await _on_the_eve(h)
                for memory_id in await rehearsals.mark_due(now):
                    await h.forget(memory_id)
                assert await rehearsals.for_session(await _session(h), now) is None

        run(go())

    def test_one_that_is_forgotten_in_its_session_leaves_the_prompt(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                rehearsals, now = Rehearsals(h.db, lambda: FADING), await _on_the_eve(h)
                await rehearsals.mark_due(now)
                session = await _session(h)
                one = await rehearsals.for_session(session, now)
                assert one is not None
                await h.forget(one.id)
                assert await rehearsals.for_session(session, now) is None

        run(go())

    def test_the_search_for_what_nears_its_end_reads_the_small_index(self, tmp_path: Path) -> None:
        def plan(con: Connection) -> str:
            rows = con.execute(
                """explain query plan select m.id from memories m where m.status = 'active'
                and m.fades_at is not null and m.importance >= 0.8 and m.fades_at <= 1"""
            )
            return " ".join(str(row[3]) for row in rows)

        async def go() -> None:
            async with house(tmp_path) as h:
                assert "memories_dear" in await h.db.read(plan)
                assert DEAR == 0.8

        run(go())


async def _on_the_eve(h: House) -> dt.datetime:
    """Two dear memories and an ordinary one; a moment before the dear ones fade."""
    talk = await h.hear(DEAREST, "I will.", DEAR_TOO, "I am sorry.", "The bus was late.", "Oh.")
    found = [(await h.curation.view(memory_id)).memory for memory_id in talk.episodes]
    dear = [m for m in found if m.importance >= DEAR]
    assert [m.text for m in dear] == [DEAREST, DEAR_TOO]
    last = max(m.fades_at for m in dear if m.fades_at is not None)
    first = min(m.fades_at for m in dear if m.fades_at is not None)
    assert last - first < WITHIN - 2 * dt.timedelta(hours=1)
    return first - dt.timedelta(hours=1)


async def _session(h: House) -> int:
    return (await h.hear("Hello.", "Hello.", at=MORNING + 40 * DAY)).session
