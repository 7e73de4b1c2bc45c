"""Reads the open session: its end first, so that it opens at once however long it is, then page by page upward."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from companion.errors import CompanionError
from companion.records import Message
from ui.bridge import Bridge

FIRST = 200
"""Messages that are read at first: some screens of short ones."""
PAGE = 1_000
"""Messages that are read at a time above those; laying aside their heights takes a few milliseconds."""


class SessionReader(QObject):
    """Asks the engine for messages, one question at a time. Main thread only."""

    begun = Signal(object)
    """The last messages of the session: the view begins anew with them."""
    above = Signal(object)
    """What stands before the first message that was given."""
    changed = Signal(object)
    """The whole session, read again."""
    completed = Signal()
    """There is nothing above any more."""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._session: int | None = None
        self._reading = False
        self._stale = False
        self._fresh = True
        self._round = 0
        self.complete = True
        """Whether all of the session is there."""

    def open(self, session_id: int | None) -> None:
        """Read this session from anew; None reads nothing."""
        self._session = session_id
        self._round += 1
        self.complete = session_id is None
        self.again()

    def adopt(self, session_id: int) -> None:
        """The session that has just begun is this one: nothing of it was read, and nothing is shown twice."""
        self._session = session_id
        self._fresh = False
        self.complete = True
        self.read()

    def again(self) -> None:
        """Let the view begin anew, at the end."""
        self._fresh = True
        self.read()

    def read(self) -> None:
        """Read what is new; calls while one is under way are made up for by one more."""
        if self._session is None:
            return
        if self._reading:
            self._stale = True
            return
        session, fresh = self._session, self._fresh or not self.complete
        limit = FIRST if fresh else None
        self._reading, self._fresh = True, False

        def done(messages: list[Message]) -> None:
            if self._session != session:
                self._fresh = True
            elif fresh:
                self._begin(messages)
            else:
                self.changed.emit(messages)
            self._settle(session)

        def failed(error: CompanionError) -> None:
            self._settle(session)
            self._bridge.trouble.emit(error)

        self._bridge.ask(self, lambda engine: engine.messages(session, limit=limit), done, failed)

    def _settle(self, session: int) -> None:
        self._reading = False
        if self._stale or self._session != session:
            self._stale = False
            self.read()

    def _begin(self, messages: list[Message]) -> None:
        self._round += 1
        self.complete = len(messages) < FIRST
        self.begun.emit(messages)
        if not self.complete:
            self._read_above(messages[0].id, self._round)

    def _read_above(self, message_id: int, round_: int) -> None:
        session = self._session
        if session is None:
            return

        def done(messages: list[Message]) -> None:
            if round_ != self._round:
                return
            self.complete = len(messages) < PAGE
            self.above.emit(messages)
            if self.complete:
                self.completed.emit()
            else:
                self._read_above(messages[0].id, round_)

        self._bridge.ask(self, lambda engine: engine.messages(session, before=message_id, limit=PAGE), done)
