"""A record that lies in memory alone: nothing of it is ever in a file, and it is gone when it is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar, cast

from sqlcipher3 import dbapi2 as sqlcipher

from companion.store.database import PRAGMAS, Connection, Database, migrate

T = TypeVar("T")


class TransientDatabase(Database):
    """The same tables as the record's, on one connection and one thread. Numbers begin behind `first_id`.

    SQLite writes no file for it: neither the database nor a journal, and what it sorts stays in memory, too.
    """

    def __init__(self, first_id: int) -> None:
        super().__init__(None)
        self._first_id = first_id

    async def open(self) -> None:
        """Make the tables."""
        self._writer = await asyncio.get_running_loop().run_in_executor(self._writing, self._made)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` where the writing is done: a database in memory belongs to one connection."""
        return await self.write(work)

    def _made(self) -> Connection:
        connection = cast(Connection, sqlcipher.connect(":memory:", isolation_level=None, check_same_thread=False))
        for pragma in (*PRAGMAS, "temp_store = memory"):
            connection.execute(f"pragma {pragma}")
        migrate(connection)
        connection.execute(
            """insert into sqlite_sequence(name, seq)
            select name, ? from sqlite_master where type = 'table' and sql like '%autoincrement%'""",
            (self._first_id,),
        )
        return connection
