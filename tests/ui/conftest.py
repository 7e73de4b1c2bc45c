"""Windows without a screen, and an app on a profile of its own."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from companion.loop import EngineThread
from companion.paths import Home
from ui.app import CompanionApp
from ui.chat.window import MainWindow

STARTED_MS = 30_000


@pytest.fixture(scope="package", autouse=True)
def nobody_else_collects() -> Iterator[None]:
    """As in the app (`ui.garbage`), no thread but the main one destroys a window, and none while Qt is at work."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def collected(nobody_else_collects: None) -> Iterator[None]:
    """What a test leaves is collected when it is over."""
    yield
    gc.collect(2 if gc.get_count()[2] > 20 else 1)


@pytest.fixture
def engine_thread() -> Iterator[EngineThread]:
    """A running engine thread with nothing on it."""
    thread = EngineThread()
    thread.start()
    yield thread
    thread.stop()


@pytest.fixture
def start_app(qtbot: QtBot) -> Iterator[Callable[[Home], CompanionApp]]:
    """Starts the app on a home and waits until its profile is open; closed at the end of the test."""
    running: list[CompanionApp] = []

    def start(home: Home) -> CompanionApp:
        app = CompanionApp(qtbot_app(), home, welcome=False)
        running.append(app)
        app.start()
        qtbot.waitUntil(lambda: app.bridge.attached, timeout=STARTED_MS)
        return app

    yield start
    for app in running:
        close(app)


def qtbot_app() -> QApplication:
    """The one application of this process."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def window_of(app: CompanionApp) -> MainWindow:
    """The main window, which is there once the app has started."""
    assert app.window is not None
    return app.window


def close(app: CompanionApp) -> None:
    """Close app and profile as the end of the event loop does. Twice does no harm."""
    if not shiboken6.isValid(app):
        return
    app.shut_down()
    if app.window is not None:
        app.window.deleteLater()
        app.window = None
    app.deleteLater()
