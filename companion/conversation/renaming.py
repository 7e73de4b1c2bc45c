"""What follows when a correction of a name begins or ceases to hold: the portrait and the summaries of past days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from companion.memory.renaming import days_told_of, renamings
from companion.memory.retelling import ask_for_days
from companion.personality.names import renamed
from companion.records import Renaming
from companion.store import portraits
from companion.store.database import Connection


def follow(con: Connection, before: Sequence[Renaming], space: str, now: dt.datetime) -> bool:
    """Bring the portrait of a space from the names of `before` to those that hold now; whether any is different.

    The days whose summaries have another name now are asked for anew.
    """
    known = renamings(con, space)
    held, holding = {_said(one) for one in before}, {_said(one) for one in known}
    gone = [one.back for one in reversed(before) if _said(one) not in holding]
    changes = [*gone, *(one for one in known if _said(one) not in held)]
    if not changes:
        return False
    portrait, rows = renamed(portraits.load(con, space), changes, now)
    if rows:
        portraits.put(con, portrait, rows, space)
    ask_for_days(con, days_told_of(con, changes, space), space)
    return True


def _said(one: Renaming) -> tuple[str, str, str]:
    """What a correction says, whoever else has the old name."""
    return one.old, one.new, one.role
