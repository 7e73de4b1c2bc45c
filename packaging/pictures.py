"""Draw the pictures of the docs anew: the real windows over the demo profile, without a screen.

    make pictures

The demo profile is made from resources/demo/nora.json in a folder that is thrown away. No model answers: what the
pictures show works on a fresh machine.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QTableView, QWidget

from companion.cli import main as companion
from companion.paths import Home
from ui.app import CompanionApp, make_application

ROOT = Path(__file__).resolve().parent.parent
SAID = (
    "I finally tried the low notes again tonight, and Pilot howled along.",
    "When does my diving course start?",
)
IN_NEED = "Everything feels hopeless. I can't do this anymore."
"""What brings up the card that says where to find help."""
CHOSEN_ROW = 2
"""Which memory the browser shows in detail: a fact of the last conversation."""
PATIENCE = 60.0


def wait(app: QApplication, ready: Callable[[], bool], what: str) -> None:
    """Let the windows work until `ready`. Raises `TimeoutError`."""
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"not ready for a picture: {what}")
        app.processEvents()
        time.sleep(0.01)


def rest(app: QApplication, seconds: float = 0.7) -> None:
    """Let animations and late answers come to an end."""
    end = time.monotonic() + seconds
    wait(app, lambda: time.monotonic() > end, "rest")


def shoot(widget: QWidget, path: Path) -> None:
    """Save what a window shows."""
    if not widget.grab().save(str(path)):
        raise OSError(f"{path.name} could not be written")
    print(path.name)


def demo_home(folder: Path) -> Home:
    """The demo profile, made through the terminal's own door."""
    home = Home(folder / "nora")
    home.root.mkdir(parents=True)
    # Not encrypted, so that no keyring of this machine is asked or warned about.
    home.settings.write_text("encrypt = false\nreduced_motion = true\n", encoding="utf-8")
    story = ROOT / "resources" / "demo" / "nora.json"
    code = companion(["--home", str(home.root), "import", str(story), "--format", "transcript"])
    if code != 0:
        raise SystemExit(code)
    return home


def talk(app: QApplication, shown: CompanionApp) -> None:
    """Say the lines and wait for the replies."""
    assert shown.window is not None
    ended: list[object] = []
    shown.bridge.events.connect(lambda event: ended.append(event) if type(event).__name__ == "ReplyFinished" else None)
    for number, line in enumerate(SAID, 1):
        shown.window.page.conversation.send(line)
        wait(app, lambda number=number: len(ended) >= number, "reply")
        rest(app, 0.3)


def take(app: QApplication, home: Home, to: Path) -> None:
    """Open every window in light and dark and save its picture."""
    shown = CompanionApp(app, home)
    shown.start()
    wait(app, lambda: shown.bridge.attached, "profile")
    assert shown.window is not None
    main = shown.window
    main.resize(1200, 760)
    rest(app)
    shoot(main, to / "empty-light.png")
    talk(app, shown)
    others = {}
    for name in ("memories", "portrait", "persona"):
        shown.open_other(name)
        others[name] = shown._others[name]
        others[name].resize(1200, 760)
    rest(app, 1.5)
    others["memories"].findChildren(QTableView)[0].selectRow(CHOSEN_ROW)
    rest(app)
    for theme in ("light", "dark"):
        shown.theme.choose(theme)
        rest(app)
        shoot(main, to / f"chat-{theme}.png")
        for name, window in others.items():
            shoot(window, to / f"{name}-{theme}.png")
    take_help(app, shown, to)
    shown.quit()
    rest(app, 1.0)


def take_help(app: QApplication, shown: CompanionApp, to: Path) -> None:
    """The card that says where to find help, in a conversation of its own."""
    main = shown.window
    assert main is not None
    main.new_conversation()
    main.page.conversation.send(IN_NEED)
    model = main.page.conversation.model
    wait(app, lambda: model.rowCount() == 2 and model.row(1).help is not None, "the card")
    for theme in ("light", "dark"):
        shown.theme.choose(theme)
        rest(app)
        shoot(main, to / f"help-{theme}.png")


def run(arguments: list[str]) -> int:
    """Write the pictures into the folder that is named, else into docs/pictures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # The pictures must not depend on what this machine's Ollama holds.
    os.environ["OLLAMA_HOST"] = "127.0.0.1:1"
    to = Path(arguments[0]) if arguments else ROOT / "docs" / "pictures"
    to.mkdir(parents=True, exist_ok=True)
    app = make_application(["companion"])
    with tempfile.TemporaryDirectory() as folder:
        take(app, demo_home(Path(folder)), to)
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
