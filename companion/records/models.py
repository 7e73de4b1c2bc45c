"""Models that a host has or could have, and the way there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model on the host. Sizes in bytes; lengths in tokens, 0 where the server does not say."""

    name: str
    size: int = 0
    parameters: str = ""
    """Such as `3.2B`."""
    quantization: str = ""
    context: int = 0
    """What it was trained for."""
    capabilities: tuple[str, ...] = ()
    chat: bool = True
    loaded: bool = False
    loaded_context: int = 0
    thinking: tuple[str, ...] = ()
    """How it can be told to think, the usual way first; empty for a model that does not think."""
    thinks: str = ""
    """Which of these is chosen."""

    @property
    def embeds(self) -> bool:
        """Whether it turns text into vectors."""
        return "embedding" in self.capabilities


@dataclass(frozen=True, slots=True)
class ModelOffer:
    """A model that could be downloaded. Sizes in bytes."""

    name: str
    title: str
    size: int
    memory: int
    """What it needs with a usual context."""
    languages: str
    about: str
    thinking: bool = False
    vision: bool = False
    embeds: bool = False
    """It turns text into vectors and cannot chat."""
    fits: bool = True
    """Whether this machine's memory is enough for it."""
    recommended: bool = False
    """The best one that fits."""


@dataclass(frozen=True, slots=True)
class HostFinding:
    """What was found where Ollama was looked for.

    `code` is `found` or why not: `not_installed`, `not_running`, `not_ollama`, `refused`, `timeout`, `unauthorized`,
    `forbidden`, `no_models`, `host` (the address cannot be read), or another `ModelError.code`.
    """

    code: str
    host: str
    """What was asked, for a person."""
    detail: str
    """One or two sentences for a person."""
    next_step: str = ""
    version: str = ""
    models: tuple[str, ...] = ()
    """The chat models that are there."""
    elsewhere: str = ""
    """Another address on this machine at which Ollama does answer."""


@dataclass(frozen=True, slots=True)
class Download:
    """A model on its way to the host. `state` is `running`, `waiting` (it goes on by itself), `stopped`, `failed`
    or `done`. Sizes in bytes; `fraction` in [0, 1] never falls."""

    model: str
    state: str
    status: str = ""
    completed: int = 0
    total: int = 0
    fraction: float = 0.0
    speed: float = 0.0
    """Bytes a second over the last seconds; 0 when nothing can be said."""
    seconds_left: float | None = None
    trouble: str = ""
    next_step: str = ""
