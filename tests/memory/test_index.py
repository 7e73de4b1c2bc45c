"""The index in step with the record: added, moved, drifted, broken, rebuilt; and the scan that stands in for it."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.errors import ModelError
from companion.memory import mirror
from companion.memory.decay import Use
from companion.memory.embedding import LATELY
from companion.memory.episodes import coming_text
from companion.memory.filling import Filling
from companion.memory.index import FORESEEN
from companion.memory.mirror import WAITING
from companion.models.embedder import MiniLM
from companion.records import Status
from companion.store import memories, search, vectors
from companion.store.database import Connection
from companion.store.search import Vectors
from companion.store.vectors import Side, VectorRow
from tests.engines import run
from tests.hashing_embedder import WINDOW_WORDS, HashingEmbedder
from tests.record import House, house, talk

LINES = (
    "I planted tomatoes on the balcony.",
    "Which kind did you choose?",
    "Cherry tomatoes, because my sister Mira likes them.",
    "They need a lot of water in July.",
    "The dentist wants to see me on Friday.",
    "I hope it does not hurt.",
)
QUESTION = "What does the dentist want?"


async def nearest(parts: House, text: str, limit: int = 10) -> dict[int, float]:
    return await parts.index.nearest((await parts.index.embed([text]))[0], limit)


async def sleep(parts: House, *ids: int) -> None:
    """Let memories fall dormant, as the clockwork does."""

    def write(con: Connection) -> None:
        for memory_id in ids:
            memories.set_status(con, memory_id, Status.DORMANT)

    await parts.db.write(write)
    await parts.index.moved(ids)


def test_what_is_added_is_found_by_meaning_at_once(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            assert parts.index.usable
            told = await parts.hear(*LINES)
            assert await parts.index.agrees()
            found = await nearest(parts, LINES[4])
            assert next(iter(found)) == told.episodes[4]
            assert list(found.values()) == sorted(found.values(), reverse=True)

    run(work())


def test_an_answer_is_found_by_the_meaning_of_its_question(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            told = await parts.hear("Hello!", "What is your favourite animal?", "Otters, of course.", "Lovely.")
            found = await nearest(parts, "favourite animal", 2)
            assert set(found) == set(told.episodes[1:3])
            assert (await nearest(parts, "sea mammals", 1)).keys() == {told.episodes[2]}

    run(work())


@pytest.mark.parametrize("key", [None, bytes(range(32))], ids=["plain", "encrypted"])
def test_the_scan_gives_the_same_answers(tmp_path: Path, minilm: MiniLM, key: bytes | None) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm, key=key) as parts:
            told = await parts.hear(*LINES)
            await sleep(parts, told.episodes[4])
            with_chroma = await nearest(parts, QUESTION)
            parts.index._mirror._usable = False
            scanned = await nearest(parts, QUESTION)
            assert list(scanned) == list(with_chroma)
            assert with_chroma == pytest.approx(scanned, abs=1e-4)
            assert next(iter(scanned)) == told.episodes[4]

    run(work())


def test_without_chroma_everything_is_still_found_and_repaired_later(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            told = await parts.hear(*LINES)
            assert not parts.index.usable
            assert not await parts.index.agrees()
            assert next(iter(await nearest(parts, LINES[4]))) == told.episodes[4]
            await parts.index.repair()
            assert await parts.index.agrees()

    run(work())


async def _lose_a_row(parts: House) -> None:
    parts.vectors.remove(["2:0"], dormant=False)


async def _gain_a_row(parts: House) -> None:
    vector = (await parts.index.embed(["nobody said this"]))[0]
    parts.vectors.put([VectorRow(999, 0, vector, False, 1.0, 0.0), VectorRow(1, 3, vector, True, 1.0, 0.0)])


async def _wrong_side(parts: House) -> None:
    vector = (await parts.index.embed([LINES[0]]))[0]
    parts.vectors.move([VectorRow(1, 0, vector, True, 1.0, 0.0)])


async def _both_sides(parts: House) -> None:
    vector = (await parts.index.embed([LINES[0]]))[0]
    parts.vectors.put([VectorRow(1, 0, vector, True, 1.0, 0.0)])


@pytest.mark.parametrize("drift", [_lose_a_row, _gain_a_row, _wrong_side, _both_sides])
def test_drift_is_seen_and_made_up_by_the_difference(tmp_path: Path, drift: Callable[[House], Awaitable[None]]) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            await parts.hear(*LINES)
            await drift(parts)
            assert not await parts.index.agrees()
            await parts.index.repair()
            assert await parts.index.agrees()
            assert parts.index.usable

    run(work())


def test_a_crash_between_record_and_vectors_is_made_up_at_the_next_start(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            await parts.hear(LINES[0])
            await parts.db.write(lambda con: talk(con, *LINES[1:]))
        async with house(tmp_path) as parts:
            told: list[int] = []
            assert await parts.index.complete(told.append) == 5
            assert told == [5]
            assert await parts.index.complete() == 0
            assert await parts.index.agrees()
            assert len(await nearest(parts, LINES[4])) == 6

    run(work())


def test_a_crash_between_vectors_and_chroma_is_seen_at_the_next_start(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            await parts.hear(*LINES)
            parts.index._mirror._usable = False
            await parts.hear("One thing more.")
        async with house(tmp_path) as parts:
            assert not parts.index.usable
            assert len(await nearest(parts, LINES[4])) == 7
            await parts.index.repair()
            assert await parts.index.agrees()
        async with house(tmp_path) as parts:
            assert parts.index.usable

    run(work())


@pytest.mark.parametrize("status", [Status.FORGOTTEN, Status.DORMANT])
def test_a_crash_right_after_a_change_of_status_is_seen_at_the_next_start(tmp_path: Path, status: Status) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            told = await parts.hear(*LINES)
            await parts.db.write(lambda con: memories.set_status(con, told.episodes[0], status))
        async with house(tmp_path) as parts:
            assert not parts.index.usable
            await parts.index.repair()
            assert await parts.index.agrees()

    run(work())


def _delete_all(folder: Path) -> None:
    shutil.rmtree(folder)


def _delete_chroma(folder: Path) -> None:
    shutil.rmtree(folder / "chroma")


def _delete_database(folder: Path) -> None:
    (folder / "chroma" / "chroma.sqlite3").unlink()


def _spoil_database(folder: Path) -> None:
    path = folder / "chroma" / "chroma.sqlite3"
    path.write_bytes(b"\x07" * path.stat().st_size)


def _cut_database(folder: Path) -> None:
    path = folder / "chroma" / "chroma.sqlite3"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _delete_segments(folder: Path) -> None:
    for entry in (folder / "chroma").iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)


def _file_in_its_place(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("not a folder")


@pytest.mark.parametrize(
    "harm",
    [
        _delete_all,
        _delete_chroma,
        _delete_database,
        _spoil_database,
        _cut_database,
        _delete_segments,
        _file_in_its_place,
    ],
)
def test_whatever_happens_to_chromas_files_nothing_is_lost(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            told = await parts.hear(*LINES)
            await sleep(parts, told.episodes[1])
        harm(tmp_path / "index")
        async with house(tmp_path) as parts:
            assert next(iter(await nearest(parts, LINES[4]))) == told.episodes[4]
            if not parts.index.usable:
                await parts.index.repair()
            assert await parts.index.agrees()
            assert next(iter(await nearest(parts, LINES[4]))) == told.episodes[4]
            assert await parts.index.rebuild() == 6
            await parts.hear("One thing more.")
            assert await parts.index.agrees()

    run(work())


def test_a_shorter_text_leaves_no_piece_behind(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            long = " ".join(f"word{n}" for n in range(WINDOW_WORDS * 2 + 5))
            told = await parts.hear(long)
            await parts.index.catch_up()
            assert parts.vectors.ids(dormant=False) == {"1:0", "1:1", "1:2"}
            await parts.curation.edit(told.episodes[0], "Short now.")
            assert parts.vectors.ids(dormant=False) == {"1:0"}
            assert await parts.index.agrees()

    run(work())


def test_an_index_that_refuses_a_write_is_left_alone_until_it_is_mended(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            await parts.hear(*LINES[:4])
            client = parts.vectors._client
            assert client is not None
            client.delete_collection(parts.vectors.side(False).collection.name)
            told = await parts.hear(*LINES[4:])
            assert not parts.index.usable
            assert next(iter(await nearest(parts, LINES[4]))) == told.episodes[0]
            await parts.index.repair()
            assert await parts.index.agrees()

    run(work())


def test_an_index_that_does_not_answer_is_scanned_around(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            told = await parts.hear(*LINES)
            client = parts.vectors._client
            assert client is not None
            client.delete_collection(parts.vectors.side(False).collection.name)
            assert next(iter(await nearest(parts, LINES[4]))) == told.episodes[4]
            assert not parts.index.usable

    run(work())


def test_a_message_is_embedded_once_for_memory_and_reply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        seen: list[str] = []
        embed = HashingEmbedder.embed

        def counted(self: HashingEmbedder, texts: Sequence[str]) -> Vectors:
            seen.extend(texts)
            return embed(self, texts)

        monkeypatch.setattr(HashingEmbedder, "embed", counted)
        async with house(tmp_path) as parts:
            told = await parts.hear(LINES[0])
            assert next(iter(await nearest(parts, LINES[0]))) == told.episodes[0]
            assert seen == [LINES[0]]
            for number in range(LATELY):
                await parts.index.embed([f"Thing {number} is round."])
            await parts.index.embed([LINES[0]])
            assert seen.count(LINES[0]) == 2

    run(work())


def test_what_is_foreseen_is_embedded_once_and_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        seen: list[str] = []
        embed = HashingEmbedder.embed

        def counted(self: HashingEmbedder, texts: Sequence[str]) -> Vectors:
            seen.extend(texts)
            return embed(self, texts)

        monkeypatch.setattr(HashingEmbedder, "embed", counted)
        async with house(tmp_path) as parts:
            told = await parts.hear(*LINES[:2])
            seen.clear()
            session, told_next = told.session, "Cherry ones."
            await parts.index.foresee(lambda con: coming_text(con, told_next, session))
            await parts.index.foresee(lambda con: coming_text(con, "A new talk.", None))
            await parts.index.foresee(lambda con: "too long " * FORESEEN)
            await parts.index.foresee(lambda con: " ")
            await parts.index.embed(["Which kind did you choose? Cherry ones."])
            await parts.index.embed(["A new talk."])
            assert seen == ["Which kind did you choose? Cherry ones.", "A new talk."]

    run(work())


def test_a_failure_to_foresee_shows_only_when_the_vector_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        def away(self: HashingEmbedder, texts: Sequence[str]) -> Vectors:
            raise ModelError("It is away.", code="unreachable")

        async with house(tmp_path) as parts:
            with monkeypatch.context() as broken:
                broken.setattr(HashingEmbedder, "embed", away)
                await parts.index.foresee(lambda con: LINES[0])
                with pytest.raises(ModelError, match="away"):
                    await parts.index.embed([LINES[0]])
            assert (await parts.index.embed([LINES[0]])).shape == (1, HashingEmbedder().dimension)

    run(work())


def test_a_single_memory_is_found_before_it_is_written(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            told = await parts.hear(*LINES[:4])
            one = await parts.hear(LINES[4])
            assert parts.vectors.count() == 4
            assert next(iter(await nearest(parts, LINES[4]))) == one.episodes[0]
            await parts.forget(told.episodes[0])
            assert parts.vectors.ids(dormant=False) == {f"{i}:0" for i in (*told.episodes[1:], *one.episodes)}, (
                "the write took it along"
            )

    run(work())


def test_what_waited_at_a_crash_is_found_and_written_at_the_next_start(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            await parts.hear(*LINES[:4])
            one = await parts.hear(LINES[4])
            shutil.copytree(tmp_path, tmp_path / "crashed", ignore=shutil.ignore_patterns("crashed"))
        async with house(tmp_path / "crashed") as parts:
            assert not parts.index.usable
            assert next(iter(await nearest(parts, LINES[4]))) == one.episodes[0]
            await parts.index.repair()
            assert parts.vectors.count() == 5

    run(work())


def test_a_side_that_most_has_left_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "SPARE", 0)
    monkeypatch.setattr(mirror, "REST", 0.0)

    async def work() -> None:
        async with house(tmp_path) as parts:
            told = await parts.hear(*LINES)
            old = parts.vectors.side(False).collection.id
            await sleep(parts, *told.episodes[:4])
            await parts.index.catch_up()
            await asyncio.sleep(0.02)  # no pause is waited for here
            await parts.index._mirror._freshening.settle()
            assert parts.vectors.side(False).collection.id != old
            assert parts.vectors.side(False).gone == 0
            assert await parts.index.agrees()
            assert next(iter(await nearest(parts, LINES[4]))) == told.episodes[4]
            assert next(iter(await nearest(parts, LINES[1]))) == told.episodes[1]
        async with house(tmp_path) as parts:
            assert parts.index.usable
            assert await parts.index.agrees()

    run(work())


def test_what_happens_while_a_side_is_written_anew_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "SPARE", 0)

    async def work() -> None:
        async with house(tmp_path) as parts:
            told = await parts.hear(*LINES)
            await sleep(parts, *told.episodes[:4])
            await parts.index.catch_up()
            fill, later = Filling._fill_side, list[int]()

            async def and_more(self: Filling, side: Side, dormant: bool, *more: Any) -> int:
                done = await fill(self, side, dormant, *more)
                if not later:
                    later.extend((await parts.hear("We moved to Lyon.")).episodes)
                    await parts.index.catch_up()
                    await parts.forget(told.episodes[5])
                return done

            monkeypatch.setattr(Filling, "_fill_side", and_more)
            await parts.index.freshen()
            assert parts.vectors.ids(dormant=False) == {f"{n}:0" for n in (told.episodes[4], *later)}
            assert await parts.index.agrees()

    run(work())


def test_killed_while_a_side_takes_its_place_it_is_made_up_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "SPARE", 0)
    home, copy = tmp_path / "home", tmp_path / "crashed"
    home.mkdir()

    async def work() -> None:
        async with house(home) as parts:
            told = await parts.hear(*LINES)
            await sleep(parts, *told.episodes[:4])
            await parts.index.catch_up()

            client = parts.vectors._client
            assert client is not None
            delete = client.delete_collection

            def and_die(name: str) -> None:
                delete(name)
                shutil.copytree(home, copy)

            monkeypatch.setattr(client, "delete_collection", and_die)
            await parts.index.freshen()
            monkeypatch.undo()
        async with house(copy) as parts:
            assert not parts.index.usable
            assert next(iter(await nearest(parts, LINES[4]))) == told.episodes[4]
            await parts.index.repair()
            assert await parts.index.agrees()

    run(work())


def test_many_that_wait_are_written_without_waiting_for_a_pause(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            for number in range(WAITING):
                await parts.hear(f"Thing {number} is round.")
            for _ in range(3):
                await asyncio.sleep(0)  # the write is asked for in the loop's next rounds
            await parts.db.in_writer(lambda: None)
            assert parts.vectors.count() == WAITING

    run(work())


def test_forgetting_while_it_is_being_embedded_leaves_nothing_in_the_index(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            for number in range(5):
                told = await parts.db.write(lambda con: talk(con, "I have a secret."))
                await asyncio.gather(parts.index.add(told.episodes), parts.forget(told.episodes[0]))
                assert await parts.index.agrees(), number
                assert parts.vectors.count() == 0

    run(work())


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "say", "pin", "unpin", "edit", "forget", "restore", "fade", "use", "reopen"]),
        st.integers(0, 5),
    ),
    min_size=3,
    max_size=9,
)


def _words_agree(con: Connection) -> bool:
    """Whether the full-text index has a row for each memory in force, and for no other."""
    indexed = {row[0] for row in con.execute("select rowid from memory_fts")}
    return indexed == set(search.all_ids(con))


async def _step(parts: House, name: str, number: int) -> None:
    every = [row[0] for row in await parts.db.read(lambda con: con.execute("select id from memories").fetchall())]
    if name == "add" or not every:
        await parts.hear(f"Thing {number} is round.", "Is it?")
        return
    if name == "say":
        await parts.hear(f"Thing {number} is round.")
        return
    memory_id = every[number % len(every)]
    memory = (await parts.curation.view(memory_id)).memory
    if name in ("pin", "unpin"):
        await parts.curation.pin(memory_id, name == "pin")
    elif name == "edit" and memory.status is not Status.FORGOTTEN:
        await parts.curation.edit(memory_id, f"Thing {number} is green. " + "And blue. " * (number * 60))
    elif name == "forget":
        await parts.forget(memory_id)
    elif name == "restore" and memory.status is Status.FORGOTTEN:
        await parts.restore(memory_id)
    elif name == "fade" and memory.status is Status.ACTIVE:
        await sleep(parts, memory_id)
    elif name == "use":
        await parts.uses.reinforce([memory_id], parts.clock.move(days=2), Use.USED)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_index_and_record_agree_after_whatever_is_done(steps: list[tuple[str, int]]) -> None:
    async def work(folder: Path) -> None:
        rest = list(steps)
        while rest:
            async with house(folder) as parts:
                assert parts.index.usable
                while rest:
                    name, number = rest.pop(0)
                    if name == "reopen":
                        break
                    await _step(parts, name, number)
                    # To ask whether they agree writes what waits; it must agree as well where more happens first.
                    assert number % 2 or await parts.index.agrees()
                    assert await parts.db.read(_words_agree)

    with tempfile.TemporaryDirectory() as folder:
        run(work(Path(folder)))


def test_time_is_not_needed_to_open(tmp_path: Path) -> None:
    """A record from the future or the past opens alike: nothing in the index depends on now."""

    async def work() -> None:
        async with house(tmp_path) as parts:
            await parts.hear("Long ago.", at=dt.datetime(1950, 1, 1, tzinfo=dt.UTC))
            await parts.hear("In a while.", at=dt.datetime(2150, 1, 1, tzinfo=dt.UTC))
            assert await parts.index.agrees()

    run(work())
