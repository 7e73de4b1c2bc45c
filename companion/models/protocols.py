"""What the engine asks of whoever speaks and of whoever embeds. Small on purpose."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from companion.records import ChatTurn, Prompt

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of a reply, or of the thoughts before it."""

    text: str = ""
    thinking: str = ""


@dataclass(frozen=True, slots=True)
class Finish:
    """The proper end of a reply. Counts are the server's, None when it did not say."""

    reason: Literal["stop", "length", "incomplete"]
    prompt_tokens: int | None = None
    reply_tokens: int | None = None


class ChatModel(Protocol):
    """Somebody who answers. All coroutines run on the engine loop."""

    @property
    def name(self) -> str: ...

    @property
    def offline(self) -> bool: ...

    def stream(self, prompt: Prompt) -> AsyncIterator[Delta | Finish]:
        """Yield the reply piece by piece, then one `Finish`. Raises `ModelError`. Closing the iterator (or
        cancelling the task) ends the generation."""
        ...

    async def in_memory(self) -> int | None:
        """The context in tokens with which the model is loaded, 0 when it is and nobody says with how much; None
        when it is not loaded. Raises `ModelError`."""
        ...

    def patience(self, tokens: int) -> float:
        """Seconds of silence after a prompt of so many tokens from which on a loaded model may be stuck."""
        ...

    async def structured(self, turns: Sequence[ChatTurn], schema: Mapping[str, Any]) -> str:
        """One complete reply meant to be JSON of `schema`; the caller validates. Raises `ModelError`."""
        ...


class Embedder(Protocol):
    """Turns text into unit vectors. Blocking; called on a worker thread."""

    @property
    def id(self) -> str:
        """Names the vector space: same id, comparable vectors."""
        ...

    @property
    def dimension(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """`(len(texts), dimension)`, float32, each row of length 1."""
        ...

    def windows(self, text: str) -> list[str]:
        """`text` cut into pieces that fit the model (at least one)."""
        ...
