"""The doctor: what is well is called well, and each trouble has a line of its own."""

from __future__ import annotations

from pathlib import Path

from companion.memory.health import checks
from companion.records import Check, EngineStatus, ModelStatus, Notice
from companion.store import house as works
from companion.store.database import Connection
from companion.store.schema import MIGRATIONS
from tests.clock import MORNING
from tests.engines import run
from tests.record import House, house, talk


def status(**changes: object) -> EngineStatus:
    values: dict[str, object] = {
        "home": "/somewhere",
        "model": ModelStatus("llama", False, "on this machine"),
        "encrypted": True,
        "keeper": "Secret Service",
        "sessions": 1,
        "memories": 2,
        **changes,
    }
    return EngineStatus(**values)  # type: ignore[arg-type]


async def look(parts: House, **changes: object) -> dict[str, Check]:
    return {check.name: check for check in await checks(status(**changes), parts.db, parts.index)}


def test_a_house_in_order(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            await parts.hear("Hello.", "Hello.")
            found = await look(parts)
            assert {check.state for check in found.values()} == {"ok"}
            assert list(found) == ["profile", "vault", "record", "learning", "index", "model"]
            assert f"schema {len(MIGRATIONS)}" in found["record"].detail
            assert "Secret Service" in found["vault"].detail

    run(work())


def test_every_trouble_is_named(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            await parts.db.write(lambda con: talk(con, "Nobody embedded this."))
            await parts.db.write(lambda con: works.enqueue(con, "consolidate", "1:1", MORNING))
            (job,) = await parts.db.read(works.pending)
            await parts.db.write(lambda con: works.postpone(con, job.id, MORNING, "timeout"))
            found = await look(
                parts,
                encrypted=False,
                model=ModelStatus("Offline", True, "no Ollama"),
                notices=(Notice("warning", "Look here."), Notice("info", "All is well.")),
            )
            assert {name for name, check in found.items() if check.state == "warning"} >= {
                "vault",
                "learning",
                "index",
                "model",
            }
            assert "plain file" in found["vault"].detail
            assert "timeout" in found["learning"].detail
            assert "1 memories have no vector" in found["index"].detail
            states = [
                check.state for check in await checks(status(notices=(Notice("warning", "x"),)), parts.db, parts.index)
            ]
            assert states[-1] == "warning"

    run(work())


def test_an_index_that_is_out_of_use_or_out_of_step(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            await parts.hear("Hello.", "Hello.")
            parts.vectors.remove(["1:0"], dormant=False)
            assert "differs" in (await look(parts))["index"].detail
            parts.index._mirror._usable = False
            assert "scanned" in (await look(parts))["index"].detail
            await parts.index.repair()
            assert (await look(parts))["index"].state == "ok"

    run(work())


def test_a_damaged_record_is_an_error_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "record.db"

    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            await parts.db.write(fill)
        spoil(path)
        async with house(tmp_path, chroma=False) as parts:
            assert (await look(parts))["record"].state == "error"

    run(work())


def fill(con: Connection) -> None:
    for number in range(300):
        works.set_note(con, f"n{number}", "x" * 900)


def spoil(path: Path) -> None:
    """Overwrite pages in the middle: those of the notes, which nothing else needs."""
    data = bytearray(path.read_bytes())
    at = data.find(b"x" * 900)
    page = at // 4096 * 4096
    data[page : page + 4096] = b"\x55" * 4096
    path.write_bytes(data)
