"""The rows of the side bar."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from companion.records import Session
from tests.ui.chat.messages import message
from ui.chat.sessions_model import SessionsModel, SideRow, SideRowRole, excerpt_of


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
    model.set_search("now", [message(7, "I know it now.")])
    found = [row for row in rows(model) if row.session]
    assert [(row.text, row.message_id) for row in found] == [("Now", None), ("Now", 7)]
    model.set_search("nothing like this")
    assert [row.text for row in rows(model)] == ["Nothing was found"]
    model.set_search("")
    assert len(rows(model)) == 8


def test_renaming_tells_the_new_title(qtbot: QtBot, model: SessionsModel) -> None:
    with qtbot.waitSignal(model.renamed) as told:
        assert model.setData(model.place(1), "  Better  ")
    assert told.args == [1, "Better"]
    assert not model.setData(model.place(1), "   ")


def test_excerpt_shows_the_words_that_were_found() -> None:
    text = "x " * 200 + "the needle here" + " y" * 200
    assert "needle" in excerpt_of(text, "NEEDLE")
    assert len(excerpt_of(text, "needle")) < 100


def test_model_keeps_the_rules_of_models(qtmodeltester: object, model: SessionsModel) -> None:
    qtmodeltester.check(model)  # type: ignore[attr-defined]
