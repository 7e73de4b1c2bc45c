"""The rows of the side bar."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from companion.records import Excerpt, SearchHit, SearchResult, Session
from ui.chat.sessions_model import SessionsModel, SideRow, SideRowRole, name_of


def session(number: int, title: str, days: int, *, pinned: bool = False) -> Session:
    at = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    return Session(number, title, at, at, at.date(), pinned=pinned)


def rows(model: SessionsModel) -> list[SideRow]:
    return [model.index(at).data(SideRowRole) for at in range(model.rowCount())]


@pytest.fixture
def model(qtmodeltester: object) -> SessionsModel:
    made = SessionsModel()
    made.set_sessions(
        [session(5, "Kept", 50, pinned=True), session(1, "Now", 0), session(2, "Before", 1), session(3, "Old", 400)]
    )
    return made


def test_sessions_stand_under_their_dates(qtbot: QtBot, model: SessionsModel) -> None:
    headings = [row.text for row in rows(model) if row.session is None]
    assert headings[:3] == ["Pinned", "Today", "Yesterday"]
    assert len(headings) == 4
    assert [row.text for row in rows(model) if row.session] == ["Kept", "Now", "Before", "Old"]


def test_headings_cannot_be_chosen(qtbot: QtBot, model: SessionsModel) -> None:
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    assert model.flags(model.place(1)) & Qt.ItemFlag.ItemIsEditable


def test_search_shows_titles_and_messages(qtbot: QtBot, model: SessionsModel) -> None:
    at = dt.datetime.now(dt.UTC)
    titled = SearchHit(1, Excerpt("Now", ((0, 3),)), at)
    said = SearchHit(1, Excerpt("Now"), at, message_id=7, excerpt=Excerpt("I know it now.", ((10, 13),)))
    model.set_search("now")
    assert [row.text for row in rows(model)] == ["Searching…"]
    model.set_search("now", SearchResult("now", (titled, said), 412))
    found = [row for row in rows(model) if row.session]
    assert [(row.text, row.message_id) for row in found] == [("Now", None), ("Now", 7)]
    assert [row.text for row in rows(model) if not row.session] == ["Conversations", "Messages: the best 1 of 411"]
    model.set_search("nothing like this", SearchResult("nothing like this"))
    assert [row.text for row in rows(model)] == ["Nothing was found for “nothing like this”."]
    model.set_search("")
    assert len(rows(model)) == 8


def test_what_was_found_stays_until_there_is_something_new(qtbot: QtBot, model: SessionsModel) -> None:
    said = SearchHit(1, Excerpt("Now"), dt.datetime.now(dt.UTC), message_id=7, excerpt=Excerpt("I know it now."))
    model.set_search("no", SearchResult("no", (said,), 1))
    before = rows(model)
    model.set_search("now")
    assert rows(model) == before


def test_no_sessions_and_an_empty_archive_say_so(qtbot: QtBot) -> None:
    empty = SessionsModel()
    assert rows(empty) == []  # nobody has asked yet
    empty.set_sessions([])
    assert [(row.note, row.session_id) for row in rows(empty)] == [(True, None)]
    empty.show_archive(True)
    assert [row.text for row in rows(empty)] == ["Nothing is archived."]


def test_the_archive_shows_what_was_put_away_and_a_hidden_one_is_left_out(qtbot: QtBot, model: SessionsModel) -> None:
    model.set_sessions([session(1, "Now", 0)], [session(8, "Put away", 9), session(9, "Older", 99)])
    assert model.archived == 2
    model.show_archive(True)
    assert [row.text for row in rows(model)] == ["Archived", "Put away", "Older"]
    model.hide(8, True)
    assert [row.text for row in rows(model)] == ["Archived", "Older"]
    model.hide(8, False)
    model.show_archive(False)
    assert [row.text for row in rows(model)] == ["Today", "Now"]


def test_renaming_tells_the_new_title(qtbot: QtBot, model: SessionsModel) -> None:
    with qtbot.waitSignal(model.renamed) as told:
        assert model.setData(model.place(1), "  Better  ")
    assert told.args == [1, "Better"]
    assert not model.setData(model.place(1), "   ")


def test_model_keeps_the_rules_of_models(qtmodeltester: object, model: SessionsModel) -> None:
    qtmodeltester.check(model)  # type: ignore[attr-defined]


def test_a_conversation_without_a_title_is_called_by_when_it_began() -> None:
    assert name_of(session(1, "Diving", 0)) == "Diving"
    untitled = session(1, "", 3)
    began = untitled.started_at.astimezone()
    assert name_of(untitled).startswith(f"Talk of {began.day} ")
