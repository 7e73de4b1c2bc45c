"""Forgets from their asking to their receipts: plain functions over a connection, called inside a transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from companion.errors import NotFound
from companion.language.redaction import cut, mark_of
from companion.records import Message
from companion.store.database import Connection
from companion.store.moments import moment

FORGET = "forget"
"""Kind of work: words go for good. The key is the number of the forget."""
COMPACT = "compact"
"""Kind of work: what is gone from the record goes from its files."""
FILES = "files"
"""The key of that work: there is one."""


@dataclass(frozen=True, slots=True)
class Seeds:
    """What was asked to be forgotten. `hidden` are the memories that were taken out of recall for it meanwhile."""

    memories: tuple[int, ...] = ()
    sessions: tuple[int, ...] = ()
    phrases: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One forget. `erased_at`: gone from the record; `cleaned_at`: gone from its files."""

    id: int
    asked_at: dt.datetime
    due_at: dt.datetime
    seeds: Seeds
    erased_at: dt.datetime | None
    cleaned_at: dt.datetime | None
    receipt: Mapping[str, Any]


def add(con: Connection, seeds: Seeds, now: dt.datetime, due: dt.datetime) -> int:
    """A new forget; its number."""
    row = con.execute(
        "insert into forgettings(asked_at, due_at, seeds) values (?,?,?)",
        (now.timestamp(), due.timestamp(), _to_json(seeds)),
    )
    return int(row.lastrowid or 0)


def get(con: Connection, forgetting_id: int) -> Row:
    """One forget. Raises `NotFound`."""
    found = _rows(con, "where id = ?", (forgetting_id,))
    if not found:
        raise NotFound(f"There is no forget number {forgetting_id}.")
    return found[0]


def waiting(con: Connection) -> list[Row]:
    """Forgets that can still be taken back, the oldest first."""
    return _rows(con, "where erased_at is null order by id", ())


def erased(con: Connection) -> list[Row]:
    """Forgets that are done in the record, the latest first."""
    return _rows(con, "where erased_at is not null order by id desc", ())


def uncleaned(con: Connection) -> list[Row]:
    """Forgets that are done in the record, and not yet in its files."""
    return _rows(con, "where erased_at is not null and cleaned_at is null order by id", ())


def of_memory(con: Connection, memory_id: int) -> Row | None:
    """The forget that can still be taken back by which this memory is out of sight; None when there is none."""
    return next((row for row in waiting(con) if memory_id in row.seeds.hidden), None)


def hidden_sessions(con: Connection) -> frozenset[int]:
    """Conversations that are about to be forgotten as a whole."""
    return frozenset(session for row in waiting(con) for session in row.seeds.sessions)


def set_spans(con: Connection, forgetting_id: int, spans: Mapping[int, Sequence[tuple[int, int]]]) -> None:
    """The parts of messages that this forget takes out of sight."""
    con.execute("delete from forgetting_spans where forgetting_id = ?", (forgetting_id,))
    con.executemany(
        "insert or ignore into forgetting_spans(forgetting_id, message_id, start, stop) values (?,?,?,?)",
        [(forgetting_id, message_id, *span) for message_id, found in spans.items() for span in found],
    )


def spans_of(con: Connection, message_id: int) -> list[tuple[int, int]]:
    """The parts of a message that are about to be forgotten."""
    rows = con.execute(
        """select s.start, s.stop from forgetting_spans s join forgettings f on f.id = s.forgetting_id
        where s.message_id = ? and f.erased_at is null""",
        (message_id,),
    )
    return [(row[0], row[1]) for row in rows]


def masked(con: Connection, messages: Iterable[Message]) -> list[Message]:
    """`messages` without the words that are about to be forgotten: as they may be told on, not as they are shown."""
    wanted = list(messages)
    rows = con.execute(
        """select s.message_id, s.start, s.stop, f.asked_at from forgetting_spans s
        join forgettings f on f.id = s.forgetting_id
        where s.message_id in (select value from json_each(?)) and f.erased_at is null""",
        (json.dumps([message.id for message in wanted]),),
    ).fetchall()
    if not rows:
        return wanted
    spans: dict[int, list[tuple[int, int]]] = {}
    for message_id, start, stop, _ in rows:
        spans.setdefault(message_id, []).append((start, stop))
    mark = mark_of(moment(rows[0][3]).astimezone().date())
    return [
        replace(message, text=cut(message.text, spans[message.id], mark).text) if message.id in spans else message
        for message in wanted
    ]


def remove(con: Connection, forgetting_id: int) -> None:
    """It was taken back: nothing of it stays."""
    con.execute("delete from forgettings where id = ?", (forgetting_id,))
    con.execute("delete from work where kind = ? and key = ?", (FORGET, str(forgetting_id)))


def set_erased(con: Connection, forgetting_id: int, now: dt.datetime, receipt: Mapping[str, Any]) -> None:
    """It is done in the record. What was asked for goes with it: the receipt has numbers only."""
    con.execute("delete from forgetting_spans where forgetting_id = ?", (forgetting_id,))
    con.execute(
        "update forgettings set erased_at = ?, seeds = '{}', receipt = ? where id = ?",
        (now.timestamp(), json.dumps(receipt), forgetting_id),
    )


def set_cleaned(con: Connection, ids: Iterable[int], now: dt.datetime, kept_in: Sequence[str]) -> None:
    """They are done in the files, too. `kept_in` names the copies that may still hold the words."""
    for forgetting_id in ids:
        receipt = {**get(con, forgetting_id).receipt, "kept_in": list(kept_in)}
        con.execute(
            "update forgettings set cleaned_at = ?, receipt = ? where id = ?",
            (now.timestamp(), json.dumps(receipt), forgetting_id),
        )


def _rows(con: Connection, where: str, arguments: tuple[Any, ...]) -> list[Row]:
    rows = con.execute(
        f"select id, asked_at, due_at, seeds, erased_at, cleaned_at, receipt from forgettings {where}", arguments
    )
    return [
        Row(
            id=row[0],
            asked_at=moment(row[1]),
            due_at=moment(row[2]),
            seeds=_seeds(row[3]),
            erased_at=None if row[4] is None else moment(row[4]),
            cleaned_at=None if row[5] is None else moment(row[5]),
            receipt=json.loads(row[6]),
        )
        for row in rows
    ]


def _to_json(seeds: Seeds) -> str:
    names = ("memories", "sessions", "phrases", "hidden")
    return json.dumps({name: list(getattr(seeds, name)) for name in names})


def _seeds(text: str) -> Seeds:
    return Seeds(**{name: tuple(values) for name, values in json.loads(text).items()})


def hide(con: Connection, forgetting_id: int, hidden: Sequence[int]) -> None:
    """Note which memories this forget took out of recall."""
    seeds = replace(get(con, forgetting_id).seeds, hidden=tuple(hidden))
    con.execute("update forgettings set seeds = ? where id = ?", (_to_json(seeds), forgetting_id))
