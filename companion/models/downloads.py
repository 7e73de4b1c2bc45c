"""Models on their way to the host: one after the other, with honest progress, and on again after a restart."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

from companion.errors import BadInput, ModelError
from companion.models.choice import GONE
from companion.models.host_keys import HostKeys
from companion.models.ollama_catalog import PullProgress
from companion.models.ollama_library import OllamaLibrary
from companion.records import Download
from companion.store import house
from companion.store.database import Connection, Database

log = logging.getLogger(__name__)

_NOTE = "downloads"
"""Note in the record: the names of the models that are still to come, in their order."""
SPEED_SECONDS = 8.0
"""Over how many of the last seconds the speed is taken: shorter jumps, longer lags."""
TELL_EVERY = 0.2
"""Seconds between two reports of a download."""


class Speed:
    """Bytes a second over the last `SPEED_SECONDS`. Pure but for what it was told; times in seconds."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def read(self, now: float, completed: int) -> float:
        """The speed now that so many bytes are here; 0 as long as nothing can be said."""
        if self._seen and not self._seen[-1][1]:
            # What was here before this download went on did not come just now.
            self._seen.clear()
        self._seen.append((now, completed))
        while len(self._seen) > 2 and now - self._seen[0][0] > SPEED_SECONDS:
            self._seen.popleft()
        began, first = self._seen[0]
        return (completed - first) / (now - began) if now > began else 0.0


class Downloads:
    """Downloads models one at a time. All methods run on the engine loop.

    What was asked for lies in the record until it is done, was stopped or has failed: a restart goes on where it was.
    """

    def __init__(self, db: Database, host: Callable[[], str], keys: HostKeys, told: Callable[[Download], None]) -> None:
        """`host` says where to; `told` hears of every change."""
        self._db = db
        self._host = host
        self._keys = keys
        self._told = told
        self._all: dict[str, Download] = {}
        self._task: asyncio.Task[None] | None = None
        self._current: asyncio.Task[None] | None = None
        self._name = ""
        self._away: set[str] = set()
        """Downloads that failed because the host is not there: they go on when it is."""

    @property
    def all(self) -> tuple[Download, ...]:
        """What was asked for since the start, in that order."""
        return tuple(self._all.values())

    async def start(self) -> None:
        """Go on with what was under way when the app was closed."""
        for name in await self._db.read(_kept):
            self._all[name] = Download(name, "waiting")
        self._run()

    def there(self) -> None:
        """The host has been found: go on with what failed because it was not."""
        for name in [name for name in self._away if self._all[name].state == "failed"]:
            self._change(Download(name, "waiting"))
        self._away.clear()
        self._run()

    async def close(self) -> None:
        """Stop for now; the next start goes on."""
        for task in (self._task, self._current):
            if task is not None:
                task.cancel()
        await asyncio.gather(*(t for t in (self._task, self._current) if t is not None), return_exceptions=True)

    async def add(self, name: str) -> None:
        """Download this model, after those that were asked for before. Raises `BadInput` for an empty name."""
        wanted = name.strip()
        if not wanted or any(c.isspace() for c in wanted):
            raise BadInput("This is no name of a model.", "Write it as on ollama.com, such as qwen3:4b.")
        if wanted in self._all and self._all[wanted].state in ("running", "waiting"):
            return
        self._all.pop(wanted, None)
        self._away.discard(wanted)
        self._change(Download(wanted, "waiting"))
        await self._keep()
        self._run()

    async def stop(self, name: str) -> None:
        """Do not download this one after all; what is here of it stays on the host, and a repeat goes on there."""
        found = self._all.get(name)
        self._away.discard(name)
        if found is None or found.state not in ("running", "waiting"):
            return
        if name == self._name and self._current is not None:
            self._current.cancel()
            await asyncio.wait([self._current])
        self._change(replace(self._all[name], state="stopped", speed=0.0, seconds_left=None))
        await self._keep()

    def _run(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work_off(), name="downloading models")

    async def _work_off(self) -> None:
        while name := next((d.model for d in self._all.values() if d.state == "waiting"), ""):
            self._name = name
            self._current = asyncio.create_task(self._fetch(name), name=f"downloading {name}")
            await asyncio.wait([self._current])
            if self._current.cancelled():
                continue
            if (error := self._current.exception()) is not None:
                self._failed(name, error)
            await self._keep()

    def _failed(self, name: str, error: BaseException) -> None:
        if not isinstance(error, ModelError | BadInput):
            log.error("a download failed: %s", type(error).__name__)
            error = ModelError("Something went wrong inside Companion.", "Try again.")
        failed = replace(self._all[name], state="failed", speed=0.0, seconds_left=None)
        if isinstance(error, ModelError) and error.code in GONE:
            self._away.add(name)
        self._change(replace(failed, trouble=str(error), next_step=error.next_step))

    async def _fetch(self, name: str) -> None:
        host = self._host()
        library = OllamaLibrary(host, token=await self._keys.of(host))
        await library.start()
        loop, speed, told_at = asyncio.get_running_loop(), Speed(), -TELL_EVERY
        self._change(Download(name, "running"))
        try:
            async with aclosing(library.pull(name)) as steps:
                async for step in steps:
                    now = loop.time()
                    found = _progress(name, step, speed.read(now, step.completed))
                    self._all[name] = found
                    if now - told_at >= TELL_EVERY:
                        told_at = now
                        self._told(found)
        finally:
            await library.close()
        self._change(replace(self._all[name], state="done", fraction=1.0, speed=0.0, seconds_left=None))

    def _change(self, download: Download) -> None:
        self._all[download.model] = download
        self._told(download)

    async def _keep(self) -> None:
        names = [d.model for d in self._all.values() if d.state in ("running", "waiting") or d.model in self._away]
        await self._db.write(lambda con: house.set_note(con, _NOTE, json.dumps(names)))


def _progress(name: str, step: PullProgress, speed: float) -> Download:
    left = (step.total - step.completed) / speed if speed > 0 and step.total else None
    return Download(name, "running", step.status, step.completed, step.total, step.fraction, speed, left)


def _kept(con: Connection) -> list[str]:
    return [str(name) for name in json.loads(house.note(con, _NOTE) or "[]")]
