"""The door to the personas of the companion: who there is, changing them, files of them, and what was wished for."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from companion.conversation.surroundings import named_presets, persona_named
from companion.engine.house import House
from companion.errors import BadInput
from companion.events import PersonasChanged
from companion.models.protocols import Delta
from companion.personality import persona as files
from companion.personality.character import SAMPLE_MESSAGE, sample_reply, with_wish
from companion.records import ChatTurn, Persona, Prompt, Proposal
from companion.store import proposals, spaces

T = TypeVar("T")

MOST_PERSONAS = 60
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Personas(House):
    """The door to the personas. Files of the user's own lie in the profile; presets are never written to."""

    async def personas(self) -> list[tuple[str, str]]:
        """Every persona that can be read: (key, name)."""
        return await self._at_files(lambda: named_presets(self._persona_folders))

    async def persona(self, key: str) -> Persona:
        """One persona. Raises `BadInput` when there is none of this key."""
        return await self._at_files(lambda: self._read(key))

    async def persona_of(self, session_id: int | None) -> Persona:
        """Who speaks in this session; None: in a new one."""
        place = None
        if session_id is not None:
            place = await self._db.read(lambda con: spaces.place_of(con, session_id))
        key = (place[0] if place is not None else "") or self.settings.text("persona")
        return await self._at_files(lambda: persona_named(key, self._persona_folders))

    async def save_persona(self, persona: Persona) -> str:
        """Keep a persona; its key, made from the name where it has none. A preset is kept as a copy of the user's own.

        Raises `BadInput` with the field and the reason; then nothing was changed.
        """

        def write() -> str:
            key = persona.key or self._new_key(persona.name)
            if not _KEY.fullmatch(key):
                raise BadInput("The name of a persona's file has small letters, digits and dashes only.")
            files.save_persona(self._home.personas, replace(persona, key=key))
            return key

        return await self._changed(write)

    async def duplicate_persona(self, key: str) -> str:
        """A copy under another name, with no memories but those that are shared; its key. Raises `BadInput`."""
        found = await self.persona(key)
        name = f"{found.name[:33]} (copy)"
        return await self.save_persona(replace(found, key="", name=name, own_memories=False, preset=False))

    async def delete_persona(self, key: str) -> None:
        """Remove a persona of the user's own; a preset that was changed is as it came again. Raises `BadInput`.

        What was said to it stays in the record.
        """

        def remove() -> None:
            path = self._home.personas / f"{key}.toml"
            if not path.is_file():
                raise BadInput("This persona came with Companion and cannot be removed.", "Choose another one.")
            path.unlink()

        await self._changed(remove)
        if self.settings.text("persona") == key and key not in dict(await self.personas()):
            await self.change_settings({"persona": "calm"})

    async def export_persona(self, key: str, path: Path) -> None:
        """Write a persona, with its picture, into one TOML file. Raises `BadInput`."""

        def write() -> None:
            # Whose memories it has is this profile's affair.
            found = replace(self._read(key), own_memories=False)
            try:
                path.write_bytes(files.as_file(found))
            except OSError as error:
                raise BadInput(f"{path.name} cannot be written.", "Choose another folder.") from error

        await self._at_files(write)

    async def import_persona(self, path: Path) -> str:
        """Take in a persona's file, marked as its author's; its key. Raises `BadInput`; then nothing was changed."""
        found = await self._at_files(lambda: files.read_foreign(path))
        return await self.save_persona(replace(found, key="", own_memories=False))

    async def choose_persona(self, key: str) -> None:
        """New conversations are this persona's, and windows show what it may remember. Raises `BadInput`."""
        await self.persona(key)
        await self.change_settings({"persona": key})

    async def sample_reply(self, persona: Persona, *, by_model: bool = False) -> str:
        """How this persona might answer `SAMPLE_MESSAGE`: by rule, or by one call of the model.

        Raises `BadInput` for a persona that could not be kept, `ModelError` when a model was asked and failed.
        """
        checked = await self._at_files(lambda: files.checked(persona))
        if not by_model:
            return sample_reply(checked)
        model = await self._model.current()
        words = files.system_words(checked)
        turns = (ChatTurn("system", words), ChatTurn("user", SAMPLE_MESSAGE))
        prompt = Prompt(turns, SAMPLE_MESSAGE, self._clock(), persona_name=checked.name)
        return "".join([piece.text async for piece in model.stream(prompt) if isinstance(piece, Delta)]).strip()

    async def persona_proposals(self) -> list[Proposal]:
        """Wishes that would change a persona and that the user has not decided on, the oldest first."""
        return await self._db.read(proposals.waiting)

    async def decide_proposal(self, proposal_id: int, accepted: bool) -> None:
        """Let a wish change its persona, or leave it as it is. Raises `BadInput`, `NotFound`."""
        found = await self._db.read(lambda con: proposals.waiting_one(con, proposal_id))
        if accepted:
            await self.save_persona(with_wish(await self.persona(found.persona), found.wish))
        now, decided = self._clock(), "accepted" if accepted else "refused"
        await self._db.write(lambda con: proposals.decide(con, proposal_id, decided, now))
        self._emit(PersonasChanged())

    async def _at_files(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(None, work)

    async def _changed(self, work: Callable[[], T]) -> T:
        done = await self._at_files(work)
        await self._choose_space()
        self._emit(PersonasChanged())
        return done

    def _read(self, key: str) -> Persona:
        own = (self._home.personas / f"{key}.toml").is_file()
        found = persona_named(key, self._persona_folders) if _KEY.fullmatch(key) else None
        if found is None or found.key != key:
            raise BadInput("There is no such persona, or its file cannot be read.", "Choose another one.")
        return replace(found, preset=not own)

    def _new_key(self, name: str) -> str:
        """A key that no persona has or had: what was said to one never becomes another's."""
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:24] or "persona"
        taken = {path.stem for folder in self._persona_folders for path in files.list_presets(folder)}
        if len(taken) > MOST_PERSONAS:
            raise BadInput(f"At most {MOST_PERSONAS} personas fit.", "Remove one that you do not use.")
        moment = f"{self._clock():%y%m%d%H%M%S}"
        names = [f"{stem}-{moment}", *(f"{stem}-{moment}-{number}" for number in range(2, MOST_PERSONAS + 3))]
        return next(key for key in names if key not in taken)
