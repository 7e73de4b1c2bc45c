"""What surrounds the next exchange: who the companion is, what it knows of the user, what happened lately."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

from companion.conversation.gathering import Setting
from companion.conversation.prompt import STORY_TOKENS
from companion.errors import BadInput, CompanionError
from companion.memory.renaming import renamings, retold
from companion.memory.story import in_short
from companion.personality.persona import list_presets, load_persona, system_words
from companion.records import Persona, Scope
from companion.settings import Settings
from companion.store import house, memories, portraits, spaces
from companion.store.database import Connection, Database

log = logging.getLogger(__name__)

STORY_DAYS = 3
"""How many past days the prompt tells of, beside the story."""


class CurrentSurroundings:
    """Reads the record, the settings and the persona file for each exchange. Called on the engine loop."""

    def __init__(self, db: Database, settings: Callable[[], Settings], folders: Sequence[Path]) -> None:
        """`folders` are searched for the persona's file in this order."""
        self._db = db
        self._settings = settings
        self._folders = folders
        self._load = LastRead()

    async def __call__(self, session_id: int | None, without: frozenset[int] = frozenset()) -> Setting:
        """The setting of the next exchange in a session (None: in a new one), without the summaries in `without`.

        A session keeps the persona that it began with, and the memories that are that persona's; one off the record is
        the chosen persona's. Raises `CompanionError` when there is no persona at all.
        """
        settings = self._settings()

        def read(con: Connection) -> tuple[tuple[str, str] | None, tuple[str, str, str]]:
            place = spaces.place_of(con, session_id) if session_id is not None else None
            return place, _told(con, place[1], without) if place is not None else ("", "", "")

        place, told = (None, ("", "", "")) if session_id is None else await self._db.read(read)
        key = place[0] if place is not None and place[0] else settings.text("persona")
        loop = asyncio.get_running_loop()
        persona = await loop.run_in_executor(None, persona_named, key, self._folders, self._load)
        space = place[1] if place is not None else space_of(persona)
        if place is None:
            told = await self._db.read(lambda con: _told(con, space, without))
        person, strategy, story = told
        return Setting(
            user_name=settings.text("user_name") or person,
            persona_name=persona.name,
            persona=system_words(persona),
            portrait=strategy if settings.flag("portrait_in_prompt") else "",
            story=story,
            num_ctx=settings.whole("num_ctx"),
            memory_budget=settings.whole("memory_budget"),
            persona_key=persona.key,
            space=space,
        )


def _told(con: Connection, space: str, without: frozenset[int]) -> tuple[str, str, str]:
    """The user's name, how to speak with them, and what happened lately, as the memories in `space` tell it."""
    days = memories.events(con, Scope.DAY, limit=STORY_DAYS, space=space)
    days = [event for event in days if event.id not in without]
    whole = memories.events(con, Scope.STORY, limit=1, space=space)
    told = " ".join(event.text for event in whole if event.id not in without)
    story = in_short(told, [(event.day, event.text) for event in days[::-1]], STORY_TOKENS - 1)
    story = retold(story, renamings(con, space))
    return house.note(con, "person") or "", portraits.strategy(con, space), story


class LastRead:
    """Persona files as they were read last. One that was written since is read again. Blocking, from any thread."""

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[tuple[int, int], Persona]] = {}

    def __call__(self, path: Path) -> Persona:
        """The persona in `path`. Raises `BadInput`."""
        try:
            found = path.stat()
        except OSError:
            return load_persona(path)
        state = (found.st_mtime_ns, found.st_size)
        kept = self._kept.get(path)
        if kept is None or kept[0] != state:
            kept = self._kept[path] = (state, load_persona(path))
        return kept[1]


def space_of(persona: Persona) -> str:
    """Where the memories of this persona's conversations lie."""
    return persona.key if persona.own_memories else ""


def persona_named(key: str, folders: Sequence[Path], load: Callable[[Path], Persona] = load_persona) -> Persona:
    """The persona of `key`, from the first folder that has it; the first preset if none has. Blocking.

    A file that cannot be read is passed over: a typing mistake in a persona must not end the conversation.
    """
    named = (path for path in (folder / f"{key}.toml" for folder in folders) if path.is_file())
    others = (path for folder in folders for path in list_presets(folder))
    for path in chain(named, others):
        try:
            return load(path)
        except BadInput:
            log.warning("a persona file cannot be read, another one is used")
    raise CompanionError("No persona is installed.", "Install Companion again; nothing that you wrote is lost.")


def named_presets(folders: Sequence[Path]) -> list[tuple[str, str]]:
    """(key, name) of every persona file that can be read, the first folder's before the others'. Blocking."""
    found: dict[str, str] = {}
    for path in (path for folder in folders[::-1] for path in list_presets(folder)):
        with contextlib.suppress(BadInput):
            found[path.stem] = load_persona(path).name
    return sorted(found.items())
