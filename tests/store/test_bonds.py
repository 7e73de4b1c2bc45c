"""Bonds in the record, and the way there from schema 1."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from companion.records import Status
from companion.store import bonds, memories, transcripts
from companion.store.bonds import Bond
from companion.store.database import Connection, schema_version
from companion.store.schema import MIGRATIONS
from tests.clock import MORNING
from tests.data.make_record import sample
from tests.engines import run
from tests.record import record, talk

LATER = MORNING + dt.timedelta(days=2)


def four(con: Connection) -> tuple[int, ...]:
    return talk(con, "I painted the harbour.", "Lovely.", "Mira liked it.", "I see.").episodes


def test_a_bond_is_found_from_both_ends(tmp_path: Path) -> None:
    def work(con: Connection) -> None:
        a, b, c, d = four(con)
        bonds.put(con, [Bond(a, b, 0.3, MORNING), Bond(b, c, 0.5, LATER)])
        assert bonds.touching(con, [a]) == [Bond(a, b, 0.3, MORNING)]
        assert bonds.touching(con, [b]) == [Bond(a, b, 0.3, MORNING), Bond(b, c, 0.5, LATER)]
        assert bonds.touching(con, [a, b, c]) == bonds.touching(con, [b])
        assert bonds.touching(con, [d]) == bonds.touching(con, []) == []

    async def go() -> None:
        async with record(tmp_path / "record.db") as db:
            await db.write(work)

    run(go())


def test_a_bond_is_stored_once_and_can_be_dropped(tmp_path: Path) -> None:
    def work(con: Connection) -> None:
        a, b, *_ = four(con)
        bonds.put(con, [Bond(a, b, 0.3, MORNING)])
        bonds.put(con, [Bond(a, b, 0.6, LATER)])
        assert bonds.touching(con, [b]) == [Bond(a, b, 0.6, LATER)]
        with pytest.raises(sqlcipher.IntegrityError):
            bonds.put(con, [Bond(b, a, 0.6, LATER)])
        bonds.remove(con, [Bond(a, b, 0.6, LATER)])
        assert bonds.touching(con, [a, b]) == []

    async def go() -> None:
        async with record(tmp_path / "record.db") as db:
            await db.write(work)

    run(go())


def test_a_forgotten_memory_has_no_bonds_until_it_is_restored(tmp_path: Path) -> None:
    def work(con: Connection) -> None:
        a, b, *_ = four(con)
        bonds.put(con, [Bond(a, b, 0.3, MORNING)])
        memories.set_status(con, b, Status.FORGOTTEN)
        assert bonds.touching(con, [a]) == bonds.touching(con, [b]) == []
        memories.set_status(con, b, Status.ACTIVE)
        assert len(bonds.touching(con, [a])) == 1
        con.execute("delete from memories where id = ?", (b,))
        assert con.execute("select count(*) from memory_bonds").fetchone()[0] == 0

    async def go() -> None:
        async with record(tmp_path / "record.db") as db:
            await db.write(work)

    run(go())


def test_a_record_of_schema_one_gets_the_new_tables_and_keeps_its_words(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    shutil.copy(sample(1), path)

    def work(con: Connection) -> None:
        assert schema_version(con) == len(MIGRATIONS) >= 2
        [session] = transcripts.sessions(con)
        said = transcripts.messages(con, session.id)
        assert said[0].text.startswith("My name is Nora")
        assert {message.rating for message in said} == {0}
        transcripts.set_rating(con, said[1].id, -1)
        assert transcripts.message(con, said[1].id).rating == -1
        a, b = sorted(memories.by_ids(con, [1, 2]))
        bonds.put(con, [Bond(a, b, 0.3, MORNING)])
        assert bonds.touching(con, [a]) == [Bond(a, b, 0.3, MORNING)]

    async def go() -> None:
        async with record(path) as db:
            await db.write(work)

    run(go())
