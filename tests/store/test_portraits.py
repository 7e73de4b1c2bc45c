"""The portrait in the record: what was saved comes back, once per session, and locks hold."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest

from companion.errors import NotFound
from companion.personality.history import portrait_of
from companion.personality.portrait import empty_portrait, replay
from companion.records import LedgerEntry, Mood, Portrait, PortraitItem
from companion.store import portrait_tables, portraits

NOW = dt.datetime(2026, 5, 3, 12, 30, 15, 123456, tzinfo=dt.UTC)
DAY = dt.date(2026, 5, 3)


@pytest.fixture
def con() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for statement in (*portrait_tables.SCHEMA, *portrait_tables.SPACES, *portrait_tables.LOCKS):
        connection.execute(statement)
    connection.commit()
    yield connection
    connection.close()


def entry(trait: str = "openness", after: float = 0.1, quote: str = "I love art.") -> LedgerEntry:
    return LedgerEntry(0, NOW, 7, trait, 0.0, after, "said “love art”", 3, quote)


def learned() -> Portrait:
    start = empty_portrait()
    openness = replace(start.traits[0], score=0.1, low=-0.5, high=0.7, evidence=1)
    return Portrait(
        traits=(openness, *start.traits[1:]),
        items=(PortraitItem("interest", "art", 1.5, DAY, (3, 5)), PortraitItem("person", "Ana (sister)", 1.0, DAY)),
        moods=(Mood(7, DAY, 0.25), Mood(2, DAY, -0.5)),
        strategy="Offer ideas.",
        sessions=1,
        updated_at=NOW,
    )


def dump(con: sqlite3.Connection) -> list[str]:
    return list(con.iterdump())


def test_a_new_record_holds_the_empty_portrait(con: sqlite3.Connection) -> None:
    assert portraits.load(con) == empty_portrait()
    assert portraits.ledger(con) == ()


def test_what_was_saved_comes_back_exactly(con: sqlite3.Connection) -> None:
    assert portraits.save(con, learned(), [entry()], 7, NOW)
    assert portraits.load(con) == learned()
    (row,) = portraits.ledger(con)
    assert replace(row, id=0) == entry()
    assert portraits.is_applied(con, 7)


def test_a_session_counts_once(con: sqlite3.Connection) -> None:
    assert portraits.save(con, learned(), [entry()], 7, NOW)
    con.commit()
    before = dump(con)
    changed = replace(learned(), strategy="Another.", sessions=2)
    assert not portraits.save(con, changed, [entry(after=0.3)], 7, NOW)
    assert dump(con) == before


def test_an_error_leaves_the_record_as_it_was(con: sqlite3.Connection) -> None:
    before = dump(con)
    broken = replace(entry(), quote=object())  # type: ignore[arg-type]
    with pytest.raises(sqlite3.Error):
        portraits.save(con, learned(), [entry(), broken], 7, NOW)
    assert dump(con) == before
    assert not portraits.is_applied(con, 7)
    assert portraits.save(con, learned(), [entry()], 7, NOW)


def test_it_works_inside_a_transaction_of_the_caller(con: sqlite3.Connection) -> None:
    con.execute("begin immediate")
    portraits.save(con, learned(), [entry()], 7, NOW)
    con.rollback()
    assert portraits.load(con) == empty_portrait()


def test_a_lock_set_meanwhile_is_kept(con: sqlite3.Connection) -> None:
    portraits.set_lock(con, "openness", True)
    portraits.save(con, learned(), [entry(), entry("extraversion")], 7, NOW)
    openness = portraits.load(con).traits[0]
    assert (openness.score, openness.evidence, openness.locked) == (0.0, 0, True)
    assert [e.trait for e in portraits.ledger(con)] == ["extraversion"]
    portraits.set_lock(con, "openness", False)
    assert not portraits.load(con).traits[0].locked


def test_only_traits_can_be_locked(con: sqlite3.Connection) -> None:
    with pytest.raises(NotFound):
        portraits.set_lock(con, "charm", True)


def test_the_ledger_is_read_from_the_latest_by_trait_and_with_a_limit(con: sqlite3.Connection) -> None:
    rows = [entry(after=0.1), entry("interest: art", 1.0), replace(entry(after=0.2), before=0.1)]
    portraits.save(con, learned(), rows, 7, NOW)
    assert [e.after for e in portraits.ledger(con)] == [0.2, 1.0, 0.1]
    assert [e.after for e in portraits.ledger(con, "openness")] == [0.2, 0.1]
    assert [e.after for e in portraits.ledger(con, limit=1)] == [0.2]
    assert replay(tuple(reversed(portraits.ledger(con))))[0].score == 0.2


def test_an_older_ledger_is_brought_to_where_its_portrait_stands() -> None:
    old = sqlite3.connect(":memory:")
    old.execute("create table sessions (id integer primary key, day text)")
    old.execute("insert into sessions values (7, '2026-05-01')")
    for statement in portrait_tables.SCHEMA:
        old.execute(statement)
    row = "insert into portrait_ledger(at, session_id, trait, before, after, reason, message_id, quote)"
    for trait, before, after in (
        ("openness", 0, 0.1), ("interest: art", 0, 1.0), ("interest: art", 0.7, 1.7), ("interest: golf", 0, 1.0)
    ):  # fmt: skip
        old.execute(f"{row} values (?, 7, ?, ?, ?, 'said so', 3, 'words')", (NOW.timestamp(), trait, before, after))
    old.execute("update portrait_traits set score = 0.1, low = -0.794427190999916, evidence = 1 where position = 1")
    old.execute(
        "insert into portrait_items(facet, text, weight, last_day, message_ids)"
        " values ('interest', 'art', 1.7, '2026-05-01', '[3]')"
    )
    old.execute("insert into portrait_moods(session_id, day, valence) values (7, '2026-05-01', 0.25)")
    for statement in (*portrait_tables.SPACES, *portrait_tables.BASELINE):
        old.execute(statement)
    rows = portraits.ledger(old)[::-1]
    told, kept = portrait_of(rows), portraits.load(old)
    assert (told.items, told.moods) == (kept.items, kept.moods)
    assert [t.score for t in told.traits] == [t.score for t in kept.traits]
    assert {entry.day for entry in rows} == {dt.date(2026, 5, 1)}
    old.close()


def test_each_space_has_a_portrait_of_its_own(con: sqlite3.Connection) -> None:
    portraits.put(con, learned(), [entry()], "own")
    assert portraits.load(con) == empty_portrait()
    assert portraits.load(con, "own") == learned()
    assert portraits.strategy(con, "own") == "Offer ideas."
    assert (portraits.ledger(con), len(portraits.ledger(con, space="own"))) == ((), 1)
    portraits.set_lock(con, "openness", True, "other")
    assert not portraits.load(con, "own").traits[0].locked


def test_locks_are_looked_for_in_an_index_of_their_own(con: sqlite3.Connection) -> None:
    asked: list[str] = []
    con.set_trace_callback(asked.append)
    portraits.load(con)
    con.set_trace_callback(None)
    (locks,) = [one for one in asked if "portrait_ledger" in one]
    plan = [row[3] for row in con.execute(f"explain query plan {locks}")]
    assert plan == ["SEARCH portrait_ledger USING COVERING INDEX portrait_ledger_locks (space=?)"]


def test_a_row_that_rests_on_one_of_many_messages_is_found(con: sqlite3.Connection) -> None:
    portraits.save(con, learned(), [entry()], 7, NOW)
    assert portraits.rests_on(con, range(50_000))
    assert not portraits.rests_on(con, [*range(3), *range(4, 50_000)])
    assert not portraits.rests_on(con, range(50_000), "own")
