"""What Ollama says about its models, read into records. Pure; unknown or missing fields are no error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model on the server. `size` in bytes; lengths in tokens and dimensions, None when the server is silent."""

    name: str
    size: int = 0
    digest: str = ""
    family: str = ""
    parameter_size: str = ""
    quantization: str = ""
    capabilities: tuple[str, ...] | None = None
    """Such as `completion`, `embedding`, `thinking`, `tools`, `vision`; None when the server is too old to say."""
    context_length: int | None = None
    """What the model was trained for."""
    embedding_length: int | None = None

    @property
    def chat(self) -> bool:
        """Whether it can answer. Where the server does not say, only the families of pure embedders cannot."""
        if self.capabilities is None:
            return "bert" not in self.family.lower()
        return "completion" in self.capabilities

    @property
    def vision(self) -> bool | None:
        """Whether it can see pictures; None where the server does not say."""
        return None if self.capabilities is None else "vision" in self.capabilities

    @property
    def thinking(self) -> bool:
        """Whether it can think before it answers."""
        return "thinking" in (self.capabilities or ())


@dataclass(frozen=True, slots=True)
class RunningModel:
    """A model in memory. Sizes in bytes (`size_vram`: the part on the GPU), `context_length` in tokens."""

    name: str
    size: int = 0
    size_vram: int = 0
    context_length: int | None = None
    expires_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far a download is. `fraction` lies in [0, 1] and never falls; bytes are summed over the known layers."""

    status: str
    completed: int = 0
    total: int = 0
    fraction: float = 0.0


class PullMeter:
    """Turns the server's lines into progress that never runs backwards, though single layers do."""

    def __init__(self) -> None:
        self._layers: dict[str, tuple[int, int]] = {}
        self._best = PullProgress("")

    def read(self, line: Mapping[str, Any]) -> PullProgress:
        """The progress after one more line."""
        digest, total = line.get("digest"), whole(line.get("total"))
        if isinstance(digest, str) and total is not None:
            reached = max(whole(line.get("completed")) or 0, self._layers.get(digest, (0, 0))[0])
            self._layers[digest] = (min(reached, total), total)
        completed = max(sum(done for done, _ in self._layers.values()), self._best.completed)
        size = sum(total for _, total in self._layers.values())
        status = str(line.get("status", ""))
        share = 1.0 if status == "success" else completed / size if size else 0.0
        self._best = PullProgress(status, completed, size, max(min(share, 1.0), self._best.fraction))
        return self._best


def read_installed(row: Mapping[str, Any]) -> InstalledModel:
    """One row of /api/tags."""
    details = table(row.get("details"))
    return InstalledModel(
        name=str(row.get("name") or row.get("model") or ""),
        size=whole(row.get("size")) or 0,
        digest=str(row.get("digest", "")),
        family=str(details.get("family", "")),
        parameter_size=str(details.get("parameter_size", "")),
        quantization=str(details.get("quantization_level", "")),
        capabilities=read_capabilities(row),
        context_length=whole(details.get("context_length")),
        embedding_length=whole(details.get("embedding_length")),
    )


def read_running(row: Mapping[str, Any]) -> RunningModel:
    """One row of /api/ps."""
    return RunningModel(
        name=str(row.get("name") or row.get("model") or ""),
        size=whole(row.get("size")) or 0,
        size_vram=whole(row.get("size_vram")) or 0,
        context_length=whole(row.get("context_length")),
        expires_at=_moment(row.get("expires_at")),
    )


def read_capabilities(shown: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The `capabilities` of a row of /api/tags or of /api/show."""
    listed = shown.get("capabilities")
    return tuple(str(one) for one in listed) if isinstance(listed, list) else None


def read_length(shown: Mapping[str, Any], what: str) -> int | None:
    """The trained `context_length` or `embedding_length` in the `model_info` of /api/show."""
    info = table(shown.get("model_info"))
    return whole(info.get(f"{info.get('general.architecture')}.{what}"))


def same_model(one: str, other: str) -> bool:
    """Whether two names mean one model: a missing tag is `latest`."""
    return _tagged(one) == _tagged(other)


def table(value: object) -> Mapping[str, Any]:
    """`value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def whole(value: object) -> int | None:
    """`value` if it is a whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _tagged(name: str) -> str:
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def _moment(value: object) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(str(value)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
