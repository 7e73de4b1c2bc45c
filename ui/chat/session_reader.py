"""Reads the open session: its end first, so that it opens at once however long it is, then page by page upward.

What changes later is nearly always at the end: that is read again, down from a message which is there already.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from companion.errors import CompanionError
from companion.records import Message
from ui.bridge import Bridge

FIRST = 200
"""Messages that are read at first: some screens of short ones."""
PAGE = 400
"""Messages that are read at a time above those; what the window does with them takes a few milliseconds."""


class SessionReader(QObject):
    """Asks the engine for messages, one question at a time. Main thread only."""

    begun = Signal(object)
    """The last messages of the session: the view begins anew with them."""
    above = Signal(object)
    """What stands before the first message that was given."""
    changed = Signal(object)
    """The end of the session, read again: from a message that is there, or from the first one on."""
    checked = Signal(object)
    """Messages above the end, read again: whether they are the same as before was not known."""
    completed = Signal()
    """There is nothing above any more."""

    def __init__(self, bridge: Bridge, is_there: Callable[[int], bool], parent: QObject) -> None:
        """`is_there` tells whether the view has the message with this id."""
        super().__init__(parent)
        self._bridge = bridge
        self._is_there = is_there
        self._session: int | None = None
        self._reading = False
        self._stale = False
        self._fresh = True
        self._through = False
        self._round = 0
        self.complete = True
        """Whether all of the session is there."""

    @property
    def asks_again(self) -> bool:
        """Whether something has changed since the question that is being answered, so that it is asked once more."""
        return self._stale

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

    def read(self, *, through: bool = False) -> None:
        """Read what is new at the end, and with `through` look whether what stands above is still the same.

        Calls while one is under way are made up for by one more.
        """
        self._through = self._through or through
        if self._session is None:
            return
        if self._reading:
            self._stale = True
            return
        self._reading = True
        fresh, self._fresh = self._fresh, False
        if fresh:
            self._ask(None, FIRST, self._begin)
        else:
            self._ask(None, FIRST, lambda messages: self._join(messages, FIRST))

    def _ask(self, before: int | None, limit: int, done: Callable[[list[Message]], None]) -> None:
        """One question of those that follow one another; the last of them ends with `_settle`."""
        session = self._session
        if session is None:
            self._settle()
            return

        def took(messages: list[Message]) -> None:
            if self._session != session:
                self._fresh = self._stale = True
                self._settle()
            else:
                done(messages)

        def failed(error: CompanionError) -> None:
            self._settle()
            self._bridge.trouble.emit(error)

        self._bridge.ask(self, lambda engine: engine.messages(session, before=before, limit=limit), took, failed)

    def _settle(self) -> None:
        self._reading = False
        if self._stale:
            self._stale = False
            self.read()

    def _begin(self, messages: list[Message]) -> None:
        self._round += 1
        self._through = False
        self.complete = len(messages) < FIRST
        self.begun.emit(messages)
        if not self.complete:
            self._read_above(messages[0].id, self._round)
        self._settle()

    def _join(self, messages: list[Message], asked: int, below: tuple[Message, ...] = ()) -> None:
        """The end of the session reaches up to what is there, or all of it was read; else read further up."""
        whole = len(messages) < asked
        if not whole and not self._is_there(messages[0].id):
            self._ask(messages[0].id, PAGE, lambda above: self._join(above, PAGE, (*messages, *below)))
            return
        if whole and not self.complete:
            self._round += 1
            self.complete = True
        self.changed.emit([*messages, *below])
        self._look_above(messages, whole=whole)

    def _look_above(self, messages: list[Message], *, whole: bool) -> None:
        """Check the next page, where that is wanted; what is new at the end goes before."""
        if whole or not self._is_there(messages[0].id):
            self._through = False
        if self._through and not self._stale:
            self._ask(messages[0].id, PAGE, self._check)
        else:
            self._settle()

    def _check(self, messages: list[Message]) -> None:
        self.checked.emit(messages)
        self._look_above(messages, whole=len(messages) < PAGE)

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
