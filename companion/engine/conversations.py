"""The door to conversations: what was said, and saying more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from companion.engine.house import House
from companion.errors import BadInput
from companion.events import (
    SessionChanged,
)
from companion.records import (
    AttachmentKind,
    Deletion,
    Exchange,
    Message,
    NewAttachment,
    Session,
)
from companion.store import attachments, branches, forgettings, transcripts
from companion.store.database import Connection


class Conversations(House):
    """The door to conversations: what was said, and saying more."""

    async def sessions(self) -> list[Session]:
        """All conversations, pinned ones first, then the latest first."""

        def read(con: Connection) -> list[Session]:
            gone = forgettings.hidden_sessions(con)
            return [session for session in transcripts.sessions(con) if session.id not in gone]

        return await self._db.read(read)

    async def messages(self, session_id: int, *, before: int | None = None, limit: int | None = None) -> list[Message]:
        """The branch of a conversation that is shown, in its order. Raises `NotFound`.

        With `limit` at most so many, the last ones, and with `before` the last ones before that message.
        """

        def read(con: Connection) -> list[Message]:
            transcripts.session(con, session_id)
            found = transcripts.messages(con, session_id, before=before, limit=limit)
            came = attachments.of_messages(con, [message.id for message in found])
            return [replace(m, attachments=came[m.id]) if m.id in came else m for m in found]

        return await self._talk(session_id).db.read(read)

    async def rename_session(self, session_id: int, title: str) -> None:
        """Give a conversation a title. Raises `BadInput`, `NotFound`."""
        name = " ".join(title.split())
        if not name or len(name) > 200:
            raise BadInput("A title has between 1 and 200 characters.")

        def write(con: Connection) -> None:
            transcripts.session(con, session_id)
            transcripts.rename(con, session_id, name, by_hand=True)

        await self._db.write(write)
        self._emit(SessionChanged(session_id))

    async def end_session(self, session_id: int) -> None:
        """Close a conversation and learn from it. Raises `NotFound`."""
        await self._at_work.conversation.stop(session_id)
        await self._at_work.learning.end(session_id)
        await self._at_work.learning.work_off()

    async def unlearn(self, session_id: int) -> tuple[int, ...]:
        """Undo what this conversation taught, as a whole; the memories that changed, none the second time.

        What was said stays. Raises `NotFound`, and `BadInput` for one that was learned from before notes were kept.
        """
        return await self._at_work.unlearning.unlearn(session_id)

    async def relearn(self, session_id: int) -> bool:
        """Learn once more from a conversation that was unlearned; False when it was not. Raises `NotFound`."""
        return await self._at_work.unlearning.relearn(session_id)

    async def say(self, text: str, session_id: int | None = None, attached: Sequence[NewAttachment] = ()) -> Exchange:
        """Say something; None begins a conversation. Returns when it is saved; the reply comes as events.

        With something attached the text may be empty. A picture is refused where the model cannot see. Raises
        `BadInput`, `NotFound`; then nothing was saved.
        """
        if any(one.kind is AttachmentKind.IMAGE for one in attached):
            status = await self._model.look()
            if not status.offline and status.vision is False:
                raise BadInput(
                    f"{status.name} cannot see pictures. Nothing was sent.",
                    "Choose a model that can, such as gemma3 or qwen2.5vl, or send the message without the picture.",
                )
        return await self._talk(session_id).conversation.say(text, session_id, attached)

    async def open_off_record(self) -> int:
        """Begin a conversation of which nothing is saved or learned; its number, which is known until it is closed."""
        return await self._at_work.off_record.open()

    async def close_off_record(self, session_id: int) -> None:
        """End a conversation off the record: all that was said in it is gone. Raises `NotFound`."""
        await self._at_work.off_record.close(session_id)

    async def stop(self, session_id: int) -> None:
        """End the reply that is being written there, if any; what has come of it is kept."""
        await self._talk(session_id).conversation.stop(session_id)

    async def edit_message(self, message_id: int, text: str) -> Exchange:
        """Say this instead of that message of the user's: a new branch begins there, with a new reply.

        The old one stays, as another version. Raises `BadInput`, `NotFound`; then nothing was saved.
        """
        return await self._talk(message_id).conversation.edit(message_id, text)

    async def regenerate(
        self, reply_id: int, without: frozenset[int] = frozenset(), *, pictures: bool = True
    ) -> Exchange:
        """Answer the same message again: another version beside this reply, or in its place when it has no text.

        The new one knows nothing of the memories `without`, nor of what else was drawn from the same messages; without
        `pictures` the model is given none. Given a message of the user's, it answers that one. Raises `BadInput`,
        `NotFound`.
        """
        return await self._talk(reply_id).conversation.regenerate(reply_id, without, pictures=pictures)

    async def continue_reply(self, reply_id: int) -> Exchange:
        """Let the last reply go on where it was stopped or broke off. Raises `BadInput`, `NotFound`."""
        return await self._talk(reply_id).conversation.go_on(reply_id)

    async def show_version(self, message_id: int) -> None:
        """Show the branch through this message, and below it what was shown there last.

        Raises `BadInput` for a deleted one, `NotFound`, and `CompanionError` while a reply is being written there.
        """
        await self._talk(message_id).branching.show(message_id)

    async def message_versions(self, message_id: int) -> list[int]:
        """The versions of a message that are not deleted, itself among them, in the order in which they were written.

        None for a message that is not there.
        """
        return await self._talk(message_id).db.read(lambda con: branches.versions(con, message_id))

    async def delete_message(self, message_id: int) -> Deletion:
        """Delete a message and what follows it; another version of it is shown instead, if there is one.

        What was remembered of it alone is forgotten. Raises as `show_version` does.
        """
        return await self._talk(message_id).branching.delete(message_id)

    async def undo_delete(self, deletion_id: int) -> None:
        """Bring back what was deleted, and what was remembered of it. Raises as `show_version` does."""
        await self._talk(deletion_id).branching.undo(deletion_id)

    async def free_and_retry(self, reply_id: int) -> Exchange:
        """The model is loaded and silent: end this reply, take its model out of the host's memory, and ask anew.

        Other programs that use the model lose what they were waiting for. Raises `BadInput`, `NotFound`, `ModelError`.
        """
        session_id = (await self._db.read(lambda con: transcripts.message(con, reply_id))).session_id
        await self._at_work.conversation.stop(session_id)
        await self._model.unload()
        return await self._at_work.conversation.regenerate(reply_id)

    async def await_model(self, reply_id: int, awaits: bool) -> None:
        """Whether this reply is to be asked for anew when Ollama is back, also after a restart.

        Raises `BadInput`, `NotFound`.
        """
        await self._at_work.awaiting.choose(reply_id, awaits)

    async def reply(self, reply_id: int) -> Message:
        """That reply, once it has ended. Raises `NotFound`."""
        return await self._talk(reply_id).conversation.reply(reply_id)

    async def rate(self, reply_id: int, liked: bool | None) -> None:
        """A thumb on a reply, or none: recall leans by it, nothing is forgotten. Raises `BadInput`, `NotFound`."""
        await self._at_work.feedback.rate(reply_id, liked)

    async def learned_weights(self) -> dict[str, float]:
        """What use has made of each signal's weight in recall: a factor in [0.8, 1.25], 1 when nothing was learned."""
        return self._at_work.feedback.factors()

    async def reset_learning(self) -> None:
        """Every learned weight is exactly 1 again. Memories and thumbs stay as they are."""
        await self._at_work.feedback.reset()
