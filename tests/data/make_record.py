"""Makes the sample record of the newest schema: `python -m tests.data.make_record`, once before a new migration.

A sample of a released schema is never made anew: it stands for the profiles that are out there.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from companion.memory.consolidation import consolidate
from companion.memory.extraction_rules import extract_by_rules
from companion.store import house, search, transcripts
from companion.store.database import Connection
from companion.store.schema import MIGRATIONS
from tests.clock import MORNING
from tests.hashing_embedder import HashingEmbedder
from tests.record import FADING, record, talk

FOLDER = Path(__file__).parent
_LINES = (
    "My name is Nora and I live in Utrecht.",
    "Nice to meet you, Nora.",
    "I'm allergic to walnuts, please remember that.",
    "I will.",
)


def sample(schema: int) -> Path:
    """The record of a past schema."""
    return FOLDER / f"record-{schema}.db"


def _fill(con: Connection) -> None:
    told = talk(con, *_LINES)
    transcripts.end_session(con, told.session, MORNING)
    consolidate(con, extract_by_rules(told.messages, "Nora"), told.messages, FADING, MORNING)
    house.set_note(con, "person", "Nora")
    house.enqueue(con, "consolidate", f"{told.session}:{told.messages[-1].id}", MORNING)
    embedder = HashingEmbedder()
    for memory_id in search.without_vectors(con, embedder.id, 100):
        search.put_vectors(con, memory_id, embedder.id, embedder.embed([_LINES[0]]))
        house.next_revision(con)


async def make(path: Path) -> None:
    """Write the sample, where there is none yet, with small pages, so that it stays small."""
    async with record(path) as db:
        await db.write(_fill)
    connection = sqlcipher.connect(str(path), isolation_level=None)
    for statement in ("pragma journal_mode = delete", "pragma page_size = 512", "vacuum"):
        connection.execute(statement)
    connection.close()


if __name__ == "__main__":
    asyncio.run(make(sample(len(MIGRATIONS))))
