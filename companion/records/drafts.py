"""What is written and not sent."""

from __future__ import annotations

from dataclasses import dataclass

from companion.records.attachments import NewAttachment


@dataclass(frozen=True, slots=True)
class Draft:
    """The text in a composer, where its cursor stands (in UTF-16 units, as the text field counts), and what is to
    come with it."""

    text: str = ""
    cursor: int = 0
    attached: tuple[NewAttachment, ...] = ()
