"""Ollama's errors in plain words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.models.ollama_errors import PromptTooLong, pull_failed, read_complaint, refused_with

RECORDED: list[Any] = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "ollama" / "errors.json").read_text(encoding="utf-8")
)
CODES = {
    "chat: model not found": "not_found",
    "embed: not found": "not_found",
    "show: not found": "not_found",
    "delete: not found": "not_found",
    "unknown path": "not_ollama",
    "chat: GET": "not_ollama",
    "delete: POST instead of DELETE": "not_ollama",
    "chat on embedding-only model": "no_chat",
    "embed on chat-only model": "unable",
    "chat: option wrong type": "server",
    "chat: format bad string": "server",
    "chat: foreign Host header": "forbidden",
    "tags: foreign Origin": "forbidden",
    "think true on non-thinking model": "no_thinking",
    "chat: image on non-vision model": "no_vision",
    "killed, not streamed": "crashed",
    "out of memory": "out_of_memory",
    "unauthorized": "unauthorized",
    "usage limit": "busy",
    "queue full": "busy",
    "too long": "too_long",
    "too long, shift false": "too_long",
}
AGAIN = {"server", "crashed", "busy"}


@pytest.mark.parametrize("case", RECORDED, ids=[case["name"] for case in RECORDED])
def test_every_recorded_error_has_a_code_and_a_next_step(case: dict[str, Any]) -> None:
    body = case["bodies"][0] if case["bodies"] else ""
    text = json.dumps(body) if isinstance(body, dict) else body
    error = refused_with(case["status"], text, "tiny", "127.0.0.1:11434")
    assert error.code == CODES.get(case["name"], "rejected")
    assert error.retryable is (error.code in AGAIN)
    assert str(error).endswith(".")
    assert error.next_step


def test_the_error_string_is_read_twice() -> None:
    inner = {
        "error": {"code": 400, "message": "no", "type": "exceed_context_size_error", "n_prompt_tokens": 9, "n_ctx": 4}
    }
    error = refused_with(400, json.dumps({"error": json.dumps(inner)}), "m", "h")
    assert isinstance(error, PromptTooLong)
    assert (error.prompt_tokens, error.num_ctx) == (9, 4)


def test_no_words_of_the_server_reach_the_message() -> None:
    error = refused_with(400, json.dumps({"error": "cannot read: my secret diary"}), "m", "h")
    assert "diary" not in str(error) + error.next_step


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("pull model manifest: file does not exist", "not_found"),
        ("pull model manifest: 412: requires a newer version of Ollama", "outdated"),
        ("write /models/x: no space left on device", "disk"),
        ("context canceled", "raced"),
        ("max retries exceeded: EOF", "download"),
    ],
)
def test_failed_downloads(said: str, code: str) -> None:
    assert pull_failed(json.dumps({"error": said}), "m", "h").code == code


@given(
    st.integers(100, 599),
    st.one_of(
        st.text(),
        st.recursive(
            st.none() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["error", "message", "type"]), inner),
            max_leaves=6,
        ).map(json.dumps),
    ),
)
def test_any_body_becomes_an_error(status: int, body: str) -> None:
    error = refused_with(status, body, "m", "h")
    assert str(error)
    assert error.code
    assert isinstance(read_complaint(body).message, str)
