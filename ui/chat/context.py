"""Keeps the context meter and its window in step with what is written and said."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from companion.errors import CompanionError
from companion.events import Event, ModelChanged, ReplyFinished, ReplyWaiting, SettingsChanged
from companion.records import SentPrompt
from ui.bridge import Bridge, Ticket
from ui.chat.composer import Composer
from ui.chat.context_window import ContextWindow
from ui.chat.conversation import Conversation
from ui.chat.meter import ContextMeter

PAUSE_MS = 600
"""Time from the last key to a new estimate."""


class ContextWatch(QObject):
    """Asks the engine what the next prompt holds, a moment after anything changed. Main thread only."""

    def __init__(
        self, bridge: Bridge, conversation: Conversation, composer: Composer, meter: ContextMeter, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._conversation = conversation
        self._composer = composer
        self._meter = meter
        self._last: SentPrompt | None = None
        self._next: SentPrompt | None = None
        self._trouble: CompanionError | None = None
        self._asked: Ticket | None = None
        self.window = ContextWindow(parent)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        meter.clicked.connect(self.open)
        composer.field.textChanged.connect(self._pause.start)
        composer.tray.changed.connect(self._pause.start)
        conversation.opened.connect(self._opened)
        bridge.events.connect(self._hear)

    @Slot()
    def open(self) -> None:
        """Show the window."""
        self._show()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self._pause.start()

    @Slot(object)
    def _opened(self, _session: int | None) -> None:
        self._last = self._next = None
        self._show()
        self._pause.start()

    @Slot()
    def _ask(self) -> None:
        if not self._bridge.attached or self._conversation.busy:
            return
        if self._asked is not None:
            self._asked.cancel()
        session, text, held = self._conversation.session_id, self._composer.text, self._composer.tray.held

        def done(sent: SentPrompt) -> None:
            self._next, self._trouble = sent, None
            # The size that a model has told stays until there is something new to tell.
            self._meter.show_prompt(self._last if self._last is not None and not text and not held else sent)
            self._show()

        def failed(error: CompanionError) -> None:
            # A text that is too long, or no model: it is said when it is sent, and in the window.
            self._next, self._trouble = None, error
            if getattr(error, "code", "") != "too_long":
                self._meter.hide()
            self._show()

        self._asked = self._bridge.ask(self, lambda engine: engine.preview_prompt(session, text, held), done, failed)

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, ReplyWaiting | ReplyFinished) and event.session_id == self._conversation.session_id:
            reply = event.message_id
            self._bridge.ask(self, lambda engine: engine.prompt_of(reply), self._take, lambda _error: None)
        elif isinstance(event, ModelChanged | SettingsChanged):
            self._pause.start()

    def _take(self, sent: SentPrompt | None) -> None:
        if self._asked is not None:
            # What was asked for before this was sent would say less than it holds.
            self._asked.cancel()
        if sent is not None:
            self._last = sent
            self._meter.show_prompt(sent)
            self._show()
        self._pause.start()

    def _show(self) -> None:
        self.window.show_prompts(self._next, self._last, self._trouble)
