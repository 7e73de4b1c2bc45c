"""The SQLite file: opening, keys, migrations, and the two threads that may touch it."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlcipher3 import dbapi2 as sqlcipher

from companion.errors import CompanionError, RecordDamaged, VaultLocked
from companion.store.schema import MIGRATIONS

log = logging.getLogger(__name__)

T = TypeVar("T")
Connection = sqlite3.Connection
"""What repositories take. SQLCipher's connections have the same shape."""

SECRET = "vault_secret"
"""SQL function of an open record: a key for hashes that comes from the vault; null in a plain record."""
_PLAIN_HEADER = b"SQLite format 3\x00"


LARGE_LOG = 16_000
"""Pages of the write-ahead log, 64 MB, from which on a write brings it home itself: an import has no pause."""
PAUSE = 0.5
"""Seconds without a write after which the log is brought home. It takes 10 ms and more, which no message shall wait."""
PRAGMAS = (
    "journal_mode = wal",
    f"wal_autocheckpoint = {LARGE_LOG}",
    "synchronous = normal",
    "foreign_keys = on",
    "busy_timeout = 5000",
    "secure_delete = on",
    "cache_size = -32000",
)
_REASONS = {
    sqlcipher.SQLITE_FULL: "the disk is full",
    sqlcipher.SQLITE_READONLY: "the file may not be written",
    sqlcipher.SQLITE_IOERR: "the disk gave an error",
    sqlcipher.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlcipher.SQLITE_BUSY: "another program is using it",
    sqlcipher.SQLITE_CORRUPT: "the file is damaged",
    sqlcipher.SQLITE_NOTADB: "the file is damaged",
}
"""SQLite's result codes (sqlite.org/rescode.html) that tell of the file or its disk, in words."""
_DAMAGED = (sqlcipher.SQLITE_CORRUPT, sqlcipher.SQLITE_NOTADB)


def is_plain(path: Path) -> bool:
    """Whether `path` is an SQLite file that anybody can read. Raises `RecordDamaged` for what is no file."""
    try:
        with path.open("rb") as file:
            return file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER
    except OSError as error:
        raise RecordDamaged(
            f"This profile's record cannot be read: {error.strerror or type(error).__name__}.",
            "Make the file readable, or choose another profile folder. Nothing was touched.",
        ) from error


def opens(path: Path, key: bytes) -> bool:
    """Whether `key` opens the encrypted record `path`. Writes nothing. Blocking."""
    connection = sqlcipher.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        _present(connection, key)
    except sqlcipher.DatabaseError:
        return False
    finally:
        connection.close()
    return True


def _present(connection: Any, key: bytes | None) -> None:
    """Show the key, and look at the file for the first time. Raises what SQLCipher raises; writes nothing."""
    if key is not None:
        connection.execute(f"pragma key = \"x'{key.hex()}'\"")
    connection.execute("select count(*) from sqlite_master").fetchone()


class Database:
    """One record file with one writing and one reading connection, each on a thread of its own.

    `write` and `read` are called on the engine loop. The writing thread is also where the index is written, so
    that the two stay in step: hand it such work with `in_writer`.
    """

    def __init__(self, path: Path | None, key: bytes | None = None) -> None:
        """`key` is the 32-byte raw key of an encrypted record, None for a plain one. No path: it has no file."""
        self._path = path
        self._key = key
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="record-write")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="record-read")
        self._writer: Connection | None = None
        self._reader: Connection | None = None
        self._pause: asyncio.TimerHandle | None = None
        self._closing = False

    async def open(self) -> None:
        """Open, check and migrate. Raises `VaultLocked` or `RecordDamaged`; then the file is untouched."""
        loop = asyncio.get_running_loop()
        self._writer = await loop.run_in_executor(self._writing, self._connect)
        await loop.run_in_executor(self._writing, migrate, self._writer)
        self._reader = await loop.run_in_executor(self._reading, self._connect)

    async def close(self) -> None:
        """Close both connections; the -wal file is folded into the record."""
        loop = asyncio.get_running_loop()
        self._closing = True
        if self._pause is not None:
            self._pause.cancel()
        for pool, connection in ((self._reading, self._reader), (self._writing, self._writer)):
            if connection is not None:
                await loop.run_in_executor(pool, connection.close)
            pool.shutdown(wait=True)
        self._writer = self._reader = None

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction on the writing thread: all of it happens, or nothing.

        Once asked for it is done, even if the caller is cancelled meanwhile.
        """
        try:
            return await self.in_writer(lambda: self._transact(work))
        finally:
            self._wait_for_pause()

    def _wait_for_pause(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
        if self._closing:
            return
        loop = asyncio.get_running_loop()
        self._pause = loop.call_later(PAUSE, lambda: loop.run_in_executor(self._writing, self._bring_home))

    def _bring_home(self) -> None:
        """Copy what is in the write-ahead log into the record, as far as no reader needs it there."""
        if self._writer is None:
            return
        try:
            self._writer.execute("pragma wal_checkpoint(passive)").fetchone()
        except sqlcipher.DatabaseError as error:
            # Nothing is lost: it stays in the log, and the next write tells what is wrong with the disk.
            log.warning("the write-ahead log could not be brought home (%s)", _reason(_code(error)))

    async def in_writer(self, work: Callable[[], T]) -> T:
        """Run `work` on the writing thread, after what was asked for before."""
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._writing, work))

    async def maintain(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on the writing thread outside a transaction: for what SQLite does only there, such as VACUUM."""

        def run() -> T:
            if self._writer is None:
                raise CompanionError("The record is closed.")
            with _in_plain_words():
                return work(self._writer)

        return await self.in_writer(run)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on the reading thread; it sees what was committed before."""

        def run() -> T:
            if self._reader is None:
                raise CompanionError("The record is closed.")
            with _in_plain_words():
                return work(self._reader)

        return await asyncio.get_running_loop().run_in_executor(self._reading, run)

    def _transact(self, work: Callable[[Connection], T]) -> T:
        if self._writer is None:
            raise CompanionError("The record is closed.")
        with _in_plain_words():
            self._writer.execute("begin immediate")
            try:
                result = work(self._writer)
                self._writer.execute("commit")
            except BaseException:
                # A full disk ends the transaction by itself.
                if self._writer.in_transaction:
                    self._writer.execute("rollback")
                raise
        return result

    def _connect(self) -> Connection:
        if self._path is None:
            raise CompanionError("The record has no file.")
        # A file that already has content is looked at before any pragma could write to it.
        existed = self._path.exists() and self._path.stat().st_size > 0
        if existed and self._key is None and not is_plain(self._path):
            raise VaultLocked(
                "This profile's record is encrypted (or not a record), and no key was found for it.",
                "Unlock the system's keyring and start again. The file was not touched.",
            )
        connection = sqlcipher.connect(str(self._path), isolation_level=None, check_same_thread=False)
        try:
            _present(connection, self._key)
            refuse_what_is_not_ours(connection)
            for pragma in PRAGMAS:
                connection.execute(f"pragma {pragma}")
            secret = self._key and hmac.new(self._key, b"companion tombstones", hashlib.sha256).digest()
            connection.create_function(SECRET, 0, lambda: secret)
        except sqlcipher.DatabaseError as error:
            connection.close()
            raise self._unreadable(error) from error
        except BaseException:
            connection.close()
            raise
        return cast(Connection, connection)

    def _unreadable(self, error: Exception) -> CompanionError:
        code = _code(error)
        if code not in _DAMAGED:
            return CompanionError(
                f"This profile's record cannot be opened ({_reason(code)}).",
                "Close other programs that use it, make room on the disk, and try again. The file was not touched.",
            )
        if self._key is not None and code == sqlcipher.SQLITE_NOTADB:
            return VaultLocked(
                "The key in the keyring does not open this profile's record, or the file is damaged.",
                "Put back the key that belongs to it, or restore the record from a backup. The file was not touched.",
            )
        return RecordDamaged(
            "This profile's record is damaged and cannot be read.",
            "Restore it from a backup, or choose another profile folder. The file was not touched.",
        )


@contextmanager
def _in_plain_words() -> Iterator[None]:
    """Turn what a disk can do to a record into an error for a person. SQL mistakes stay what they are."""
    try:
        yield
    except sqlcipher.DatabaseError as error:
        code = _code(error)
        if code in _DAMAGED:
            raise RecordDamaged(
                "A part of this profile's record is damaged.",
                "Copy the profile folder now, then restore the record from a backup.",
            ) from error
        if code in _REASONS:
            raise CompanionError(
                f"This could not be read or saved ({_reason(code)}). What was there before is unchanged.",
                "Look after the disk that holds the profile, then try again.",
            ) from error
        raise


def _code(error: Exception) -> int:
    """SQLite's primary result code; 0 where the error has none."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def _reason(code: int) -> str:
    return _REASONS.get(code, "the database gave an error")


def schema_version(connection: Connection) -> int:
    """The number of the last migration that this record has seen."""
    return int(connection.execute("pragma user_version").fetchone()[0])


def refuse_what_is_not_ours(connection: Connection, newest: int = len(MIGRATIONS)) -> None:
    """Raise `RecordDamaged` for a record of a newer version or another program's database. Writes nothing."""
    have = schema_version(connection)
    if have > newest:
        raise RecordDamaged(
            f"This profile was written by a newer version of Companion (schema {have}).",
            "Install the newer version to open it. The file was not touched.",
        )
    names = {row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")}
    if (have or names) and not {"sessions", "messages", "memories"} <= names:
        raise RecordDamaged(
            "The record of this profile is the database of another program.",
            "Choose another profile folder. The file was not touched.",
        )


def migrate(connection: Connection, steps: tuple[tuple[str, ...], ...] = MIGRATIONS) -> None:
    """Bring the record to the newest schema, one transaction a step. Raises `RecordDamaged` for a newer one."""
    refuse_what_is_not_ours(connection, len(steps))
    have = schema_version(connection)
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
    try:
        rows: list[Any] = connection.execute("pragma integrity_check").fetchall()
    except sqlcipher.DatabaseError as error:
        return [f"the check itself failed: {_reason(_code(error))}"]
    return [str(row[0]) for row in rows if row[0] != "ok"]
