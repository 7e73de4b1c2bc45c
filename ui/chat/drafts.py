"""Keeps what is written and not sent in the record, so that it is there again after a restart."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from companion.events import Event, ForgettingChanged
from companion.records import Draft
from ui.bridge import Bridge
from ui.chat.composer import Composer

PAUSE_MS = 700
"""Time from the last key to the saving of a draft."""


class Drafts(QObject):
    """Saves the composer's text a moment after it changed, and brings back what the record has. Main thread only."""

    def __init__(self, bridge: Bridge, composer: Composer, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._composer = composer
        self._session: int | None = None
        self._fetched: set[int | None] = set()
        self._saved: dict[int | None, Draft] = {}
        self._saving: Future[Any] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.save)
        composer.field.textChanged.connect(self._changed)
        composer.tray.changed.connect(self._changed)
        bridge.events.connect(self._heard)

    def open(self, session_id: int | None) -> None:
        """Another conversation is shown: what was written in the one before is saved, its own comes back."""
        self.save()
        self._session = session_id  # before the text changes: that is saved, too
        self._composer.switch(session_id)
        if session_id in self._fetched or not self._bridge.attached:
            return
        self._fetched.add(session_id)
        self._bridge.ask(self, lambda engine: engine.draft(session_id), lambda draft: self._take(session_id, draft))

    def _take(self, session_id: int | None, draft: Draft) -> None:
        self._saved.setdefault(session_id, draft)
        self._composer.restore(session_id, draft)

    def begun(self, session_id: int) -> None:
        """The new conversation has become this session; what is written goes along."""
        self._composer.switch(session_id, adopt=True)
        self._keep(None, Draft())
        self._session = session_id
        self._fetched.add(session_id)
        self.save()

    @Slot(object)
    def _heard(self, event: Event) -> None:
        if isinstance(event, ForgettingChanged):
            self._look_again()

    @Slot()
    def _look_again(self) -> None:
        """What a forget took out of a draft goes here, too: it would be saved again with the next key."""
        if self._saving is not None and not self._saving.done():
            QTimer.singleShot(PAUSE_MS, self, self._look_again)
            return
        for session_id, draft in self._saved.items():
            if draft != Draft() and self._bridge.attached:
                self._compare(session_id, draft)

    def _compare(self, session_id: int | None, saved: Draft) -> None:
        def found(kept: Draft) -> None:
            if kept != saved and self._saved.get(session_id) == saved:
                self._saved[session_id] = kept
                self._composer.replace(session_id, saved, kept)

        self._bridge.ask(self, lambda engine: engine.draft(session_id), found)

    @Slot()
    def _changed(self) -> None:
        if self._composer.draft != Draft():
            self._pause.start()
        else:
            # Sent or deleted: it must not come back after a crash.
            self.save()

    @Slot()
    def save(self) -> Future[Any] | None:
        """Save now what is written; the saving that is under way, None when there is nothing to save."""
        self._pause.stop()
        return self._keep(self._session, self._composer.draft)

    def _keep(self, session_id: int | None, draft: Draft) -> Future[Any] | None:
        if not self._bridge.attached or draft == self._saved.get(session_id, Draft()):
            return None
        self._saved[session_id] = draft
        self._saving = self._bridge.ask(self, lambda engine: engine.save_draft(session_id, draft)).future
        return self._saving
