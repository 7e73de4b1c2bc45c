"""Taking back whole learnings from a session: because the user says so, or because its words are not shown any more.

Plain functions over a connection, called inside a transaction.
"""

from __future__ import annotations

import datetime as dt

from companion.memory.episodes import Fading
from companion.memory.retelling import ask_for_days
from companion.memory.unlearning import TakenBack, still_said, take_back
from companion.personality import retraction
from companion.store import branches, house, journal, portraits, spaces
from companion.store.database import Connection
from companion.store.journal import Lesson

SESSION = "consolidate"
"""The kind of work that learns from one end of a session."""


def key_of(session_id: int, last_message: int) -> str:
    """Names one end of a session: the same end is learned from once, a later end of it again.

    The last message names the whole branch that was learned from, since a message never changes its place.
    """
    return f"{session_id}:{last_message}"


def end_of(key: str) -> tuple[int, int]:
    """The session and the last message that a key names."""
    session_id, last = key.split(":")
    return int(session_id), int(last)


def take_back_portrait(con: Connection, lesson: Lesson, now: dt.datetime) -> None:
    """Move the portrait back by what this learning moved it."""
    change = retraction.from_json(lesson.portrait)
    if change is None:
        return
    space = spaces.of_session(con, lesson.session_id)
    rows = portraits.rows_between(con, *change.rows, space)
    portrait, entries = retraction.taken_back(portraits.load(con, space), change, rows, lesson.session_id, now)
    portraits.take_back(con, portrait, entries, lesson.work_id, now, space)


def ask_to_learn(con: Connection, session_id: int, last: int, fading: Fading, now: dt.datetime) -> TakenBack | None:
    """Ask for what the branch taught that ends with `last`, in place of what hidden branches of the session taught.

    What they taught is taken back but for what the shown branch says, too; None when there was no such thing.
    """
    stale, ends, done = _stale(con, session_id), _ends(con, session_id), TakenBack()
    space = spaces.of_session(con, session_id)
    for lesson in stale:
        take_back(con, lesson.work_id, fading, now, done, still_said(con, lesson.work_id))
        take_back_portrait(con, lesson, now)
        journal.forget_portrait(con, lesson.work_id)
        journal.clear_away(con, lesson.work_id)
        ask_for_days(con, sorted({message.day for message in branches.path(con, ends[lesson.work_id])}), space)
    for work in house.unfinished(con, SESSION, f"{session_id}:"):
        if not branches.is_shown(con, end_of(work.key)[1]):
            house.call_off(con, work.id)
    _ask(con, key_of(session_id, last), stale, now)
    return done if stale else None


def _ask(con: Connection, key: str, stale: list[Lesson], now: dt.datetime) -> None:
    """Ask for the learning of this end. One that gave way takes its place, with what of it still holds."""
    target, rest = house.known(con, SESSION, key), list(stale)
    if target is None and rest:
        target = rest.pop(0).work_id
        house.ask_instead(con, target, key, now)
    elif target is None:
        house.enqueue(con, SESSION, key, now)
    for lesson in rest:
        if target is not None:
            journal.hand_over(con, lesson.work_id, target)
        house.call_off(con, lesson.work_id)


def _stale(con: Connection, session_id: int) -> list[Lesson]:
    """Learnings in force from branches that are not shown. Those from before there was a journal stay."""
    lessons, ends = journal.lessons(con, session_id, undone=False), _ends(con, session_id)
    return [one for one in lessons if (end := ends.get(one.work_id)) and not branches.is_shown(con, end)]


def _ends(con: Connection, session_id: int) -> dict[int, int]:
    """The last message of each branch that was learned from, by its work."""
    return {work_id: end_of(key)[1] for work_id, key in house.finished(con, SESSION, f"{session_id}:").items()}
