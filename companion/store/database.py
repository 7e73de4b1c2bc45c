"""The SQLite file: opening, keys, migrations, and the two threads that may touch it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlcipher3 import dbapi2 as sqlcipher

from companion.errors import CompanionError, RecordDamaged, VaultLocked
from companion.store.schema import MIGRATIONS

log = logging.getLogger(__name__)

T = TypeVar("T")
Connection = sqlite3.Connection
"""What repositories take. SQLCipher's connections have the same shape."""

_PLAIN_HEADER = b"SQLite format 3\x00"


def is_plain(path: Path) -> bool:
    """Whether `path` is an SQLite file that anybody can read."""
    with path.open("rb") as file:
        return file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER


class Database:
    """One record file with one writing and one reading connection, each on a thread of its own.

    `write` and `read` are called on the engine loop. The writing thread is also where the index is written, so
    that the two stay in step: hand it such work with `in_writer`.
    """

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        """`key` is the 32-byte raw key of an encrypted record, None for a plain one."""
        self._path = path
        self._key = key
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="record-write")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="record-read")
        self._writer: Connection | None = None
        self._reader: Connection | None = None

    async def open(self) -> None:
        """Open, check and migrate. Raises `VaultLocked` or `RecordDamaged`; then the file is untouched."""
        loop = asyncio.get_running_loop()
        self._writer = await loop.run_in_executor(self._writing, self._connect)
        await loop.run_in_executor(self._writing, migrate, self._writer)
        self._reader = await loop.run_in_executor(self._reading, self._connect)

    async def close(self) -> None:
        """Close both connections; the -wal file is folded into the record."""
        loop = asyncio.get_running_loop()
        for pool, connection in ((self._reading, self._reader), (self._writing, self._writer)):
            if connection is not None:
                await loop.run_in_executor(pool, connection.close)
            pool.shutdown(wait=True)
        self._writer = self._reader = None

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction on the writing thread: all of it happens, or nothing.

        Once begun it is finished, even if the caller is cancelled meanwhile.
        """
        return await self.in_writer(lambda: self._transact(work))

    async def in_writer(self, work: Callable[[], T]) -> T:
        """Run `work` on the writing thread, after what was asked for before."""
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._writing, work))

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on the reading thread; it sees what was committed before."""

        def run() -> T:
            if self._reader is None:
                raise CompanionError("The record is closed.")
            return work(self._reader)

        return await asyncio.get_running_loop().run_in_executor(self._reading, run)

    async def in_reader(self, work: Callable[[], T]) -> T:
        """Run `work` on the reading thread: for questions to the index, which never wait behind a write."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, work)

    def _transact(self, work: Callable[[Connection], T]) -> T:
        if self._writer is None:
            raise CompanionError("The record is closed.")
        self._writer.execute("begin immediate")
        try:
            result = work(self._writer)
        except BaseException:
            self._writer.execute("rollback")
            raise
        self._writer.execute("commit")
        return result

    def _connect(self) -> Connection:
        # A file that already has content is looked at before any pragma could write to it.
        existed = self._path.exists() and self._path.stat().st_size > 0
        if existed and self._key is None and not is_plain(self._path):
            raise VaultLocked(
                "This profile's record is encrypted (or not a record), and no key was found for it.",
                "Unlock the system's keyring and start again. The file was not touched.",
            )
        connection = sqlcipher.connect(str(self._path), isolation_level=None, check_same_thread=False)
        try:
            if self._key is not None:
                connection.execute(f"pragma key = \"x'{self._key.hex()}'\"")
            connection.execute("select count(*) from sqlite_master").fetchone()
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.execute("pragma foreign_keys = on")
            connection.execute("pragma busy_timeout = 5000")
            connection.execute("pragma secure_delete = on")
            connection.execute("pragma cache_size = -32000")
        except sqlcipher.DatabaseError as error:
            connection.close()
            raise self._unreadable() from error
        return cast(Connection, connection)

    def _unreadable(self) -> CompanionError:
        if self._key is not None:
            return VaultLocked(
                "The key in the keyring does not open this profile's record.",
                "Put back the key that belongs to it, or open another profile. The file was not touched.",
            )
        return RecordDamaged(
            "This profile's record is damaged and cannot be read.",
            "Restore it from a backup, or choose another profile folder. The file was not touched.",
        )


def schema_version(connection: Connection) -> int:
    """The number of the last migration that this record has seen."""
    return int(connection.execute("pragma user_version").fetchone()[0])


def migrate(connection: Connection, steps: tuple[tuple[str, ...], ...] = MIGRATIONS) -> None:
    """Bring the record to the newest schema, one transaction a step. Raises `RecordDamaged` for a newer one."""
    have = schema_version(connection)
    if have > len(steps):
        raise RecordDamaged(
            f"This profile was written by a newer version of Companion (schema {have}).",
            "Install the newer version to open it. The file was not touched.",
        )
    for number in range(have + 1, len(steps) + 1):
        connection.execute("begin immediate")
        try:
            for statement in steps[number - 1]:
                connection.execute(statement)
            connection.execute(f"pragma user_version = {number}")
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise
        log.info("the record is now of schema %d", number)


def integrity(connection: Connection) -> list[str]:
    """What SQLite's own check finds wrong; empty when all is well."""
    rows: list[Any] = connection.execute("pragma integrity_check").fetchall()
    return [str(row[0]) for row in rows if row[0] != "ok"]
