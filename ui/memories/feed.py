"""Brings the memories of one query from the engine to the table, and keeps them true."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from companion.errors import CompanionError
from companion.events import Event, MemoriesChanged
from companion.records import MemoryQuery, MemoryView
from ui.bridge import Bridge, Ticket
from ui.memories.model import PAGE, MemoryTableModel, page_query

CALM_MS = 200
"""How long a burst of changes is gathered before the table is asked for again."""
FRESH_PAGES = 8
"""The most pages that one refresh brings."""


class MemoryFeed(QObject):
    """Loads, pages and refreshes a `MemoryTableModel` through the bridge. Main thread.

    A newer query makes the answers to an older one void. While a refresh is under way the old rows stay.
    """

    loading = Signal()
    about_to_replace = Signal()
    """All rows will be replaced by their newer selves: note what is selected and where the view stands."""
    replaced = Signal(bool)
    """The rows are there; True when they are the same list, refreshed."""
    failed = Signal(object)

    def __init__(self, bridge: Bridge, model: MemoryTableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._model = bridge, model
        self.query = MemoryQuery(limit=PAGE)
        self._tickets: list[Ticket] = []
        self._paging: dict[int, Ticket] = {}
        self._total: int | None = None
        self._pages: dict[int, Sequence[MemoryView]] = {}
        self._awaited: set[int] = set()
        self._same = False
        self.replacing = False
        """True while rows give way to others: what the selection says then is of no account."""
        self.in_sight: Callable[[], Iterable[int]] = lambda: (0,)
        """The rows that a refresh must bring at once: those in view and those selected."""
        self._asleep = self._stale = False
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self.refresh)
        model.page_wanted.connect(self._page)
        bridge.events.connect(self._happened)

    @Slot(object)
    def _happened(self, event: Event) -> None:
        if not isinstance(event, MemoriesChanged):
            return
        if self._asleep:
            self._stale = True
        elif not self._calm.isActive():
            self._calm.start()

    @property
    def settled(self) -> bool:
        """Whether all that was asked for is in the table."""
        return self._total is not None and not self._awaited

    def sleep(self) -> None:
        """Nobody looks: changes are only noted until `wake`."""
        self._asleep = True

    def wake(self) -> None:
        """Somebody looks again: bring what was missed."""
        self._asleep = False
        if self._stale:
            self._stale = False
            self.refresh()

    def load(self, query: MemoryQuery) -> None:
        """Show another list from its top."""
        self.query = query
        self._start({0}, same=False)
        self.loading.emit()

    @Slot()
    def refresh(self) -> None:
        """Bring the same list again, without moving it under the reader."""
        if self._awaited:
            self._calm.start()
            return
        pages = {row // PAGE for row in self.in_sight()} or {0}
        near = {page + step for page in pages for step in (-1, 0, 1) if page + step >= 0}
        same = self._same or self._total is not None
        self._start(set(sorted(near)[:FRESH_PAGES]), same=same)

    def _start(self, pages: set[int], *, same: bool) -> None:
        for ticket in (*self._tickets, *self._paging.values()):
            ticket.cancel()
        for number in self._paging:
            self._model.page_failed(number)
        self._paging.clear()
        self._calm.stop()
        self._same, self._total, self._pages, self._awaited = same, None, {}, set(pages)
        query = self.query
        self._tickets = [
            self._bridge.ask(self, lambda e: e.count_memories(query), self._counted, self._broken),
            *(self._ask_page(number, self._gathered, self._broken) for number in sorted(pages)),
        ]

    def _ask_page(
        self,
        number: int,
        done: Callable[[int, Sequence[MemoryView]], None],
        failed: Callable[[CompanionError], None],
    ) -> Ticket:
        wanted = page_query(self.query, number)
        return self._bridge.ask(self, lambda e: e.memories(wanted), lambda rows: done(number, rows), failed)

    def _counted(self, total: int) -> None:
        self._total = total
        self._settle()

    def _gathered(self, number: int, rows: Sequence[MemoryView]) -> None:
        self._pages[number] = rows
        self._awaited.discard(number)
        self._settle()

    def _settle(self) -> None:
        """Once all is here, put it into the table in one go, so that nothing flickers."""
        if self._total is None or self._awaited:
            return
        if self._same:
            self.about_to_replace.emit()
        self.replacing = True
        self._model.fill(self._total, {n: rows for n, rows in self._pages.items() if rows})
        self._pages = {}
        self.replaced.emit(self._same)
        self._same = self.replacing = False

    def _broken(self, error: CompanionError) -> None:
        for ticket in self._tickets:
            ticket.cancel()
        self._awaited.clear()
        self._same = False
        self.failed.emit(error)

    @Slot(int)
    def _page(self, number: int) -> None:
        def failed(error: CompanionError) -> None:
            self._model.page_failed(number)
            self.failed.emit(error)

        self._paging[number] = self._ask_page(number, self._paged, failed)

    def _paged(self, number: int, rows: Sequence[MemoryView]) -> None:
        self._paging.pop(number, None)
        self._model.put_page(number, rows)
