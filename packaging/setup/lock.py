"""Write requirements/app.txt and requirements/dev.txt anew from pyproject.toml: names, versions and hashes only.

    python3 lock.py [options of `uv pip compile`, for example --upgrade]

What is locked stays at its version unless pyproject.toml or an option asks otherwise.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet")
EXTRAS: dict[str, tuple[str, ...]] = {"app": (), "dev": ("--extra", "dev")}


def compile_command(uv: str, name: str, more: list[str]) -> list[str]:
    """The call that writes the lock `name`; dev follows the versions of app, so that it holds all of it."""
    command = [uv, "pip", "compile", *OPTIONS, *EXTRAS[name], *more]
    if name == "dev":
        command += ["--constraint", "requirements/app.txt"]
    return [*command, "pyproject.toml", "--output-file", f"requirements/{name}.txt"]


def uv_in(folder: Path) -> str:
    """Install uv into a venv in `folder` and return its path."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", "uv"], check=True)
    return str(folder / "bin" / "uv")


def main(more: list[str]) -> int:
    """Exit code 0 when both locks are written, else that of the step that failed."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            uv = shutil.which("uv") or uv_in(Path(folder))
            for name in EXTRAS:
                subprocess.run(compile_command(uv, name, more), cwd=ROOT, check=True)
        except subprocess.CalledProcessError as problem:
            print("The locks were not written anew; the lines above say why.", file=sys.stderr)
            return problem.returncode
    print("Wrote requirements/app.txt and requirements/dev.txt.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
