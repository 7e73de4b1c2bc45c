"""The Debian and Ubuntu libraries that Qt opens at run time and that no wheel brings along."""

from __future__ import annotations

import os
import shutil
import subprocess

WITHOUT_A_SCREEN = (
    "libegl1",
    "libgl1",
    "libxkbcommon0",
    "libdbus-1-3",
    "libfontconfig1",
    "libglib2.0-0",
)
X11 = (
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxcb-xkb1",
)
WAYLAND = ("libwayland-cursor0", "libwayland-egl1")
WANTED = WITHOUT_A_SCREEN + X11 + WAYLAND


def is_debian_like() -> bool:
    """Whether packages here are kept by dpkg and apt."""
    return shutil.which("dpkg-query") is not None and shutil.which("apt-get") is not None


def names_in(listing: str) -> set[str]:
    """The installed names in a `dpkg-query` listing of `status<TAB>package<TAB>provides` lines.

    What a package provides counts too: newer releases renamed some libraries (`libglib2.0-0t64`).
    """
    names: set[str] = set()
    for line in listing.splitlines():
        status, _, rest = line.partition("\t")
        package, _, provides = rest.partition("\t")
        if status.endswith(" installed"):
            names.add(package)
            names.update(entry.split()[0] for entry in provides.split(",") if entry.strip())
    return names


def missing(wanted: tuple[str, ...] = WANTED) -> list[str]:
    """Those of `wanted` that are not installed, in the same order."""
    listing = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Status}\t${Package}\t${Provides}\n"],
        capture_output=True,
        text=True,
        check=True,
    )
    installed = names_in(listing.stdout)
    return [name for name in wanted if name not in installed]


def install(packages: list[str]) -> bool:
    """Install `packages` with apt-get (root only); False when apt-get could not, after it has said why."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    # The package lists of a fresh machine are empty or old; only then is the slower update needed.
    if subprocess.run(command, env=environment, stderr=subprocess.DEVNULL).returncode == 0:
        return True
    subprocess.run(["apt-get", "update", "-q"], env=environment)
    return subprocess.run(command, env=environment).returncode == 0


def advice(packages: list[str]) -> str:
    """What to tell a person who is not root."""
    return (
        "The window needs system libraries that are not installed. Everything else works without them. Run:\n"
        f"  sudo apt-get install {' '.join(packages)}"
    )
