"""What the main window offers beside the conversation by key: finding in it, zooming, the list of keys, the context."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from companion.settings import BY_KEY
from ui.bridge import Bridge
from ui.chat.context import ContextWatch
from ui.chat.help import KeyboardHelp
from ui.chat.page import ChatPage

ZOOM_STEP = 10
"""Percent of the text size that one press changes."""


class WindowTools(QObject):
    """Small tools of one main window. Main thread only."""

    def __init__(self, bridge: Bridge, page: ChatPage, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._page = page
        self._window = window
        self.context = ContextWatch(bridge, page.conversation, page.composer, page.meter, window)
        self.context.window.models_wanted.connect(lambda: page.window_wanted.emit("models"))
        page.find_bar.closed.connect(page.composer.setFocus)

    @Slot()
    def find(self) -> None:
        """Find in the open conversation."""
        if self._page.conversation.session_id is not None:
            self._page.find_bar.open()

    @Slot()
    def find_next(self) -> None:
        """The next place."""
        self._page.find_bar.step(1)

    @Slot()
    def find_previous(self) -> None:
        """The place before."""
        self._page.find_bar.step(-1)

    @Slot()
    def help(self) -> None:
        """List every key."""
        KeyboardHelp(self._window).open()

    @Slot()
    def zoom_in(self) -> None:
        """Larger text."""
        self._zoom(self._size + ZOOM_STEP)

    @Slot()
    def zoom_out(self) -> None:
        """Smaller text."""
        self._zoom(self._size - ZOOM_STEP)

    @Slot()
    def zoom_reset(self) -> None:
        """The usual text size."""
        self._zoom(int(BY_KEY["text_size"].default))

    @property
    def _size(self) -> int:
        return self._bridge.engine.settings.whole("text_size") if self._bridge.attached else 100

    def _zoom(self, size: int) -> None:
        row = BY_KEY["text_size"]
        low, high = int(row.minimum or 0), int(row.maximum or size)
        wanted = min(max(size, low), high)
        if self._bridge.attached and wanted != self._size:
            self._bridge.ask(self, lambda engine: engine.change_settings({"text_size": wanted}))
