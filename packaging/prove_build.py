"""Prove that a build starts: its version, a check-up of a fresh profile, and its window without a screen.

python prove_build.py dist/companion/companion
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PATIENCE = 90.0
"""Seconds that a command may take on a slow machine."""
UPTIME = 8.0
"""Seconds that the window must stay up to count as started."""

APART = {
    **os.environ,
    "QT_QPA_PLATFORM": "offscreen",
    # A proof must not leave the key of a throw-away profile in the keyring of whoever builds.
    "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
}


class NotProved(Exception):
    """The build did not do what it should; the message says what."""


def ask(program: Path, *arguments: str) -> str:
    """What the build prints for `arguments`; raises NotProved when it fails or does not end."""
    try:
        answer = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=PATIENCE, env=APART)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise NotProved(f"{' '.join(arguments)}: {problem}") from problem
    if answer.returncode != 0:
        raise NotProved(f"{' '.join(arguments)} ended with {answer.returncode}:\n{answer.stderr}")
    return answer.stdout


def window_stays_up(program: Path, home: Path) -> None:
    """Start the app without a screen and see that it is still there after UPTIME; raises NotProved."""
    with tempfile.TemporaryFile("w+") as log:
        app = subprocess.Popen([program, "--home", str(home)], env=APART, stdout=log, stderr=log)
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                app.wait(UPTIME)
                log.seek(0)
                raise NotProved(f"the window closed by itself with {app.returncode}:\n{log.read()}")
        finally:
            app.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                app.wait(PATIENCE)
            app.kill()
            app.wait()


def prove(program: Path) -> None:
    """Run every check; raises NotProved at the first that fails."""
    begun = time.monotonic()
    print("version:", ask(program, "--version").strip())
    with tempfile.TemporaryDirectory() as folder:
        report = ask(program, "--home", folder, "doctor", "--json")
        try:
            json.loads(report)
        except ValueError as problem:
            raise NotProved(f"doctor --json did not print JSON:\n{report}") from problem
        print("doctor: answers, in a fresh profile")
        ask(program, "--home", folder, "chat", "--once", "My sister Nora lives in Bergen.")
        if "Nora" not in ask(program, "--home", folder, "recall", "Where does my sister live?"):
            raise NotProved("what was said in one start was not recalled in the next")
        print("memory: what was said in one start is recalled in the next")
        window_stays_up(program, Path(folder))
        print(f"window: stays up for {UPTIME:.0f} s")
    print(f"The build in {program.parent} starts ({time.monotonic() - begun:.0f} s of checks).")


def main(arguments: list[str]) -> int:
    """Exit code 0 when all was proved, 1 with the first failure, 2 for a wrong call."""
    if len(arguments) != 1:
        print("usage: prove_build.py PROGRAM", file=sys.stderr)
        return 2
    try:
        prove(Path(arguments[0]).resolve())
    except NotProved as failure:
        print(f"The build does not start properly: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
