"""The app without a screen, and how its windows are photographed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from companion.events import ReplyFinished
from companion.paths import Home
from companion.settings import Value
from ui.app import CompanionApp
from ui.chat.window import MainWindow

SIZE = (1200, 760)
PATIENCE = 60.0


class Studio:
    """One running app. Everything waits for the windows to come to rest."""

    def __init__(self, app: QApplication, home: Home, to: Path) -> None:
        """Start the app on this profile. Pictures go into the folder `to`. Raises `TimeoutError`."""
        self._app = app
        self._to = to
        self._ended = 0
        self.shown = CompanionApp(app, home)
        self.shown.start()
        self.wait(lambda: self.shown.bridge.attached, "profile")
        self.shown.bridge.events.connect(self._count)
        self.main.resize(*SIZE)
        self.rest()

    @property
    def main(self) -> MainWindow:
        """The window with the conversations."""
        assert self.shown.window is not None
        return self.shown.window

    def _count(self, event: object) -> None:
        self._ended += isinstance(event, ReplyFinished)

    def wait(self, ready: Callable[[], bool], what: str) -> None:
        """Let the windows work until `ready`. Raises `TimeoutError`."""
        end = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError(f"not ready for a picture: {what}")
            self._app.processEvents()
            time.sleep(0.01)

    def rest(self, seconds: float = 0.5) -> None:
        """Let animations and late answers come to an end."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end, "rest")

    def ask(self, question: Callable[[Any], Any]) -> Any:
        """What the engine answers."""
        answers: list[Any] = []
        self.shown.bridge.ask(self.main, question, answers.append)
        self.wait(lambda: bool(answers), "the engine's answer")
        return answers[0]

    def set(self, **changes: Value) -> None:
        """Change settings."""
        self.ask(lambda engine: engine.change_settings(changes))
        self.rest()

    def after_reply(self, act: Callable[[], object]) -> None:
        """Do something that brings a reply, and wait until it has ended."""
        before = self._ended
        act()
        self.wait(lambda: self._ended > before, "reply")
        self.rest()

    def say(self, line: str) -> None:
        """Say this in the open conversation and wait for the reply."""
        self.after_reply(lambda: self.main.page.conversation.send(line))

    def shoot(self, window: QWidget, name: str, *themes: str) -> None:
        """Save what a window shows, in these themes (such as `dark-contrast`); the name of each is appended."""
        for theme in themes or ("light",):
            self.shown.theme.choose(theme.removesuffix("-contrast"), contrast=theme.endswith("-contrast"))
            self.rest()
            path = self._to / f"{name}-{theme}.png"
            if not window.grab().save(str(path)):
                raise OSError(f"{path.name} could not be written")
            print(path.name, flush=True)

    def close(self) -> None:
        """Close the windows and the profile."""
        self.shown.quit()
        self.rest()
        self.shown.shut_down()
