"""The memory browser: a list of all memories, and the one that is chosen beside it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from companion.errors import CompanionError, NotFound
from companion.events import Event, SettingsChanged
from companion.records import MemoryView, Status
from ui.bridge import Bridge, Ticket
from ui.memories.actions import MemoryActions
from ui.memories.detail import DetailPane
from ui.memories.listing import ListPane
from ui.memories.panes import ManyPane, StatePane
from ui.memories.undo import UndoBar
from ui.theme import Space

NARROW = 900
"""Below this width in pixels the detail takes the place of the list instead of standing beside it."""


class MemoryWindow(QWidget):
    """Find, understand and correct what is remembered. Make it on the main thread and `show()` it."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Memories"))
        self.resize(1180, 760)
        self.setMinimumSize(480, 380)
        self._bridge = bridge
        self.list = ListPane(bridge)
        self.deeds = MemoryActions(bridge, self)
        self.detail, self.many, self.nothing = DetailPane(), ManyPane(), StatePane()
        self.back = QPushButton(self.tr("Back to the list"))
        self.undo_bar = UndoBar()
        self._asked: Ticket | None = None
        self._narrow = self._opened = False
        self._arrange()
        self._connect()
        self._set_shortcuts()
        self.nothing.tell("", "")
        self.list.filters.focus()

    def _arrange(self) -> None:
        self.details = QStackedWidget()
        for pane in (self.nothing, self.detail, self.many):
            self.details.addWidget(pane)
        self.right = QWidget()
        self.right.setMinimumWidth(300)
        right = QVBoxLayout(self.right)
        right.setContentsMargins(0, Space.S, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self.details, 1)
        self.back.setProperty("look", "quiet")
        self.back.hide()
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.right)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([780, 400])
        bar = QVBoxLayout()
        bar.setContentsMargins(Space.L, 0, Space.L, Space.M)
        bar.addWidget(self.undo_bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.splitter, 1)
        column.addLayout(bar)

    def _connect(self) -> None:
        self._bridge.events.connect(self._happened)
        self.list.chosen.connect(self._look)
        self.list.failed.connect(self._tell)
        self.list.table.open_wanted.connect(self.open_detail)
        self.list.table.forget_wanted.connect(self.forget)
        for pane in (self.detail, self.many):
            pane.pin_wanted.connect(self.pin)
            pane.forget_wanted.connect(self.forget)
        self.detail.restore_wanted.connect(self._restore)
        self.detail.saved.connect(self._save)
        self.back.clicked.connect(self.close_detail)
        self.undo_bar.undo_wanted.connect(self.deeds.undo)
        self.deeds.forgotten.connect(self._forgotten)
        self.deeds.restored.connect(self._restored)
        self.deeds.failed.connect(self._tell)

    def _set_shortcuts(self) -> None:
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Find), self.list.filters.focus),
            (QKeySequence(QKeySequence.StandardKey.Undo), self.deeds.undo),
            (QKeySequence("Ctrl+P"), self._toggle_pin),
            (QKeySequence("F2"), self._edit),
            (QKeySequence("F5"), self.list.feed.refresh),
            (QKeySequence("Escape"), self._escape),
            (QKeySequence("Ctrl+W"), self.close),
        ):
            QShortcut(keys, self).activated.connect(act)

    @Slot(object)
    def _happened(self, event: Event) -> None:
        if isinstance(event, SettingsChanged) and any(key.startswith("decay") for key in event.keys):
            self.list.feed.refresh()

    @Slot()
    def _look(self) -> None:
        """Show what is selected now."""
        rows = self.list.table.selected_rows()
        if self._asked is not None:
            self._asked.cancel()
        if len(rows) > 1:
            self.many.set_count(len(rows))
            self.details.setCurrentWidget(self.many)
        elif rows:
            view = self.list.model.view_at(rows[0])
            if view is not None:
                self._ask(view.memory.id)
        elif not self.detail.editing:
            self._invite()
            self.close_detail()

    def _invite(self) -> None:
        """Nothing is chosen: say what the pane is for, unless there is nothing to choose."""
        words = self.tr("Choose a memory to see what it rests on and when it fades.")
        any_there = self.list.model.rowCount() > 0
        self.nothing.tell("memory" if any_there else "", "", words if any_there else "")
        self.details.setCurrentWidget(self.nothing)

    def _ask(self, memory_id: int) -> None:
        self._asked = self._bridge.ask(self, lambda e: e.memory(memory_id), self._show_memory, self._missing)

    def _show_memory(self, view: MemoryView) -> None:
        self.detail.show_view(view, self._bridge.engine.settings)
        self.details.setCurrentWidget(self.detail)

    def _missing(self, error: CompanionError) -> None:
        sentence = f"{error} {error.next_step}".strip()
        heading = self.tr("It is gone") if isinstance(error, NotFound) else self.tr("It could not be read")
        self.nothing.tell("warning", heading, sentence)
        self.details.setCurrentWidget(self.nothing)

    @Slot()
    def open_detail(self) -> None:
        """Go to the detail of the chosen memory; in a narrow window it takes the place of the list."""
        if not self.list.table.selected_rows():
            return
        self._opened = True
        self._fold()
        first = self.detail.pin if self.details.currentWidget() is self.detail else self.many.pin
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def close_detail(self) -> None:
        """Go back to the list."""
        was_open, self._opened = self._opened, False
        self._fold()
        if was_open:
            self.list.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _escape(self) -> None:
        """Leave what is innermost: the editor, else the detail."""
        if self.detail.editing:
            self.detail.end_edit()
        else:
            self.close_detail()

    def _fold(self) -> None:
        self.list.setVisible(not (self._narrow and self._opened))
        self.right.setVisible(self._opened or not self._narrow)
        self.back.setVisible(self._narrow)
        self.list.filters.set_folded(self._narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._narrow = self.width() < NARROW
        self._fold()

    @Slot(bool)
    def pin(self, pinned: bool) -> None:
        """Pin or unpin what is selected."""
        self.list.with_ids(self.list.table.selected_rows(), partial(self.deeds.pin, pinned=pinned))

    @Slot()
    def _toggle_pin(self) -> None:
        views = [self.list.model.view_at(row) for row in self.list.table.selected_rows()]
        self.pin(not all(view is not None and view.memory.pinned for view in views))

    @Slot()
    def forget(self) -> None:
        """Forget what is selected; the bar offers to take it back."""
        rows = self.list.table.selected_rows()
        views = (self.list.model.view_at(row) for row in rows)
        gone = Status.FORGOTTEN
        rows = [r for r, v in zip(rows, views, strict=True) if v is None or v.memory.status is not gone]
        self.list.with_ids(rows, self.deeds.forget)

    @Slot()
    def _restore(self) -> None:
        if self.detail.view is not None:
            self.deeds.restore([self.detail.view.memory.id])

    @Slot()
    def _edit(self) -> None:
        if len(self.list.table.selected_rows()) == 1 and self.details.currentWidget() is self.detail:
            self.open_detail()
            self.detail.begin_edit()

    @Slot(str)
    def _save(self, text: str) -> None:
        if self.detail.view is not None:
            self.deeds.edit(self.detail.view.memory.id, text, self.detail.end_edit, self.detail.editor.show_problem)

    @Slot(int)
    def _forgotten(self, count: int) -> None:
        one, many = self.tr("Forgotten."), self.tr("{0} memories forgotten.")
        if self._narrow:
            self.close_detail()
        self.undo_bar.offer(one if count == 1 else many.format(count))

    @Slot(object)
    def _restored(self, memory_ids: tuple[int, ...]) -> None:
        one, many = self.tr("It is remembered again."), self.tr("{0} memories are remembered again.")
        self.undo_bar.tell(one if len(memory_ids) == 1 else many.format(len(memory_ids)))

    @Slot(object)
    def _tell(self, error: CompanionError) -> None:
        self.undo_bar.tell(f"{error} {error.next_step}".strip())
