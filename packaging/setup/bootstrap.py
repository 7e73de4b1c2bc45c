"""Make the .venv from which run, test, check and package start. Needs nothing but a Python 3 and the lock.

    python3 bootstrap.py app    what the app needs
    python3 bootstrap.py dev    that, and the tools to test, check and package it

A second call with the same lock does nothing. Two calls at once wait for each other.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import interpreters
import system_libraries

ROOT = Path(__file__).resolve().parents[2]
STAMP_NAME = "companion-setup.json"
LAYOUT = 1
"""Counts up when this script lays out the venv in another way, so that old ones are made anew."""


class SetupFailed(Exception):
    """A step did not work; the message says which and what to do."""


def say(text: str) -> None:
    """One line for the person who waits."""
    print(text, flush=True)


def checksum(path: Path) -> str:
    """SHA-256 of a lock file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def covered(profile: str) -> tuple[str, ...]:
    """The locks that a venv for `profile` satisfies: the dev lock holds the app lock."""
    return ("app", "dev") if profile == "dev" else ("app",)


def read_stamp(venv: Path) -> dict[str, Any]:
    """What the last finished set-up wrote into `venv`; empty when there was none or it cannot be read."""
    try:
        stamp = json.loads((venv / STAMP_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and isinstance(stamp.get("locks"), dict) else {}


def is_current(stamp: dict[str, Any], root: Path, profile: str) -> bool:
    """Whether a venv with this stamp has all of `profile` as locked now, in this place."""
    wanted = checksum(root / "requirements" / f"{profile}.txt")
    return belongs_here(stamp, root) and stamp["locks"].get(profile) == wanted


def belongs_here(stamp: dict[str, Any], root: Path) -> bool:
    """Whether the venv was laid out for this folder: its scripts hold absolute paths, so a moved one is broken."""
    return stamp.get("root") == str(root) and stamp.get("layout") == LAYOUT


def write_stamp(venv: Path, root: Path, profile: str) -> None:
    """Note that `profile` is complete."""
    locks = {name: checksum(root / "requirements" / f"{name}.txt") for name in covered(profile)}
    stamp = {"layout": LAYOUT, "root": str(root), "locks": locks}
    (venv / STAMP_NAME).write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")


def runs(python: Path) -> bool:
    """Whether this venv's Python still works: its base may have been upgraded away."""
    if not python.exists():
        return False
    question = f"import sys; sys.exit(sys.version_info < {interpreters.OLDEST})"
    return subprocess.run([str(python), "-c", question], capture_output=True).returncode == 0


def find_interpreter(needs_ensurepip: bool) -> interpreters.Interpreter:
    """The Python to build on; on Debian as root, its venv module is installed when only that is missing."""
    named = os.environ.get("PYTHON")
    names = (named,) if named else interpreters.NAMES
    found = [python for python in map(interpreters.probe, names) if python is not None]
    try:
        return interpreters.choose(found, needs_ensurepip)
    except interpreters.NoInterpreter:
        new_enough = [python for python in found if python.version >= interpreters.OLDEST]
        if not (is_root() and system_libraries.is_debian_like()):
            raise
        wanted = interpreters.venv_package(new_enough[0]) if new_enough else "python3-venv"
        system_libraries.install([wanted])
    found = [python for python in map(interpreters.probe, names) if python is not None]
    return interpreters.choose(found, needs_ensurepip)


def is_root() -> bool:
    """Whether this process may install system packages."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def make_venv(venv: Path, uv: str | None) -> None:
    """Make `venv` from scratch."""
    python = find_interpreter(needs_ensurepip=uv is None)
    say(f"Making {venv.name} with Python {python.version[0]}.{python.version[1]}")
    command = [python.path, "-m", "venv", "--clear", str(venv)]
    if uv is not None and not python.can_make_venv:
        command.append("--without-pip")
    if subprocess.run(command).returncode != 0:
        raise SetupFailed(f"{python.path} could not make {venv}. Is the disk full or the folder read-only?")


def install_locked(python: Path, lock: Path, uv: str | None) -> None:
    """Bring the packages of `lock` into the venv of `python`, each checked against its hash."""
    say(f"Installing what {lock.name} locks (the first time this downloads some hundred MB)")
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
    ways = [[*pip, "--no-deps", "--require-hashes", "-r", str(lock)]]
    if uv is not None:
        # uv has settings of its own, and where those reach no packages, pip's may: so pip stays as the second way.
        ways.insert(0, [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(python), str(lock)])
    for command in ways:
        if run_showing_names(command) == 0:
            return
    raise SetupFailed(
        "The packages could not be installed; the lines above say why. "
        "Once that is put right (often it is the network), run the same command again."
    )


def run_showing_names(command: list[str]) -> int:
    """Run an installer; in a terminal, show on one line which package it is at. Returns its exit code."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors="replace") as installer:
        for line in installer.stdout or ():
            if line.startswith("Collecting ") and sys.stdout.isatty():
                print(f"\r\033[K  {line.split()[1].partition('==')[0]}", end="", flush=True)
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)
    return installer.returncode


def link_project(venv: Path, root: Path, python: Path) -> None:
    """Make the source importable in the venv and put a `companion` command there; needs no build tool."""
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    answer = subprocess.run([str(python), "-c", question], capture_output=True, text=True, check=True)
    (Path(answer.stdout.strip()) / "companion-source.pth").write_text(f"{root}\n", encoding="utf-8")
    launcher = venv / "bin" / "companion"
    launcher.write_text(launcher_text(python), encoding="utf-8")
    launcher.chmod(0o755)


def launcher_text(python: Path) -> str:
    """The `companion` command. -P keeps the folder that it is called from off the import path."""
    return f'#!/bin/sh\nexec {shlex.quote(str(python))} -P -m ui "$@"\n'


def provide_system_libraries() -> None:
    """On Debian and Ubuntu, install what Qt needs or say what it is; without it only the window is affected."""
    if not system_libraries.is_debian_like():
        return
    packages = system_libraries.missing()
    if not packages:
        return
    if is_root():
        say("Installing the system libraries of the window: " + " ".join(packages))
        if system_libraries.install(packages):
            return
    say(system_libraries.advice(packages))


def report_qt(python: Path) -> None:
    """Say plainly when Qt cannot be loaded, which on other systems is the first sign of a missing library."""
    answer = subprocess.run([str(python), "-c", "import PySide6.QtWidgets"], capture_output=True, text=True)
    if answer.returncode != 0:
        lines = answer.stderr.strip().splitlines() or ["no reason given"]
        say(f"The window cannot open yet, the terminal commands can. Qt says: {lines[-1]}")


@contextlib.contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Hold a lock on the folder of the locks, so that two calls do not fill one venv at the same time."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(root / "requirements", os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def set_up(root: Path, profile: str) -> None:
    """Leave a working .venv for `profile` in `root`. Raises SetupFailed or NoInterpreter with a plain message."""
    venv = root / ".venv"
    python = venv / "bin" / "python"
    if is_current(read_stamp(venv), root, profile) and runs(python):
        return
    uv = shutil.which("uv")
    stamp = read_stamp(venv)
    if "dev" in stamp.get("locks", {}):
        # A developer's venv keeps its tools when the app is started after a change of the lock.
        profile = "dev"
    if not runs(python) or (stamp and not belongs_here(stamp, root)):
        make_venv(venv, uv)
    # Without its stamp, a venv that was left half-filled is filled again.
    (venv / STAMP_NAME).unlink(missing_ok=True)
    provide_system_libraries()
    install_locked(python, root / "requirements" / f"{profile}.txt", uv)
    link_project(venv, root, python)
    report_qt(python)
    write_stamp(venv, root, profile)
    say("Set up.")


def main(arguments: list[str]) -> int:
    """Exit code 0 when the venv is ready, 1 with one plain message when it is not, 2 for a wrong call."""
    if arguments not in (["app"], ["dev"]):
        print("usage: bootstrap.py app|dev", file=sys.stderr)
        return 2
    try:
        with one_at_a_time(ROOT):
            set_up(ROOT, arguments[0])
    except (SetupFailed, interpreters.NoInterpreter) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
