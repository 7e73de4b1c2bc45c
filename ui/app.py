"""Composition root of the windows: builds them, opens the profile behind them, and closes both."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTimer, QTranslator, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from companion.errors import CompanionError
from companion.events import Event, SettingsChanged, WindowWanted
from companion.loop import EngineThread
from companion.paths import APP_ID, APP_NAME, Home, resources_dir
from companion.settings import Settings
from ui.bridge import Bridge
from ui.chat.window import MainWindow
from ui.garbage import Garbage
from ui.icons import app_icon
from ui.opening import OpenProfile
from ui.quick.popup import QuickChat
from ui.signals import Signals
from ui.theme import Theme
from ui.tray import Tray, tray_there
from ui.window_state import load_state, save_state

CLOSING_SECONDS = 8
"""How long a profile may take to close before the app leaves anyway; the record is safe at any moment."""


SWITCH_SECONDS = 0.001
"""How long a thread of the engine may keep Python for itself while the window waits; a fifth of what is usual."""


def make_application(argv: list[str]) -> QApplication:
    """The QApplication with its name, icon and translation."""
    sys.setswitchinterval(SWITCH_SECONDS)
    QCoreApplication.setApplicationName(APP_NAME)
    QCoreApplication.setOrganizationName(APP_NAME)
    app = QApplication(argv)
    app.setDesktopFileName(APP_ID)
    app.setApplicationDisplayName("Companion")
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(app_icon())
    translator = QTranslator(app)
    if translator.load(QLocale(), "companion", "_", str(resources_dir() / "translations")):
        app.installTranslator(translator)
    return app


class CompanionApp(QObject):
    """Everything that is on the screen for one profile. Main thread only."""

    profile_opened = Signal()

    def __init__(self, app: QApplication, home: Home, *, welcome: bool = True) -> None:
        """`welcome` False: a new profile goes straight to its first conversation."""
        super().__init__(app)
        self._welcome = welcome
        self._app = app
        self._home = home
        self._profile: OpenProfile | None = None
        self._wanted: WindowWanted | None = None
        self._others: dict[str, QWidget] = {}
        self._closing = False
        self.thread_ = EngineThread()
        self.bridge = Bridge(self.thread_, parent=self)
        self.theme = Theme(app)
        self.window: MainWindow | None = None
        self.quick: QuickChat | None = None
        self.tray: Tray | None = None

    def start(self, wanted: WindowWanted | None = None) -> None:
        """Show the window at once and open the profile behind it."""
        self._wanted = wanted
        self.theme.start()
        self.thread_.start()
        self.window = MainWindow(self.bridge, load_state(self._home.root))
        self.window.close_wanted.connect(self.close_or_hide)
        self.window.retry_wanted.connect(self.open_profile)
        self.window.folder_chosen.connect(self._open_folder)
        self.window.window_wanted.connect(self.open_other)
        for moved in (self.window.page.conversation.opened, self.window.page.conversation.begun):
            moved.connect(self.keep_arrangement)  # also for a start after a crash
        self.bridge.events.connect(self._hear)
        self._app.aboutToQuit.connect(self.shut_down)
        if wanted is None or wanted.window == "show":
            self.window.show()
        QTimer.singleShot(0, self, self.open_profile)

    # Opening --------------------------------------------------------------------------------------------

    @Slot()
    def open_profile(self) -> None:
        """Open the profile; from the beginning and again after an error."""
        if self.window is not None:
            self.window.show_opening()
        self.bridge.run(self, OpenProfile.open(self._home), self._opened, self._not_opened)

    def _opened(self, profile: OpenProfile) -> None:
        assert self.window is not None
        self._profile = profile
        self.bridge.attach(profile.engine)
        self._choose_theme(profile.engine.settings)
        self.quick = QuickChat(self.bridge)
        self.quick.apply(profile.engine.settings)
        self.quick.window_wanted.connect(self._show_session)
        self.quick.help_wanted.connect(self.open_other)
        self.quick.closed.connect(self._quick_closed)
        self._set_up_tray()
        self.window.show_chat()
        if self._welcome and not profile.welcomed and self.window.isVisible():
            self.window.show_welcome()
        if profile.engine.settings.flag("preload_model"):
            self.bridge.ask(self, lambda engine: engine.preload_model(), None, lambda _error: None)
        for notice in profile.notices:
            self.window.show_notice(notice)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._give_window(wanted)
        self.profile_opened.emit()

    def _not_opened(self, error: CompanionError) -> None:
        assert self.window is not None
        self.window.show_error(error)
        self.window.show()

    @Slot(str)
    def _open_folder(self, folder: str) -> None:
        self._home = Home(Path(folder))
        self.open_profile()

    def _set_up_tray(self) -> None:
        if self.tray is not None or not tray_there():
            return
        self.tray = Tray(self)
        self.tray.open_wanted.connect(self.show_window)
        self.tray.quick_wanted.connect(self._show_quick)
        self.tray.new_wanted.connect(self._show_new)
        self.tray.memories_wanted.connect(lambda: self.open_other("memories"))
        self.tray.quit_wanted.connect(self.ask_to_quit)
        self.tray.show()

    # Windows --------------------------------------------------------------------------------------------

    @Slot()
    def show_window(self) -> None:
        """Bring the main window to the front."""
        if self.window is not None:
            self.window.show()
            self.window.setWindowState(self.window.windowState() & ~self.window.windowState().WindowMinimized)
            self.window.raise_()
            self.window.activateWindow()

    @Slot()
    def _show_new(self) -> None:
        self.show_window()
        if self.window is not None:
            self.window.new_conversation()

    @Slot()
    def _show_quick(self) -> None:
        if self.quick is not None:
            self.quick.ask()

    @Slot()
    def _quick_closed(self) -> None:
        """Without a tray, an app whose last window is gone could not be reached again: it ends."""
        shown = [self.window, *self._others.values()]
        if self.tray is None and not any(widget is not None and widget.isVisible() for widget in shown):
            self.quit()

    @Slot(int)
    def _show_session(self, session_id: int) -> None:
        self.show_window()
        if self.window is not None:
            self.window.page.open(session_id)

    @Slot(int, int)
    def show_message(self, session_id: int, message_id: int) -> None:
        """Bring the main window to the front, at this message; 0: at the conversation."""
        self.show_window()
        if self.window is not None:
            self.window.page.open(session_id, message_id or None)

    def _give_window(self, wanted: WindowWanted) -> None:
        if wanted.window == "quick" and self.quick is not None:
            self.quick.ask(wanted.text)
            return
        self.show_window()
        if wanted.text and self.window is not None:
            self.window.new_conversation()
            self.window.page.conversation.send(wanted.text)

    @property
    def others(self) -> Mapping[str, QWidget]:
        """The windows beside the main one that were opened, by the names of `open_other`."""
        return self._others

    @Slot(str)
    def open_other(self, name: str) -> None:
        """Open `memories`, `portrait`, `persona`, `models`, `settings` or `welcome`; one of each, when first wanted.

        `settings:key` opens the settings at that one, `welcome:page` the welcome at that page.
        """
        if not self.bridge.attached:
            return
        name, _, part = name.partition(":")
        if name == "welcome" and self.window is not None:
            self.show_window()
            self.window.show_welcome(part)
            return
        if name == "settings":
            from ui.settings.dialog import SettingsDialog

            dialog = SettingsDialog(self.bridge, self.window)
            dialog.window_wanted.connect(self.open_other)
            dialog.open()
            if part:
                dialog.show_setting(part)
            return
        if name not in self._others:
            if name == "memories":
                from ui.memories.window import MemoryWindow

                memories = MemoryWindow(self.bridge)
                memories.message_wanted.connect(self.show_message)
                self._others[name] = memories
            elif name == "models":
                from ui.models.window import ModelsWindow

                self._others[name] = ModelsWindow(self.bridge)
            elif name == "persona":
                from ui.persona.window import PersonaWindow

                self._others[name] = PersonaWindow(self.bridge)
            else:
                from ui.portrait.window import PortraitWindow

                portrait = PortraitWindow(self.bridge)
                portrait.message_wanted.connect(self.show_message)
                self._others[name] = portrait
        other = self._others[name]
        other.show()
        other.raise_()
        other.activateWindow()

    def _choose_theme(self, settings: Settings) -> None:
        self.theme.choose(settings.text("theme"), contrast=settings.flag("more_contrast"))

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, WindowWanted):
            self._give_window(event)
        elif isinstance(event, SettingsChanged) and self.bridge.attached:
            settings = self.bridge.engine.settings
            self._choose_theme(settings)
            if self.quick is not None:
                self.quick.apply(settings)

    # Closing --------------------------------------------------------------------------------------------

    @Slot()
    def close_or_hide(self) -> None:
        """Closing the window: into the tray where the user wants that and there is one, else the end."""
        keep = self.bridge.attached and self.bridge.engine.settings.flag("close_to_tray")
        if keep and self.tray is not None and tray_there() and self.window is not None:
            self.window.hide()
        else:
            self.ask_to_quit()

    @Slot()
    def ask_to_quit(self) -> None:
        """Quit, but ask first when something was said off the record: it would be gone."""
        if self.window is None:
            self.quit()
            return
        if self.window.page.off_record.said:
            self.show_window()
        self.window.page.off_record.leave_for(None, self.quit)

    @Slot()
    def keep_arrangement(self) -> None:
        """Write down how the window is arranged, for the next start of this profile."""
        if self.window is not None and self._profile is not None:
            save_state(self._home.root, self.window.state())

    @Slot()
    def quit(self) -> None:
        """Close all windows, then the profile, then leave."""
        if self._closing:
            return
        self._closing = True
        self.keep_arrangement()
        if self.window is not None:
            self.window.hide()
        for widget in (*self._others.values(), self.quick):
            if widget is not None:
                widget.hide()
        if self.tray is not None:
            self.tray.hide()
        profile, self._profile = self._profile, None
        last = self._last_words()
        self.bridge.detach()
        if profile is None:
            self._app.quit()
            return
        QTimer.singleShot(CLOSING_SECONDS * 1000, self, self._app.quit)
        self.bridge.run(self, profile.close(last), lambda _none: self._app.quit(), lambda _error: self._app.quit())

    def _last_words(self) -> list[Future[Any]]:
        """What the windows still have to save."""
        there = self.window is not None and self.bridge.attached
        return self.window.leave() if there and self.window is not None else []

    @Slot()
    def shut_down(self) -> None:
        """The event loop is about to end: let the engine thread go, but do not wait for it for ever."""
        if self._profile is not None:
            last = self._last_words()
            self.bridge.detach()
            profile, self._profile = self._profile, None
            with contextlib.suppress(Exception):
                self.thread_.submit(profile.close(last)).result(CLOSING_SECONDS)
        stopping = threading.Thread(target=self.thread_.stop, name="stopping", daemon=True)
        stopping.start()
        stopping.join(CLOSING_SECONDS / 2)


def run(home: Home, wanted: WindowWanted | None = None) -> int:
    """Open the app on this profile and stay until it is closed; the exit code."""
    app = make_application([APP_NAME])
    companion = CompanionApp(app, home)
    Signals(companion.quit, companion).start()
    garbage = Garbage(companion)
    companion.profile_opened.connect(garbage.settle)
    garbage.start()
    companion.start(wanted)
    try:
        return app.exec()
    finally:
        garbage.stop()
