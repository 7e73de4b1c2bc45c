"""A real engine that talks to the stand-in for Ollama, with a bridge before it."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from companion.engine import Engine
from companion.loop import EngineThread
from companion.paths import Home
from tests.engines import configure
from tests.hashing_embedder import HashingEmbedder
from tests.ollama_replies import MODELS, ServedModel
from tests.ollama_server import OllamaServer
from ui.bridge import Bridge

T = TypeVar("T")
PATIENCE = 15_000
THINKER = ServedModel("muse:4b", capabilities=("completion", "thinking"))


class ModelHouse:
    """An engine in its thread and a server in another. `run` waits for a coroutine, as a test may."""

    def __init__(self, root: Path) -> None:
        self.server = OllamaServer(models=(*MODELS, THINKER))
        configure(Home(root), model_host=self.server.start_in_thread(), encrypt=False)
        self.thread = EngineThread()
        self.thread.start()
        self.engine = Engine(Home(root), embedder=HashingEmbedder())
        self.run(self.engine.start())
        self.bridge = Bridge(self.thread, self.engine)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.thread.submit(work).result(timeout=60)

    def close(self) -> None:
        self.bridge.detach()
        self.run(self.engine.close())
        self.thread.stop()
        self.server.stop_thread()


@pytest.fixture
def served(tmp_path: Path, qapp: object) -> Iterator[ModelHouse]:
    """An open profile whose Ollama is the stand-in."""
    built = ModelHouse(tmp_path / "home")
    yield built
    built.close()
