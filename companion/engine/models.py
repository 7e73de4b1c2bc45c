"""The door to the models that may answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from companion.engine.house import THINKING, House
from companion.errors import BadInput
from companion.events import ModelsChanged
from companion.models.choice import LEVELS, thinking_choices
from companion.models.finding import Finder
from companion.models.machine import memory_bytes
from companion.models.offers import fitting, load_offers
from companion.models.ollama_catalog import InstalledModel, RunningModel, same_model
from companion.models.ollama_host import parse_host
from companion.models.ollama_library import OllamaLibrary
from companion.records import Download, HostFinding, ModelInfo, ModelOffer, ModelStatus
from companion.store import house


class Models(House):
    """The door to the models that may answer."""

    async def models(self) -> tuple[str, ...]:
        """The chat models of the Ollama host; none when it is not there."""
        return (await self._model.look()).available

    async def refresh_model(self) -> ModelStatus:
        """Look for Ollama now."""
        return await self._model.look()

    async def installed_models(self) -> tuple[ModelInfo, ...]:
        """Every model on the host, those that chat first, each group by name. Raises `ModelError`, `BadInput`."""
        async with self._library() as library:
            found, running = await library.models(), await library.running()
        infos = [_info(model, running, self._thinking.get(model.name, "")) for model in found]
        return tuple(sorted(infos, key=lambda info: (not info.chat, info.name)))

    async def find_ollama(self, host: str = "") -> HostFinding:
        """What answers at `host` (empty: this profile's), and if not Ollama, what is there instead."""
        return await Finder(self._keys).find(host or self._model.host)

    async def model_offers(self, host: str = "") -> tuple[ModelOffer, ...]:
        """Models that could be downloaded to `host` (empty: this profile's), with what fits this machine's memory.

        Raises `BadInput` when `host` cannot be read.
        """
        here = parse_host(host or self._model.host).loopback
        loop = asyncio.get_running_loop()
        offers = await loop.run_in_executor(None, load_offers, self._resources / "models.toml")
        return fitting(offers, memory_bytes() if here else 0)

    async def delete_model(self, name: str) -> None:
        """Remove a model from the host's disk. Raises `ModelError`."""
        async with self._library() as library:
            await library.delete(name)
        self._emit(ModelsChanged())
        await self._model.look()

    async def download(self, name: str) -> None:
        """Have the host download this model; progress comes as events, also after a restart. Raises `BadInput`."""
        await self._at_work.downloads.add(name)

    async def stop_download(self, name: str) -> None:
        """Stop this download; asked for again it goes on where it was."""
        await self._at_work.downloads.stop(name)

    async def downloads(self) -> tuple[Download, ...]:
        """What is on its way or has ended since the start."""
        return self._at_work.downloads.all

    async def choose_thinking(self, name: str, level: str) -> None:
        """How much this model thinks: one of `LEVELS`. What it does not know counts as its usual way.

        Raises `BadInput` for any other level.
        """
        if level not in LEVELS:
            raise BadInput(f"A model cannot think {level}.")
        await self._db.write(lambda con: house.set_note(con, THINKING + name, level))
        self._thinking = {**self._thinking, name: level}
        self._emit(ModelsChanged())
        await self._model.look(force=False)

    async def preload_model(self) -> None:
        """Have the chat model loaded now, where there is one; may take minutes. Raises `ModelError`."""
        await self._model.preload()

    async def unload_model(self, name: str) -> None:
        """Take this model out of the host's memory. Raises `ModelError`."""
        async with self._library() as library:
            await library.unload(name)
        self._emit(ModelsChanged())

    async def keep_host_token(self, host: str, token: str) -> bool:
        """Use `token` for `host` (empty: this profile's) from now on; an empty token forgets it. Raises `BadInput`.

        True when the system's keyring keeps it; False where there is none: it then counts until the app is closed.
        """
        kept = await self._keys.keep(host or self._model.host, token)
        await self._model.look()
        return kept

    async def has_host_token(self, host: str = "") -> bool:
        """Whether there is a token for `host` (empty: this profile's). Raises `BadInput`."""
        return bool(await self._keys.of(host or self._model.host))

    @asynccontextmanager
    async def _library(self, host: str = "") -> AsyncIterator[OllamaLibrary]:
        """The models of a host (empty: this profile's), for the time of a question."""
        wanted = host or self._model.host
        library = OllamaLibrary(wanted, token=await self._keys.of(wanted))
        await library.start()
        try:
            yield library
        finally:
            await library.close()


def _info(model: InstalledModel, running: tuple[RunningModel, ...], thinks: str) -> ModelInfo:
    loaded = next((one for one in running if same_model(one.name, model.name)), None)
    choices = thinking_choices(model)
    return ModelInfo(
        name=model.name,
        size=model.size,
        parameters=model.parameter_size,
        quantization=model.quantization,
        context=model.context_length or 0,
        capabilities=model.capabilities or (),
        chat=model.chat,
        loaded=loaded is not None,
        loaded_context=(loaded.context_length or 0) if loaded is not None else 0,
        thinking=choices,
        thinks=thinks if thinks in choices else next(iter(choices), ""),
    )
