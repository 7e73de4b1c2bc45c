"""Where the window was and how it was arranged, in a small file of the profile."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

FILE = "ui.json"


@dataclass(frozen=True, slots=True)
class WindowState:
    """Sizes in device-independent pixels; `session_id` is the conversation that was open."""

    width: int = 1120
    height: int = 760
    maximized: bool = False
    sidebar: bool = True
    session_id: int | None = None


def load_state(home: Path) -> WindowState:
    """What the file of this profile says; the usual arrangement for whatever is missing or makes no sense."""
    found, state = read_file(home / FILE), WindowState()
    for key in ("width", "height"):
        value = found.get(key)
        if type(value) is int and 100 <= value <= 20_000:
            state = replace(state, **_one(key, value))
    for key in ("maximized", "sidebar"):
        if type(found.get(key)) is bool:
            state = replace(state, **_one(key, found[key]))
    if type(found.get("session_id")) is int:
        state = replace(state, session_id=found["session_id"])
    return state


def _one(key: str, value: object) -> dict[str, Any]:
    return {key: value}


def save_state(home: Path, state: WindowState) -> None:
    """Write the file, whole or not at all. A folder that cannot be written to costs only the arrangement."""
    write_file(home / FILE, asdict(state))


def read_file(path: Path) -> dict[str, Any]:
    """What a small file of arrangements holds; nothing where it is missing or makes no sense."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_file(path: Path, values: Mapping[str, Any]) -> None:
    """Write such a file, whole or not at all. A folder that cannot be written to costs only the arrangement."""
    if not path.parent.is_dir():
        return
    scratch = path.with_name(f"{path.name}.tmp")
    with contextlib.suppress(OSError):
        scratch.write_text(json.dumps(values), encoding="utf-8")
        os.replace(scratch, path)
