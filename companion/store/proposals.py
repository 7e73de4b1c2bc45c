"""Wishes that would change a persona, until the user decides: plain functions over a connection."""

from __future__ import annotations

import datetime as dt

from companion.errors import NotFound
from companion.records import Proposal
from companion.store.database import Connection
from companion.store.moments import moment

_COLUMNS = "id, persona, wish, made_at, message_id, quote"


def add(con: Connection, persona: str, wish: str, message_id: int, quote: str, now: dt.datetime) -> None:
    """Note a wish, once for each message; one that waits already is not noted again."""
    con.execute(
        """insert or ignore into persona_proposals(persona, made_at, wish, message_id, quote)
        select ?1, ?2, ?3, ?4, ?5 where not exists (select 1 from persona_proposals
            where persona = ?1 and wish = ?3 and decided is null)""",
        (persona, now.timestamp(), wish, message_id, quote),
    )


def waiting(con: Connection) -> list[Proposal]:
    """What the user has not decided on, the oldest first."""
    rows = con.execute(f"select {_COLUMNS} from persona_proposals where decided is null order by id")
    return [Proposal(row[0], row[1], row[2], moment(row[3]), row[4], row[5]) for row in rows]


def waiting_one(con: Connection, proposal_id: int) -> Proposal:
    """One of them. Raises `NotFound` when it is not there, or was decided."""
    found = next((one for one in waiting(con) if one.id == proposal_id), None)
    if found is None:
        raise NotFound("This proposal is no longer there.", "Look at the persona again.")
    return found


def decide(con: Connection, proposal_id: int, decided: str, now: dt.datetime) -> None:
    """Note what the user decided: `accepted` or `refused`."""
    con.execute(
        "update persona_proposals set decided = ?, decided_at = ? where id = ?", (decided, now.timestamp(), proposal_id)
    )
