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

from demo_profile import demo_home
from PySide6.QtWidgets import QApplication, QWidget

from companion.paths import Home
from companion.records import Kind, MemoryQuery
from ui.app import CompanionApp, make_application
from ui.memories.window import MemoryWindow

ROOT = Path(__file__).resolve().parent.parent
SAID = (
    "I finally tried the low notes again tonight, and Pilot howled along.",
    "When does my diving course start?",
)
IN_NEED = "Everything feels hopeless. I can't do this anymore."
"""What brings up the card that says where to find help."""
CHOSEN = "marine biologist"
"""Words of the memory that the browser shows in detail: it was used, and fades."""
VIEWS = ("list", "timeline", "map", "inbox", "health")
"""The views of the browser; the first is the one that stands for it."""
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


def talk(app: QApplication, shown: CompanionApp) -> None:
    """Say the lines and wait for the replies."""
    assert shown.window is not None
    ended: list[object] = []
    shown.bridge.events.connect(lambda event: ended.append(event) if type(event).__name__ == "ReplyFinished" else None)
    for number, line in enumerate(SAID, 1):
        shown.window.page.conversation.send(line)
        wait(app, lambda number=number: len(ended) >= number, "reply")
        rest(app, 0.3)


def browse(app: QApplication, shown: CompanionApp, to: Path) -> None:
    """Every view of the memory browser, in light and dark, with one memory beside it."""
    window = shown.others["memories"]
    assert isinstance(window, MemoryWindow)
    wait(app, lambda: window.ready and window.list.model.rowCount() > 0, "memories")
    found: list[int] = []
    query = MemoryQuery(text=CHOSEN, kinds=(Kind.FACT,))
    shown.bridge.ask(window, lambda e: e.memories(query), lambda views: found.extend(v.memory.id for v in views))
    wait(app, lambda: bool(found), "memory")
    for view in VIEWS:
        window.show_view(view)
        rest(app, 1.2)
        if view in ("list", "timeline", "map"):
            window.open_memory(found[0])
            rest(app, 1.2)
        for theme in ("light", "dark"):
            shown.theme.choose(theme)
            rest(app)
            name = "memories" if view == VIEWS[0] else f"memories-{view}"
            shoot(window, to / f"{name}-{theme}.png")


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
        others[name] = shown.others[name]
        others[name].resize(1200, 760)
    rest(app, 1.5)
    for theme in ("light", "dark"):
        shown.theme.choose(theme)
        rest(app)
        shoot(main, to / f"chat-{theme}.png")
        for name, window in others.items():
            if not isinstance(window, MemoryWindow):
                shoot(window, to / f"{name}-{theme}.png")
    browse(app, shown, to)
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
