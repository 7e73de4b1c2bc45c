"""The doctor: what is well, what is not, in plain words."""

from __future__ import annotations

from companion.memory.index import MemoryIndex
from companion.records import Check, EngineStatus
from companion.store import house, search
from companion.store.database import Connection, Database, integrity, schema_version


async def checks(status: EngineStatus, db: Database, index: MemoryIndex) -> list[Check]:
    """One line a part: profile, vault, record, index, model, pending work. Runs on the engine loop."""
    found = await db.read(_record)
    agrees = await index.agrees()
    return [
        Check("profile", "ok", f"{status.home}: {status.sessions} conversations, {status.memories} memories"),
        Check(
            "vault",
            "ok" if status.encrypted else "warning",
            f"encrypted, the key is in {status.keeper}" if status.encrypted else "a plain file that is not encrypted",
        ),
        *found,
        await _index(db, index, agrees),
        Check("model", "warning" if status.model.offline else "ok", f"{status.model.name}: {status.model.detail}"),
        *(Check("notice", "warning" if n.level == "warning" else "ok", n.text) for n in status.notices),
    ]


def _record(con: Connection) -> list[Check]:
    wrong = integrity(con)
    waiting = house.pending(con)
    failed = [work for work in waiting if work.attempts]
    detail = f"{len(waiting)} waiting" + (f", {len(failed)} tried before: {failed[0].last_error}" if failed else "")
    return [
        Check("record", "error" if wrong else "ok", wrong[0] if wrong else f"whole, schema {schema_version(con)}"),
        Check("learning", "warning" if failed else "ok", detail),
    ]


async def _index(db: Database, index: MemoryIndex, agrees: bool) -> Check:
    missing = len(await db.read(lambda con: search.without_vectors(con, index.embedder_id, 1000)))
    if agrees and not missing:
        return Check("index", "ok", "agrees with the record")
    if not index.usable:
        return Check("index", "warning", "not in use: the record is scanned. Run `companion doctor --rebuild-index`.")
    detail = f"{missing} memories have no vector yet" if missing else "differs from the record"
    return Check("index", "warning", f"{detail}. Run `companion doctor --rebuild-index`.")
