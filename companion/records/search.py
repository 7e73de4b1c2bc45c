"""What a search over everything that was ever said has found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from companion.records.transcripts import Role


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of a text, and which characters of it were sought: (first, behind the last)."""

    text: str
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A conversation that was found by its title (no `message_id`), or by a message in it."""

    session_id: int
    title: Excerpt
    at: dt.datetime
    archived: bool = False
    message_id: int | None = None
    role: Role | None = None
    speaker: str = ""
    excerpt: Excerpt = Excerpt("")
    document: str = ""
    """The name of the attached document in which it was found; empty when it stands in the message itself."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best hits, titles first. `total` counts those, too, that are not among them."""

    sought: str
    hits: tuple[SearchHit, ...] = ()
    total: int = 0
    milliseconds: float = 0.0
