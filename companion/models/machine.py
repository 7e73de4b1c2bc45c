"""What this machine has: its memory, and whether Ollama is installed on it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path


def memory_bytes() -> int:
    """The memory of this machine in bytes; 0 where the system does not say."""
    if sys.platform == "win32":
        return _windows_memory()
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


if sys.platform == "win32":

    def _windows_memory() -> int:
        """From GlobalMemoryStatusEx, the documented way."""
        import ctypes

        class Status(ctypes.Structure):
            _fields_ = [
                ("length", ctypes.c_ulong),
                ("load", ctypes.c_ulong),
                *(
                    (name, ctypes.c_ulonglong)
                    for name in ("total", "free", "page", "page_free", "virtual", "left", "more")
                ),
            ]

        status = Status()
        status.length = ctypes.sizeof(Status)
        done = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return int(status.total) if done else 0


def usual_places() -> tuple[Path, ...]:
    """Where Ollama's own installers put it, on this kind of system."""
    if sys.platform == "darwin":
        return (Path("/Applications/Ollama.app"), Path("/usr/local/bin/ollama"), Path("/opt/homebrew/bin/ollama"))
    if sys.platform == "win32":
        return (Path(os.environ.get("LOCALAPPDATA", "")) / "Programs" / "Ollama" / "ollama.exe",)
    return (Path("/usr/local/bin/ollama"), Path("/usr/bin/ollama"), Path("/snap/bin/ollama"))


def ollama_installed(places: Iterable[Path] | None = None) -> bool:
    """Whether the program is on this machine: on the search path, or where its installers put it."""
    found = usual_places() if places is None else places
    return shutil.which("ollama") is not None or any(place.exists() for place in found)
