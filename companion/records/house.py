"""The state of the house: models, notices, reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """Who will answer, as the window shows it."""

    name: str
    offline: bool
    detail: str = ""
    """Why it is this one: for a person."""
    available: tuple[str, ...] = ()
    code: str = ""
    """Why it is the offline one: a `ModelError.code`, `no_models` or `never`; for a model, with what its last answer
    was refused. Empty when a model answers."""
    next_step: str = ""
    """What helps against that; also part of `detail`."""
    host: str = ""
    """Where Ollama is looked for."""
    silent: bool = False
    """Whether nobody answers at all: no model can be had, and an answer from memory does not stand in for it."""
    vision: bool | None = None
    """Whether it can see pictures; None where the server does not say."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know that is not an answer to a call. `level` is `info` or `warning`."""

    level: str
    text: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import brought in."""

    person: str
    sessions: int
    messages: int
    memories: int
    skipped: int
    """Sessions that were already here."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's report. `state` is `ok`, `warning` or `error`."""

    name: str
    state: str
    detail: str


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """The state of the house as the window shows it."""

    home: str
    model: ModelStatus
    encrypted: bool
    keeper: str
    """Where the key lies, in words."""
    sessions: int
    memories: int
    notices: tuple[Notice, ...] = ()
