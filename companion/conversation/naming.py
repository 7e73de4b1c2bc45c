"""What a conversation is called while it goes on: found by rule, at once, whoever answers."""

from __future__ import annotations

from companion.memory.titles import NO_TITLE, title_for, told_title
from companion.records import Message
from companion.store import attachments, branches, transcripts
from companion.store.database import Connection

NEAR_BEGINNING = 12
"""So many messages at most stand before one that may give a conversation a better name."""


def wanted(con: Connection, message_id: int) -> tuple[str, str]:
    """The name that the session of this message has, and the one that the message gives it; either may be empty.

    The first that says anything gives one; where it told nothing and its first words had to do, the first that tells
    something gives a better one.
    """
    message = transcripts.message(con, message_id)
    held = transcripts.session(con, message.session_id).title
    return held, _better(con, message, held) if held else _first(con, message)


def give(con: Connection, message_id: int, held: str, title: str) -> bool:
    """Rename the session of this message if it is still called `held`; whether that was done."""
    session = transcripts.session(con, transcripts.message(con, message_id).session_id)
    if session.title != held:
        return False
    transcripts.rename(con, session.id, title)
    return transcripts.session(con, session.id).title == title


def _first(con: Connection, message: Message) -> str:
    """A name from what a message says, or from what came without any words; may be empty."""
    title = title_for([message])
    if title != NO_TITLE:
        return title
    attached = () if message.text.strip() else attachments.of_messages(con, [message.id]).get(message.id, ())
    return attached[0].name if attached else ""


def _better(con: Connection, message: Message, held: str) -> str:
    """What this message tells, where the session is `held` by the first words of one that told nothing; else empty."""
    before = branches.path(con, message.id, NEAR_BEGINNING + 2)[:-1]
    if not 0 < len(before) <= NEAR_BEGINNING or (told := told_title([message])) == NO_TITLE:
        return ""
    return told if told_title(before) == NO_TITLE and title_for(before) == held else ""
