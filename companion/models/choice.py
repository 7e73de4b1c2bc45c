"""Who answers: the model of the settings, the first one that Ollama has, or nobody but the offline model."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass

from companion.errors import BadInput, ModelError
from companion.models.offline import Offline
from companion.models.ollama import Ollama
from companion.models.ollama_library import OllamaLibrary
from companion.models.protocols import ChatModel
from companion.records import ModelStatus

log = logging.getLogger(__name__)

LOOK_AGAIN = 20.0
"""Seconds for which what was found (or not found) is believed."""

_GONE = frozenset({"not_running", "refused", "not_found", "no_chat", "unauthorized", "forbidden", "timeout", "network"})
"""Error codes that mean: this model cannot be had now. The offline model takes over from it, and says so."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the settings say about the model."""

    host: str
    model: str
    never: bool
    num_ctx: int
    temperature: float


class ModelChoice:
    """Finds and keeps the model that answers. All methods run on the engine loop."""

    def __init__(
        self, wanted: Callable[[], Wanted], told: Callable[[ModelStatus], None], offline: Offline | None = None
    ) -> None:
        """`told` hears of every change of who answers."""
        self._wanted = wanted
        self._told = told
        self._offline = offline or Offline()
        self._status = ModelStatus("offline", True, "Not looked for a model yet.")
        self._ollama: Ollama | None = None
        self._retired: list[Ollama] = []
        self._made_for: tuple[Wanted, str] | None = None
        self._looked_for: Wanted | None = None
        self._looked_at = 0.0
        self._looking = asyncio.Lock()

    @property
    def status(self) -> ModelStatus:
        """Who would answer now."""
        return self._status

    @property
    def nobody_there(self) -> bool:
        """Whether a look has found no model; False as long as nobody looked."""
        return self._status.offline and self._looked_for is not None

    async def current(self) -> ChatModel:
        """Who answers now; looks again if it is some time since the last look, or the settings changed."""
        await self.look(force=False)
        return self._ollama if self._ollama is not None and not self._status.offline else self._offline

    async def instead(self, failed: ChatModel, error: ModelError) -> ChatModel | None:
        """The offline model, when the failed one cannot be had at all; None when the error should be shown."""
        if failed.offline or error.code not in _GONE:
            return None
        self._change(ModelStatus("offline", True, f"{error} {error.next_step}".strip(), self._status.available))
        return self._offline

    async def look(self, *, force: bool = True) -> ModelStatus:
        """Look for the model now (or only if the last look is old); who answers from now on."""
        wanted = self._wanted()
        async with self._looking:
            now = asyncio.get_running_loop().time()
            fresh = self._looked_for == wanted and now - self._looked_at < LOOK_AGAIN
            if force or not fresh:
                self._change(await self._find(wanted))
                self._looked_for, self._looked_at = wanted, asyncio.get_running_loop().time()
        return self._status

    async def close(self) -> None:
        """Close every connection to Ollama."""
        self._retire()
        for model in self._retired:
            await model.close()
        self._retired.clear()

    def _retire(self) -> None:
        if self._ollama is not None:
            self._retired.append(self._ollama)
        self._ollama = self._made_for = None

    async def _close_idle(self) -> None:
        """Close replaced models that have said their last word: a change of settings does not end a reply."""
        for model in [model for model in self._retired if not model.busy]:
            self._retired.remove(model)
            await model.close()

    async def _find(self, wanted: Wanted) -> ModelStatus:
        if wanted.never:
            return ModelStatus("offline", True, "The settings say to use no model.")
        host = wanted.host or os.environ.get("OLLAMA_HOST", "") or "localhost"
        try:
            names = await _chat_models(host)
        except (ModelError, BadInput) as error:
            return ModelStatus("offline", True, f"{error} {error.next_step}".strip())
        if not names:
            return ModelStatus(
                "offline", True, "Ollama is running and has no chat model yet. Pull one with `ollama pull`."
            )
        if wanted.model and wanted.model not in names and f"{wanted.model}:latest" not in names:
            detail = f"Ollama does not have the model {wanted.model}. Choose another one in the settings."
            return ModelStatus("offline", True, detail, names)
        chosen = wanted.model or names[0]
        await self._make(wanted, host, chosen)
        return ModelStatus(chosen, False, f"Answers through Ollama on {host}.", names)

    async def _make(self, wanted: Wanted, host: str, model: str) -> None:
        if self._ollama is not None and self._made_for == (wanted, model):
            return
        self._retire()
        await self._close_idle()
        self._ollama = Ollama(host, model, num_ctx=wanted.num_ctx, temperature=wanted.temperature)
        await self._ollama.start()
        self._made_for = (wanted, model)

    def _change(self, status: ModelStatus) -> None:
        changed = status != self._status
        self._status = status
        if changed:
            self._told(status)


async def _chat_models(host: str) -> tuple[str, ...]:
    library = OllamaLibrary(host)
    await library.start()
    try:
        return tuple(model.name for model in await library.models() if model.chat)
    finally:
        await library.close()
