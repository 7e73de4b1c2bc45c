"""Text that the reader has marked, within one message or across several."""

from __future__ import annotations

from dataclasses import dataclass

Place = tuple[int, int]
"""A row and a position in its text, in characters of its QTextDocument."""


@dataclass(slots=True)
class TextSelection:
    """From `anchor`, where the mouse went down, to `focus`, where it is now."""

    anchor: Place | None = None
    focus: Place | None = None

    def clear(self) -> None:
        """Mark nothing."""
        self.anchor = self.focus = None

    def begin(self, place: Place) -> None:
        """Start marking here."""
        self.anchor = self.focus = place

    def shift(self, rows: int) -> None:
        """So many rows have come before all others."""
        if self.anchor is not None and self.focus is not None:
            self.anchor = (self.anchor[0] + rows, self.anchor[1])
            self.focus = (self.focus[0] + rows, self.focus[1])

    @property
    def ends(self) -> tuple[Place, Place] | None:
        """First and last place in reading order; None when nothing is marked."""
        if self.anchor is None or self.focus is None or self.anchor == self.focus:
            return None
        first, last = sorted((self.anchor, self.focus))
        return first, last

    def within(self, row: int, length: int) -> tuple[int, int] | None:
        """The marked positions of this row, whose text has `length` characters."""
        ends = self.ends
        if ends is None or not ends[0][0] <= row <= ends[1][0]:
            return None
        start = ends[0][1] if row == ends[0][0] else 0
        stop = ends[1][1] if row == ends[1][0] else length
        return (start, stop) if start != stop else None
