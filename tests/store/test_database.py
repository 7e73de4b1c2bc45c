"""The SQLite file: what opens, what is refused untouched, and what a crash leaves."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher

from companion.errors import CompanionError, RecordDamaged, VaultLocked
from companion.store import memories, search, transcripts
from companion.store.database import Connection, Database, integrity, is_plain, migrate, opens, schema_version
from companion.store.schema import MIGRATIONS
from tests.data.make_record import sample
from tests.engines import run
from tests.record import house, record, talk

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
SECRETS = ("walnuts", "Utrecht", "Zanzibar")


def note(con: Connection, key: str, value: str) -> None:
    con.execute("insert into meta(key, value) values (?, ?)", (key, value))


def fill(con: Connection, rows: int, size: int) -> None:
    for number in range(rows):
        note(con, str(number), "x" * size)


def shown(path: Path, words: tuple[str, ...]) -> list[str]:
    """The words that a file shows to whoever reads its bytes."""
    data = path.read_bytes().lower()
    return [word for word in words if word.lower().encode() in data]


def noted(con: Connection) -> list[str]:
    return [row[0] for row in con.execute("select key from meta")]


def shape(con: Connection) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in con.execute("select type, name, sql from sqlite_master order by type, name")]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def new_record(path: Path, key: bytes | None) -> None:
    async def work() -> None:
        async with record(path, key) as db:
            await db.write(lambda con: talk(con, f"I never eat {SECRETS[0]} in {SECRETS[1]}.", "Noted."))

    run(work())


async def open_and_close(path: Path, key: bytes | None = None) -> None:
    async with record(path, key):
        pass


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted"])
def test_an_empty_file_becomes_a_record_of_the_newest_schema(tmp_path: Path, key: bytes | None) -> None:
    path = tmp_path / "record.db"
    path.touch()

    async def work() -> None:
        async with record(path, key) as db:
            assert await db.read(schema_version) == len(MIGRATIONS)
            assert await db.read(integrity) == []
            assert (await db.read(lambda con: con.execute("pragma journal_mode").fetchone()))[0] == "wal"
            assert (await db.read(lambda con: con.execute("pragma foreign_keys").fetchone()))[0] == 1

    run(work())
    assert is_plain(path) is (key is None)
    run(open_and_close(path, key))


@pytest.mark.parametrize("schema", range(1, len(MIGRATIONS)))
def test_a_record_of_a_past_schema_opens_with_everything_in_it(tmp_path: Path, schema: int) -> None:
    path = tmp_path / "record.db"
    shutil.copy(sample(schema), path)

    async def work() -> None:
        async with house(tmp_path) as old, record(tmp_path / "new.db") as new:
            assert await old.db.read(shape) == await new.read(shape)
            assert await old.db.read(schema_version) == len(MIGRATIONS)
            assert await old.db.read(integrity) == []
            (session,) = await old.db.read(transcripts.sessions)
            assert session.messages == 4
            assert await old.db.read(lambda con: memories.count(con)) >= 5
            await old.index.repair()
            assert await old.index.agrees()
            found = await old.recaller.recall("Am I allergic?", old.clock())
            assert "walnuts" in found.hits[0].memory.text

    run(work())


@given(st.lists(st.integers(0, 3), max_size=20))
@settings(max_examples=30, deadline=None)
def test_sessions_from_before_there_were_branches_are_shown_in_their_order(turns: list[int]) -> None:
    con: Connection = sqlcipher.connect(":memory:", isolation_level=None)
    migrate(con, MIGRATIONS[:4])
    said: dict[int, list[str]] = {}
    for number, session in enumerate(turns, 1):
        con.execute(
            "insert or ignore into sessions(id, started_at, last_at, day) values (?,0,0,'2026-05-03')", (session,)
        )
        lines = said.setdefault(session, [])
        # As it was written then: only a reply knew what it answers.
        con.execute(
            """insert into messages(session_id, parent_id, position, role, speaker, text, created_at, day, state)
            values (?,?,?,?,'Nora',?,?,'2026-05-03','complete')""",
            (session, None, len(lines), "companion" if len(lines) % 2 else "user", f"Line {number}.", number),
        )
        lines.append(f"Line {number}.")
    migrate(con)
    for session, lines in said.items():
        shown = transcripts.messages(con, session)
        assert [message.text for message in shown] == lines
        assert [message.parent_id for message in shown] == [None, *(message.id for message in shown[:-1])]
        assert {(message.version, message.versions) for message in shown} == {(1, 1)}
    con.close()


def test_a_migration_that_fails_leaves_the_schema_before_it() -> None:
    con = sqlcipher.connect(":memory:", isolation_level=None)
    migrate(con)
    steps = (*MIGRATIONS, ("create table more (id integer)", "create table more (id integer)"))
    before = shape(con)
    with pytest.raises(sqlcipher.OperationalError):
        migrate(con, steps)
    assert schema_version(con) == len(MIGRATIONS)
    assert shape(con) == before
    migrate(con, (*MIGRATIONS, ("create table more (id integer)",)))
    assert schema_version(con) == len(MIGRATIONS) + 1
    con.close()


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted"])
@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_newer_schema_is_refused_untouched(tmp_path: Path, key: bytes | None, journal: str) -> None:
    path = tmp_path / "record.db"
    new_record(path, key)
    con = sqlcipher.connect(str(path), isolation_level=None)
    if key:
        con.execute(f"pragma key = \"x'{key.hex()}'\"")
    con.execute(f"pragma journal_mode = {journal}")
    con.execute(f"pragma user_version = {len(MIGRATIONS) + 1}")
    con.close()
    before = digest(path)
    with pytest.raises(RecordDamaged, match="newer version"):
        run(open_and_close(path, key))
    assert digest(path) == before


def test_another_programs_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    con = sqlcipher.connect(str(path), isolation_level=None)
    con.execute("create table bookmarks (url text)")
    con.close()
    before = digest(path)
    with pytest.raises(RecordDamaged, match="another program"):
        run(open_and_close(path))
    assert digest(path) == before


Harm = Callable[[bytes], bytes]
HARMS: dict[str, Harm] = {
    "first page only": lambda data: data[:4096],
    "cut in half": lambda data: data[: len(data) // 2],
    "cut to a few bytes": lambda data: data[:10],
    "zeros": lambda data: bytes(len(data)),
    "noise": lambda data: hashlib.shake_256(data).digest(len(data)),
    "noise behind the header": lambda data: data[:100] + hashlib.shake_256(data).digest(len(data) - 100),
    "text": lambda data: b"Dear diary, today I went to the sea.\n" * 400,
}


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted"])
@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_damaged_record_is_refused_untouched(tmp_path: Path, key: bytes | None, harm: Harm) -> None:
    path = tmp_path / "record.db"
    new_record(path, key)
    path.write_bytes(harm(path.read_bytes()))
    before = digest(path)
    with pytest.raises((RecordDamaged, VaultLocked)) as caught:
        run(open_and_close(path, key))
    assert digest(path) == before
    assert "\n" not in str(caught.value)
    assert "not touched" in caught.value.next_step


@pytest.mark.parametrize("key", [None, OTHER_KEY], ids=["no key", "wrong key"])
def test_an_encrypted_record_stays_closed_and_untouched(tmp_path: Path, key: bytes | None) -> None:
    path = tmp_path / "record.db"
    new_record(path, KEY)
    before = digest(path)
    with pytest.raises(VaultLocked):
        run(open_and_close(path, key))
    assert digest(path) == before
    run(open_and_close(path, KEY))


def test_a_key_can_be_tried_without_writing(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    new_record(path, KEY)
    before = digest(path)
    assert opens(path, KEY)
    assert not opens(path, OTHER_KEY)
    assert digest(path) == before


def test_a_folder_in_the_records_place_is_an_error_for_a_person(tmp_path: Path) -> None:
    (tmp_path / "record.db").mkdir()
    with pytest.raises(CompanionError, match="record cannot be read"):
        run(open_and_close(tmp_path / "record.db"))


def test_damage_in_the_middle_is_told_when_it_is_met(tmp_path: Path) -> None:
    path = tmp_path / "record.db"

    async def work() -> None:
        async with record(path) as db:
            await db.write(lambda con: fill(con, 2000, 500))
        data = bytearray(path.read_bytes())
        half = len(data) // 2 // 4096 * 4096
        data[half : half + 8 * 4096] = hashlib.shake_256(b"noise").digest(8 * 4096)
        path.write_bytes(data)
        async with record(path) as db:
            assert await db.read(integrity) != []
            with pytest.raises(RecordDamaged, match="damaged"):
                await db.read(lambda con: con.execute("select sum(length(value)) from meta").fetchone())

    run(work())


def test_a_locked_file_is_not_called_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("companion.store.database.sqlcipher.connect", partial(sqlcipher.connect, timeout=0.01))
    path = tmp_path / "record.db"
    new_record(path, None)
    other = sqlcipher.connect(str(path), isolation_level=None)
    other.execute("pragma journal_mode = delete")
    other.execute("begin exclusive")
    try:
        with pytest.raises(CompanionError, match="another program") as caught:
            run(open_and_close(path))
        assert not isinstance(caught.value, (RecordDamaged, VaultLocked))
    finally:
        other.close()


def test_a_transaction_happens_whole_or_not_at_all(tmp_path: Path) -> None:
    async def work() -> None:
        async with record(tmp_path / "record.db") as db:

            def half(con: Connection) -> None:
                note(con, "first", "1")
                raise ZeroDivisionError

            with pytest.raises(ZeroDivisionError):
                await db.write(half)
            assert await db.read(noted) == []
            await db.write(lambda con: note(con, "second", "2"))
            assert await db.read(noted) == ["second"]

    run(work())


def test_a_full_disk_is_told_and_the_next_write_works(tmp_path: Path) -> None:
    async def work() -> None:
        async with record(tmp_path / "record.db") as db:
            await db.write(lambda con: note(con, "before", ""))

            def pages(con: Connection) -> int:
                return int(con.execute("pragma page_count").fetchone()[0])

            limit = await db.read(pages)
            await db.in_writer(lambda: db._writer.execute(f"pragma max_page_count = {limit}"))  # type: ignore[union-attr]
            with pytest.raises(CompanionError, match="disk is full"):
                await db.write(lambda con: fill(con, 100, 4000))
            await db.in_writer(lambda: db._writer.execute("pragma max_page_count = 1000000"))  # type: ignore[union-attr]
            await db.write(lambda con: note(con, "after", ""))
            assert sorted(await db.read(noted)) == ["after", "before"]

    run(work())


@pytest.mark.parametrize("key", [None, KEY])
def test_the_log_is_brought_home_in_a_pause_and_not_while_somebody_waits(tmp_path: Path, key: bytes | None) -> None:
    path, copy = tmp_path / "record.db", tmp_path / "copy.db"

    async def at_home() -> list[str]:
        """What the record holds without its log."""
        shutil.copy(path, copy)
        alone = Database(copy, key)
        await alone.open()
        try:
            return await alone.read(noted)
        finally:
            await alone.close()

    async def go() -> None:
        database = Database(path, key)
        await database.open()
        await database.maintain(lambda con: con.execute("pragma wal_checkpoint(truncate)").fetchone())
        for number in range(3):
            await database.write(partial(note, key=f"note {number}", value="x"))
            assert f"note {number}" not in await at_home()
        for _ in range(200):
            if "note 2" in await at_home():
                break
            await asyncio.sleep(0.1)
        await database.write(lambda con: note(con, "last", "x"))
        await database.close()
        assert {"note 0", "note 2", "last"} <= set(await at_home())

    run(go())


def test_a_write_that_was_asked_for_is_finished_though_its_caller_is_gone(tmp_path: Path) -> None:
    async def work() -> None:
        begun, go_on = threading.Event(), threading.Event()

        def slow(con: Connection) -> None:
            note(con, "kept", "")
            begun.set()
            go_on.wait(10)

        async with record(tmp_path / "record.db") as db:
            begins = asyncio.create_task(db.write(slow))
            waits = asyncio.create_task(db.write(lambda con: note(con, "queued", "")))
            await asyncio.get_running_loop().run_in_executor(None, begun.wait, 10)
            for task in (begins, waits):
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            go_on.set()
            await db.write(lambda con: note(con, "next", ""))
            assert sorted(await db.read(noted)) == ["kept", "next", "queued"]

    run(work())


def test_a_closed_record_says_so(tmp_path: Path) -> None:
    async def work() -> None:
        db = Database(tmp_path / "record.db")
        with pytest.raises(CompanionError, match="closed"):
            await db.read(schema_version)
        with pytest.raises(CompanionError, match="closed"):
            await db.write(schema_version)
        await db.close()

    run(work())


_WRITER = """
import asyncio, sys
from pathlib import Path
from tests.record import record, talk

async def main():
    key = bytes.fromhex(sys.argv[2]) or None
    async with record(Path(sys.argv[1]), key) as db:
        number = 0
        while True:
            await db.write(lambda con: talk(con, f"Thing {number} happened."))
            print(number, flush=True)
            number += 1

asyncio.run(main())
"""


@pytest.mark.parametrize("key", [b"", KEY], ids=["plain", "encrypted"])
def test_kill_9_loses_nothing_that_was_committed(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "record.db"
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), key.hex()], stdout=subprocess.PIPE, cwd=root, text=True
    ) as writer:
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(25)]
        writer.send_signal(signal.SIGKILL)
        told += [int(line) for line in writer.stdout.read().split("\n") if line.strip().isdigit()]

    async def work() -> None:
        async with record(path, key or None) as db:
            assert await db.read(integrity) == []
            texts = await db.read(lambda con: {row[0] for row in con.execute("select text from messages")})
            assert texts >= {f"Thing {number} happened." for number in told}
            assert await db.read(lambda con: search.lexical(con, [str(told[-1])], 5))

    run(work())


def test_an_encrypted_record_shows_no_words(tmp_path: Path) -> None:
    path = tmp_path / "record.db"

    async def work() -> None:
        async with record(path, KEY) as db:
            await db.write(lambda con: talk(con, " ".join(f"I never eat {word}." for word in SECRETS)))
            wal = path.with_name("record.db-wal")
            assert len(wal.read_bytes()) > 0
            assert shown(path, (*SECRETS, "create table")) == shown(wal, (*SECRETS, "create table")) == []
        assert shown(path, (*SECRETS, "create table")) == []

    run(work())
    new_record(tmp_path / "plain.db", None)
    assert shown(tmp_path / "plain.db", (SECRETS[0],)) == [SECRETS[0]]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=5), st.booleans()), max_size=12))
def test_what_was_committed_is_what_is_there(works: list[tuple[str, bool]]) -> None:
    """Each write puts a row in or fails after it; only the whole ones remain, in memory as on disk."""
    db = Database(Path(":memory:"))
    expected = []

    def write(con: Connection, text: str, fails: bool) -> None:
        con.execute("insert into work(kind, key, due_at) values ('x', ?, 0) on conflict do nothing", (text,))
        if fails:
            raise ZeroDivisionError

    async def work() -> None:
        db._writer = db._connect()
        migrate(db._writer)
        for text, fails in works:
            try:
                await db.write(partial(write, text=text, fails=fails))
                expected.append(text)
            except ZeroDivisionError:
                pass
        rows = await db.in_writer(lambda: db._writer.execute("select key from work").fetchall())  # type: ignore[union-attr]
        assert sorted(row[0] for row in rows) == sorted(set(expected))
        await db.close()

    run(work())
