"""Loads the scripts of packaging/, which are run by path and belong to no package."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def script(name: str) -> ModuleType:
    """The script `name` (without `.py`) of packaging/ or packaging/setup/, imported as its siblings import it."""
    for folder in (ROOT / "packaging", ROOT / "packaging" / "setup"):
        if (folder / f"{name}.py").is_file():
            sys.path.insert(0, str(folder))
            try:
                return importlib.import_module(name)
            finally:
                sys.path.remove(str(folder))
    raise FileNotFoundError(name)
