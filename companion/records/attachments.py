"""What comes with a message and is nobody's own words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from companion.records.memories import Provenance


class AttachmentKind(StrEnum):
    """What sort of thing is attached."""

    IMAGE = "image"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A picture, with its bytes and a small one of it, or a document, with its words. Sizes in bytes and pixels."""

    kind: AttachmentKind
    name: str
    media: str
    """Such as `image/png` or `text/plain`."""
    text: str = ""
    data: bytes = b""
    thumb: bytes = b""
    width: int = 0
    height: int = 0

    @property
    def size(self) -> int:
        return len(self.data) if self.kind is AttachmentKind.IMAGE else len(self.text.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is known of an attachment without its content."""

    id: int
    message_id: int
    kind: AttachmentKind
    name: str
    media: str
    size: int
    width: int = 0
    height: int = 0

    @property
    def provenance(self) -> Provenance:
        """Whose words it holds: somebody's that the user quotes. Nothing is learned from it about the user."""
        return Provenance.QUOTED


@dataclass(frozen=True, slots=True)
class AttachmentContent:
    """An attachment with its content: `text` of a document, `data` and `thumb` (a small one) of a picture."""

    attachment: Attachment
    text: str = ""
    data: bytes = b""
    thumb: bytes = b""
