"""Keyed hashes of what was forgotten: plain functions over a connection, called inside a transaction.

They say of a statement whether it was forgotten, and nothing to who has not got the key. In an encrypted profile the
key comes from the vault; in a plain one it lies in the record, where who reads the file can try guesses.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable

from companion.store import house
from companion.store.database import SECRET, Connection

_SALT = "tombstone_salt"
_BYTES = 16


def any_there(con: Connection) -> bool:
    """Whether anything was ever forgotten for good; costs nothing."""
    return con.execute("select 1 from tombstones limit 1").fetchone() is not None


def marks_of(con: Connection, keys: Iterable[str]) -> list[bytes]:
    """The hashes of these texts."""
    secret = _secret(con)
    return [hmac.new(secret, key.encode(), hashlib.sha256).digest()[:_BYTES] for key in keys]


def add(con: Connection, keys: Iterable[str], forgetting_id: int) -> int:
    """Keep these from being learned again; how many are new."""
    before = con.total_changes
    con.executemany(
        "insert or ignore into tombstones(mark, forgetting_id) values (?,?)",
        [(mark, forgetting_id) for mark in marks_of(con, sorted(set(keys)))],
    )
    return con.total_changes - before


def known(con: Connection, keys: Iterable[str]) -> set[str]:
    """Which of these were forgotten."""
    wanted = list(dict.fromkeys(keys))
    if not wanted or not any_there(con):
        return set()
    marks = dict(zip(marks_of(con, wanted), wanted, strict=True))
    rows = con.execute(
        "select mark from tombstones where mark in (select unhex(value) from json_each(?))",
        (json.dumps([mark.hex() for mark in marks]),),
    )
    return {marks[bytes(row[0])] for row in rows}


def lift(con: Connection, keys: Iterable[str]) -> int:
    """Let these be learned again; how many were kept from it."""
    gone = 0
    for mark in marks_of(con, keys):
        gone += con.execute("delete from tombstones where mark = ?", (mark,)).rowcount
    return gone


def count(con: Connection, forgetting_id: int) -> int:
    """How many hashes a forget left."""
    row = con.execute("select count(*) from tombstones where forgetting_id = ?", (forgetting_id,)).fetchone()
    return int(row[0])


def _secret(con: Connection) -> bytes:
    kept = con.execute(f"select {SECRET}()").fetchone()[0]
    if kept is not None:
        return bytes(kept)
    salt = house.note(con, _SALT)
    if salt is None:
        salt = secrets.token_hex(32)
        house.set_note(con, _SALT, salt)
    return bytes.fromhex(salt)
