"""Ollama's failures in plain words. Pure.

The server's own text decides which failure it is and is then dropped: it may quote what was sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from companion.errors import ModelError

TRY_AGAIN = "Try again."
MEMORY_WORDS = ("insufficient memory", "out of memory", "system memory", "failed to allocate", "cudamalloc")
LENGTH_WORDS = ("exceed_context_size", "exceeds the available context", "longer than the context length")
IMAGE_WORDS = ("multimodal data provided", "does not support image", "missing vision")
CRASH_WORDS = ("process has terminated", "error was encountered while running the model", "unexpected eof")


class PromptTooLong(ModelError):
    """The prompt does not fit into the model's context; sizes in tokens, None when the server did not say."""

    def __init__(self, prompt_tokens: int | None, num_ctx: int | None) -> None:
        super().__init__(
            "This is more than the model can read at once.",
            "Shorten the message, or give the model a larger context in Settings.",
            retryable=False,
            code="too_long",
        )
        self.prompt_tokens = prompt_tokens
        self.num_ctx = num_ctx


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an error body says: the innermost message, its kind, and its numbers."""

    message: str = ""
    kind: str = ""
    prompt_tokens: int | None = None
    num_ctx: int | None = None


def read_complaint(body: str) -> Complaint:
    """Read an error body. Since 0.30 the `error` string may itself be JSON, so it is read twice."""
    error: Any = _json(body)
    if error is None:
        return Complaint(body.strip())
    for _ in range(3):
        if isinstance(error, Mapping) and "error" in error:
            error = error["error"]
        if isinstance(error, str):
            inner = _json(error)
            if not isinstance(inner, Mapping):
                return Complaint(error)
            error = inner
    if not isinstance(error, Mapping):
        return Complaint()
    return Complaint(
        str(error.get("message", "")),
        str(error.get("type", "")),
        _count(error.get("n_prompt_tokens")),
        _count(error.get("n_ctx")),
    )


def refused_with(status: int, body: str, model: str, place: str) -> ModelError:
    """The error for an answer of `status` (or an error line in a stream: status 0) from `place` about `model`."""
    complaint = read_complaint(body)
    words = f"{complaint.kind} {complaint.message}".lower()
    if any(mark in words for mark in LENGTH_WORDS):
        return PromptTooLong(complaint.prompt_tokens, complaint.num_ctx)
    if any(mark in words for mark in MEMORY_WORDS):
        return _out_of_memory(model)
    if any(mark in words for mark in IMAGE_WORDS):
        return ModelError(
            f"“{model}” cannot look at pictures.",
            "Choose a model that sees pictures, or send the message without it.",
            retryable=False,
            code="no_vision",
        )
    if status == 404:
        return _missing(words, model, place)
    if status in (401, 403, 429, 503):
        return _turned_away(status, complaint.message, place)
    if "does not support chat" in words:
        return ModelError(
            f"“{model}” cannot chat; it only turns text into vectors.",
            "Choose another model in Settings.",
            retryable=False,
            code="no_chat",
        )
    if "does not support thinking" in words:
        return ModelError(
            f"“{model}” cannot show its thoughts.",
            "Turn thinking off in Settings, or choose another model.",
            retryable=False,
            code="no_thinking",
        )
    if not 400 <= status < 500 and any(mark in words for mark in CRASH_WORDS):
        return ModelError(f"“{model}” crashed.", "Try again: it is loaded afresh.", code="crashed")
    return _other(status, model, place)


def unreachable(place: str, loopback: bool) -> ModelError:
    """Nobody took the connection."""
    if loopback:
        return ModelError(
            f"Ollama is not running at {place}.",
            "Start Ollama, or install it from ollama.com, then try again.",
            code="not_running",
        )
    return ModelError(
        f"There is no connection to {place}.",
        "Check the network and the address of Ollama in Settings, then try again.",
        code="refused",
    )


def too_slow(place: str) -> ModelError:
    """The connection, or a complete answer, took longer than we wait."""
    return ModelError(f"Ollama at {place} takes too long.", "Try again in a while.", code="timeout")


def broken_off(place: str) -> ModelError:
    """The connection ended before the first word."""
    return ModelError(f"Ollama at {place} ended the connection before it answered.", TRY_AGAIN, code="server")


def not_ollama(place: str) -> ModelError:
    """The answer is none of Ollama's."""
    return ModelError(
        f"What answers at {place} does not seem to be Ollama.",
        "Check the address of Ollama in Settings.",
        retryable=False,
        code="not_ollama",
    )


def not_started() -> ModelError:
    """A call came before `start` or after `close`."""
    return ModelError("The connection to Ollama is closed.", "Open the app again.", code="closed")


def cut_short(model: str) -> ModelError:
    """A reply that must be complete was not."""
    return ModelError(f"“{model}” did not finish its answer.", TRY_AGAIN, code="incomplete")


def pull_failed(body: str, model: str, place: str) -> ModelError:
    """The error for a line of a download that is an error."""
    words = read_complaint(body).message.lower()
    if "file does not exist" in words:
        return ModelError(
            f"There is no model “{model}” to download.", "Check its name.", retryable=False, code="not_found"
        )
    if "context canceled" in words:
        return ModelError(f"The download of “{model}” was stopped.", TRY_AGAIN, code="raced")
    if "newer version" in words:
        return ModelError(
            f"“{model}” needs a newer Ollama.", "Update Ollama, then try again.", retryable=False, code="outdated"
        )
    if "no space left" in words:
        return ModelError(f"There is no room on the disk for “{model}”.", "Make room, then try again.", code="disk")
    return ModelError(
        f"The download of “{model}” stopped.",
        f"Try again: {place} goes on where it was.",
        code="download",
    )


def _missing(words: str, model: str, place: str) -> ModelError:
    if "not found" in words and "page not found" not in words:
        return ModelError(
            f"The model “{model}” is not installed.",
            f"Install it with “ollama pull {model}”, or choose another model in Settings.",
            retryable=False,
            code="not_found",
        )
    return not_ollama(place)


def _turned_away(status: int, message: str, place: str) -> ModelError:
    if status == 401:
        return ModelError(
            f"{place} wants a token, or another one.",
            "Enter its token under Models.",
            retryable=False,
            code="unauthorized",
        )
    if status == 403:
        step = "This model runs in the cloud, and that is turned off." if message else "Check its settings."
        return ModelError(f"Ollama at {place} refuses this.", step, retryable=False, code="forbidden")
    if status == 429:
        return ModelError(f"The limit of use at {place} is reached.", "Try again later.", code="busy")
    return ModelError("Ollama is busy with other work.", "Try again in a moment.", code="busy")


def _out_of_memory(model: str) -> ModelError:
    return ModelError(
        f"There is not enough memory for “{model}”.",
        "Choose a smaller model or a smaller context in Settings, or close other programs.",
        retryable=False,
        code="out_of_memory",
    )


def _other(status: int, model: str, place: str) -> ModelError:
    if status in (405, 501) or 300 <= status < 400:
        return not_ollama(place) if status != 501 else _unable(model)
    if 400 <= status < 500:
        return ModelError(
            f"Ollama did not accept the request ({status}).",
            "Update Ollama, or choose another model in Settings.",
            retryable=False,
            code="rejected",
        )
    detail = f" ({status})" if status else ""
    return ModelError(f"Ollama had a fault of its own{detail}.", TRY_AGAIN, code="server")


def _unable(model: str) -> ModelError:
    return ModelError(f"“{model}” cannot do this.", "Choose another model in Settings.", retryable=False, code="unable")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
