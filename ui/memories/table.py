"""The table of memories: columns that fit the width, rows of two lines, selection that outlives a refresh."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from ui.memories.columns import COLUMNS, IMPORTANCE, KIND, RETENTION, SOURCE, TEXT, USES, WHEN
from ui.memories.delegates import (
    KindDelegate,
    MemoryDelegate,
    RetentionDelegate,
    TextDelegate,
    WeightDelegate,
    row_height,
)
from ui.memories.menus import StayMenu
from ui.memories.model import MemoryTableModel

WIDTHS = {KIND: 17, WHEN: 13, RETENTION: 15, IMPORTANCE: 12, USES: 6, SOURCE: 12}
"""Widths in average characters; the text takes what is left."""
FIRST_TO_GO = (IMPORTANCE, USES, SOURCE, KIND)
"""Columns that a narrow table leaves out, one after the other; the detail pane shows them all."""
TEXT_LEAST = 36
"""The least width of the text, in average characters, before a column goes."""


class MemoryTable(QTableView):
    """A view of a `MemoryTableModel`."""

    open_wanted = Signal()
    forget_wanted = Signal()
    selection_changed = Signal()
    columns_chosen = Signal()

    def __init__(self, model: MemoryTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._kept: tuple[set[int], int | None, int | None, int] = (set(), None, None, 0)
        self._kept_row = -1
        self._unwanted: frozenset[int] = frozenset()
        self.setModel(model)
        self.setProperty("look", "plain")
        self.setAccessibleName(self.tr("Memories"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self._delegates = {
            KIND: KindDelegate(KIND, self),
            TEXT: TextDelegate(TEXT, self),
            WHEN: MemoryDelegate(WHEN, self),
            RETENTION: RetentionDelegate(RETENTION, self),
            IMPORTANCE: WeightDelegate(IMPORTANCE, self),
            USES: MemoryDelegate(USES, self),
            SOURCE: MemoryDelegate(SOURCE, self),
        }
        for column, delegate in self._delegates.items():
            self.setItemDelegateForColumn(column, delegate)
        self._set_headers()
        self.doubleClicked.connect(self.open_wanted)
        self.selectionModel().selectionChanged.connect(self.selection_changed)

    def _set_headers(self) -> None:
        header, rows = self.horizontalHeader(), self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(row_height(self.fontMetrics()))
        header.setHighlightSections(False)
        # A header that shares the selection looks at every row to draw itself: 1.4 s once 100,000 are selected.
        header.setSelectionModel(QItemSelectionModel(self._model, header))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda place: self.choose_columns(header.mapToGlobal(place)))
        header.setSortIndicator(WHEN, Qt.SortOrder.DescendingOrder)
        wide = self.fontMetrics().averageCharWidth()
        for column, letters in WIDTHS.items():
            self.setColumnWidth(column, letters * wide + 16)
        self.setSortingEnabled(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._choose_columns()
        super().resizeEvent(event)

    def _choose_columns(self) -> None:
        """Leave out the least needed columns while the text would have too little room."""
        wide = self.fontMetrics().averageCharWidth()
        room = self.viewport().width() - TEXT_LEAST * wide
        shown = {column: column not in self._unwanted for column in range(len(COLUMNS))}
        for column in FIRST_TO_GO:
            needed = sum(letters * wide + 16 for c, letters in WIDTHS.items() if shown[c])
            if needed <= room:
                break
            shown[column] = False
        for column, visible in shown.items():
            self.setColumnHidden(column, not visible)

    @property
    def hidden_columns(self) -> frozenset[int]:
        """The columns that the user does not want to see."""
        return self._unwanted

    def hide_columns(self, columns: Iterable[int]) -> None:
        """Show all columns but these. The text stays."""
        self._unwanted = frozenset(columns) - {TEXT}
        self._choose_columns()

    def column_menu(self) -> QMenu:
        """A menu of the columns, each to show or to hide."""
        menu = StayMenu(self)
        for number, column in enumerate(COLUMNS):
            action = menu.addAction(column.heading())
            action.setCheckable(True)
            action.setChecked(number not in self._unwanted)
            action.setEnabled(number != TEXT)
            action.toggled.connect(lambda on, number=number: self._want(number, on))
        return menu

    def choose_columns(self, place: QPoint) -> None:
        """Open the menu of columns at this point of the screen."""
        self.column_menu().popup(place)

    def _want(self, column: int, on: bool) -> None:
        self.hide_columns(self._unwanted - {column} if on else self._unwanted | {column})
        self.columns_chosen.emit()

    def set_ranked(self, ranked: bool) -> None:
        """Whether the order is that of a search: then no heading is marked as sorted."""
        self.horizontalHeader().setSortIndicatorShown(not ranked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.forget_wanted.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def enter(self) -> None:
        """Take the keyboard, at the chosen row or at the first."""
        if self._model.rowCount():
            if not self.selected_rows():
                self.selectRow(0)
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def selected_rows(self) -> list[int]:
        """The numbers of the selected rows, from the top."""
        chosen = self.selectionModel().selection()
        blocks = [chosen.at(place) for place in range(chosen.count())]
        return sorted({row for block in blocks for row in range(block.top(), block.bottom() + 1)})

    def rows_in_sight(self) -> list[int]:
        """The rows on the screen, and the current one."""
        top, bottom = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        last = bottom if bottom >= 0 else self._model.rowCount() - 1
        current = self.currentIndex().row()
        return [*range(max(top, 0), last + 1), *([current] if current >= 0 else [])]

    @Slot()
    def keep_place(self) -> None:
        """Note what is selected, what is current and what stands at the top, by id."""
        self._kept_row = min(self.selected_rows(), default=-1)
        views = [self._model.view_at(row) for row in self.selected_rows()[:1000]]
        current, top = self._model.view_at(self.currentIndex().row()), self._model.view_at(self.rowAt(0))
        offset = self.verticalScrollBar().value() - self.rowAt(0) * self.verticalHeader().defaultSectionSize()
        self._kept = (
            {view.memory.id for view in views if view is not None},
            current.memory.id if current else None,
            top.memory.id if top and self.verticalScrollBar().value() > 0 else None,
            offset,
        )

    def find_place(self) -> None:
        """Go back to what `keep_place` noted. Where nothing selected is left, its neighbour is chosen."""
        selected, current, top, offset = self._kept
        selection, last = QItemSelection(), self._model.columnCount() - 1
        for row in self._model.rows_of(selected):
            selection.select(self._model.index(row, 0), self._model.index(row, last))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect)
        row_now = self._model.row_of(current) if current is not None else None
        if row_now is not None:
            self.selectionModel().setCurrentIndex(self._model.index(row_now, TEXT), flags.NoUpdate)
        if selection.isEmpty() and self._kept_row >= 0 and self._model.rowCount():
            self.selectRow(min(self._kept_row, self._model.rowCount() - 1))
        top_now = self._model.row_of(top) if top is not None else None
        if top_now is not None:
            height = self.verticalHeader().defaultSectionSize()
            self.verticalScrollBar().setValue(top_now * height + offset)
