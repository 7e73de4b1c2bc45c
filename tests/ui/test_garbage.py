"""Widgets are destroyed by the main thread, whichever thread makes garbage."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.garbage import COLLECTIONS, Garbage, trim


@pytest.fixture
def garbage(qapp: QApplication) -> Iterator[Garbage]:
    collector = Garbage(qapp)
    collector.start()
    yield collector
    collector.stop()
    gc.disable()  # as all tests of windows run
    collector.deleteLater()


class InCycle(QWidget):
    """A widget that only the collector can find, and that tells who destroyed it."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self.itself = self
        self.told = told

    def __del__(self) -> None:
        self.told.append(threading.current_thread().name)


def allocate() -> None:
    """Make enough that Python would collect the youngest and the middle generation by itself."""
    kept: list[list[int]] = []
    for _ in range(200_000):
        kept.append([])


def test_a_widget_is_not_destroyed_by_another_thread(garbage: Garbage, qtbot: QtBot) -> None:
    told: list[str] = []
    InCycle(told)
    thread = threading.Thread(target=allocate, name="engine")
    thread.start()
    thread.join()
    assert not told
    gc.collect(1)
    allocate()
    qtbot.waitUntil(lambda: bool(told), timeout=15_000)
    assert told == ["MainThread"]


def test_nothing_is_done_when_nothing_is_due(garbage: Garbage) -> None:
    gc.collect()
    seen: list[str] = []
    gc.callbacks.append(lambda phase, _info: seen.append(phase))
    try:
        garbage.collect()
    finally:
        gc.callbacks.pop()
    assert not seen


def test_memory_goes_back_to_the_system_after_much_was_collected(qapp: QApplication) -> None:
    given: list[bool] = []
    collector = Garbage(QObject(qapp), lambda: given.append(True))
    gc.collect()
    for _ in range(2 * COLLECTIONS):
        collector.collect()  # nothing is due
    assert not given
    kept: list[list[int]] = []
    for _ in range(2 * COLLECTIONS):
        kept += ([] for _ in range(2 * gc.get_threshold()[0]))
        collector.collect()
    assert given == [True, True]
    trim()()  # the system's own takes no argument and raises nothing


def test_python_collects_again_when_the_app_has_ended(qapp: QApplication) -> None:
    collector = Garbage(QObject(qapp))
    collector.start()
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
    gc.disable()
