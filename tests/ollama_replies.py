"""What the stand-in for Ollama says: plain objects that a test fills in."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """One streamed answer. Times in seconds; positions count the pieces sent before the event."""

    text: str = ""
    tokens: tuple[str, ...] = ()
    """The exact pieces; when empty, `text` is cut at its spaces."""
    thinking: str = ""
    delay: float = 0.0
    first_byte: float = 0.0
    hold_after: int | None = None
    """Say nothing more after this many pieces until `server.release()`."""
    fail_after: int | None = None
    """The runner dies here: an error line in the stream, or a 500 when nothing was sent."""
    drop_after: int | None = None
    """The connection is cut here."""
    no_done: bool = False
    lines_per_write: int = 1
    chunk_bytes: int = 0
    """Cut the stream into chunks of so many bytes, in the middle of a line or of a letter."""
    done_reason: str = "stop"
    prompt_tokens: int | None = None

    def pieces(self) -> list[tuple[str, str]]:
        """(content, thinking) of every line before the last one."""
        thoughts = [("", piece) for piece in cut(self.thinking)]
        return thoughts + [(piece, "") for piece in (self.tokens or cut(self.text))]


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that is an error from the start: status, the `error` string, and seconds until it comes."""

    status: int
    error: str
    after: float = 0.0


QUEUE_FULL = Failure(503, "server busy, please try again.  maximum pending requests exceeded")
RUNNER_KILLED = "an error was encountered while running the model: unexpected EOF"
OUT_OF_MEMORY = Failure(
    500,
    "llama-server process has terminated: exit status 1: ggml_aligned_malloc: insufficient memory"
    " (attempted to allocate 1048576.00 MB)\nfailed to allocate buffer for kv cache",
)
UNAUTHORIZED = Failure(401, "unauthorized")
USAGE_LIMIT = Failure(429, "you have reached your hourly usage limit")


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model that the server says it has."""

    name: str
    size: int = 2_019_393_189
    capabilities: tuple[str, ...] = ("completion",)
    context_length: int = 8192
    embedding_length: int = 64
    family: str = "llama"
    parameter_size: str = "3.2B"
    quantization: str = "Q4_K_M"

    @property
    def digest(self) -> str:
        """Sixty-four hex digits that belong to the name."""
        return hashlib.sha256(self.name.encode()).hexdigest()

    def details(self, lengths: bool) -> dict[str, Any]:
        """The `details` object; `lengths` adds what only /api/tags has."""
        known: dict[str, Any] = {
            "parent_model": "",
            "format": "gguf",
            "family": self.family,
            "families": [self.family],
            "parameter_size": self.parameter_size,
            "quantization_level": self.quantization,
        }
        if lengths:
            known |= {"context_length": self.context_length, "embedding_length": self.embedding_length}
        return known

    def info(self) -> dict[str, Any]:
        """The `model_info` object of /api/show."""
        return {
            "general.architecture": self.family,
            "general.file_type": 15,
            "general.parameter_count": 3_212_749_888,
            f"{self.family}.context_length": self.context_length,
            f"{self.family}.embedding_length": self.embedding_length,
        }


MODELS = (
    ServedModel("llama3.2:3b", capabilities=("completion", "tools")),
    ServedModel("qwen3:4b", 2_620_788_019, ("completion", "tools", "thinking"), 40_960, family="qwen3"),
    ServedModel("nomic-embed-text:latest", 274_302_450, ("embedding",), 128, family="nomic-bert"),
)


@dataclass(slots=True)
class Script:
    """How the server behaves. Queues are used up from the front, then the defaults answer."""

    replies: list[Reply | Failure] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], Reply | Failure | str] | None = None
    """Makes the reply to a chat request when `replies` is empty."""
    structured: list[object] = field(default_factory=list)
    """Replies to requests with `format`: a `Reply`, a `Failure`, a string to send as it is, or anything JSON."""
    fill: Callable[[dict[str, Any]], object] | None = None
    """Makes the structured reply when `structured` is empty; else the smallest valid instance is sent."""
    pulls: list[list[dict[str, Any]]] = field(default_factory=list)
    version: str = "0.33.0"
    capabilities: bool = True
    """Whether /api/tags tells capabilities and lengths (servers since 0.30)."""
    load_seconds: float = 0.0
    hold_load: bool = False
    """Loads wait for `server.release()`."""
    delay: float = 0.0
    """Seconds between the pieces of replies that name no delay of their own."""
    hold_embed: bool = False
    """Vectors wait for `server.release()`."""
    knows_truncate: bool = True
    """Servers before 0.12.6 do not: they leave out the oldest turns in silence."""
    queue_full: bool = False
    """Requests that need a load are turned away; warm ones are not."""
    stick_after_cancel: bool = False
    """A cancelled stream leaks the model's only slot: every later chat on it hangs until it is unloaded."""
    token: str = ""
    """The Bearer key that a remote host would ask for."""


def cut(text: str) -> list[str]:
    """`text` in pieces as a model sends it: a word with the space before it. They add up to `text`."""
    return re.findall(r"\s*\S+|\s+$", text)


def count_tokens(text: str) -> int:
    """A plausible number of tokens: four characters each."""
    return math.ceil(len(text) / 4)


def stamp(seconds: float = 0.0) -> str:
    """Now, plus `seconds`, as the server writes it."""
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
    return moment.isoformat().replace("+00:00", "Z")


def smallest(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> object:
    """The emptiest instance of a JSON schema: no items, no optional members, least numbers, first choices."""
    top = schema if root is None else root
    if "$ref" in schema:
        target: Any = top
        for key in str(schema["$ref"]).removeprefix("#/").split("/"):
            target = target[key]
        return smallest(target, top)
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            choices = schema[key]
            empty = any(choice.get("type") == "null" for choice in choices)
            return None if empty else smallest(choices[0], top)
    return _smallest_of_type(schema, top)


def _smallest_of_type(schema: Mapping[str, Any], top: Mapping[str, Any]) -> object:
    kind = schema.get("type", "object")
    if isinstance(kind, list):
        kind = "null" if "null" in kind else kind[0]
    if kind == "object":
        members = schema.get("properties", {})
        return {name: smallest(members.get(name, {}), top) for name in schema.get("required", ())}
    if kind == "array":
        return [smallest(schema.get("items", {}), top)] * int(schema.get("minItems", 0))
    if kind == "string":
        return "x" * int(schema.get("minLength", 0))
    if kind in ("integer", "number"):
        least = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
        return int(least) if kind == "integer" else float(least)
    return False if kind == "boolean" else None


PROSE = """That sounds like a day that asked a lot of you. Before I say anything clever, I would like to be sure \
that I understood it: you went in early, the meeting moved twice, and the one thing you wanted to finish is still \
lying on your desk.

Here is how I would look at it:

1. **What is done is done.** You answered the two people who were really waiting. That counts, even if it does \
not feel like much tonight.
2. **What is left is smaller than it looks.** An unfinished page in the morning is often twenty minutes of work.
3. **What you need now** is probably not a plan. Food, a short walk, and an hour in which nobody wants anything.

> A list is a good servant in the morning and a bad guest at night.

If you would like to try something small, write down the *first* step for tomorrow and nothing else:

```text
09:00  open the draft
09:05  read it once, change nothing
09:15  fix the weakest paragraph
```

After that the day may do what it wants. You will have begun, and beginning is the part that has been heavy \
all week.

There is one more thing that I noticed. You said "again" three times while you told me about the meeting. Is it \
the meeting itself that tires you, or that you never know beforehand whether it will take place? The two would \
need different answers: the first one a shorter meeting, the second one a single honest sentence to the person \
who keeps moving it.

You do not have to decide now. Tell me which of the two is closer, and we can find the sentence together.
"""
