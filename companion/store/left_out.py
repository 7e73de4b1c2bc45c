"""What must go with a memory that a reply is to do without. Plain functions over a connection."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from companion.store.database import Connection


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Ids of the memories that a prompt must not hold, and of the messages whose words it must not hold."""

    memories: frozenset[int] = frozenset()
    messages: frozenset[int] = frozenset()


def resting_on_same(con: Connection, memory_ids: Iterable[int]) -> LeftOut:
    """These memories, the messages that they came from with the replies to them, and all that was made of either.

    A summary is left out alone: it was made of far more than what it is about.
    """
    asked = frozenset(memory_ids)
    rows = con.execute(
        """select distinct s.message_id from memory_sources s join memories m on m.id = s.memory_id
        where m.kind <> 'event' and m.id in (select value from json_each(?))""",
        (json.dumps(list(asked)),),
    )
    said = [row[0] for row in rows]
    rows = con.execute(
        "select id from messages where role = 'companion' and parent_id in (select value from json_each(?))",
        (json.dumps(said),),
    )
    messages = frozenset(said) | {row[0] for row in rows}
    rows = con.execute(
        "select memory_id from memory_sources where message_id in (select value from json_each(?))",
        (json.dumps(list(messages)),),
    )
    resting = asked | {row[0] for row in rows}
    # The story has no sources of its own: it is tied to its weeks.
    rows = con.execute(
        """select l.to_id from links l join memories m on m.id = l.to_id
        where m.scope = 'story' and l.relation = 'part' and l.from_id in (select value from json_each(?))""",
        (json.dumps(list(resting)),),
    )
    return LeftOut(resting | {row[0] for row in rows}, messages)
