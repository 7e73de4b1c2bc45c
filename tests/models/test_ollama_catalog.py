"""What Ollama says about its models."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.models.ollama_catalog import (
    InstalledModel,
    PullMeter,
    read_installed,
    read_length,
    read_running,
    same_model,
)


@pytest.mark.parametrize(
    ("capabilities", "family", "chat"),
    [
        (("completion", "tools"), "llama", True),
        (("embedding",), "nomic-bert", False),
        (None, "qwen3", True),
        (None, "nomic-bert", False),
    ],
)
def test_who_can_chat(capabilities: tuple[str, ...] | None, family: str, chat: bool) -> None:
    assert InstalledModel("m", family=family, capabilities=capabilities).chat is chat


def test_missing_fields_are_no_error() -> None:
    assert read_installed({}) == InstalledModel("")
    assert read_running({"name": "a", "expires_at": "soon"}).expires_at is None
    assert read_length({}, "context_length") is None


def test_moments_are_in_utc() -> None:
    running = read_running({"name": "a", "expires_at": "2026-11-20T14:37:12.102398268+02:00"})
    assert running.expires_at == dt.datetime(2026, 11, 20, 12, 37, 12, 102398, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("a", "a:latest", True), ("a:3b", "a:8b", False), ("host:99/a", "host:99/a:latest", True)],
)
def test_names_of_one_model(one: str, other: str, same: bool) -> None:
    assert same_model(one, other) is same


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 1000), st.one_of(st.none(), st.integers(0, 2000))),
        max_size=30,
    )
)
def test_progress_never_runs_backwards(lines: list[tuple[str, int, int | None]]) -> None:
    meter = PullMeter()
    last = 0.0
    for digest, total, completed in lines:
        line = {"status": "pulling", "digest": digest, "total": total}
        step = meter.read(line if completed is None else line | {"completed": completed})
        assert last <= step.fraction <= 1.0
        last = step.fraction
    assert meter.read({"status": "success"}).fraction == 1.0
