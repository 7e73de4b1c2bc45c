"""A name that is put right in words is right from then on: in the portrait, the story and the prompt; with undo."""

from __future__ import annotations

import pytest

from companion.engine import Engine
from companion.events import PortraitChanged
from companion.paths import Home
from companion.records import Kind, Portrait, Scope, Status
from tests.clock import Clock
from tests.engines import Heard, events_of, of_kind, opened, run, tell

SISTER = "My sister Anna lives in Lisbon."
ANA = "No, my sister's name is Ana."
BROTHER = "My brother Jon plays chess."
JOHN = "No, my brother's name is John"


async def told(engine: Engine, session: int | None, *messages: str) -> int:
    replies = await tell(engine, *messages, session=session)
    return replies[0].session_id


def people(portrait: Portrait) -> list[tuple[str, tuple[int, ...]]]:
    return [(item.text, item.message_ids) for item in portrait.items if item.facet == "person"]


async def in_force(engine: Engine) -> set[str]:
    return {fact.text for fact in await of_kind(engine, Kind.FACT) if fact.status is Status.ACTIVE}


async def undo(engine: Engine, session: int) -> None:
    [change] = await engine.spoken_changes(session)
    await engine.undo_spoken(change.id)


@pytest.mark.parametrize(
    ("fact", "correction", "old", "new"),
    [
        (SISTER, ANA, "Anna (sister)", "Ana (sister)"),
        (SISTER, "It's Ana, not Anna.", "Anna (sister)", "Ana (sister)"),
        (BROTHER, JOHN, "Jon (brother)", "John (brother)"),
        ("My cat Minka sleeps a lot.", "It's Mia, not Minka.", "Minka (cat)", "Mia (cat)"),
    ],
)
@pytest.mark.parametrize("later", [False, True])
def test_the_portrait_has_the_right_name(
    home: Home, clock: Clock, fact: str, correction: str, old: str, new: str, later: bool
) -> None:
    async def go() -> None:
        async with opened(home, clock) as engine:
            session = await told(engine, None, fact)
            if later:
                await engine.end_session(session)
                assert people(await engine.portrait()) == [(old, (1,))]
                clock.move(days=1)
            session = await told(engine, None if later else session, correction)
            if later:
                assert people(await engine.portrait()) == [(new, (1,))]
            await engine.end_session(session)
            assert people(await engine.portrait()) == [(new, (1,))]
            assert (await engine.portrait()).items == (await engine.portrait_as_of(clock.now.date())).items
            assert f"In their life: {new}." in await engine.told_about_user()
            rows = [row for row in await engine.ledger() if row.trait.startswith("person: ") and row.quote]
            assert [row.quote for row in rows] == [fact]

            await undo(engine, session)
            assert people(await engine.portrait()) == [(old, (1,))]
            assert f"In their life: {old}." in await engine.told_about_user()
            assert (await engine.portrait()).items == (await engine.portrait_as_of(clock.now.date())).items

    run(go())


def test_who_is_mentioned_later_under_either_name_is_the_same_person(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            await engine.end_session(await told(engine, None, SISTER))
            await told(engine, None, ANA)
            await engine.end_session(await told(engine, None, "My sister Ana sings.", "My sister Anna dances."))
            assert [name for name, _ in people(await engine.portrait())] == ["Ana (sister)"]

    run(go())


def test_somebody_else_of_the_same_name_keeps_it(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            await engine.end_session(await told(engine, None, "My cousin Anna sings.", SISTER))
            await told(engine, None, ANA)
            assert sorted(name for name, _ in people(await engine.portrait())) == ["Ana (sister)", "Anna (cousin)"]

    run(go())


@pytest.mark.parametrize("first_the_fact", [True, False])
def test_unlearning_what_named_them_leaves_nothing(home: Home, first_the_fact: bool) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            fact = await told(engine, None, SISTER)
            await engine.end_session(fact)
            correction = await told(engine, None, ANA)
            await engine.end_session(correction)
            for session in (fact, correction) if first_the_fact else (correction, fact):
                await engine.unlearn(session)
            assert people(await engine.portrait()) == []
            await engine.relearn(fact)
            assert people(await engine.portrait()) == [("Anna (sister)", (1,))]

    run(go())


def test_what_is_locked_stays_as_it_is(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            await engine.end_session(await told(engine, None, SISTER))
            await engine.lock_portrait_item("person", "Anna (sister)", True)
            await told(engine, None, ANA)
            assert people(await engine.portrait()) == [("Anna (sister)", (1,))]

    run(go())


def test_the_portrait_is_drawn_anew_when_a_name_is_put_right(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            await engine.end_session(await told(engine, None, SISTER))
            heard = Heard(engine)
            session = await told(engine, None, ANA)
            assert len(heard.of(PortraitChanged)) == 1
            await undo(engine, session)
            assert len(heard.of(PortraitChanged)) == 2

    run(go())


def test_the_story_and_the_prompt_have_the_right_name(home: Home, clock: Clock) -> None:
    async def go() -> None:
        async with opened(home, clock) as engine:
            await engine.end_session(await told(engine, None, SISTER))
            clock.move(days=40)
            await engine.tick()
            assert "sister Anna" in (await events_of(engine, Scope.STORY))[0].text
            session = await told(engine, None, ANA)
            system = (await engine.preview_prompt(session, "Hello.")).prompt.turns[0].content
            assert "sister Ana " in system
            assert "Anna" not in system
            await engine.tick()
            for scope in (Scope.DAY, Scope.WEEK, Scope.STORY):
                [event] = await events_of(engine, scope)
                assert "sister Ana " in event.text
                assert "Anna" not in event.text
            await undo(engine, session)
            await engine.tick()
            for scope in (Scope.DAY, Scope.WEEK, Scope.STORY):
                assert "sister Anna" in (await events_of(engine, scope))[0].text

    run(go())


def test_a_summary_that_is_recalled_has_the_right_name_and_words_of_before_say_so(home: Home, clock: Clock) -> None:
    async def go() -> None:
        async with opened(home, clock) as engine:
            await engine.end_session(await told(engine, None, SISTER, "We talk every Sunday."))
            clock.move(days=1)
            await told(engine, None, ANA)
            [reply] = await tell(engine, "Where does my sister live in Lisbon?")
            quotes = reply.text.split("\n\n")
            assert all("Anna" not in line or "You have corrected something in that since." in line for line in quotes)

    run(go())


def test_the_summary_of_the_session_does_not_tell_of_the_correction(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            await engine.end_session(await told(engine, None, SISTER, ANA))
            [event] = await of_kind(engine, Kind.EVENT)
            assert "name is" not in event.text

    run(go())


def test_what_else_was_said_of_them_is_learned_and_undo_brings_the_wrong_name_back(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            session = await told(engine, None, SISTER, ANA)
            await engine.end_session(session)
            assert await in_force(engine) == {"my sister's name is Ana", "My sister Anna lives in Lisbon"}
            await undo(engine, session)
            assert await in_force(engine) == {"My sister Anna", "My sister Anna lives in Lisbon"}
            await engine.unlearn(session)
            assert await in_force(engine) == set()

    run(go())


def test_undone_before_the_end_it_is_learned_at_the_end(home: Home) -> None:
    async def go() -> None:
        async with opened(home) as engine:
            session = await told(engine, None, SISTER, ANA)
            await undo(engine, session)
            await engine.end_session(session)
            assert await in_force(engine) == {"My sister Anna", "My sister Anna lives in Lisbon"}
            assert people(await engine.portrait()) == [("Anna (sister)", (1,))]

    run(go())
