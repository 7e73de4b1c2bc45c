"""While Ollama is away it is looked for, and only then."""

from __future__ import annotations

import asyncio

import pytest

from companion.models import watching
from companion.models.watching import Watch
from companion.records import ModelStatus
from tests.engines import run

AWAY = ModelStatus("offline", True, code="not_running")
THERE = ModelStatus("llama3.2:3b", False)
NEVER = ModelStatus("offline", True, code="never")


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "OFTEN", 0.01)


class Looks:
    """Finds nobody so many times, then what it was given."""

    def __init__(self, misses: int, found: ModelStatus = THERE) -> None:
        self.left, self.found = misses, found
        self.done = asyncio.Event()
        self.times: list[float] = []

    async def look(self) -> ModelStatus:
        self.times.append(asyncio.get_running_loop().time())
        self.left -= 1
        if self.left >= 0:
            return AWAY
        self.done.set()
        return self.found


@pytest.mark.parametrize("found", [THERE, NEVER], ids=["found", "wanted no more"])
def test_it_looks_until_somebody_is_there_and_again_when_they_are_gone(found: ModelStatus) -> None:
    async def go() -> None:
        looks = Looks(3, found)
        watch = Watch(looks.look)
        watch.heed(AWAY)
        watch.heed(AWAY)
        await looks.done.wait()
        await asyncio.sleep(0.05)
        assert len(looks.times) == 4
        looks.done.clear()
        watch.heed(AWAY)
        await looks.done.wait()
        assert len(looks.times) == 5
        await watch.stop()

    run(go())


@pytest.mark.parametrize("status", [THERE, NEVER, ModelStatus("offline", True)], ids=["there", "never", "unknown"])
def test_it_does_not_look_where_nobody_is_missed(status: ModelStatus) -> None:
    async def go() -> None:
        looks = Looks(0)
        watch = Watch(looks.look)
        watch.heed(status)
        await asyncio.sleep(0.03)
        assert looks.times == []
        await watch.stop()

    run(go())


def test_it_looks_more_seldom_after_long_and_no_more_when_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    async def go() -> None:
        monkeypatch.setattr(watching, "LONG", 0.05)
        monkeypatch.setattr(watching, "SELDOM", 60.0)
        looks = Looks(1000)
        watch = Watch(looks.look)
        watch.heed(AWAY)
        await asyncio.sleep(0.15)
        many = len(looks.times)
        assert 1 <= many <= 6
        await asyncio.sleep(0.05)
        assert len(looks.times) == many
        await watch.stop()

    run(go())
