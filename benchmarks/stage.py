"""The app on a stage without a screen, with a heart that tells how long its event loop was held up."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.report import Result
from ui.app import CompanionApp

BEAT_MS = 2
"""How often the heart of the measurement beats in the window's own event loop."""
PATIENCE = 900.0
"""Seconds after which a step counts as broken: the first map of a large record takes its time."""
REST = 1.0
"""Seconds of rest between two steps, so that late answers are not counted to the next."""
SETTLING = 600
"""Times two seconds that the engine may need before the measurement begins."""


@dataclass(slots=True)
class Heart:
    """Beats in the main thread's event loop; `worst` is the longest time it could not, in milliseconds, and
    `worst_own` the most that the main thread computed between two beats: the rest is other work on the machine."""

    worst: float = 0.0
    worst_own: float = 0.0
    _last: float = field(default_factory=time.perf_counter)
    _last_own: float = field(default_factory=time.thread_time)

    def beat(self) -> None:
        """Called by a timer."""
        now, own = time.perf_counter(), time.thread_time()
        self.worst = max(self.worst, (now - self._last) * 1000 - BEAT_MS)
        self.worst_own = max(self.worst_own, (own - self._last_own) * 1000)
        self._last, self._last_own = now, own

    @contextlib.contextmanager
    def watch(self) -> Iterator[Result]:
        """What happens meanwhile: the longest block, wall time and the share of a core."""
        found: Result = {}
        self.beat()
        self.worst = self.worst_own = 0.0
        wall, cpu = time.perf_counter(), time.process_time()
        yield found
        self.beat()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        found["longest_block_ms"] = round(self.worst, 1)
        found["longest_block_cpu_ms"] = round(self.worst_own, 1)
        found["seconds"] = round(wall, 3)
        found["cpu_share"] = round(cpu / wall, 3)


class Frames(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


class Stage:
    """The app, its heart, and how to wait for it. Main thread only."""

    def __init__(self, app: QApplication, shown: CompanionApp) -> None:
        self.app = app
        self.shown = shown
        self.heart = Heart()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.heart.beat)
        self._timer.start(BEAT_MS)

    def until(self, ready: Callable[[], bool], what: str) -> None:
        """Let the windows work until `ready`. Raises `TimeoutError`."""
        end = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError(f"the window is not ready: {what}")
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def rest(self, seconds: float = REST) -> None:
        """Let late answers come."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end, "rest")

    def settle(self) -> None:
        """Wait until the engine has caught up with what was missed: it is the windows that are measured."""
        for _ in range(SETTLING):
            before = time.process_time()
            self.rest(2.0)
            if time.process_time() - before < 0.3:
                return

    def timed(self, act: Callable[[], object], ready: Callable[[], bool] = lambda: True) -> Result:
        """What happens from `act` until a little after `ready`, and after how many seconds it was ready."""
        self.rest(0.3)
        with self.heart.watch() as found:
            started = time.perf_counter()
            act()
            self.rest(0.02)
            self.until(ready, "a step")
            took = time.perf_counter() - started
            self.rest(0.4)
        return {**found, "seconds": round(took, 2)}
