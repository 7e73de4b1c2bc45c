"""Which Python the app will live in. Runs on any Python from 3.8, so that an old one can say what is missing."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass

OLDEST = (3, 11)
"""The first Python that has all that the app uses."""

NAMES = ("python3.11", "python3.12", "python3.13", "python3.14", "python3")
"""In order of liking: first the versions that the locked packages are known to have ready-made builds for."""

_QUESTION = """
import sys
try:
    import ensurepip, venv
    able = 1
except ImportError:
    able = 0
print(sys.version_info[0], sys.version_info[1], able, sys.executable)
"""


@dataclass(frozen=True)
class Interpreter:
    """A Python on this machine: `path` of its program, (major, minor), and whether it can make a venv with pip."""

    path: str
    version: tuple[int, int]
    can_make_venv: bool


class NoInterpreter(Exception):
    """No Python here will do; the message says what to install."""


def probe(name: str) -> Interpreter | None:
    """Ask the program `name` what it is; None when there is none or it does not run."""
    program = shutil.which(name)
    if program is None:
        return None
    answer = subprocess.run([program, "-c", _QUESTION], capture_output=True, text=True)
    words = answer.stdout.strip().split(" ", 3)
    if answer.returncode != 0 or len(words) != 4:
        return None
    major, minor, able, path = words
    return Interpreter(path, (int(major), int(minor)), able == "1")


def choose(found: list[Interpreter], needs_ensurepip: bool) -> Interpreter:
    """The first of `found` (in order of liking) that will do.

    `needs_ensurepip` is False when another tool fills the venv. Raises NoInterpreter with what to install.
    """
    new_enough = [python for python in found if python.version >= OLDEST]
    if not new_enough:
        newest = max((python.version for python in found), default=None)
        seen = f"the newest one here is {newest[0]}.{newest[1]}" if newest else "none was found"
        raise NoInterpreter(
            f"Companion needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and {seen}.\n"
            "Install one (on Debian or Ubuntu: sudo apt-get install python3 python3-venv), "
            "or name one: make run PYTHON=/path/to/python3"
        )
    for python in new_enough:
        if python.can_make_venv or not needs_ensurepip:
            return python
    major, minor = new_enough[0].version
    raise NoInterpreter(
        f"Python {major}.{minor} is here, but it lacks the modules venv and ensurepip.\n"
        f"On Debian or Ubuntu: sudo apt-get install {venv_package(new_enough[0])}"
    )


def venv_package(python: Interpreter) -> str:
    """The Debian package that gives `python` its venv module."""
    return f"python{python.version[0]}.{python.version[1]}-venv"
