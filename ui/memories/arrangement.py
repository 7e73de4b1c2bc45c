"""How the browser was left: its size, its hidden columns. A small file of the profile; no words of memories."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from ui.window_state import read_file, write_file

FILE = "memories.json"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Sizes in device-independent pixels; `hidden` are the sort keys of the columns that are not wanted."""

    width: int = 1180
    height: int = 760
    hidden: tuple[str, ...] = ()


def load_arrangement(home: Path) -> Arrangement:
    """What the file of this profile says; the usual for whatever is missing or makes no sense."""
    found, usual = read_file(home / FILE), Arrangement()
    sizes = [found.get(key) for key in ("width", "height")]
    width, height = (
        size if type(size) is int and 300 <= size <= 20_000 else least
        for size, least in zip(sizes, (usual.width, usual.height), strict=True)
    )
    hidden = found.get("hidden")
    names = tuple(name for name in hidden if isinstance(name, str)) if isinstance(hidden, list) else ()
    return Arrangement(width, height, names)


def save_arrangement(home: Path, arrangement: Arrangement) -> None:
    """Write the file, whole or not at all."""
    write_file(home / FILE, asdict(arrangement))
