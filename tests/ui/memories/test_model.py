"""The table model holds pages, asks for what is looked at, and finds memories again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from companion.records import MemoryQuery, Status
from tests.ui.memories.rows import view, views
from ui.memories.columns import COLUMNS, RETENTION, TEXT
from ui.memories.model import KEPT_PAGES, PAGE, VIEW_ROLE, MemoryTableModel, page_query
from ui.memories.words import times_text


@pytest.fixture
def model(qapp: object) -> MemoryTableModel:
    made = MemoryTableModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    return made


def test_a_hundred_thousand_rows_are_there_at_once_and_only_the_page_in_sight_is_asked_for(
    model: MemoryTableModel, qtbot: QtBot
) -> None:
    model.fill(100_000, {0: views(1, PAGE)})
    assert model.rowCount() == 100_000
    assert model.index(0, TEXT).data() == "Memory number 1"
    asked: list[int] = []
    model.page_wanted.connect(asked.append)
    with qtbot.waitSignal(model.page_wanted):
        assert model.index(50_000, TEXT).data() is None
        assert model.index(50_001, TEXT).data() is None
    assert asked == [500]


def test_a_page_fills_its_rows(model: MemoryTableModel, qtbot: QtBot) -> None:
    model.fill(250, {0: views(1, PAGE)})
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.put_page(2, views(201, 50))
    assert [changed.args[0].row(), changed.args[1].row()] == [200, 249]
    assert model.index(249, TEXT).data() == "Memory number 250"


def test_a_page_that_failed_is_asked_for_again(model: MemoryTableModel, qtbot: QtBot) -> None:
    model.fill(300, {})
    with qtbot.waitSignal(model.page_wanted):
        model.index(120, TEXT).data()
    model.page_failed(1)
    with qtbot.waitSignal(model.page_wanted):
        model.index(120, TEXT).data()


def test_far_pages_are_let_go(model: MemoryTableModel) -> None:
    model.fill((KEPT_PAGES + 5) * PAGE, {})
    for number in range(KEPT_PAGES + 5):
        model.put_page(number, views(number * PAGE + 1, PAGE))
    assert model.view_at(0) is None
    assert model.view_at((KEPT_PAGES + 4) * PAGE) is not None


def test_memories_are_found_by_id(model: MemoryTableModel) -> None:
    model.fill(300, {0: views(1, PAGE), 2: views(201, PAGE)})
    assert model.row_of(205) == 204
    assert model.row_of(150) is None
    assert model.rows_of([300, 1, 150]) == [0, 299]


def test_sorting_is_asked_of_the_engine(model: MemoryTableModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.sort_wanted) as wanted:
        model.sort(RETENTION, Qt.SortOrder.DescendingOrder)
    assert wanted.args == ["retention", True]


def test_every_cell_speaks(model: MemoryTableModel) -> None:
    model.fill(1, {0: [view(7, "Likes tea", status=Status.DORMANT, retention=0.1)]})
    spoken = [model.index(0, c).data(Qt.ItemDataRole.AccessibleTextRole) for c in range(len(COLUMNS))]
    assert spoken[TEXT] == "Likes tea. Dormant"
    assert spoken[RETENTION] == "Retention: 10%"
    assert all(spoken)
    assert model.index(0, TEXT).data(VIEW_ROLE).memory.id == 7


def test_how_often_a_memory_was_used_is_said_in_good_english() -> None:
    assert [times_text(uses) for uses in (0, 1, 2)] == ["not yet", "once", "2 times"]


def test_a_pinned_memory_says_that_it_does_not_fade(model: MemoryTableModel) -> None:
    model.fill(1, {0: [view(1, pinned=True)]})
    assert model.index(0, RETENTION).data() == "Pinned, does not fade"


@given(st.integers(min_value=0, max_value=10_000))
def test_pages_cover_every_row_exactly_once(row: int) -> None:
    query = page_query(MemoryQuery(text="tea"), row // PAGE)
    assert query.offset <= row < query.offset + query.limit
    assert query.text == "tea"
