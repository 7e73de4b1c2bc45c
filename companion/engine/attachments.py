"""The door to what is attached to messages."""

from __future__ import annotations

import asyncio
from pathlib import Path

from companion.conversation import attaching
from companion.engine.house import House
from companion.records import AttachmentContent, NewAttachment
from companion.store import attachments


class Attachments(House):
    """The door to what is attached to messages."""

    async def read_document(self, path: Path) -> NewAttachment:
        """A text file, to be sent with a message. Raises `BadInput` for what is no text, too large, or unreadable."""
        return await asyncio.get_running_loop().run_in_executor(None, attaching.read_document, path)

    async def quote_document(self, name: str, text: str) -> NewAttachment:
        """A long text as a document of this name. Raises `BadInput` for none, and for one that is too large."""
        return attaching.document(name, text)

    async def attachment(self, attachment_id: int) -> AttachmentContent:
        """What is attached, with its content. Raises `NotFound`."""
        return await self._talk(attachment_id).db.read(lambda con: attachments.content(con, attachment_id))
