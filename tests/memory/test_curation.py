"""The user's hand on memories: look, pin, edit, forget, take back. What is done is done in every place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from companion.errors import BadInput, NotFound
from companion.events import MemoriesChanged
from companion.language.tokens import estimate_tokens
from companion.memory.decay import retention
from companion.memory.hand import LONGEST_MEMORY
from companion.records import Kind, MemoryQuery, Status
from companion.store import memories, search
from companion.store.database import Connection
from tests.clock import MORNING
from tests.engines import run
from tests.record import FADING, House, house

LINES = (
    "I planted cherry tomatoes on the balcony.",
    "What else grows there?",
    "Some basil, and the fig that Mira gave me.",
    "A fig takes years.",
)
DAY = dt.timedelta(days=1)


def words_find(con: Connection, word: str) -> set[int]:
    return set(search.lexical(con, [word], 50))


async def found(parts: House, word: str) -> set[int]:
    return await parts.db.read(lambda con: words_find(con, word))


async def ids(parts: House, query: MemoryQuery) -> list[int]:
    page = [view.memory.id for view in await parts.curation.page(query)]
    assert await parts.curation.count(query) >= len(page)
    return page


def test_a_view_shows_the_words_and_the_reason(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            told = await parts.hear(*LINES)
            parts.clock.move(days=2)
            view = await parts.curation.view(told.episodes[0])
            assert view.retention == pytest.approx(retention(view.memory.decay, parts.clock(), FADING.curve))
            assert "retention" in view.reason
            ((message, source),) = view.quotes
            assert message == told.messages[0]
            assert message.text[source.start : source.end] == LINES[0]
            with pytest.raises(NotFound):
                await parts.curation.view(999)

    run(work())


def test_lists_are_narrowed_sorted_and_paged(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            first = (await parts.hear(*LINES)).episodes
            later = (await parts.hear("100 % sure, a_b.", at=MORNING + DAY)).episodes
            assert await ids(parts, MemoryQuery()) == [*later, *first[::-1]]
            assert await ids(parts, MemoryQuery(descending=False, limit=2, offset=1)) == list(first[1:3])
            assert await ids(parts, MemoryQuery(text="FIG mira")) == [first[2]]
            assert await ids(parts, MemoryQuery(text="%")) == list(later)
            assert await ids(parts, MemoryQuery(text="a_b")) == list(later)
            assert await ids(parts, MemoryQuery(text="aXb")) == []
            assert await ids(parts, MemoryQuery(kinds=(Kind.FACT,))) == []
            assert await ids(parts, MemoryQuery(statuses=())) == []
            assert await ids(parts, MemoryQuery(session_id=2)) == list(later)
            await parts.curation.pin(first[1], True)
            assert await ids(parts, MemoryQuery(pinned=True)) == [first[1]]
            for sort in ("occurred", "created", "text", "kind", "retention", "importance", "uses", "source"):
                up = await ids(parts, MemoryQuery(sort=sort, descending=False))
                assert up == (await ids(parts, MemoryQuery(sort=sort)))[::-1]
                assert sorted(up) == sorted([*first, *later])
            with pytest.raises(BadInput):
                await ids(parts, MemoryQuery(sort="id; drop table memories"))

    run(work())


def test_a_pinned_memory_wakes_up_and_does_not_fade(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            one = (await parts.hear(*LINES)).episodes[0]
            before = (await parts.curation.view(one)).memory.fades_at
            await parts.db.write(lambda con: memories.set_status(con, one, Status.DORMANT))
            await parts.index.moved([one])
            await parts.curation.pin(one, True)
            parts.clock.move(days=4000)
            view = await parts.curation.view(one)
            assert (view.memory.status, view.memory.fades_at, view.retention) == (Status.ACTIVE, None, 1.0)
            assert await parts.index.agrees()
            await parts.curation.pin(one, False)
            view = await parts.curation.view(one)
            assert view.memory.fades_at == before
            assert view.retention < 0.01
            assert parts.events == [MemoriesChanged((one,))] * 2
            with pytest.raises(NotFound):
                await parts.curation.pin(999, True)

    run(work())


def test_an_edit_is_found_by_its_new_words_only(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            told = await parts.hear(*LINES)
            one = told.episodes[2]
            await parts.curation.edit(one, "  Some basil, and a lemon tree.  ")
            memory = (await parts.curation.view(one)).memory
            assert (memory.text, memory.version) == ("Some basil, and a lemon tree.", 2)
            assert await found(parts, "lemon") == {told.episodes[1], one, told.episodes[3]}
            assert await found(parts, "Mira") == set()
            vector = (await parts.index.embed(["lemon tree"]))[0]
            assert next(iter(await parts.index.nearest(vector, 4))) == one
            assert await parts.index.agrees()
            old = await parts.db.read(lambda con: con.execute("select version, text, changed_by from memory_versions"))
            assert [tuple(row) for row in old] == [(1, LINES[2], "user")]

    run(work())


def test_an_edit_knows_its_new_length(tmp_path: Path) -> None:
    """What a prompt has room for is reckoned from it."""

    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            one = (await parts.hear(*LINES)).episodes[0]
            for text in ("Long, " * 500 + "indeed.", "Yes."):
                await parts.curation.edit(one, text)
                (row,) = await parts.db.read(lambda con: search.ranking_rows(con, [one]))
                assert row.tokens == estimate_tokens(f"Nora: {text}")
            assert row.content_words == 1

    run(work())


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (LONGEST_MEMORY + 1)])
def test_an_edit_that_says_nothing_or_too_much_is_refused(tmp_path: Path, text: str) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            one = (await parts.hear(*LINES)).episodes[0]
            with pytest.raises(BadInput):
                await parts.curation.edit(one, text)
            with pytest.raises(NotFound):
                await parts.curation.edit(999, "Something.")
            await parts.curation.edit(one, LINES[0])
            assert (await parts.curation.view(one)).memory.version == 1
            assert parts.events == []

    run(work())


def test_what_is_forgotten_is_gone_from_every_place_and_comes_back_whole(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            told = await parts.hear(*LINES)
            one = told.episodes[2]
            before = await parts.curation.view(one)
            neighbours = await found(parts, "fig")
            await parts.forget(one)
            assert one not in await ids(parts, MemoryQuery())
            assert await found(parts, "Mira") == set()
            assert await found(parts, "fig") == {told.episodes[3]}
            assert parts.vectors.ids(dormant=False) == {f"{i}:0" for i in told.episodes if i != one}
            assert await ids(parts, MemoryQuery(statuses=(Status.FORGOTTEN,))) == [one]
            assert await parts.index.agrees()
            await parts.forget(one)
            await parts.restore(one)
            assert await parts.curation.view(one) == before
            assert await found(parts, "fig") == neighbours
            assert await parts.index.agrees()

    run(work())


@pytest.mark.parametrize("status", [Status.DORMANT, Status.SUPERSEDED, Status.INBOX])
def test_a_memory_comes_back_as_what_it_was(tmp_path: Path, status: Status) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            one = (await parts.hear(*LINES)).episodes[0]
            await parts.db.write(lambda con: memories.set_status(con, one, status))
            await parts.index.moved([one])
            await parts.forget(one)
            assert await parts.index.agrees()
            await parts.restore(one)
            assert (await parts.curation.view(one)).memory.status is status
            assert await parts.index.agrees()

    run(work())


def test_neighbours_that_are_both_forgotten_come_back_in_any_order(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            told = await parts.hear(*LINES)
            words = ("tomatoes", "grows", "Mira", "years")
            before = [await found(parts, word) for word in words]
            for memory_id in told.episodes[1:3]:
                await parts.forget(memory_id)
            assert await found(parts, "grows") == await found(parts, "Mira") == set()
            for memory_id in told.episodes[1:3]:
                await parts.restore(memory_id)
            assert [await found(parts, word) for word in words] == before
            assert await parts.index.agrees()

    run(work())


def test_what_will_be_dormant_by_a_day(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            told = await parts.hear(*LINES)
            await parts.curation.pin(told.episodes[0], True)
            dates = {}
            for memory_id in told.episodes[1:]:
                dates[memory_id] = (await parts.curation.view(memory_id)).memory.fades_at
            last = max(at for at in dates.values() if at)
            assert await parts.curation.fading_until(MORNING.date()) == []
            views = await parts.curation.fading_until(last.date())
            assert [view.memory.id for view in views] == sorted(dates, key=lambda i: (dates[i], i))
            assert len(await parts.curation.fading_until((last - DAY).date())) < 3

    run(work())
