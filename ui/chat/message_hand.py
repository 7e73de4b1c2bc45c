"""Carries out what is done to the messages of the open conversation."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from companion.errors import CompanionError
from companion.records import Deletion, Message
from ui.bridge import Bridge
from ui.chat.conversation import Conversation
from ui.chat.transcript_view import TranscriptView


def deleted_words(deletion: Deletion) -> str:
    """What is said beside the button that takes a deletion back."""
    if deletion.messages == 1:
        return QCoreApplication.translate("MessageHand", "The message is deleted.")
    return QCoreApplication.translate("MessageHand", "{} messages are deleted.").format(deletion.messages)


class MessageHand(QObject):
    """Edits, answers again, goes on, chooses versions, deletes and undoes. Main thread only."""

    restored = Signal()
    """What was deleted last is back."""
    edit_refused = Signal(int, str, object)
    """A message that could not be edited, the words meant for it, and why."""
    deleted = Signal(object)
    """A `Deletion` that `undo` takes back."""

    def __init__(self, bridge: Bridge, conversation: Conversation) -> None:
        super().__init__(conversation)
        self._bridge = bridge
        self._conversation = conversation
        self._deletions: list[Deletion] = []

    def serve(self, view: TranscriptView) -> None:
        """Do what the reader of this view wants, but for editing, which needs a field."""
        view.retry_wanted.connect(self.again)
        view.go_on_wanted.connect(self.go_on)
        view.turn_wanted.connect(self.turn)
        view.delete_wanted.connect(self.delete)
        view.undo_wanted.connect(self.undo)

    def edit(self, message_id: int, text: str) -> None:
        """Say this instead. Nothing happens when it is what stands there."""
        at = self._conversation.model.place(message_id)
        if at is not None and self._conversation.model.row(at).text.strip() == text.strip():
            return

        def failed(error: CompanionError) -> None:
            self.edit_refused.emit(message_id, text, error)

        self._bridge.ask(self, lambda engine: engine.edit_message(message_id, text), None, failed)

    @Slot(int)
    def again(self, message_id: int) -> None:
        """Answer again, as another version."""
        self._conversation.retry(message_id)

    @Slot(int)
    def go_on(self, reply_id: int) -> None:
        """Let the model go on where the reply was cut off."""
        self._bridge.ask(self, lambda engine: engine.continue_reply(reply_id))

    @Slot(int, int)
    def turn(self, message_id: int, step: int) -> None:
        """Show the version that is `step` after this one."""

        def found(versions: list[int]) -> None:
            wanted = versions.index(message_id) + step if message_id in versions else -1
            if 0 <= wanted < len(versions):
                self._bridge.ask(self, lambda engine: engine.show_version(versions[wanted]))

        self._bridge.ask(self, lambda engine: engine.message_versions(message_id), found)

    @Slot(int)
    def delete(self, message_id: int) -> None:
        """Delete a message and what follows it."""

        def done(deletion: Deletion) -> None:
            self._deletions.append(deletion)
            self.deleted.emit(deletion)

        self._bridge.ask(self, lambda engine: engine.delete_message(message_id), done)

    @Slot()
    def undo(self) -> None:
        """Bring back what was deleted last in the open conversation."""
        here = [one for one in self._deletions if one.session_id == self._conversation.session_id]
        if here:
            self._deletions.remove(here[-1])
            self._bridge.ask(self, lambda engine: engine.undo_delete(here[-1].id), lambda _none: self.restored.emit())

    def last_of_mine(self) -> Message | None:
        """What the user said last, as it is shown."""
        model = self._conversation.model
        for at in reversed(range(model.rowCount())):
            if model.row(at).mine:
                return model.row(at).message
        return None
