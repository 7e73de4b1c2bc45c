"""How long the memory browser keeps the window from answering, over a profile of any size. Real widgets, no screen."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.house import temporary_home
from benchmarks.report import Result

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from companion.paths import Home
from companion.records import Kind, Status
from ui.app import CompanionApp, make_application
from ui.memories.map_view import MapView
from ui.memories.window import MemoryWindow

PATIENCE = 900.0
"""Seconds after which a step counts as broken: the first map of a large record takes its time."""
JUMPS = 60
SETTLING = 600
"""Times two seconds that the engine may need before the measurement begins."""


class Beat:
    """Ticks as often as the event loop lets it; a gap between two ticks is a block. Milliseconds."""

    def __init__(self) -> None:
        self._last, self._cpu = time.perf_counter(), time.thread_time()
        self._gaps: list[tuple[float, float]] = []
        self._timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        self._gaps.append(((now - self._last) * 1000, (cpu - self._cpu) * 1000))
        self._last, self._cpu = now, cpu

    def worst(self) -> dict[str, float]:
        """The longest block since the last call: by the clock, and the work of this thread in any one of them."""
        gaps, self._gaps = self._gaps, []
        clock, work = (max((gap[side] for gap in gaps), default=0.0) for side in (0, 1))
        return {"block_ms": round(clock, 1), "work_ms": round(work, 1)}


class Session:
    """The app over one profile, with its browser."""

    def __init__(self, app: QApplication, home: Path) -> None:
        self._app = app
        self.shown = CompanionApp(app, Home(home))
        self.shown.start()
        self.wait(lambda: self.shown.bridge.attached)
        self._settle()
        self.beat = Beat()

    def wait(self, ready: Callable[[], bool]) -> None:
        """Let the windows work until `ready`. Raises `TimeoutError`."""
        end = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError("the browser is not ready")
            self._app.processEvents()
            time.sleep(0.0005)

    def _settle(self) -> None:
        """Wait until the engine has caught up with what was missed: it is the browser that is measured."""
        for _ in range(SETTLING):
            before = time.process_time()
            self.rest(2.0)
            if time.process_time() - before < 0.3:
                return

    def rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end)

    def timed(self, act: Callable[[], object], ready: Callable[[], bool] = lambda: True) -> dict[str, float]:
        """The worst block from `act` until a little after `ready`, and the time that it took in seconds."""
        self.rest(0.3)
        self.beat.worst()
        started = time.perf_counter()
        act()
        self.rest(0.02)
        self.wait(ready)
        took = time.perf_counter() - started
        self.rest(0.4)
        return {**self.beat.worst(), "seconds": round(took, 2)}

    def close(self) -> None:
        self.shown.quit()
        self.rest(1.0)


def run(kept: Path) -> Result:
    """Open, sort, filter, search, scroll, select, the timeline and the map of the profile in `kept`."""
    app = QApplication.instance() or make_application(["companion"])
    assert isinstance(app, QApplication)
    with temporary_home(kept) as folder:
        session = Session(app, folder / "home")
        try:
            return _measure(session)
        finally:
            session.close()


def _measure(session: Session) -> Result:
    made: list[MemoryWindow] = []

    def open_it() -> None:
        session.shown.open_other("memories")
        window = session.shown.others["memories"]
        assert isinstance(window, MemoryWindow)
        made.append(window)

    result: Result = {"open": session.timed(open_it, lambda: made[0].ready and made[0].list.model.rowCount() > 0)}
    window = made[0]
    table, feed, filters = window.list.table, window.list.feed, window.list.filters

    def typed() -> None:
        for letter in "coffee":
            filters.search.insert(letter)
            session.rest(0.03)
        session.rest(0.2)

    def jumped() -> None:
        bar = table.verticalScrollBar()
        for jump in range(JUMPS):
            bar.setValue(bar.maximum() * (jump * 37 % 100) // 100)
            session.rest(0.03)

    result["memories"] = window.list.model.rowCount()
    result["choose"] = session.timed(lambda: table.selectRow(3), lambda: window.desk.shows_memory)
    for column in range(window.list.model.columnCount()):
        name = str(window.list.model.headerData(column, Qt.Orientation.Horizontal)).lower()
        ascending = Qt.SortOrder.AscendingOrder
        result[f"sort_{name}"] = session.timed(partial(table.sortByColumn, column, ascending), lambda: feed.settled)
    result["filter_kind"] = session.timed(lambda: filters.kind.choose((Kind.FACT,)), lambda: feed.settled)
    result["filter_status"] = session.timed(lambda: filters.status.choose((Status.ACTIVE,)), lambda: feed.settled)
    result["clear"] = session.timed(filters.clear, lambda: feed.settled)
    result["search_words"] = session.timed(typed, lambda: feed.settled)
    filters.clear()
    session.rest(0.5)
    filters.by_meaning.click()
    result["search_meaning"] = session.timed(typed, lambda: feed.settled)
    filters.by_words.click()
    filters.clear()
    session.rest(1.0)
    result["scroll"] = session.timed(jumped)
    result["select_all"] = session.timed(table.selectAll)
    table.clearSelection()
    result["timeline"] = session.timed(lambda: window.show_view("timeline"), lambda: window.stack.currentIndex() > 0)
    result["map"] = session.timed(lambda: window.show_view("map"), lambda: _drawn(window))
    return result


def _drawn(window: MemoryWindow) -> bool:
    view = window.view("map")
    return isinstance(view, MapView) and view.canvas.map is not None
