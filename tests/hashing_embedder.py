"""An embedder that loads nothing: texts are near to each other by the stems that they share."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from companion.language.words import content_words, stem
from companion.models.protocols import Vectors

WINDOW_WORDS = 200


class HashingEmbedder:
    """Each stem has a direction of its own; a text is the sum of its stems' directions. Same text, same vector."""

    @property
    def id(self) -> str:
        return "hashing"

    @property
    def dimension(self) -> int:
        return 96

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = [self._vector(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def windows(self, text: str) -> list[str]:
        words = text.split()
        if len(words) <= WINDOW_WORDS:
            return [text]
        return [" ".join(words[at : at + WINDOW_WORDS]) for at in range(0, len(words), WINDOW_WORDS)]

    def _vector(self, text: str) -> Vectors:
        total = np.zeros(self.dimension)
        for word in [stem(w) for w in content_words(text)] or [text]:
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            total += np.random.Generator(np.random.PCG64(seed)).standard_normal(self.dimension)
        return (total / np.linalg.norm(total)).astype(np.float32)
