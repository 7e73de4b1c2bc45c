"""The door to the models that may answer."""

from __future__ import annotations

from companion.engine.house import House
from companion.records import (
    ModelStatus,
)


class Models(House):
    """The door to the models that may answer."""

    async def models(self) -> tuple[str, ...]:
        """The chat models of the Ollama host; none when it is not there."""
        return (await self._model.look()).available

    async def refresh_model(self) -> ModelStatus:
        """Look for Ollama now."""
        return await self._model.look()
