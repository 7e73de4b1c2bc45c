"""What every test stands on: a world of its own, without the keyring, profile or models of whoever runs it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import HealthCheck, settings

from companion.models.embedder import MiniLM
from companion.paths import Home, resources_dir
from tests.clock import MORNING, Clock
from tests.hashing_embedder import HashingEmbedder
from tests.memory_keyring import MemoryKeyring

__all__ = ["MORNING", "Clock", "HashingEmbedder", "MemoryKeyring"]

_UNSET = ("OLLAMA_HOST", "COMPANION_HOME", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy")
_NOBODY_THERE = "127.0.0.1:1"
"""A host on which nothing listens: an Ollama on this machine must not answer in a test."""


# A law holds or it does not; how long a busy machine takes to see it says nothing.
settings.register_profile("laws", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("laws")


@pytest.fixture(scope="session", autouse=True)
def own_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Folders, time zone and keyring for this process and every process that a test starts."""
    root = tmp_path_factory.mktemp("world")
    # The path of a Unix socket has at most 107 bytes, and pytest's folders are long.
    runtime = Path(tempfile.mkdtemp(prefix="cmp"))
    with pytest.MonkeyPatch.context() as patch:
        for name in _UNSET:
            patch.delenv(name, raising=False)
        patch.setenv("HOME", str(root))
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(root / name.lower()))
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        patch.setenv("OLLAMA_HOST", _NOBODY_THERE)
        patch.setenv("ANONYMIZED_TELEMETRY", "False")
        patch.setenv("ORT_LOGGING_LEVEL", "3")
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        patch.setenv("TZ", "UTC")
        _heed_time_zone()
        keyring.set_keyring(MemoryKeyring())
        yield
    _heed_time_zone()
    shutil.rmtree(runtime, ignore_errors=True)


def _heed_time_zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[MemoryKeyring]:
    """The keyring of this test: open, in memory. What the test changes is as it was afterwards."""
    before = keyring.get_keyring()
    own = MemoryKeyring()
    if isinstance(before, MemoryKeyring):
        own.kept.update(before.kept)
    keyring.set_keyring(own)
    yield own
    keyring.set_keyring(before)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The folder of a profile that does not exist yet."""
    return Home(tmp_path / "home")


@pytest.fixture
def clock() -> Clock:
    """A clock at nine in the morning (UTC) of 3 May 2026 that a test moves."""
    return Clock()


@pytest.fixture
def hashing() -> HashingEmbedder:
    """An embedder that costs nothing, where a test does not ask for real meaning."""
    return HashingEmbedder()


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    """The bundled embedder, loaded once a process."""
    return MiniLM(resources_dir() / "embedder")
