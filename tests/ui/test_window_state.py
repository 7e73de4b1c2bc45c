"""Where the window was: kept, and harmless when the file is nonsense."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.window_state import FILE, WindowState, load_state, save_state


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    state = WindowState(900, 700, True, False, 12)
    save_state(tmp_path, state)
    assert load_state(tmp_path) == state


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1]", '{"width": "wide", "maximized": 3}', '{"width": -5, "height": 1e9}', '{"session_id": true}'],
)
def test_nonsense_gives_the_usual_arrangement(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert load_state(tmp_path) == WindowState()


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    save_state(tmp_path / "none", WindowState())
    assert not (tmp_path / "none").exists()
