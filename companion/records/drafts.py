"""What is written and not sent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """The text in a composer, and where its cursor stands (in UTF-16 units, as the text field counts)."""

    text: str = ""
    cursor: int = 0
