"""An embedding model on an Ollama server, as an `Embedder`: chosen by a setting, in place of the bundled one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import numpy as np

from companion.errors import ModelError
from companion.models.ollama_catalog import same_model
from companion.models.ollama_errors import not_ollama, too_slow
from companion.models.ollama_library import OllamaLibrary
from companion.models.protocols import Vectors

EMBED_SECONDS = 60.0
"""How long one call may take: the model may have to be loaded first."""
KEEP_ALIVE = "10m"
CHARACTERS_PER_TOKEN = 3
"""On the safe side: English has about four, and what is too long is cut without a word."""
MOST_TOKENS = 512
"""The longest piece, also of models that read more: a vector of a whole page means everything and nothing."""
LEAST_TOKENS = 64
OVERLAP = 0.12
"""The part of a piece that it shares with the next one, so that no thought is cut in two in both."""
BLANK = "."
"""Ollama gives no vector for an empty text."""


class OllamaEmbedder:
    """One embedding model on one server. `dimension` and `context` (in tokens) are what `probe` has found.

    Blocking, from any thread; calls wait for one another. Raises `ModelError`. The constructor does no I/O.
    """

    def __init__(self, host: str, model: str, dimension: int, context: int = MOST_TOKENS, *, token: str = "") -> None:
        self._host = host
        self._model = model
        self._dimension = dimension
        self._context = context
        self._token = token
        self._lock = threading.Lock()
        self._runner: asyncio.Runner | None = None
        self._library: OllamaLibrary | None = None
        self._asking: asyncio.Task[Vectors] | None = None
        self._closed = False

    @property
    def id(self) -> str:
        """Names the vector space."""
        return f"ollama/{self._model}/{self._dimension}"

    @property
    def model(self) -> str:
        """The model's name on the host."""
        return self._model

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, `(len(texts), dimension)` float32."""
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        with self._lock:
            if self._closed:
                raise _closed()
            if self._runner is None:
                self._runner = asyncio.Runner()
            try:
                return self._runner.run(self._ask([text if text.strip() else BLANK for text in texts]))
            except asyncio.CancelledError:
                raise _closed() from None

    def windows(self, text: str) -> list[str]:
        """`text` cut into overlapping pieces that the model reads whole: at least one, nothing lost."""
        tokens = min(max(self._context, LEAST_TOKENS), MOST_TOKENS)
        room = tokens * CHARACTERS_PER_TOKEN
        if len(text) <= room:
            return [text]
        pieces, start = [], 0
        while len(text) - start > room:
            end = text.rfind(" ", start + room // 2, start + room)
            end = end if end > 0 else start + room
            pieces.append(text[start:end])
            start = max(end - int(room * OVERLAP), start + 1)
        return [*pieces, text[start:]]

    def close(self) -> None:
        """End what is being asked and let go of the connection. From any thread, once."""
        self._closed = True
        asking, runner = self._asking, self._runner
        if asking is not None and runner is not None and not asking.done():
            runner.get_loop().call_soon_threadsafe(asking.cancel)
        with self._lock:
            if self._runner is not None:
                if self._library is not None:
                    self._runner.run(self._library.close())
                self._runner.close()
                self._runner = None

    async def _ask(self, texts: list[str]) -> Vectors:
        self._asking = asyncio.current_task()
        if self._library is None:
            self._library = OllamaLibrary(self._host, token=self._token)
            await self._library.start()
        return await embedded(self._library, self._model, texts, self._dimension)


async def embedded(library: OllamaLibrary, model: str, texts: list[str], dimension: int | None = None) -> Vectors:
    """The unit vectors of `texts`, as `library`'s `model` makes them. Raises `ModelError`."""
    try:
        async with asyncio.timeout(EMBED_SECONDS):
            rows = await library.embed(model, texts, KEEP_ALIVE)
    except TimeoutError:
        raise too_slow(library.host.label) from None
    try:
        found = np.asarray(rows, dtype=np.float32)
    except (TypeError, ValueError):
        raise not_ollama(library.host.label) from None
    if found.ndim != 2 or len(found) != len(texts) or (dimension is not None and found.shape[1] != dimension):
        raise ModelError(
            f"“{model}” gives other vectors than before.",
            "Choose the model that finds memories anew under Models.",
            retryable=False,
            code="vectors",
        )
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    unit: Vectors = found / np.maximum(lengths, 1e-9)
    return unit


async def probe(library: OllamaLibrary, model: str) -> tuple[str, int, int]:
    """The full name, the dimension and the context in tokens of an embedding model. Raises `ModelError`."""
    installed = next((one for one in await library.models() if same_model(one.name, model)), None)
    if installed is None:
        raise ModelError(
            f"The model “{model}” is not installed.", "Download it under Models.", retryable=False, code="not_found"
        )
    if installed.capabilities is not None and "embedding" not in installed.capabilities:
        raise ModelError(
            f"“{installed.name}” does not turn text into vectors.",
            "Choose an embedding model under Models.",
            retryable=False,
            code="unable",
        )
    vectors = await embedded(library, installed.name, ["A first question."])
    return installed.name, int(vectors.shape[1]), installed.context_length or MOST_TOKENS


def _closed() -> ModelError:
    return ModelError("The connection to Ollama is closed.", "Open the app again.", code="closed")
