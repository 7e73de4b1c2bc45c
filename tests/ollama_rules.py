"""What Ollama accepts and what it refuses, in its own words. Pure functions of a request."""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
import json
import math
import re
from typing import Any
from urllib.parse import urlsplit

from tests.ollama_http import Received
from tests.ollama_replies import ServedModel, count_tokens

WHOLE_OPTIONS = ("num_ctx", "num_predict", "seed", "top_k")
THINK_VALUES = (None, True, False, "low", "medium", "high", "max")
DURATION = re.compile(r"-?(\d+(\.\d+)?(ms|s|m|h))+|-?\d+")
SCHEMA_TYPES = {"object", "array", "string", "integer", "number", "boolean", "null"}
TURN_TOKENS = 4
"""What the template adds around each message."""
GO_NAMES = {str: "string", list: "array", dict: "object", bool: "bool", int: "number", float: "number"}


class Refused(Exception):
    """The request ends with this status and this `error`."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status


def body_of(request: Received) -> dict[str, Any]:
    """The JSON object that was sent."""
    if not request.body:
        raise Refused(400, "missing request body")
    try:
        value = json.loads(request.body)
    except ValueError:
        raise Refused(400, "unexpected EOF") from None
    if not isinstance(value, dict):
        raise Refused(400, _mismatch(value, "ChatRequest", "api.ChatRequest"))
    return value


def named(body: dict[str, Any], missing: str = "model is required") -> str:
    """The model that a request is about, as it was written."""
    name = body.get("model", "")
    if not isinstance(name, str):
        raise Refused(400, _mismatch(name, "ChatRequest.model", "string"))
    if not name:
        raise Refused(400, missing)
    return name


def tagged(name: str) -> str:
    """`name` with the tag that Ollama adds."""
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def check_chat(body: dict[str, Any], name: str, model: ServedModel) -> None:
    """Refuse what /api/chat refuses before a model is loaded."""
    keep = body.get("keep_alive")
    if isinstance(keep, str) and not DURATION.fullmatch(keep):
        raise Refused(400, f'time: invalid duration "{keep}"')
    think = body.get("think")
    if think not in THINK_VALUES:
        wanted = '"high", "medium", "low", "max", true, or false'
        raise Refused(400, f'invalid think value: "{think}" (must be {wanted})')
    if "completion" not in model.capabilities:
        raise Refused(400, f'"{name}" does not support chat')
    if think and "thinking" not in model.capabilities:
        raise Refused(400, f'"{name}" does not support thinking')
    _check_messages(body.get("messages") or [], model)
    for option, value in (body.get("options") or {}).items():
        if option in WHOLE_OPTIONS and value is not None and not isinstance(value, int):
            raise Refused(500, f'option "{option}" must be of type integer')
    _check_format(body.get("format"))


def _check_messages(messages: object, model: ServedModel) -> None:
    if not isinstance(messages, list):
        raise Refused(400, _mismatch(messages, "ChatRequest.messages", "[]api.Message"))
    for message in messages:
        content = message.get("content", "")
        if not isinstance(content, str):
            raise Refused(400, _mismatch(content, "ChatRequest.messages.content", "string"))
        for image in message.get("images", ()):
            try:
                base64.b64decode(image, validate=True)
            except binascii.Error:
                raise Refused(400, "illegal base64 data at input byte 4") from None
            if "vision" not in model.capabilities:
                raise _nested(400, "invalid_request_error", "Multimodal data provided, but model does not support it")


def _check_format(wanted: object) -> None:
    if isinstance(wanted, str) and wanted not in ("", "json"):
        shown = json.dumps(json.dumps(wanted))
        raise Refused(500, f'invalid format: {shown}; expected "json" or a valid JSON Schema object')
    if isinstance(wanted, dict) and isinstance(wanted.get("type"), str) and wanted["type"] not in SCHEMA_TYPES:
        text = f"JSON schema conversion failed:\nUnrecognized schema: {json.dumps(wanted)}"
        raise _nested(400, "invalid_request_error", text)


def fit(body: dict[str, Any], context: int) -> int:
    """How many tokens the model reads: all, or, silently, what is left after the oldest messages are dropped."""
    sizes = [
        (message.get("role"), count_tokens(message.get("content", "")) + TURN_TOKENS) for message in body["messages"]
    ]
    wanted = sum(size for _, size in sizes)
    if wanted <= context:
        return wanted
    if body.get("truncate") is False:
        text = f"request ({wanted} tokens) exceeds the available context size ({context} tokens), try increasing it"
        raise _nested(400, "exceed_context_size_error", text, n_prompt_tokens=wanted, n_ctx=context)
    if body.get("shift") is False:
        raise Refused(400, "the prompt is longer than the context length currently available to the model")
    kept = sum(size for role, size in sizes if role == "system")
    last = sizes[-1][1]
    if kept + last > context:
        return context // 2
    for _, size in [pair for pair in reversed(sizes[:-1]) if pair[0] != "system"]:
        if kept + last + size > context:
            break
        kept += size
    return kept + last


def is_ours(request: Received, address: str) -> bool:
    """Whether `Host` and `Origin` name this machine, as a server on loopback demands."""
    hosts = [request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")]
    origin = request.headers.get("origin", "")
    if origin.startswith(("http://", "https://")):
        hosts.append(urlsplit(origin).hostname or "")
    return all(_is_local(host.strip("[]"), address) for host in hosts)


def _is_local(host: str, address: str) -> bool:
    if host in ("", "localhost", address) or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def pulled(name: str) -> list[dict[str, Any]]:
    """The lines of a pull that succeeds: two layers, the first of which falls back once."""
    layers = ((hashlib.sha256(name.encode()).hexdigest(), 40_000_000), ("26075ef73eeb" + "0" * 52, 277))
    lines: list[dict[str, Any]] = [{"status": "pulling manifest"}]
    for digest, total in layers:
        layer = {"status": f"pulling {digest[:12]}", "digest": f"sha256:{digest}", "total": total}
        steps = (total // 4, total // 2, total // 3, total)
        lines += [layer, *(layer | {"completed": step} for step in steps)]
    last = ("verifying sha256 digest", "writing manifest", "success")
    return [*lines, *({"status": status} for status in last)]


def vector(text: str, size: int) -> list[float]:
    """A unit vector that belongs to the words of `text`."""
    raw = [0.0] * size
    for word in text.lower().split() or [""]:
        for at, byte in enumerate(hashlib.sha256(word.encode()).digest()):
            raw[(at * 7 + byte) % size] += byte / 255 - 0.5
    length = math.sqrt(sum(value * value for value in raw)) or 1.0
    return [value / length for value in raw]


def _nested(status: int, kind: str, message: str, **more: int) -> Refused:
    inner = {"error": {"code": status, "message": message, "type": kind, **more}}
    return Refused(status, json.dumps(inner, separators=(",", ":")))


def _mismatch(value: object, where: str, wanted: str) -> str:
    kind = GO_NAMES.get(type(value), "null")
    return f"json: cannot unmarshal {kind} into Go struct field {where} of type {wanted}"
