"""Sessions, messages, pending work and small notes: what was stored comes back, and what is asked once is done once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher

from companion.errors import NotFound
from companion.records import MessageState, Role
from companion.store import house, memories, search, transcript_search, transcripts
from companion.store.database import Connection, migrate
from tests.clock import MORNING
from tests.record import MINUTE, talk

HOUR = dt.timedelta(hours=1)


def new_record() -> Connection:
    con: Connection = sqlcipher.connect(":memory:", isolation_level=None)
    con.execute("pragma foreign_keys = on")
    migrate(con)
    return con


@pytest.fixture
def con() -> Iterator[Connection]:
    connection = new_record()
    yield connection
    connection.close()


def sought(con: Connection, *terms: str) -> list[int]:
    """The messages that both full-text indexes find, which must be the same ones."""
    asked = transcript_search.expressions(terms)
    ranked = transcript_search.ranked(con, asked.words, 10)
    assert sorted(transcript_search.containing(con, asked.parts, 10)) == sorted(ranked)
    return sorted(ranked)


def test_a_session_grows_and_ends_once(con: Connection) -> None:
    told = talk(con, "Hello.", "Hello!", "Good night.")
    session = transcripts.session(con, told.session)
    assert (session.messages, session.started_at, session.last_at) == (3, MORNING, MORNING + 2 * MINUTE)
    assert session.day == MORNING.date()
    assert [s.id for s in transcripts.open_sessions(con)] == [told.session]
    assert transcripts.end_session(con, told.session, MORNING + HOUR)
    assert not transcripts.end_session(con, told.session, MORNING + 2 * HOUR)
    assert transcripts.session(con, told.session).ended_at == MORNING + HOUR
    assert transcripts.open_sessions(con) == []
    transcripts.reopen_session(con, told.session)
    assert transcripts.session(con, told.session).ended_at is None


def test_messages_keep_their_order_and_their_words(con: Connection) -> None:
    told = talk(con, "One.", "Two.", "Three.")
    assert transcripts.messages(con, told.session) == list(told.messages)
    assert [transcripts.position(con, m.id) for m in told.messages] == [0, 1, 2]
    assert transcripts.last_message(con, told.session) == told.messages[-1].id
    assert transcripts.messages_by_id(con, [told.messages[1].id, 99]) == {told.messages[1].id: told.messages[1]}


def test_what_is_not_there_is_said_to_be_missing(con: Connection) -> None:
    for look in (transcripts.session, transcripts.message, transcripts.position, memories.get):
        with pytest.raises(NotFound):
            look(con, 99)
    assert transcripts.last_message(con, 99) == 0


def test_a_reply_that_a_crash_cut_off_is_marked(con: Connection) -> None:
    told = talk(con, "Hello.")
    now = MORNING + HOUR
    streaming, _ = transcripts.add_message(
        con, told.session, Role.COMPANION, "Companion", "Hel", now, now.date(), state=MessageState.STREAMING
    )
    assert transcripts.close_interrupted(con, "It stopped.") == 1
    reply = transcripts.message(con, streaming)
    assert (reply.state, reply.notice, reply.text) == (MessageState.INCOMPLETE, "It stopped.", "Hel")
    assert transcripts.close_interrupted(con, "It stopped.") == 0


def test_a_changed_text_is_found_by_its_new_words_only(con: Connection) -> None:
    told = talk(con, "Hello.", "I am a draft.")
    transcripts.set_text(con, told.messages[1].id, "I am finished.", MessageState.COMPLETE)
    assert sought(con, "draft") == []
    assert sought(con, "finished") == [told.messages[1].id]


def test_a_removed_session_takes_its_messages_with_it(con: Connection) -> None:
    gone, kept = talk(con, "Remove the harbour."), talk(con, "Keep the harbour.")
    transcripts.remove_session(con, gone.session)
    assert sought(con, "harbour") == [m.id for m in kept.messages]
    assert search.all_ids(con) == list(kept.episodes)
    assert transcripts.count(con) == 1


def test_a_day_holds_what_was_said_on_it(con: Connection) -> None:
    late = talk(con, "Before.", "After.", at=dt.datetime(2026, 5, 3, 23, 59, 30, tzinfo=dt.UTC))
    assert [m.text for m in transcripts.messages_of_day(con, dt.date(2026, 5, 4))] == ["After."]
    assert [m.text for m in transcripts.messages_of_day(con, late.messages[0].day)] == ["Before."]


def test_speakers_are_every_name_once_with_its_side(con: Connection) -> None:
    assert search.speakers(con) == {}
    for user in ("Nora", "Ada", "Nora", "Zoë"):
        talk(con, "Hello.", "Hello.", user=user)
    said_by_user = dict.fromkeys(("Nora", "Ada", "Zoë"), Role.USER)
    assert search.speakers(con) == {**said_by_user, "Companion": Role.COMPANION}


def test_work_is_asked_for_once_and_done_once(con: Connection) -> None:
    for _ in range(2):
        house.enqueue(con, "consolidate", "1:2", MORNING)
    (work,) = house.pending(con)
    assert house.due(con, MORNING - MINUTE) == []
    assert house.due(con, MORNING) == [work]
    house.postpone(con, work.id, MORNING + HOUR, "timeout")
    assert house.due(con, MORNING) == []
    (later,) = house.due(con, MORNING + HOUR)
    assert (later.attempts, later.last_error) == (1, "timeout")
    house.finish(con, work.id, MORNING + HOUR)
    house.enqueue(con, "consolidate", "1:2", MORNING)
    assert house.pending(con) == []
    assert house.named(con, "consolidate", "1:2") is None
    assert list(house.finished(con, "consolidate", "1:").values()) == ["1:2"]
    assert house.finished(con, "consolidate", "11:") == {}
    house.reopen(con, "consolidate", "1:2", MORNING)
    (again,) = house.pending(con)
    assert (again.id, again.attempts, again.last_error) == (work.id, 0, "")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.one_of(st.none(), st.text(max_size=9)))))
def test_the_last_note_stands(steps: list[tuple[str, str | None]]) -> None:
    con, expected = new_record(), dict[str, str]()
    for key, value in steps:
        if value is None:
            house.drop_note(con, key)
            expected.pop(key, None)
        else:
            house.set_note(con, key, value)
            expected[key] = value
    assert {key: house.note(con, key) for key in "abc"} == {key: expected.get(key) for key in "abc"}
    con.close()


def test_times_come_back_to_the_microsecond(con: Connection) -> None:
    at = dt.datetime(2026, 5, 3, 9, 15, 27, 123456, tzinfo=dt.timezone(dt.timedelta(hours=-7)))
    told = talk(con, "Now.", at=at)
    message = transcripts.message(con, told.messages[0].id)
    assert abs(message.created_at - at) <= dt.timedelta(microseconds=1)
    assert message.day == at.date()
    assert message.created_at.tzinfo is dt.UTC
