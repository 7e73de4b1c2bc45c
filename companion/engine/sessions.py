"""The door to conversations as wholes: finding, arranging, keeping and writing them out, and what is not sent yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from companion.conversation import attaching
from companion.conversation.searching import BEST, Searching
from companion.conversation.written_out import written_out
from companion.engine.house import House
from companion.errors import BadInput, CompanionError
from companion.events import SessionChanged
from companion.records import Draft, Message, SearchResult, Session
from companion.store import attachments, drafts, transcripts
from companion.store.database import Connection

Change = Callable[[Connection], None]
LONGEST_DRAFT = 200_000
"""Characters of a draft that are kept."""


class Sessions(House):
    """The door to conversations as wholes."""

    async def search(self, text: str, limit: int = BEST) -> SearchResult:
        """Titles and messages that hold all words of `text`, best first; the last word may be unfinished.

        Raises `BadInput` for a `limit` outside 1 to 1,000.
        """
        if not 1 <= limit <= 1000:
            raise BadInput("Between 1 and 1,000 messages can be shown at once.")
        return await Searching(self._db).search(text, limit)

    async def archived_sessions(self) -> list[Session]:
        """The conversations that were put away, the latest first."""
        return await self._db.read(lambda con: transcripts.sessions(con, archived=True))

    async def pin_session(self, session_id: int, pinned: bool) -> None:
        """Keep a conversation at the top of the list, or no longer. Raises `NotFound`."""
        await self._arrange(session_id, lambda con: transcripts.set_pinned(con, session_id, pinned))

    async def archive_session(self, session_id: int, archived: bool) -> None:
        """Put a conversation away, or take it back. Its memories stay as they are. Raises `NotFound`."""
        await self._arrange(session_id, lambda con: transcripts.set_archived(con, session_id, archived))

    async def _arrange(self, session_id: int, change: Change) -> None:
        def write(con: Connection) -> None:
            transcripts.session(con, session_id)
            change(con)

        await self._db.write(write)
        self._emit(SessionChanged(session_id))

    async def written_out(self, session_id: int, format: str) -> str:
        """A conversation, as it is shown, as `md`, `json` or `html`. Raises `BadInput`, `NotFound`."""

        def read(con: Connection) -> tuple[Session, list[Message]]:
            came = attachments.of_session(con, session_id)
            found = transcripts.messages(con, session_id)
            told = [replace(m, attachments=came[m.id]) if m.id in came else m for m in found]
            return transcripts.session(con, session_id), told

        session, messages = await self._db.read(read)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, written_out, session, messages, format)

    async def export_session(self, session_id: int, path: Path, format: str) -> None:
        """Write a conversation to a file, in place of what was there. It is not encrypted.

        Raises `BadInput`, `NotFound`, and `CompanionError` when the file cannot be written.
        """
        text = await self.written_out(session_id, format)

        def save() -> None:
            try:
                path.write_text(text, encoding="utf-8", newline="\n")
            except OSError as error:
                why = error.strerror or type(error).__name__
                raise CompanionError(f"The file could not be written: {why}.", "Choose another place.") from error

        await asyncio.get_running_loop().run_in_executor(None, save)

    async def draft(self, session_id: int | None) -> Draft:
        """What is written in a conversation and not sent; None is the one that has not begun."""
        return await self._talk(session_id).db.read(lambda con: drafts.load(con, session_id))

    async def save_draft(self, session_id: int | None, draft: Draft) -> None:
        """Keep what is written and not sent; an empty one is none.

        Raises `BadInput` for a text that is too long, and for what cannot be sent with a message.
        """
        if len(draft.text) > LONGEST_DRAFT:
            raise BadInput(f"A draft of more than {LONGEST_DRAFT:,} characters is not kept.")
        attaching.check(draft.attached)
        now = self._clock()
        await self._talk(session_id).db.write(lambda con: drafts.save(con, session_id, draft, now))

    async def delete_session(self, session_id: int) -> None:
        """Remove a conversation with all that was said in it and learned from it, for good. Raises `NotFound`."""
        await self._at_work.conversation.stop(session_id)

        forgetting = await self._at_work.forgetter.ask(sessions=[session_id], grace=0)
        await self._at_work.forgetter.carry_out(forgetting.id)
