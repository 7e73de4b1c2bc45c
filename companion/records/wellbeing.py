"""The card that says how to reach people who help."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somebody who can be reached. `contact` is a number, or a page to look at."""

    name: str
    contact: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class HelpCard:
    """What a card shows. `kind` is the kind of distress that it answers."""

    kind: str
    title: str
    text: str
    region: str
    emergency: str
    lines: tuple[HelpLine, ...]
    note: str = ""

    @property
    def spoken(self) -> str:
        """The whole card as text, for a screen reader and for copying."""
        told = [self.title, self.text, f"In an emergency: {self.emergency}."]
        told += [f"{line.name}: {line.contact}. {line.about}".strip() for line in self.lines]
        return "\n".join([*told, self.note] if self.note else told)
