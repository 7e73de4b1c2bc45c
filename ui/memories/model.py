"""The rows of the memory table, held in pages so that any number of them opens and scrolls at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from companion.records import MemoryQuery, MemoryView
from ui.memories.columns import COLUMNS, TEXT

Index = QModelIndex | QPersistentModelIndex
PAGE = 100
"""Rows in a page: a little more than a tall screen shows."""
KEPT_PAGES = 60
"""Pages held at most; the ones farthest from what is looked at go first."""
VIEW_ROLE = int(Qt.ItemDataRole.UserRole)


class MemoryTableModel(QAbstractTableModel):
    """All memories of one query. A row that is not here yet is blank, and looking at it asks for its page.

    The model asks with `page_wanted(number)`; who listens answers with `put_page`. It knows neither threads nor
    the engine. Main thread.
    """

    page_wanted = Signal(int)
    sort_wanted = Signal(str, bool)
    """A sort key of `MemoryQuery`, and whether it falls."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._total = 0
        self._pages: dict[int, tuple[MemoryView, ...]] = {}
        self._asked: set[int] = set()
        self._missing: list[int] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._want)

    def fill(self, total: int, pages: dict[int, Sequence[MemoryView]]) -> None:
        """Start over with `total` rows, of which these pages are known."""
        self.beginResetModel()
        self._total = total
        self._pages = {number: tuple(rows) for number, rows in pages.items()}
        self._asked.clear()
        self._missing.clear()
        self.endResetModel()

    def put_page(self, number: int, rows: Sequence[MemoryView]) -> None:
        """The answer to `page_wanted`."""
        self._asked.discard(number)
        self._pages[number] = tuple(rows)
        self._drop_far(number)
        first, last = number * PAGE, min(number * PAGE + len(rows), self._total) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))

    def page_failed(self, number: int) -> None:
        """The page did not come: looking at it again asks again."""
        self._asked.discard(number)

    def change(self, view: MemoryView) -> None:
        """Put new contents into the row of this memory, if it is here."""
        row = self.row_of(view.memory.id)
        if row is None:
            return
        number, place = divmod(row, PAGE)
        rows = list(self._pages[number])
        rows[place] = replace(view, quotes=())
        self._pages[number] = tuple(rows)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def view_at(self, row: int) -> MemoryView | None:
        """The memory of a row, or None when its page is not here."""
        number, place = divmod(row, PAGE)
        rows = self._pages.get(number, ())
        return rows[place] if row < self._total and place < len(rows) else None

    def row_of(self, memory_id: int) -> int | None:
        """Where this memory is among the pages that are here."""
        for number, rows in self._pages.items():
            for place, view in enumerate(rows):
                if view.memory.id == memory_id:
                    return number * PAGE + place
        return None

    def rows_of(self, memory_ids: Iterable[int]) -> list[int]:
        """The rows of these memories among the pages that are here, in table order."""
        wanted = set(memory_ids)
        return sorted(
            number * PAGE + place
            for number, rows in self._pages.items()
            for place, view in enumerate(rows)
            if view.memory.id in wanted
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the signature is Qt's
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the signature is Qt's
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].heading()
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.InitialSortOrderRole:
            falling = COLUMNS[section].falling
            return Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
        if orientation is Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole:
            return section + 1
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        view = self.view_at(index.row())
        if view is None:
            self._miss(index.row() // PAGE)
            return None
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(view)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.spoken(view)
        if role == Qt.ItemDataRole.ToolTipRole:
            return view.memory.text if index.column() == TEXT else view.reason
        return view if role == VIEW_ROLE else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """The engine sorts: rows that are not here cannot be sorted here."""
        if 0 <= column < len(COLUMNS):
            self.sort_wanted.emit(COLUMNS[column].sort, order is Qt.SortOrder.DescendingOrder)

    def _miss(self, number: int) -> None:
        if number not in self._asked:
            self._asked.add(number)
            self._missing.append(number)
            self._soon.start()

    def _want(self) -> None:
        missing, self._missing = self._missing, []
        for number in missing:
            self.page_wanted.emit(number)

    def _drop_far(self, number: int) -> None:
        while len(self._pages) > KEPT_PAGES:
            del self._pages[max(self._pages, key=lambda other: abs(other - number))]


def page_query(query: MemoryQuery, number: int) -> MemoryQuery:
    """The part of `query` that is page `number`."""
    return replace(query, limit=PAGE, offset=number * PAGE)
