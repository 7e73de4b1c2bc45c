"""How long the memory browser keeps the window from answering, over a profile of any size: a part of `ui`."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt

from benchmarks.report import Result
from benchmarks.stage import Stage
from companion.records import Kind, Status
from ui.memories.map_view import MapView
from ui.memories.window import MemoryWindow

JUMPS = 60


def measure(stage: Stage) -> Result:
    """Open, choose, sort, filter, search, scroll, select all, the timeline and the map."""
    made: list[MemoryWindow] = []

    def open_it() -> None:
        stage.shown.open_other("memories")
        window = stage.shown.others["memories"]
        assert isinstance(window, MemoryWindow)
        made.append(window)

    result: Result = {"open": stage.timed(open_it, lambda: made[0].ready and made[0].list.model.rowCount() > 0)}
    window = made[0]
    table, feed, filters = window.list.table, window.list.feed, window.list.filters

    def typed() -> None:
        for letter in "coffee":
            filters.search.insert(letter)
            stage.rest(0.03)
        stage.rest(0.2)

    def jumped() -> None:
        bar = table.verticalScrollBar()
        for jump in range(JUMPS):
            bar.setValue(bar.maximum() * (jump * 37 % 100) // 100)
            stage.rest(0.03)

    result["memories"] = window.list.model.rowCount()
    result["choose"] = stage.timed(lambda: table.selectRow(3), lambda: window.desk.shows_memory)
    for column in range(window.list.model.columnCount()):
        name = str(window.list.model.headerData(column, Qt.Orientation.Horizontal)).lower()
        ascending = Qt.SortOrder.AscendingOrder
        result[f"sort_{name}"] = stage.timed(partial(table.sortByColumn, column, ascending), lambda: feed.settled)
    result["filter_kind"] = stage.timed(lambda: filters.kind.choose((Kind.FACT,)), lambda: feed.settled)
    result["filter_status"] = stage.timed(lambda: filters.status.choose((Status.ACTIVE,)), lambda: feed.settled)
    result["clear"] = stage.timed(filters.clear, lambda: feed.settled)
    result["search_words"] = stage.timed(typed, lambda: feed.settled)
    filters.clear()
    stage.rest(0.5)
    filters.by_meaning.click()
    result["search_meaning"] = stage.timed(typed, lambda: feed.settled)
    filters.by_words.click()
    filters.clear()
    stage.rest(1.0)
    result["scroll"] = stage.timed(jumped)
    result["select_all"] = stage.timed(table.selectAll)
    table.clearSelection()
    result["timeline"] = stage.timed(lambda: window.show_view("timeline"), lambda: window.stack.currentIndex() > 0)
    result["map"] = stage.timed(lambda: window.show_view("map"), lambda: _drawn(window))
    return result


def _drawn(window: MemoryWindow) -> bool:
    view = window.view("map")
    return isinstance(view, MapView) and view.canvas.map is not None
