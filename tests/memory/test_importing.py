"""Imports: all of a file or nothing of it, once, and into the home of the person it is about."""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from pathlib import Path

import pytest

from companion.errors import BadInput
from companion.memory.importing import Taken, take_in
from companion.records import Kind, Provenance, Role
from companion.store import house, memories, search, transcripts
from companion.store.database import Connection, Database
from companion.store.portability import Imported, ImportedMessage, ImportedSession, read_file
from tests.clock import MORNING
from tests.engines import run
from tests.record import FADING, record

HISTORY = {
    "Ada": {
        "name": "Ada",
        "history": {
            "2019-03-01": [
                {"query": "I keep bees in Bergen.", "response": "How many hives?"},
                {"query": "Four of them.", "response": "That is a lot of honey."},
            ],
            "2019-03-02": [{"query": "It rained.", "response": "As always."}],
        },
    }
}


def history(folder: Path, data: object = HISTORY, person: str | None = None) -> Imported:
    path = folder / "history.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return read_file(path, "memorybank", person)


async def bring(db: Database, imported: Imported, now: dt.datetime = MORNING) -> Taken:
    return await db.write(lambda con: take_in(con, imported, FADING, now))


def counts(con: Connection) -> tuple[int, ...]:
    tables = ("sessions", "messages", "memories", "memory_fts", "memory_sources", "meta", "work")
    return tuple(con.execute(f"select count(*) from {table}").fetchone()[0] for table in tables)


def test_a_history_becomes_sessions_messages_and_episodes(tmp_path: Path) -> None:
    async def work() -> None:
        async with record(tmp_path / "record.db") as db:
            taken = await bring(db, history(tmp_path))
            assert (len(taken.session_ids), len(taken.memory_ids), taken.messages, taken.skipped) == (2, 6, 6, 0)
            sessions = await db.read(lambda con: [transcripts.session(con, i) for i in taken.session_ids])
            first, second = sessions
            assert (first.day, second.day) == (dt.date(2019, 3, 1), dt.date(2019, 3, 2))
            assert (first.source, first.messages) == ("import", 4)
            assert first.ended_at is not None
            said = await db.read(lambda con: transcripts.messages(con, first.id))
            assert [(m.role, m.speaker) for m in said[:2]] == [(Role.USER, "Ada"), (Role.COMPANION, "Companion")]
            assert await db.read(lambda con: house.note(con, "person")) == "Ada"
            found = await db.read(lambda con: search.lexical(con, ["bees"], 5))
            assert max(found, key=lambda i: found[i]) == taken.memory_ids[0]
            dated = await db.read(lambda con: search.lexical(con, ["march"], 9))
            assert set(dated) == set(taken.memory_ids)

    run(work())


def test_decay_begins_at_the_import_whatever_the_day(tmp_path: Path) -> None:
    async def work() -> None:
        async with record(tmp_path / "record.db") as db:
            taken = await bring(db, history(tmp_path))
            found = await db.read(lambda con: memories.by_ids(con, taken.memory_ids))
            assert len(found) == 6
            for memory in found.values():
                assert memory.kind is Kind.EPISODE
                assert memory.decay.anchor_at == memory.created_at == MORNING
                assert memory.occurred_at.year == memory.day.year == 2019
                assert memory.fades_at is not None
                assert memory.fades_at > MORNING

    run(work())


def test_whose_words_they_are_is_kept(tmp_path: Path) -> None:
    def told(companion_spoke: bool) -> Imported:
        at = MORNING - dt.timedelta(days=9)
        said = tuple(
            ImportedMessage(speaker, speaker == "Ada", text, at, at.date())
            for speaker, text in (("Ada", "Hello."), ("Tom", "Hi."))
        )
        return Imported("Ada", "Tom", companion_spoke, (ImportedSession(f"key {companion_spoke}", "", said),))

    async def work() -> None:
        async with record(tmp_path / "record.db") as db:
            for spoke, other in ((True, Provenance.COMPANION), (False, Provenance.IMPORTED)):
                ids = (await bring(db, told(spoke))).memory_ids
                found = await db.read(partial(memories.by_ids, ids=ids))
                assert [m.provenance for m in found.values()] == [Provenance.USER, other]
                assert [m.speaker for m in found.values()] == ["Ada", "Tom"]

    run(work())


def test_the_same_file_comes_in_once(tmp_path: Path) -> None:
    async def work() -> None:
        async with record(tmp_path / "record.db") as db:
            await bring(db, history(tmp_path))
            before = await db.read(counts)
            taken = await bring(db, history(tmp_path), MORNING + dt.timedelta(days=3))
            assert taken == Taken((), (), 0, 2)
            assert await db.read(counts) == before
            longer = json.loads(json.dumps(HISTORY))
            longer["Ada"]["history"]["2019-03-03"] = [{"query": "Sun!", "response": "At last."}]
            taken = await bring(db, history(tmp_path, longer))
            assert (len(taken.session_ids), taken.messages, taken.skipped) == (1, 2, 2)

    run(work())


def test_a_second_person_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    async def work() -> None:
        async with record(tmp_path / "record.db") as db:
            await bring(db, history(tmp_path))
            before = await db.read(counts)
            other = history(tmp_path, {"Grace": {**HISTORY["Ada"], "name": "Grace"}})
            with pytest.raises(BadInput, match="belongs to Ada") as caught:
                await bring(db, other)
            assert "--home" in caught.value.next_step
            assert await db.read(counts) == before
            same = history(tmp_path, {"ADA": HISTORY["Ada"]})
            assert (await bring(db, same)).skipped == 0

    run(work())


def test_an_import_that_fails_at_its_end_leaves_nothing(tmp_path: Path) -> None:
    async def work() -> None:
        async with record(tmp_path / "record.db") as db:
            good = history(tmp_path)
            before = await db.read(counts)
            broken = Imported(good.person, "Companion", True, (*good.sessions, ImportedSession("empty", "", ())))
            with pytest.raises(IndexError):
                await bring(db, broken)
            assert await db.read(counts) == before
            assert await db.read(lambda con: house.note(con, "person")) is None
            assert (await bring(db, good)).messages == 6

    run(work())


def test_odd_words_come_in_as_they_are(tmp_path: Path) -> None:
    odd = ["\u0000 zero", "a" * 5000, "🐝" * 50, "'; drop table messages; --", "مرحبا", "\r\n\t x", '"" AND NOT']

    async def work() -> None:
        async with record(tmp_path / "record.db") as db:
            pairs = [{"query": text, "response": text} for text in odd]
            taken = await bring(db, history(tmp_path, {"Ada": {"name": "Ada", "history": {"2020-01-01": pairs}}}))
            said = await db.read(lambda con: transcripts.messages(con, taken.session_ids[0]))
            assert [m.text for m in said[::2]] == odd

    run(work())
