"""Sizes, times and the line under a download, in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.records import Download
from ui.models.words import left_words, progress_words, size_words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (40_000_000, "40 MB"), (2_019_393_189, "2 GB"), (2_620_788_019, "2.6 GB")],
)
def test_sizes(size: int, words: str) -> None:
    assert size_words(size) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (3, "less than a minute left"), (170, "about 3 min left"), (3 * 3600, "about 3 h left")],
)
def test_time_left(seconds: float | None, words: str) -> None:
    assert left_words(seconds) == words


def test_a_download_tells_what_matters_in_each_state() -> None:
    half = Download("m", "running", "", 1_200_000_000, 2_500_000_000, 0.48, 11_000_000, 118)
    assert progress_words(half) == "1.2 GB of 2.5 GB · 11 MB/s · about 2 min left"
    assert progress_words(Download("m", "running")) == "Asking for it…"
    assert progress_words(Download("m", "running", "", 5, 5, 1.0)) == "Checking what has come…"
    assert progress_words(Download("m", "failed", trouble="No room.", next_step="Make some.")) == "No room. Make some."
    assert "kept" in progress_words(Download("m", "stopped"))


@given(st.integers(0, 10**13))
def test_any_size_has_words(size: int) -> None:
    number, unit = size_words(size).rsplit(" ", 1)
    assert float(number.replace(",", "")) <= 1000
    assert unit in ("B", "kB", "MB", "GB", "TB")
