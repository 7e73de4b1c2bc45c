"""The entry point: a window, or a terminal command."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from companion.paths import Home, chosen_home


def main(argv: Sequence[str] | None = None) -> int:
    """Open the app, hand the words to the one that runs, or run a terminal command; the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    options, rest = _window_parser().parse_known_args(arguments)
    if rest:
        from companion import cli

        return cli.main(arguments)
    if options.demo:
        return _demo()
    home = chosen_home(options.home)
    window = "quick" if options.quick or options.ask else "show"
    if _running(home):
        from companion.service import send_window

        if send_window(home, window, options.ask or ""):
            return 0
    if not has_display():
        from companion import cli

        print("companion: there is no display here, so this is the terminal chat.", file=sys.stderr)
        return cli.main([*(["--home", options.home] if options.home else []), "chat"])
    from companion.events import WindowWanted
    from ui.app import run

    return run(home, WindowWanted(window, options.ask or ""))


def _demo() -> int:
    """A made-up person's profile to look around in; all of it is gone when the window closes."""
    if not has_display():
        print("companion: the demo is a window, and there is no display here.", file=sys.stderr)
        return 1
    from ui.app import run
    from ui.demo import demo_home

    with tempfile.TemporaryDirectory(prefix="companion-demo-", ignore_cleanup_errors=True) as folder:
        return run(demo_home(Path(folder), dt.date.today()))


def _window_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--ask", metavar="TEXT")
    parser.add_argument("--home", metavar="DIR")
    parser.add_argument("--demo", action="store_true")
    return parser


def _running(home: Home) -> bool:
    """Whether an app may be open on this profile. Cheap: asking it takes the engine's imports."""
    return home.socket.exists() or (home.root / "door.json").exists()


def has_display() -> bool:
    """Whether Qt can show windows here."""
    if not sys.platform.startswith("linux"):
        return True
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if platform and platform not in ("xcb", "wayland"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
