"""The left side of the browser: search and chips over the table, or a word on why the table is empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.records import MemoryView
from ui.bridge import Bridge
from ui.memories.bulk import BulkBar
from ui.memories.feed import MemoryFeed
from ui.memories.filters import FilterBar
from ui.memories.model import MemoryTableModel
from ui.memories.panes import StatePane
from ui.memories.table import MemoryTable
from ui.theme import Space

PATIENCE_MS = 300
"""How long an answer may take before the window says that it is loading."""


class ListPane(QWidget):
    """Lists memories and lets a person choose among them. Main thread."""

    chosen = Signal()
    """Another selection, or the same rows with newer contents."""
    failed = Signal(object)
    """A `CompanionError` of something that was asked for beside the list itself."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.model = MemoryTableModel(self)
        self.feed = MemoryFeed(bridge, self.model, self)
        # Each is made in its place: to move a pane with all its parts means to style all of them again.
        self.pages = QStackedWidget(self)
        self.filters, self.bulk = FilterBar(self), BulkBar(self)
        self.table, self.state = MemoryTable(self.model, self.pages), StatePane(self.pages)
        self._sorted = self._entering = False
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._arrange()
        self._connect()
        self.feed.load(self.feed.query)

    def _arrange(self) -> None:
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.S)
        column.setSpacing(Space.M)
        column.addWidget(self.filters)
        column.addWidget(self.pages, 1)
        column.addWidget(self.bulk)

    def _connect(self) -> None:
        self.feed.in_sight = self.table.rows_in_sight
        self.feed.loading.connect(self._patience.start)
        self._patience.timeout.connect(self._say_loading)
        self.feed.about_to_replace.connect(self.table.keep_place)
        self.feed.replaced.connect(self._replaced)
        self.feed.failed.connect(self._list_failed)
        self.filters.changed.connect(self._narrow_down)
        self.filters.search.results_wanted.connect(self.enter)
        self.model.sort_wanted.connect(self._sort)
        self.table.selection_changed.connect(self._selected)
        self.state.button_pressed.connect(self._help_out)
        self.bulk.columns_wanted.connect(self._choose_columns)

    def with_ids(self, rows: Sequence[int], act: Callable[[Sequence[int]], None]) -> None:
        """Call `act` with the ids of these rows; those that are not here yet are asked for first.

        When the list has moved meanwhile, nothing is done: the rows would be others than those that were chosen.
        """
        views = [self.model.view_at(row) for row in rows]
        known = [view.memory.id for view in views if view is not None]
        if len(known) == len(rows):
            if known:
                act(known)
            return
        first, wanted = rows[0], {row - rows[0] for row in rows}
        query = replace(self.feed.query, offset=first, limit=rows[-1] - first + 1)

        def arrived(found: Sequence[MemoryView]) -> None:
            ids = [view.memory.id for place, view in enumerate(found) if place in wanted]
            moved = len(ids) != len(rows) or any(
                view is not None and view.memory.id != now for view, now in zip(views, ids, strict=True)
            )
            if moved:
                self.failed.emit(CompanionError(self.tr("The list has just changed."), self.tr("Choose again.")))
                self.feed.refresh()
            else:
                act(ids)

        self._bridge.ask(self, lambda e: e.memories(query), arrived, self.failed.emit)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.feed.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self.window().isVisible():
            self.feed.sleep()

    @Slot()
    def _choose_columns(self) -> None:
        place = self.bulk.columns
        self.table.choose_columns(place.mapToGlobal(place.rect().topLeft()))

    @Slot()
    def _narrow_down(self) -> None:
        query = self.filters.narrow(self.feed.query)
        if not self._sorted:
            # Who looks for a word wants what is known first, not the summaries that hold it, too.
            query = replace(query, sort="matches" if query.text else "occurred")
        if query != self.feed.query:
            self.feed.load(query)

    @Slot(str, bool)
    def _sort(self, key: str, descending: bool) -> None:
        self._sorted = True
        query = replace(self.feed.query, sort=key, descending=descending)
        if query != self.feed.query:
            self.feed.load(query)

    @Slot()
    def _say_loading(self) -> None:
        if self.model.rowCount() == 0:
            self._show_state("clock", self.tr("Loading …"))

    @Slot(bool)
    def _replaced(self, same: bool) -> None:
        self._patience.stop()
        total = self.model.rowCount()
        self.bulk.set_total(total)
        self.table.set_ranked(self.feed.query.ranked or self.feed.query.sort == "matches")
        if total:
            self.pages.setCurrentWidget(self.table)
        elif self.filters.active:
            sentence = self.tr("No memory matches what you look for.")
            self._show_state("search", self.tr("Nothing found"), sentence, self.tr("Show everything"))
        else:
            sentence = self.tr("What you say to the companion appears here, with the words it comes from.")
            self._show_state("memory", self.tr("Nothing is remembered yet"), sentence)
        if same:
            self.table.find_place()
        else:
            self.table.scrollToTop()
        if self._entering:
            self._entering = False
            self.table.enter()
        self._tell_chosen()

    @Slot()
    def enter(self) -> None:
        """Go to the rows; when others are on their way, to those."""
        if self.feed.settled:
            self.table.enter()
        else:
            self._entering = True

    @Slot()
    def _selected(self) -> None:
        if not self.feed.replacing:
            self._tell_chosen()

    def _tell_chosen(self) -> None:
        self.bulk.set_selected(len(self.table.selected_rows()))
        self.chosen.emit()

    def _show_state(self, picture: str, heading: str, sentence: str = "", button: str = "") -> None:
        self.state.tell(picture, heading, sentence, button)
        self.pages.setCurrentWidget(self.state)

    @Slot(object)
    def _list_failed(self, error: CompanionError) -> None:
        self._patience.stop()
        sentence = f"{error} {error.next_step}".strip()
        self._show_state("warning", self.tr("The memories could not be read"), sentence, self.tr("Try again"))

    @Slot()
    def _help_out(self) -> None:
        """The button of the empty or broken list."""
        if self.state.button.text() == self.tr("Try again"):
            self.feed.load(self.feed.query)
        else:
            self.filters.clear()
