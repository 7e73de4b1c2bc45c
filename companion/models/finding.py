"""Looking for Ollama, and saying exactly what is there instead where it is not found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from companion.errors import BadInput, ModelError
from companion.models.host_keys import HostKeys
from companion.models.machine import ollama_installed
from companion.models.ollama_errors import not_ollama
from companion.models.ollama_host import parse_host
from companion.models.ollama_library import OllamaLibrary
from companion.records import HostFinding

USUAL = "localhost"
"""Where Ollama listens unless somebody changed it: 127.0.0.1 and ::1, port 11434."""


class Finder:
    """Looks for Ollama at one address, and, when it is not there, at the usual one. Called on one event loop."""

    def __init__(self, keys: HostKeys, installed: Callable[[], bool] = ollama_installed) -> None:
        """`installed` says whether the program is on this machine."""
        self._keys = keys
        self._installed = installed

    async def find(self, host: str) -> HostFinding:
        """What answers at `host`. Never raises for what is found."""
        found = await self._ask(host)
        if found.code not in ("found", "no_models", "unauthorized") and not _same(host, USUAL):
            usual = await self._ask(USUAL)
            if usual.code in ("found", "no_models"):
                return replace(found, elsewhere=usual.host)
        return found

    async def _ask(self, host: str) -> HostFinding:
        try:
            library = OllamaLibrary(host, token=await self._keys.of(host))
        except BadInput as error:
            return HostFinding("host", host, str(error), error.next_step)
        place = library.host.label
        await library.start()
        try:
            version = await library.version()
            models = tuple(model for model in await library.models() if model.chat)
        except ModelError as error:
            return self._missing(library, error)
        finally:
            await library.close()
        if not models:
            words = f"Ollama {version} is running at {place} and has no chat model yet."
            return HostFinding("no_models", place, words, "Download one below.", version)
        many = f"{len(models)} chat models" if len(models) > 1 else "one chat model"
        names = tuple(model.name for model in models)
        return HostFinding("found", place, f"Ollama {version} is running at {place}, with {many}.", "", version, names)

    def _missing(self, library: OllamaLibrary, error: ModelError) -> HostFinding:
        place = library.host.label
        if error.code == "not_running" and not self._installed():
            return HostFinding("not_installed", place, "Ollama is not installed on this computer.")
        if error.code == "server":
            # Whoever hangs up, or fails, at a question that Ollama answers in a millisecond is somebody else.
            error = not_ollama(place)
        return HostFinding(error.code, place, str(error), error.next_step)


def _same(one: str, other: str) -> bool:
    try:
        return set(parse_host(one).urls) <= set(parse_host(other).urls)
    except BadInput:
        return False
