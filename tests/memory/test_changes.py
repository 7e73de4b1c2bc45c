"""What the user's hand does to memories is one transaction and can be undone: then everything is as it was."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.errors import BadInput, NotFound
from companion.memory.changes import MOST_UNDONE, UndoJournal
from companion.memory.consolidation import consolidate
from companion.memory.extraction_rules import extract_by_rules
from companion.records import ChangeKind, Kind, Memory, MemoryQuery, Sensitivity, Status, Truth
from companion.store import memories, muting, search
from companion.store.database import Connection
from tests.clock import MORNING
from tests.engines import run
from tests.record import FADING, House, Talk, house

LINES = (
    "My name is Nora and I live in Utrecht.",
    "Nice to meet you, Nora.",
    "I love painting and I love rowing on the canal.",
    "Both are quiet.",
    "I work as a nurse in a hospital.",
    "A good trade.",
    "I plan to visit Lisbon in June.",
)
_TABLES = ("memories", "memory_sources", "memory_versions", "links", "muted_memories", "memory_vectors", "memory_fts")


async def taught(parts: House) -> Talk:
    """A session that was learned from."""
    told = await parts.hear(*LINES)
    extraction = extract_by_rules(told.messages, "Nora")
    done = await parts.db.write(lambda con: consolidate(con, extraction, told.messages, FADING, MORNING))
    await parts.index.add(done.new)
    return told


async def of_kind(parts: House, kind: Kind) -> list[Memory]:
    page = await parts.curation.page(MemoryQuery(kinds=(kind,), descending=False))
    return [(await parts.curation.view(view.memory.id)).memory for view in page]


def everything(con: Connection) -> dict[str, set[Any]]:
    """All that a record says of memories; of the word index what it finds."""
    found: dict[str, set[Any]] = {}
    for table in _TABLES:
        if table == "memory_fts":
            con.execute(
                "create virtual table if not exists temp.terms using fts5vocab('main', 'memory_fts', 'instance')"
            )
            found[table] = set(con.execute("select term, doc, col from temp.terms"))
        else:
            found[table] = set(con.execute(f"select * from {table}"))
    return found


async def state(parts: House) -> dict[str, set[Any]]:
    return await parts.db.write(everything)


STEPS = st.lists(st.tuples(st.sampled_from(sorted(ChangeKind)), st.integers(0, 50), st.integers(0, 50)), max_size=6)


async def do(parts: House, kind: ChangeKind, one: int, other: int) -> int | None:
    """Do one change to memories that are chosen by number; its id, None when it changed nothing or was refused."""
    hand = parts.curation
    found = [view.memory for view in await hand.page(MemoryQuery(descending=False))]
    first, second = found[one % len(found)], found[other % len(found)]
    try:
        match kind:
            case ChangeKind.PIN:
                change = await hand.pin([first.id, second.id], not first.pinned)
            case ChangeKind.EDIT:
                change = await hand.edit(first.id, f"{first.text} Really {other}.")
            case ChangeKind.IMPORTANCE:
                change = await hand.set_importance([first.id, second.id], other / 50)
            case ChangeKind.MUTE:
                change = await hand.mute([first.id, second.id], one % 2 == 0)
            case ChangeKind.CONFIRM:
                change = await hand.confirm(first.id)
            case ChangeKind.TRUTH:
                change = await hand.set_truth([first.id], list(Truth)[other % 4])
            case ChangeKind.SENSITIVITY:
                change = await hand.set_sensitivity([first.id], list(Sensitivity)[other % 2])
            case ChangeKind.MERGE:
                change = await hand.merge([first.id, second.id], None if one % 2 else "Both of it.")
            case ChangeKind.SPLIT:
                change = await hand.split(first.id, ["I love painting", f"and rowing {other}"])
            case _:
                return None
    except BadInput:
        return None
    return None if change is None else change.id


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_was_done_is_undone_without_a_trace(tmp_path_factory: pytest.TempPathFactory, steps: Any) -> None:
    async def work() -> None:
        async with house(tmp_path_factory.mktemp("undo"), chroma=False) as parts:
            await taught(parts)
            states, done = [await state(parts)], list[int]()
            for kind, one, other in steps:
                parts.clock.move(days=2)
                change = await do(parts, kind, one, other)
                if change is not None:
                    done.append(change)
                    states.append(await state(parts))
            for change in reversed(done):
                assert await state(parts) == states.pop()
                await parts.curation.undo(change)
            assert await state(parts) == states.pop()
            assert parts.curation.journal.changes == ()

    run(work())


def test_a_merge_unites_sources_keeps_the_liveliest_and_undoes(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            await taught(parts)
            likes = [fact for fact in await of_kind(parts, Kind.FACT) if fact.relation == "likes"]
            assert len(likes) == 2
            await parts.db.write(lambda con: memories.set_pinned(con, likes[0].id, True, None))
            parts.clock.move(days=1)
            await parts.curation.confirm(likes[1].id)
            change = await parts.curation.merge([one.id for one in likes], "I love painting and rowing.")
            assert change is not None
            kept, gone = [(await parts.curation.view(one.id)).memory for one in (likes[1], likes[0])]
            assert (kept.text, kept.pinned, gone.status) == ("I love painting and rowing.", True, Status.SUPERSEDED)
            assert set(kept.sources) == {*likes[0].sources, *likes[1].sources}
            assert len(kept.sources) == 2
            assert kept.decay.uses == 1
            assert await parts.index.agrees()
            assert [shown.memory.id for shown in await parts.curation.timeline(gone.id)].count(kept.id) == 1
            await parts.curation.undo()
            assert (await parts.curation.view(likes[0].id)).memory.status is Status.ACTIVE
            assert (await parts.curation.view(likes[1].id)).memory.text == likes[1].text
            assert await parts.index.agrees()

    run(work())


def test_a_split_gives_each_part_its_own_words(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            told = await taught(parts)
            (fact,) = [one for one in await of_kind(parts, Kind.FACT) if one.relation == "works_as"]
            change = await parts.curation.split(fact.id, ["I work as a nurse", "It is the children's ward."])
            assert change is not None
            first, second = [(await parts.curation.view(new)) for new in change.made]
            ((message, span),) = first.quotes
            assert message.text[span.start : span.end] == "I work as a nurse"
            assert message.id == told.messages[4].id
            assert (second.memory.version, second.memory.sources) == (2, fact.sources)
            assert (await parts.curation.view(fact.id)).memory.status is Status.SUPERSEDED
            assert await parts.db.read(lambda con: search.lexical(con, ["ward"], 5)) != {}
            assert await parts.index.agrees()
            await parts.curation.undo(change.id)
            with pytest.raises(NotFound):
                await parts.curation.view(change.made[0])
            assert await parts.db.read(lambda con: search.lexical(con, ["ward"], 5)) == {}
            assert await parts.index.agrees()

    run(work())


def test_what_cannot_be_done_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            told = await taught(parts)
            facts = await of_kind(parts, Kind.FACT)
            before = await state(parts)
            for refused in (
                parts.curation.merge([facts[0].id]),
                parts.curation.merge([facts[0].id, told.episodes[0]]),
                parts.curation.split(told.episodes[0], ["a", "b"]),
                parts.curation.split(facts[0].id, ["once", "once"]),
                parts.curation.set_importance(facts[0].id, 1.5),
                parts.curation.pin([], True),
                parts.curation.pin([facts[0].id, 999], True),
                parts.curation.undo(),
                parts.curation.undo(7),
            ):
                with pytest.raises(BadInput):
                    await refused
            assert await state(parts) == before
            assert await parts.curation.set_truth(facts[0].id, Truth.SINCERE) is None

    run(work())


def test_a_later_change_has_to_go_first(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            one, other, *_ = (await parts.hear(*LINES)).episodes
            first = await parts.curation.set_importance(one, 0.9)
            apart = await parts.curation.set_importance(other, 0.1)
            last = await parts.curation.mute([one], True)
            assert first is not None
            assert apart is not None
            assert last is not None
            with pytest.raises(BadInput):
                await parts.curation.undo(first.id)
            assert (await parts.curation.undo(apart.id)).kind is ChangeKind.IMPORTANCE
            assert await parts.curation.muted() == {one}
            await parts.curation.undo(last.id)
            await parts.curation.undo(first.id)
            assert await parts.curation.muted([one, other]) == frozenset()

    run(work())


def test_what_changed_meanwhile_stays(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            one = (await parts.hear(*LINES)).episodes[0]
            change = await parts.curation.set_importance(one, 0.9)
            assert change is not None
            await parts.db.write(lambda con: memories.set_status(con, one, Status.DORMANT))
            await parts.db.write(lambda con: muting.mute(con, [one], MORNING))
            await parts.curation.undo(change.id)
            memory = (await parts.curation.view(one)).memory
            assert memory.status is Status.DORMANT
            assert memory.importance != 0.9
            assert await parts.curation.muted() == {one}

    run(work())


def test_the_journal_keeps_the_latest_and_drops_what_is_gone() -> None:
    async def nothing() -> None:
        return None

    journal = UndoJournal()
    for number in range(MOST_UNDONE + 5):
        journal.note(ChangeKind.PIN, dt.datetime.now(dt.UTC), [number], nothing)
    assert len(journal.changes) == MOST_UNDONE
    assert journal.changes[0].memory_ids == (MOST_UNDONE + 4,)
    journal.drop([MOST_UNDONE + 4])
    assert journal.changes[0].memory_ids == (MOST_UNDONE + 3,)
