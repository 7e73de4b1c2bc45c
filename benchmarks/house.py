"""A house to measure in: a real engine in a temporary home, with a clock and a keyring of the run's own."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend

from companion.engine import Engine
from companion.memory.ranking import Weights
from companion.models.embedder import MiniLM
from companion.models.protocols import Embedder
from companion.paths import Home, resources_dir


class MemoryKeyring(KeyringBackend):
    """Keeps secrets for as long as the process runs, so that no measurement touches a real keyring."""

    priority = 1

    def __init__(self, file: Path | None = None) -> None:
        """With `file` the secrets are kept there too: for made-up profiles that are measured more than once."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._file = file
        listed = json.loads(file.read_text(encoding="utf-8")) if file and file.exists() else []
        self._kept: dict[tuple[str, str], str] = {(service, name): secret for service, name, secret in listed}

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._kept[service, username] = password
        self._save()

    def delete_password(self, service: str, username: str) -> None:
        self._kept.pop((service, username), None)
        self._save()

    def _save(self) -> None:
        if self._file:
            listed = [[*key, secret] for key, secret in self._kept.items()]
            self._file.write_text(json.dumps(listed), encoding="utf-8")


@dataclass(slots=True)
class SetClock:
    """A clock that stands where it is set. `now` in UTC."""

    now: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.now


def embedder() -> MiniLM:
    """The bundled embedder, one thread. It can serve many engines one after another."""
    return MiniLM(resources_dir() / "embedder")


@contextlib.contextmanager
def temporary_home(kept: Path | None = None) -> Iterator[Path]:
    """A folder for a profile and the files to import, with the keyring in memory; both are gone afterwards.

    With `kept` it is that folder, and it stays, with its key beside it.
    """
    before = keyring.get_keyring()
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
    keyring.set_keyring(MemoryKeyring(kept / "keyring.json" if kept else None))
    try:
        if kept:
            yield kept
            return
        with tempfile.TemporaryDirectory(prefix="companion-benchmark-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    finally:
        keyring.set_keyring(before)


@contextlib.asynccontextmanager
async def open_engine(
    folder: Path, clock: SetClock, model: Embedder, weights: Weights | None = None
) -> AsyncIterator[Engine]:
    """The engine of the profile in `folder`. Nothing happens by itself: the measurement calls `tick`."""
    engine = Engine(Home(folder / "home"), clock=clock, embedder=model, weights=weights)
    await engine.start(catch_up=False)
    try:
        yield engine
    finally:
        await engine.close()
