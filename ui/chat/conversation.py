"""One open conversation: what is shown of it and what can be done with it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QPixmap

from companion.errors import CompanionError
from companion.events import (
    BranchChanged,
    Event,
    MessageAdded,
    ReplyAwaiting,
    ReplyChunk,
    ReplyContinued,
    ReplyFinished,
    ReplyThought,
    ReplyWaiting,
)
from companion.records import (
    AttachmentContent,
    AttachmentKind,
    Exchange,
    Message,
    NewAttachment,
    Role,
    WhyRow,
)
from ui.bridge import Bridge
from ui.chat.message_actions import describe
from ui.chat.session_reader import SessionReader
from ui.chat.transcript_model import TranscriptModel


class Conversation(QObject):
    """Keeps a `TranscriptModel` in step with one session of the engine. Main thread only."""

    opened = Signal(object)
    """The id of the session that is shown now; None for one that has not begun."""
    begun = Signal(int)
    """The new conversation that is shown has become this session."""
    loaded = Signal()
    """The messages of the session are here."""
    busy_changed = Signal(bool)
    """Whether a reply is on its way."""
    refused = Signal(str, object)
    """A text that could not be saved, and why: it belongs back in the composer."""
    attached_back = Signal(object)
    """What was to come with a text that could not be saved: `NewAttachment`s."""
    picture_wanted = Signal(object)
    """An `AttachmentContent` to show large."""
    waiting = Signal(int)
    """A reply of the open session is silent, and its row says why."""
    reply_ended = Signal(object)
    """A `Message`: a reply of the open session that has ended."""

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = TranscriptModel(self, describe)
        self.session_id: int | None = None
        self._bridge = bridge
        self._live: dict[int, str] = {}
        self._thoughts: dict[int, tuple[str, float]] = {}
        self._waiting: dict[int, tuple[str, int, float]] = {}
        self._sending = False
        self._busy = False
        self.reader = SessionReader(bridge, lambda message_id: self.model.place(message_id) is not None, self)
        self.reader.begun.connect(self._begin)
        self.reader.above.connect(self.model.prepend)
        self.reader.changed.connect(self._take)
        self.reader.checked.connect(self.model.settle_all)
        self._ended: int | None = None
        bridge.events.connect(self._hear)
        for signal in (self.model.dataChanged, self.model.rowsInserted, self.model.modelReset):
            signal.connect(self._look_busy)

    @property
    def busy(self) -> bool:
        """Whether a reply is on its way in the open session."""
        return self._busy

    def open(self, session_id: int | None) -> None:
        """Show this session; None shows an empty new one."""
        self.session_id = session_id
        self._sending = False
        self.model.show([], {})
        self.opened.emit(session_id)
        self.reader.open(session_id)
        if session_id is None:
            self.loaded.emit()

    def send(self, text: str, attached: Sequence[NewAttachment] = ()) -> None:
        """Say `text` in the open session, with what comes with it; one begins when there is none.

        Neither words nor anything attached does nothing.
        """
        if not (text.strip() or attached) or self._busy:
            return
        session = self.session_id
        self._sending = True
        self._look_busy()

        def done(exchange: Exchange) -> None:
            self._sending = False
            if self.session_id == session:
                if session is None:
                    self.session_id = exchange.session_id
                    self.begun.emit(exchange.session_id)
                    self.reader.adopt(exchange.session_id)
                else:
                    self.reader.read()
            self._look_busy()

        def failed(error: CompanionError) -> None:
            self._sending = False
            self._look_busy()
            self.refused.emit(text, error)
            self.attached_back.emit(tuple(attached))

        self._bridge.ask(self, lambda engine: engine.say(text, session, attached), done, failed)

    def stop(self) -> None:
        """End the running reply at once; what there is of it is kept."""
        session = self.session_id
        if session is not None and self._busy:
            self._bridge.ask(self, lambda engine: engine.stop(session))

    def retry(self, reply_id: int, *, pictures: bool = True) -> None:
        """Answer the same message again: another version, or the same one when it has no words.

        Without `pictures` the model is given none.
        """
        if not self._busy:
            self._bridge.ask(
                self,
                lambda engine: engine.regenerate(reply_id, pictures=pictures),
                lambda _exchange: self.reader.read(),
            )

    def find(self, message_id: int) -> None:
        """Show the branch that holds this message, from anew."""
        self._bridge.ask(self, lambda engine: engine.show_version(message_id), lambda _none: self.reader.again())

    def ask_pictures(self, first: int, last: int) -> None:
        """Read, once, the pictures that came with the messages in these rows."""
        for at in range(first, min(last + 1, self.model.rowCount())):
            row = self.model.row(at)
            for one in row.message.attachments:
                if one.kind is AttachmentKind.IMAGE and one.id not in row.held.thumbs:
                    row.held.thumbs[one.id] = QPixmap()
                    self._ask_content(row.message.id, one.id, self._hold)

    def open_attachment(self, message_id: int, attachment_id: int) -> None:
        """Show a picture large, or unfold a document; folded again by the next call."""
        at = self.model.place(message_id)
        if at is None:
            return
        row = self.model.row(at)
        kind = next((one.kind for one in row.message.attachments if one.id == attachment_id), None)
        if kind is AttachmentKind.IMAGE:
            self._ask_content(message_id, attachment_id, lambda _message, content: self.picture_wanted.emit(content))
        elif kind is AttachmentKind.DOCUMENT:
            row.held.opened ^= {attachment_id}
            if attachment_id in row.held.texts:
                self.model.touch(message_id)
            else:
                self._ask_content(message_id, attachment_id, self._hold)

    def _hold(self, message_id: int, content: AttachmentContent) -> None:
        at = self.model.place(message_id)
        if at is not None:
            self.model.row(at).held.take(content)
            self.model.touch(message_id)

    def _ask_content(self, message_id: int, attachment_id: int, done: Callable[[int, AttachmentContent], None]) -> None:
        self._bridge.ask(
            self, lambda engine: engine.attachment(attachment_id), lambda content: done(message_id, content)
        )

    def ask_why(self, first: int, last: int) -> None:
        """Find out, once, how many memories the replies in these rows used."""
        for at in range(first, min(last + 1, self.model.rowCount())):
            row = self.model.row(at)
            if row.mine or row.streaming or not row.text or row.remembered is not None:
                continue
            row.remembered = 0
            self._ask_why(row.message.id)

    def _ask_why(self, reply_id: int) -> None:
        def done(rows: list[WhyRow]) -> None:
            self.model.set_remembered(reply_id, sum(row.level == "used" for row in rows))

        self._bridge.ask(self, lambda engine: engine.why(reply_id), done, lambda _error: None)

    def _begin(self, messages: list[Message]) -> None:
        self.model.show(messages, self._live)
        self.loaded.emit()
        self._look_at_end(messages)

    def _take(self, messages: list[Message]) -> None:
        if self._ended is not None and self.reader.asks_again:
            return  # asked before the reply ended: it would show what the row no longer is
        self.model.merge(messages, self._live)
        self._look_at_end(messages)

    def _look_at_end(self, messages: list[Message]) -> None:
        for message in messages[-2:]:
            self._show_beside(message.id)
        if messages and self._ended == messages[-1].id and messages[-1].role is Role.COMPANION:
            self._ended = None
            self.reply_ended.emit(messages[-1])

    def _show_beside(self, message_id: int) -> None:
        """What is known of a reply that streams, for a row that has just been made."""
        at = self.model.place(message_id)
        beside = self.model.row(at).beside if at is not None else None
        if beside is None or beside.phase or beside.thoughts:
            return
        if message_id in self._waiting:
            self.model.wait(message_id, *self._waiting[message_id])
        if message_id in self._thoughts:
            self.model.think(message_id, *self._thoughts[message_id])

    def _hear_silence(self, event: ReplyWaiting | ReplyThought) -> None:
        now = time.monotonic()
        if isinstance(event, ReplyWaiting):
            self._waiting[event.message_id] = (event.phase, event.tokens, now - event.seconds)
            self.model.wait(event.message_id, *self._waiting[event.message_id])
            if event.session_id == self.session_id:
                self.waiting.emit(event.message_id)
            return
        before, since = self._thoughts.get(event.message_id, ("", now))
        self._thoughts[event.message_id] = (before + event.text, since)
        self.model.think(event.message_id, event.text, since)

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, ReplyWaiting | ReplyThought):
            self._hear_silence(event)
        elif isinstance(event, ReplyChunk):
            self._live[event.message_id] = self._live.get(event.message_id, "") + event.text
            self.model.stream(event.message_id, event.text)
        elif isinstance(event, ReplyContinued):
            self._live[event.message_id] = event.text
            self.model.go_on(event.message_id, event.text)
        elif isinstance(event, ReplyFinished):
            for kept in (self._live, self._thoughts, self._waiting):
                kept.pop(event.message_id, None)
            if event.session_id == self.session_id:
                self.model.end(event.message_id, event.state, event.notice, event.next_step, event.code)
                self._ended = event.message_id
                self.reader.read()
        elif isinstance(event, MessageAdded | ReplyAwaiting | BranchChanged) and event.session_id == self.session_id:
            self.reader.read(through=not isinstance(event, MessageAdded))

    @Slot()
    def _look_busy(self) -> None:
        busy = self._sending or self.model.streaming
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
