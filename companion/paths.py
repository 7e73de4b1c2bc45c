"""Where things lie. Nothing here creates or reads a file, but for `chosen_home` and `choose_home`."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import platformdirs

from companion.errors import BadInput

APP_NAME = "companion"
APP_ID = "io.github.companion_app.Companion"
"""The reverse-DNS name that the desktop entry, the metainfo and the window class share."""


LONGEST_SOCKET = 100
"""Bytes: Linux takes 107 and macOS 103 for the path of a socket."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one profile: one person, one record, one portrait."""

    root: Path

    @property
    def record(self) -> Path:
        return self.root / "record.db"

    @property
    def index(self) -> Path:
        return self.root / "index"

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    @property
    def lock(self) -> Path:
        return self.root / "owner.lock"

    @property
    def log(self) -> Path:
        return self.root / "companion.log"

    @property
    def personas(self) -> Path:
        """Persona files of the user's own; presets lie in the resources."""
        return self.root / "personas"

    @property
    def name(self) -> str:
        """A short name for this folder that is the same for every process."""
        return hashlib.sha256(str(self.root.resolve()).encode()).hexdigest()[:16]

    @property
    def socket(self) -> Path:
        """The engine's local socket. It lies in a folder of this user alone, with a path short enough for one."""
        runtime = os.environ.get("XDG_RUNTIME_DIR")
        user = str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
        place = Path(f"{APP_NAME}-{user}") / f"{self.name}.sock"
        if runtime and Path(runtime).is_dir() and len(os.fsencode(Path(runtime) / place)) <= LONGEST_SOCKET:
            return Path(runtime) / place
        return Path(tempfile.gettempdir()) / place


@cache
def resources_dir() -> Path:
    """The folder of resources: beside the packages in a clone, inside the bundle when frozen."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) / "resources" if bundle else Path(__file__).resolve().parent.parent / "resources"


def pointer_file() -> Path:
    """The one file outside a home: it names the profile folder that the user chose."""
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False)) / "home"


def chosen_home(argument: str | None = None) -> Home:
    """The profile to open: the argument, else `COMPANION_HOME`, else the user's choice, else the default."""
    if argument or os.environ.get("COMPANION_HOME"):
        return Home(Path(argument or os.environ["COMPANION_HOME"]).expanduser().absolute())
    pointer = pointer_file()
    if pointer.is_file():
        named = os.fsdecode(pointer.read_bytes()).strip()
        if named:
            return Home(Path(named).expanduser().absolute())
    return Home(Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)))


def choose_home(folder: Path | None) -> None:
    """Remember `folder` as the profile for the next start (None: the default). Raises `BadInput`. Blocking."""
    if folder is not None and folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is not a folder.")
    pointer = pointer_file()
    if folder is None:
        pointer.unlink(missing_ok=True)
        return
    pointer.parent.mkdir(parents=True, exist_ok=True)
    pointer.write_bytes(os.fsencode(folder.expanduser().absolute()))
