"""How a topic developed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import NotFound
from companion.memory.timelines import in_time, nearest, rare_words
from companion.paths import Home
from companion.records import Kind, Status
from tests.clock import Clock
from tests.engines import of_kind, opened, run, tell, view_of


def test_a_move_from_town_to_town_is_told_in_order(home: Home, clock: Clock) -> None:
    async def go() -> None:
        async with opened(home, clock) as engine:
            for town in ("Utrecht", "Ghent", "Bergen"):
                session = (await tell(engine, f"I live in {town} now."))[0].session_id
                await engine.end_session(session)
                clock.move(days=30)
            await tell(engine, "The fish market in Bergen smells of the sea.", "I had soup for lunch.")
            facts = {m.text: m for m in await of_kind(engine, Kind.FACT)}
            first = facts["I live in Utrecht now"]
            assert first.status is Status.SUPERSEDED
            for fact in facts.values():
                told = [view.memory for view in await engine.timeline(fact.id)]
                assert [m.text for m in told if m.kind is Kind.FACT] == [
                    f"I live in {town} now" for town in ("Utrecht", "Ghent", "Bergen")
                ]
                assert told == in_time(told)
            last = [view.memory.text for view in await engine.timeline(facts["I live in Bergen now"].id)]
            assert "The fish market in Bergen smells of the sea." in last
            assert not any("soup" in text for text in last)

    run(go())


def test_a_turn_leads_to_what_was_learned_from_it(home: Home, clock: Clock) -> None:
    async def go() -> None:
        async with opened(home, clock) as engine:
            replies = await tell(engine, "I play the trombone in a brass band.", "It is cold today.")
            await engine.end_session(replies[0].session_id)
            clock.move(days=3)
            await tell(engine, "My trombone fell down the stairs!")
            turn = await view_of(engine, "I play the trombone in a brass band.")
            told = [view.memory.text for view in await engine.timeline(turn.memory.id)]
            assert told[0] == turn.memory.text
            assert told[-1] == "My trombone fell down the stairs!"
            assert "I play the trombone in a brass band" in told
            assert "It is cold today." not in told

    run(go())


def test_what_is_forgotten_is_in_no_timeline(home: Home, clock: Clock) -> None:
    async def go() -> None:
        async with opened(home, clock) as engine:
            for town in ("Utrecht", "Ghent"):
                session = (await tell(engine, f"I live in {town} now."))[0].session_id
                await engine.end_session(session)
                clock.move(days=30)
            facts = {m.text: m for m in await of_kind(engine, Kind.FACT)}
            await engine.forget(facts["I live in Utrecht now"].id)
            told = await engine.timeline(facts["I live in Ghent now"].id)
            assert [v.memory.text for v in told if v.memory.kind is Kind.FACT] == ["I live in Ghent now"]
            with pytest.raises(NotFound):
                await engine.timeline(999)

    run(go())


@given(st.dictionaries(st.sampled_from(["trombone", "harbour", "walnut", "violin"]), st.integers(0, 50)))
def test_rare_words_are_those_that_few_hold_the_rarest_first(counts: dict[str, int]) -> None:
    found = rare_words([" ".join(counts)], lambda word: counts[word], 8)
    assert set(found) == {word for word, count in counts.items() if 0 < count <= 8}
    assert [counts[word] for word in found] == sorted(counts[word] for word in found)


@given(st.lists(st.integers(1, 9)), st.integers(-1, 12))
def test_the_nearest_share_most_words(turns: list[int], room: int) -> None:
    found = nearest(turns, room)
    assert len(found) == min(len(set(turns)), max(room, 0))
    if found:
        left = set(turns) - set(found)
        assert min(turns.count(t) for t in found) >= max((turns.count(t) for t in left), default=0)
