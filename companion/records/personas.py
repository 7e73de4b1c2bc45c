"""Who the companion is, and what the user's wishes would change of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sliders:
    """Five sides of a character, each from -2 to 2; 0 says nothing about it."""

    warmth: int = 0
    """-2 matter-of-fact, 2 warm."""
    play: int = 0
    """-2 serious, 2 playful."""
    length: int = 0
    """-2 brief, 2 thorough."""
    directness: int = 0
    """-2 gentle, 2 direct."""
    curiosity: int = 0
    """-2 reserved, 2 curious."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Name, character and manner of the companion, and what it does not do."""

    name: str
    description: str
    """Who it is, in the second person: the model reads it as its own character."""
    style: tuple[str, ...]
    """How it speaks, one rule each."""
    empathy: tuple[str, ...]
    """How it keeps what the user feels apart from what it thinks."""
    limits: tuple[str, ...]
    """What it never does."""
    greeting: str
    """The first words to somebody new."""
    summary: str = ""
    """One line for the list of personas."""
    sliders: Sliders = Sliders()
    own_memories: bool = False
    """Whether what is said to it stays with it, apart from the memories that the others share."""
    author: str = ""
    """Who wrote an imported one; empty: the user, or it came with the app."""
    picture: bytes = b""
    """A PNG, JPEG or WebP file; empty for none."""
    key: str = ""
    """The name of its file, without the ending."""
    preset: bool = False
    """Whether it came with the app and was not changed."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wish of the user's that would change a persona, waiting to be accepted."""

    id: int
    persona: str
    """The key of the persona that it was said to."""
    wish: str
    """What would be added to its style."""
    made_at: dt.datetime
    message_id: int | None
    quote: str
