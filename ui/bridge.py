"""The only file that crosses threads: events come to the Qt main thread, questions go to the engine."""

from __future__ import annotations

import contextlib
import logging
import threading
import traceback
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from companion.errors import CompanionError
from companion.events import Event, ReplyChunk, ReplyThought
from companion.loop import EngineThread

if TYPE_CHECKING:
    from companion.engine import Engine

T = TypeVar("T")
log = logging.getLogger(__name__)


def plain_error(error: BaseException) -> CompanionError:
    """`error` as something to show: ours as it is, any other as a general sentence.

    The unexpected kind is logged by its type and place only: its own words could quote a conversation.
    """
    if isinstance(error, CompanionError):
        return error
    places = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    log.error("unexpected %s at %s", type(error).__name__, " < ".join(reversed(places)) or "an unknown place")
    return CompanionError(
        "Something went wrong inside the app. What was saved before is safe.",
        "Try again. If it keeps happening, the log in the profile folder says where.",
    )


class Ticket:
    """One question on its way. Belongs to the main thread."""

    def __init__(
        self,
        owner: QObject,
        done: Callable[[Any], None] | None,
        failed: Callable[[CompanionError], None] | None,
    ) -> None:
        self.owner = owner
        self.done = done
        self.failed = failed
        self.future: Future[Any] | None = None
        self.error: CompanionError | None = None
        self.active = True

    def cancel(self) -> None:
        """Stop the work if it still runs and deliver nothing. Does nothing when it has ended."""
        self.active = False
        if self.future is not None:
            self.future.cancel()


class Bridge(QObject):
    """Carries calls to the engine and its events back. Make and use it on the Qt main thread.

    Callbacks and `events` always run on the main thread, never inside `ask` itself.
    """

    events = Signal(object)
    """Every engine event, one at a time; neighbouring pieces of one reply arrive joined.

    (Not called `event`: that would hide `QObject.event`.)"""
    trouble = Signal(object)
    """A `CompanionError` of a question that had no `failed` of its own."""
    _settled = Signal(object)
    _arrived = Signal()

    def __init__(self, thread: EngineThread, engine: Engine | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = thread
        self._engine: Engine | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._lock = threading.Lock()
        self._waiting: deque[Event] = deque()
        self._settled.connect(self._settle, Qt.ConnectionType.QueuedConnection)
        self._arrived.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        if engine is not None:
            self.attach(engine)

    @property
    def engine(self) -> Engine:
        """The engine behind this bridge, for its immutable snapshots such as `settings`."""
        if self._engine is None:
            raise CompanionError("The profile is not open yet.", "Wait a moment and try again.")
        return self._engine

    @property
    def attached(self) -> bool:
        """Whether there is an engine to ask."""
        return self._engine is not None

    def attach(self, engine: Engine) -> None:
        """Speak to this engine from now on and pass on its events."""
        self.detach()
        self._engine = engine
        self._unsubscribe = engine.subscribe(self._listen)

    def detach(self) -> None:
        """Let go of the engine. Events that were on their way are dropped."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._unsubscribe = self._engine = None
        with self._lock:
            self._waiting.clear()

    def ask(
        self,
        owner: QObject,
        work: Callable[[Engine], Coroutine[Any, Any, T]],
        done: Callable[[T], None] | None = None,
        failed: Callable[[CompanionError], None] | None = None,
    ) -> Ticket:
        """Run `work(engine)` on the engine thread and bring its result back.

        `done(result)` or `failed(error)` is called on the main thread, and neither is when `owner` no longer
        exists or the ticket was cancelled. The work itself goes on when the owner dies: a change that was
        asked for must not be half done because a window closed.
        """
        try:
            coroutine = work(self.engine)
        except CompanionError as error:
            ticket = Ticket(owner, done, failed)
            ticket.error = error
            self._settled.emit(ticket)
            return ticket
        return self.run(owner, coroutine, done, failed)

    def run(
        self,
        owner: QObject,
        work: Coroutine[Any, Any, T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[CompanionError], None] | None = None,
    ) -> Ticket:
        """Like `ask`, for work that needs no open engine, such as opening one."""
        ticket = Ticket(owner, done, failed)
        try:
            ticket.future = self._thread.submit(work)
        except RuntimeError:
            ticket.error = CompanionError("The app is closing.", "Open it again to go on.")
        if ticket.future is None:
            self._settled.emit(ticket)
        else:
            ticket.future.add_done_callback(lambda _future: self._report(ticket))
        return ticket

    def _report(self, ticket: Ticket) -> None:
        """On the engine thread: the work has ended."""
        with contextlib.suppress(RuntimeError):  # the bridge is gone: nobody is left to tell
            self._settled.emit(ticket)

    @Slot(object)
    def _settle(self, ticket: Ticket) -> None:
        if not ticket.active or not shiboken6.isValid(ticket.owner):
            return
        ticket.active = False
        result: Any = None
        error: CompanionError | None = ticket.error
        if ticket.future is not None:
            try:
                result = ticket.future.result(timeout=0)
            except CancelledError:
                return
            except Exception as wrong:  # noqa: BLE001 - the last place that can turn it into words
                error = plain_error(wrong)
        if error is None:
            if ticket.done is not None:
                ticket.done(result)
        elif ticket.failed is not None:
            ticket.failed(error)
        else:
            self.trouble.emit(error)

    def _listen(self, event: Event) -> None:
        """On the engine thread: keep the event and wake the main thread once for all that wait."""
        with self._lock:
            first = not self._waiting
            last = self._waiting[-1] if self._waiting else None
            joined = _joined(last, event)
            if joined is not None:
                self._waiting[-1] = joined
            else:
                self._waiting.append(event)
        if first:
            with contextlib.suppress(RuntimeError):
                self._arrived.emit()

    @Slot()
    def _drain(self) -> None:
        with self._lock:
            events = list(self._waiting)
            self._waiting.clear()
        for event in events:
            self.events.emit(event)


def _joined(last: Event | None, event: Event) -> Event | None:
    """Two neighbouring pieces of one reply as one; None when they are something else."""
    for kind in (ReplyChunk, ReplyThought):
        if isinstance(last, kind) and isinstance(event, kind) and last.message_id == event.message_id:
            return kind(last.session_id, last.message_id, last.text + event.text)
    return None
