"""Bringing a file's conversations into the record: all of it in one transaction, or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from companion.errors import BadInput
from companion.language.redaction import blanked, squeezed
from companion.language.words import content_words
from companion.memory.episodes import Fading, remember
from companion.memory.tombstones import forgotten_ranges, key_of_import
from companion.records import Provenance, Role
from companion.store import house, tombstones, transcripts
from companion.store.database import Connection
from companion.store.portability import Imported, ImportedMessage, ImportedSession


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import brought in: the new sessions, their episodes, and what was here already."""

    session_ids: tuple[int, ...]
    memory_ids: tuple[int, ...]
    messages: int
    skipped: int


def take_in(con: Connection, imported: Imported, fading: Fading, now: dt.datetime) -> Taken:
    """Store the sessions that are not here yet. Decay begins at `now`, whatever the day on which it was said.

    Raises `BadInput` when this profile belongs to somebody else: one home per person.
    """
    owner = house.note(con, "person")
    if owner is not None and owner.casefold() != imported.person.casefold():
        raise BadInput(
            f"This profile belongs to {owner}, and the file is about {imported.person}.",
            "Import it into a home of its own: companion --home FOLDER import …",
        )
    house.set_note(con, "person", imported.person)
    sessions: list[int] = []
    episodes: list[int] = []
    skipped = 0
    for session in imported.sessions:
        if transcripts.has_import(con, session.key) or tombstones.known(con, [key_of_import(session.key)]):
            skipped += 1
            continue
        kept = _without_forgotten(con, session)
        if session.messages and not kept.messages:
            skipped += 1
            continue
        session_id, ids = _session(con, imported, kept, fading, now)
        sessions.append(session_id)
        episodes += ids
    return Taken(tuple(sessions), tuple(episodes), len(episodes), skipped)


def _without_forgotten(con: Connection, session: ImportedSession) -> ImportedSession:
    """A session without what the user has forgotten here."""
    messages = []
    for said in session.messages:
        ranges = forgotten_ranges(con, said.text)
        text = squeezed(blanked(said.text, ranges)) if ranges else said.text
        if text == said.text or content_words(text):
            messages.append(replace(said, text=text))
    return replace(session, messages=tuple(messages))


def _session(
    con: Connection, imported: Imported, session: ImportedSession, fading: Fading, now: dt.datetime
) -> tuple[int, list[int]]:
    first, last = session.messages[0], session.messages[-1]
    session_id = transcripts.add_session(
        con, first.at, first.day, title=session.title, source="import", import_key=session.key
    )
    episodes = []
    for said in session.messages:
        role = Role.USER if said.is_user else Role.COMPANION
        message_id, position = transcripts.add_message(
            con, session_id, role, said.speaker, said.text, said.at, said.day
        )
        message = transcripts.message(con, message_id)
        whose = _provenance(imported, said)
        episodes.append(remember(con, message, position, fading, born_at=now, provenance=whose))
    transcripts.end_session(con, session_id, last.at)
    return session_id, episodes


def _provenance(imported: Imported, said: ImportedMessage) -> Provenance:
    """The user's words are the user's. Another human's words are imported, an assistant's are a companion's."""
    if said.is_user:
        return Provenance.USER
    return Provenance.COMPANION if imported.companion_spoke else Provenance.IMPORTED
