"""Rules of what is never remembered: plain functions over a connection, called inside a transaction."""

from __future__ import annotations

import datetime as dt

from companion.records import Kind, Refusal
from companion.store.database import Connection
from companion.store.moments import moment


def add(con: Connection, kind: Kind, relation: str, subject: str, now: dt.datetime) -> int:
    """Never remember this; the number of the rule, also where there was one already."""
    con.execute(
        "insert or ignore into refusals(kind, relation, subject, made_at) values (?,?,?,?)",
        (kind, relation, subject.casefold(), now.timestamp()),
    )
    row = con.execute(
        "select id from refusals where kind = ? and relation = ? and subject = ?", (kind, relation, subject.casefold())
    ).fetchone()
    return int(row[0])


def remove(con: Connection, refusal_id: int) -> bool:
    """Take a rule back; False when there was none."""
    return con.execute("delete from refusals where id = ?", (refusal_id,)).rowcount > 0


def rules(con: Connection) -> list[Refusal]:
    """All rules, the oldest first."""
    rows = con.execute("select id, kind, relation, subject, made_at from refusals order by id")
    return [Refusal(row[0], Kind(row[1]), row[2], row[3], moment(row[4])) for row in rows]


def refused(con: Connection, kind: Kind, relation: str, subject: str) -> bool:
    """Whether a rule covers this; an empty relation or subject in a rule stands for any."""
    row = con.execute(
        """select 1 from refusals where kind = ? and relation in ('', ?, ?) and subject in ('', ?) limit 1""",
        (kind, relation, relation.split(":")[0], subject.casefold()),
    )
    return row.fetchone() is not None
