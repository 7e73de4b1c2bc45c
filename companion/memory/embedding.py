"""Asking the embedder, on a thread of its own. What came last by itself is still known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from companion.errors import ModelError
from companion.models.protocols import Embedder, Vectors

LATELY = 8
"""How many texts that came alone keep their vectors."""


class Embedding:
    """Texts to unit vectors, one question at a time. Called on the engine loop."""

    def __init__(self, embedder: Embedder, heard: Callable[[ModelError | None], None]) -> None:
        """`heard` is told of every failure, and with None that the embedder answers."""
        self._embedder = embedder
        self._heard = heard
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="embedder")
        self._lately: dict[str, asyncio.Future[Vectors]] = {}

    @property
    def id(self) -> str:
        """The vector space in use."""
        return self._embedder.id

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._embedder.dimension

    def use(self, embedder: Embedder) -> None:
        """Ask this one from now on."""
        self._embedder = embedder
        self._lately = {}

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of `texts`, `(n, dimension)`. Raises `ModelError`.

        A message becomes a memory and is then the cue of its own reply: it is embedded once.
        """
        vectors = self.begin(texts[0]) if len(texts) == 1 else self._begun(texts)
        try:
            found = await asyncio.shield(vectors)
        except ModelError as error:
            self._heard(error)
            raise
        self._heard(None)
        return found

    def begin(self, text: str) -> asyncio.Future[Vectors]:
        """The vector of one text, `(1, dimension)`: known, or on its way from now on."""
        known = self._lately.get(text)
        if known is None or (known.done() and (known.cancelled() or known.exception())):
            known = self._begun([text])
            self._lately = dict([*self._lately.items(), (text, known)][-LATELY:])
        return known

    def _begun(self, texts: Sequence[str]) -> asyncio.Future[Vectors]:
        return asyncio.get_running_loop().run_in_executor(self._thread, self._embedder.embed, texts)

    async def pieces(self, texts: Mapping[int, str]) -> list[tuple[tuple[int, int], str]]:
        """Every text cut into windows: ((memory id, number of the piece), words)."""

        def cut() -> list[tuple[tuple[int, int], str]]:
            return [
                ((i, number), piece)
                for i, text in texts.items()
                for number, piece in enumerate(self._embedder.windows(text))
            ]

        return await asyncio.get_running_loop().run_in_executor(self._thread, cut)

    def close(self) -> None:
        """Let go of the thread, once it has answered."""
        self._thread.shutdown(wait=True)
