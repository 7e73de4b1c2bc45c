"""Who answers: the model of the settings, the first one that Ollama has, or nobody but the offline model."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from companion.errors import BadInput, ModelError
from companion.models.host_keys import HostKeys
from companion.models.offline import Offline
from companion.models.ollama import Ollama, Think
from companion.models.ollama_catalog import InstalledModel, same_model
from companion.models.ollama_library import OllamaLibrary
from companion.models.protocols import ChatModel
from companion.records import ModelStatus

LOOK_AGAIN = 20.0
"""Seconds for which what was found (or not found) is believed."""

AWAY = frozenset({"not_running", "refused", "timeout", "network"})
"""Error codes that mean: nobody answers at all. The offline model may take over, and the reply says so."""
GONE = AWAY | {"not_found", "no_chat", "no_models", "not_ollama", "unauthorized", "forbidden", "host"}
"""Error codes that mean: this model cannot be had now. What somebody answered is shown and never stood in for."""
LEVELS: dict[str, Think] = {
    "off": False,
    "on": True,
    "low": "low",
    "medium": "medium",
    "high": "high",
    "max": "max",
}
"""How a model can be told to think, and what Ollama is sent for it."""
_GRADED: dict[str, tuple[str, ...]] = {
    # This one takes no "off", and thinks at "medium" when it is told nothing.
    "gptoss": ("low", "medium", "high"),
    # For these "low" to "high" are all the same as "on".
    "deepseekv3.1": ("off", "on", "max"),
    "deepseekv3.2": ("off", "on", "max"),
    "deepseekv4": ("off", "on", "max"),
}
"""The families that know more than on and off, the usual way first. No server tells which levels a model knows: it
takes all of them from every thinking model, and most templates make no difference between them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the settings say about the model."""

    host: str
    model: str
    never: bool
    num_ctx: int
    temperature: float
    takes_over: bool = True
    """Whether the offline model answers while nobody is there at all."""
    background: str = ""
    """Which model does the work behind the conversation; empty: the one that chats."""
    thinking: tuple[tuple[str, str], ...] = ()
    """How much each model thinks, where that was chosen: (name, one of `LEVELS`)."""


class ModelChoice:
    """Finds and keeps the model that answers. All methods run on the engine loop."""

    def __init__(
        self,
        wanted: Callable[[], Wanted],
        told: Callable[[ModelStatus], None],
        offline: Offline | None = None,
        keys: HostKeys | None = None,
    ) -> None:
        """`told` hears of every change of who answers; `keys` are the tokens of hosts that ask for one."""
        self._wanted = wanted
        self._told = told
        self._offline = offline or Offline()
        self._keys = keys or HostKeys()
        self._status = ModelStatus("offline", True, "Not looked for a model yet.")
        self._away: ModelError | None = None
        self._refused: ModelError | None = None
        self._ollama: Ollama | None = None
        self._helper: Ollama | None = None
        self._retired: list[Ollama] = []
        self._made_for: tuple[Wanted, str, str] | None = None
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

    @property
    def away(self) -> ModelError | None:
        """Why no model can be had, as far as is known; None where one answers, or none is wanted."""
        return self._away

    @property
    def host(self) -> str:
        """Where Ollama is looked for: what the settings say, else OLLAMA_HOST, else this machine."""
        return self._wanted().host or os.environ.get("OLLAMA_HOST", "") or "localhost"

    async def current(self) -> ChatModel:
        """Who answers now; looks again if it is some time since the last look, or the settings changed.

        Raises `ModelError` where no model can be had, unless nobody is there at all and the settings want an answer
        from memory then.
        """
        # Where nobody stands in, a message that is sent, or sent again, is worth a look of its own.
        await self.look(force=self._away is not None and not self._stands_in(self._away))
        if self._ollama is not None and not self._status.offline:
            return self._ollama
        if self._away is not None and not self._stands_in(self._away):
            raise ModelError(str(self._away), self._away.next_step, code=self._away.code)
        return self._offline

    async def background(self) -> ChatModel:
        """Who does the work behind the conversation; the offline model when nobody can."""
        await self.look(force=False)
        model = self._helper or self._ollama
        return model if model is not None and not self._status.offline else self._offline

    async def instead(self, failed: ChatModel, error: ModelError) -> ChatModel | None:
        """The offline model, when nobody is there any more; None when the error should be shown."""
        if failed.offline or error.code not in GONE:
            return None
        self._looked_at = float("-inf")  # it was there a moment ago: the next message looks again
        if error.code in AWAY:
            self._gone(error, self._status.available)
            return self._offline if self._stands_in(error) else None
        if failed is self._ollama:
            self._refused = error
            self._change(self._of_model(self._status))
        return None

    def answered(self, model: ChatModel) -> None:
        """This model has answered: whatever it was refused with before is over."""
        if self._refused is not None and model is self._ollama and not self._status.offline:
            self._refused = None
            self._change(self._of_model(self._status))

    async def look(self, *, force: bool = True) -> ModelStatus:
        """Look for the model now (or only if the last look is old); who answers from now on."""
        wanted = self._wanted()
        async with self._looking:
            now = asyncio.get_running_loop().time()
            fresh = self._looked_for == wanted and now - self._looked_at < LOOK_AGAIN
            if force or not fresh:
                await self._find(wanted)
                self._looked_for, self._looked_at = wanted, asyncio.get_running_loop().time()
        return self._status

    async def preload(self) -> None:
        """Have the chat model loaded, where there is one. May take minutes. Raises `ModelError`."""
        model = await self.current()
        if isinstance(model, Ollama):
            await model.preload()

    async def unload(self) -> None:
        """Take our models out of the host's memory. Raises `ModelError`."""
        for model in (self._ollama, self._helper):
            if model is not None and await model.in_memory() is not None:
                await model.unload(model.name)

    async def close(self) -> None:
        """Close every connection to Ollama."""
        self._retire()
        for model in self._retired:
            await model.close()
        self._retired.clear()

    def _retire(self) -> None:
        self._retired += [model for model in (self._ollama, self._helper) if model is not None]
        self._ollama = self._helper = self._made_for = self._refused = None

    async def _close_idle(self) -> None:
        """Close replaced models that have said their last word: a change of settings does not end a reply."""
        for model in [model for model in self._retired if not model.busy]:
            self._retired.remove(model)
            await model.close()

    async def _find(self, wanted: Wanted) -> None:
        if wanted.never:
            self._away = None
            self._change(ModelStatus("offline", True, "The settings say to use no model.", code="never"))
            return
        host, names = self.host, tuple[str, ...]()
        try:
            models = await _chat_models(host, await self._keys.of(host))
            names = tuple(model.name for model in models)
            chosen = _chosen(wanted.model, models, host)
            await self._make(wanted, host, chosen, models)
        except ModelError as error:
            self._gone(error, names)
        except BadInput as error:
            self._gone(ModelError(str(error), error.next_step, code="host"), names)
        else:
            self._away = None
            found = ModelStatus(chosen.name, False, available=names, host=host, vision=chosen.vision)
            self._change(self._of_model(found))

    async def _make(
        self, wanted: Wanted, host: str, chosen: InstalledModel, models: tuple[InstalledModel, ...]
    ) -> None:
        token = await self._keys.of(host)
        if self._ollama is not None and self._made_for == (wanted, chosen.name, token):
            return
        self._retire()
        await self._close_idle()

        async def made(model: InstalledModel) -> Ollama:
            think = _think(model, dict(wanted.thinking).get(model.name, ""))
            # The same context for both: another one would make the server load the model anew.
            ollama = Ollama(
                host, model.name, num_ctx=wanted.num_ctx, temperature=wanted.temperature, token=token, think=think
            )
            ollama.sees = model.vision is not False
            await ollama.start()
            return ollama

        self._ollama = await made(chosen)
        helper = next((model for model in models if same_model(model.name, wanted.background)), None)
        if wanted.background and helper is not None and helper is not chosen:
            self._helper = await made(helper)
        self._made_for = (wanted, chosen.name, token)

    def _stands_in(self, error: ModelError) -> bool:
        """Whether the offline model answers in place of one that cannot be had for this reason."""
        return self._wanted().takes_over and error.code in AWAY

    def _of_model(self, status: ModelStatus) -> ModelStatus:
        """`status` of a model that is on the host, with what its last answer says of it."""
        error = self._refused
        if error is None:
            return replace(status, detail=f"Answers through Ollama on {status.host}.", code="", next_step="")
        return replace(status, detail=_in_words(error), code=error.code, next_step=error.next_step)

    def _gone(self, error: ModelError, names: tuple[str, ...]) -> None:
        self._away, self._refused = error, None
        silent, detail = not self._stands_in(error), _in_words(error)
        self._change(ModelStatus("offline", True, detail, names, error.code, error.next_step, self.host, silent))

    def _change(self, status: ModelStatus) -> None:
        changed = status != self._status
        self._status = status
        if changed:
            self._told(status)


def _in_words(error: ModelError) -> str:
    return f"{error} {error.next_step}".strip()


def thinking_choices(model: InstalledModel) -> tuple[str, ...]:
    """How a model may be told to think; the first is what it does unless another was chosen. Empty: it does not."""
    if not model.thinking:
        return ()
    called = [known.lower().replace("-", "") for known in (model.family, model.name)]
    graded = (levels for family, levels in _GRADED.items() if any(family in known for known in called))
    return next(graded, ("off", "on"))


def _think(model: InstalledModel, choice: str) -> Think:
    choices = thinking_choices(model)
    if not choices:
        return False
    return LEVELS[choice if choice in choices else choices[0]]


def _chosen(name: str, models: tuple[InstalledModel, ...], host: str) -> InstalledModel:
    if not models:
        raise ModelError(
            "Ollama is running and has no chat model yet.",
            "Download one: the list of models is under Models.",
            code="no_models",
        )
    found = next((model for model in models if same_model(model.name, name)), None) if name else models[0]
    if found is None:
        raise ModelError(
            f"Ollama on {host} does not have the model {name}.",
            "Download it, or choose another one under Models.",
            code="not_found",
        )
    return found


async def _chat_models(host: str, token: str) -> tuple[InstalledModel, ...]:
    library = OllamaLibrary(host, token=token)
    await library.start()
    try:
        return tuple(model for model in await library.models() if model.chat)
    finally:
        await library.close()
