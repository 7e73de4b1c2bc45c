"""Put the app into this user's menu, or take it out again. No root; nothing outside the user's data folder.

python desktop_entry.py install      menu entry, icons and metainfo, pointing at this clone's launcher
python desktop_entry.py uninstall    removes exactly those files
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APP_ID = "io.github.companion_app.Companion"
PNG_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def data_home(environment: Mapping[str, str], home: Path) -> Path:
    """The user's data folder by the XDG base directory rules, which ignore a relative path."""
    named = environment.get("XDG_DATA_HOME", "")
    return Path(named) if os.path.isabs(named) else home / ".local" / "share"


def exec_word(program: str) -> str:
    """`program` as one word of an Exec line: quoted by the desktop entry rules, then escaped as a string value."""
    quoted = program
    for character in ("\\", '"', "`", "$"):
        quoted = quoted.replace(character, "\\" + character)
    return '"' + quoted.replace("\\", "\\\\").replace("%", "%%") + '"'


def entry_for(template: str, launcher: Path) -> str:
    """The desktop entry with `launcher` in place of the bare command."""
    lines = []
    for line in template.splitlines():
        key, _, value = line.partition("=")
        if key == "Exec":
            _, space, arguments = value.partition(" ")
            line = f"Exec={exec_word(str(launcher))}{space}{arguments}"
        elif key == "TryExec":
            escaped = str(launcher).replace("\\", "\\\\")
            line = f"TryExec={escaped}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def icon_targets(data: Path) -> dict[Path, Path]:
    """Source of every icon by the place where it goes."""
    icons, theme = ROOT / "resources" / "icons", data / "icons" / "hicolor"
    targets = {
        theme / f"{edge}x{edge}" / "apps" / f"{APP_ID}.png": icons / "png" / f"companion-{edge}.png"
        for edge in PNG_SIZES
    }
    targets[theme / "scalable" / "apps" / f"{APP_ID}.svg"] = icons / "companion.svg"
    targets[theme / "symbolic" / "apps" / f"{APP_ID}-symbolic.svg"] = icons / "companion-symbolic.svg"
    return targets


def entry_path(data: Path) -> Path:
    """Where the menu entry goes."""
    return data / "applications" / f"{APP_ID}.desktop"


def metainfo_path(data: Path) -> Path:
    """Where the description for software centres goes."""
    return data / "metainfo" / f"{APP_ID}.metainfo.xml"


def install(data: Path, launcher: Path) -> None:
    """Write all files below `data`; raises OSError when one cannot be written."""
    copies = icon_targets(data) | {metainfo_path(data): ROOT / "packaging" / f"{APP_ID}.metainfo.xml"}
    for target, source in copies.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    template = (ROOT / "packaging" / f"{APP_ID}.desktop").read_text(encoding="utf-8")
    entry_path(data).parent.mkdir(parents=True, exist_ok=True)
    entry_path(data).write_text(entry_for(template, launcher), encoding="utf-8")
    refresh(data)


def uninstall(data: Path) -> bool:
    """Remove what `install` wrote; whether there was a menu entry."""
    was_there = entry_path(data).exists()
    for target in [entry_path(data), metainfo_path(data), *icon_targets(data)]:
        target.unlink(missing_ok=True)
    refresh(data)
    return was_there


def refresh(data: Path) -> None:
    """Let a running desktop see the change at once."""
    theme = data / "icons" / "hicolor"
    if theme.is_dir():
        # An icon cache counts as stale when its theme folder is younger.
        os.utime(theme)
    tool = shutil.which("update-desktop-database")
    if tool is not None and entry_path(data).parent.is_dir():
        subprocess.run([tool, str(entry_path(data).parent)], check=False)


def main(arguments: list[str]) -> int:
    """Exit code 0 when done, 1 with one plain message when it was not possible, 2 for a wrong call."""
    if arguments not in (["install"], ["uninstall"]):
        print("usage: desktop_entry.py install|uninstall", file=sys.stderr)
        return 2
    if sys.platform in ("darwin", "win32"):
        print("Menu entries are for Linux desktops. Here, start the app with: make run", file=sys.stderr)
        return 1
    data = data_home(os.environ, Path.home())
    try:
        if arguments == ["install"]:
            install(data, ROOT / ".venv" / "bin" / "companion")
            print(f"Companion is in your menu now ({entry_path(data)}).")
        elif uninstall(data):
            print("Companion is out of your menu. Your conversations and memories are untouched.")
        else:
            print("Companion was not in your menu; nothing was changed.")
    except OSError as problem:
        print(f"The menu entry could not be changed: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
