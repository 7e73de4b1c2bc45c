"""The memory browser: five views of what is remembered, and the memory that is chosen beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.events import Event, ForgettingChanged
from companion.records import Change, ChangeKind, Forgetting, Receipt
from ui.bridge import Bridge
from ui.memories.actions import MemoryActions
from ui.memories.arrangement import Arrangement, load_arrangement, save_arrangement
from ui.memories.columns import COLUMNS
from ui.memories.hand import Hand
from ui.memories.navigation import PICTURES, Navigation
from ui.memories.panes import Skeleton
from ui.memories.said_otherwise import SaidOtherwise
from ui.memories.steps import Steps, polish
from ui.memories.undo import UndoBar
from ui.memories.view import View
from ui.memories.views import LOADING, view_class
from ui.memories.waiting import Waiting
from ui.theme import Space

if TYPE_CHECKING:
    from ui.memories.desk import Desk
    from ui.memories.listing import ListPane

NARROW = 900
"""Below this width in pixels the detail takes the place of the view instead of standing beside it."""
ALONE = frozenset({"inbox", "health"})
"""Views that need the whole width: the detail comes only when something is chosen there."""


class MemoryWindow(QWidget):
    """Find, understand and correct what is remembered. Make it on the main thread and `show()` it.

    It stands at once with a skeleton of the list; what belongs to it is built in steps, and the other views when they
    are first opened.
    """

    message_wanted = Signal(int, int)
    """A conversation, and the message in it that is to be shown."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Memories"))
        self.setMinimumSize(480, 380)
        self._bridge = bridge
        self._home = bridge.engine.home.root
        self._arranged = load_arrangement(self._home)
        self.resize(self._arranged.width, self._arranged.height)
        self.deeds = MemoryActions(bridge, self)
        self.hand = Hand(self)
        self.navigation = Navigation()
        self.undo_bar = UndoBar()
        self._otherwise = SaidOtherwise(bridge, self.undo_bar)
        self._views: dict[str, View] = {}
        self._list: ListPane | None = None
        self._desk: Desk | None = None
        self._at = "list"
        self._followed: int | None = None
        """The only memory that is selected in the list, if the detail was led there."""
        self._narrow = self._opened = False
        self._steps = Steps(self)
        self._waiting = Waiting(bridge, self)
        self._waiting.changed.connect(self.navigation.set_waiting)
        self._arrange()
        self._set_shortcuts()
        self._steps.add(
            *LOADING,
            lambda: self.desk,
            lambda: polish(self.desk.detail),
            lambda: self.list,
            lambda: polish(self.list.filters),
            lambda: polish(self.list.table),
            lambda: polish(self.list.bulk),
            self._begin,
        )

    def _arrange(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(Skeleton())
        self.right = QStackedWidget()
        self.right.setMinimumWidth(300)
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.stack)
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
        column.addWidget(self.navigation)
        column.addWidget(self.splitter, 1)
        column.addLayout(bar)
        self.navigation.mark("list")
        self.navigation.chosen.connect(self.show_view)
        self.undo_bar.undo_wanted.connect(self.deeds.undo)
        self.undo_bar.restore_wanted.connect(self.deeds.take_back)
        self.undo_bar.finish_wanted.connect(self.deeds.finish)
        self.undo_bar.receipt_wanted.connect(self._show_receipt)
        self.deeds.changed.connect(self._changed)
        self.deeds.forgotten.connect(self._forgotten)
        self.deeds.forgotten.connect(self._otherwise.look)
        self._otherwise.found.connect(self._show_otherwise)
        self.deeds.gone.connect(self._gone)
        self._bridge.events.connect(self._heard)
        self.deeds.undone.connect(self.undo_bar.tell)
        self.deeds.failed.connect(self._tell)

    def _set_shortcuts(self) -> None:
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Find), self._find),
            (QKeySequence(QKeySequence.StandardKey.Undo), self._undo),
            (QKeySequence("Ctrl+P"), self.hand.toggle_pin),
            (QKeySequence("F2"), self._edit),
            (QKeySequence("F5"), self._refresh),
            (QKeySequence("Escape"), self._escape),
            (QKeySequence("Ctrl+W"), self.close),
        ):
            QShortcut(keys, self).activated.connect(act)
        for number, name in enumerate(PICTURES, 1):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self).activated.connect(partial(self.show_view, name))

    def _begin(self) -> None:
        """All that the first view needs is there."""
        self.stack.setCurrentWidget(self.shown)
        if self.desk.memory_id is None:
            self._invite()
        self._fold()
        if self._at == "list":
            self.list.filters.focus()
        self._waiting.look()

    # Views ----------------------------------------------------------------------------------------------

    @property
    def list(self) -> ListPane:
        """The list, made now if it was not."""
        if self._list is None:
            self._list = self._make_list()
            self.stack.addWidget(self._list)
        return self._list

    @property
    def desk(self) -> Desk:
        """The right side, made now if it was not."""
        if self._desk is None:
            self._desk = self._make_desk()
            self.right.addWidget(self._desk)
        return self._desk

    def view(self, name: str) -> View:
        """The view of this name, made now if it was not: `timeline`, `map`, `inbox` or `health`."""
        if name not in self._views:
            self._views[name] = self._connected(name)
            self.stack.addWidget(self._views[name])
        return self._views[name]

    @property
    def shown(self) -> QWidget:
        """The view that is wanted now, made if it was not."""
        return self.list if self._at == "list" else self.view(self._at)

    def _make_list(self) -> ListPane:
        from ui.memories.listing import ListPane

        made = ListPane(self._bridge, self.stack)
        made.table.hide_columns(n for n, column in enumerate(COLUMNS) if column.sort in self._arranged.hidden)
        made.chosen.connect(self._look)
        made.failed.connect(self._tell)
        made.table.open_wanted.connect(self.open_detail)
        made.table.forget_wanted.connect(self.hand.forget)
        self.hand.serve_bulk(made.bulk)
        return made

    def _connected(self, name: str) -> View:
        made = view_class(name)(self._bridge, self.stack)
        made.memory_wanted.connect(self.open_memory)
        made.message_wanted.connect(self.message_wanted)
        made.only_wanted.connect(self.show_only)
        made.changed.connect(self._changed)
        made.told.connect(self.undo_bar.tell)
        made.unlearn_wanted.connect(self.deeds.unlearn)
        made.failed.connect(self._tell)
        return made

    def _make_desk(self) -> Desk:
        from ui.memories.desk import Desk

        desk = Desk(self._bridge, self.right)
        desk.back_wanted.connect(self.close_detail)
        desk.detail.message_wanted.connect(self.message_wanted)
        self.hand.serve_detail(desk.detail)
        return desk

    @Slot(str)
    def show_view(self, name: str) -> None:
        """Go to `list`, `timeline`, `map`, `inbox` or `health`."""
        self._at = name
        self.navigation.mark(name)
        if name != "list" and name not in self._views:
            self.stack.setCurrentIndex(0)
            self._steps.add(partial(view_class, name), partial(self.view, name))
        self._steps.add(self._arrive)

    def _arrive(self) -> None:
        shown = self.shown
        self.stack.setCurrentWidget(shown)
        self._opened = self._opened and self._at not in ALONE and not self._narrow
        self._fold()
        if self._at == "list":
            self._followed = None
            self._look()
            self.list.filters.focus()
        elif isinstance(shown, View):
            if not self.desk.shows_memory:
                self._invite()
            shown.focus()

    @Slot(object, str)
    def show_only(self, ids: Sequence[int], label: str) -> None:
        """Show these memories in the list, under a chip of this name."""
        self.list.filters.only(ids, label)
        self.show_view("list")

    @Slot(object, str)
    def _show_otherwise(self, ids: Sequence[int], label: str) -> None:
        self.show_only(ids, label)
        self._steps.add(self.list.enter)  # the next key chooses among them, or forgets the first

    @Slot()
    def _find(self) -> None:
        if self._at != "list":
            self.show_view("list")
        else:
            self.list.filters.focus()

    @Slot()
    def _refresh(self) -> None:
        if self._at == "list":
            self.list.feed.refresh()
        else:
            self.view(self._at).refresh()

    @property
    def ready(self) -> bool:
        """Whether all that the window opens with is built."""
        return self._steps.idle

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        hidden = self._arranged.hidden
        if self._list is not None:
            hidden = tuple(COLUMNS[number].sort for number in sorted(self._list.table.hidden_columns))
        save_arrangement(self._home, Arrangement(self.width(), self.height(), hidden))

    # The chosen memory ----------------------------------------------------------------------------------

    @Slot()
    def _look(self) -> None:
        """Show what is selected in the list now; what was opened elsewhere stays while the selection is the same."""
        rows = self.list.table.selected_rows()
        if len(rows) > 1:
            self._followed = None
            sentence = self.tr("The bar below the list acts on all of them.")
            self.desk.tell("list", self.tr("{0} memories selected").format(f"{len(rows):,}"), sentence)
        elif rows:
            view = self.list.model.view_at(rows[0])
            if view is not None and (self.desk.memory_id is None or view.memory.id != self._followed):
                self._followed = view.memory.id
                self.desk.show_memory(view.memory.id)
        elif not self.desk.detail.editing and self._at == "list":
            in_sight = self._opened or not self._narrow
            if self._followed is None and self.desk.memory_id is not None and in_sight:
                return
            self._followed = None
            self._invite()
            self.close_detail()

    @property
    def selected_rows(self) -> Sequence[int]:
        """The rows that are selected in the list; none while another view is shown."""
        return self.list.table.selected_rows() if self._at == "list" else ()

    def _selected_id(self) -> int | None:
        """The only memory that is selected in the list, if it is one and known."""
        rows = self.list.table.selected_rows()
        view = self.list.model.view_at(rows[0]) if len(rows) == 1 else None
        return view.memory.id if view is not None else None

    def _invite(self) -> None:
        """Nothing is chosen: say what the pane is for, unless there is nothing to choose."""
        words = self.tr("Choose a memory to see what it rests on and when it fades.")
        any_there = self.list.model.rowCount() > 0
        self.desk.tell("memory" if any_there else "", "", words if any_there else "")

    @Slot(int)
    def open_memory(self, memory_id: int) -> None:
        """Show this memory beside whatever view is open."""
        self.desk.show_memory(memory_id)
        self._opened = True
        self._fold()

    @Slot()
    def open_detail(self) -> None:
        """Go to the detail of the chosen memory; in a narrow window it takes the place of the view."""
        if self.desk.memory_id is None and not self.list.table.selected_rows():
            return
        self._opened = True
        self._fold()
        self.desk.detail.pin.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def close_detail(self) -> None:
        """Go back to the view."""
        was_open, self._opened = self._opened, False
        self._fold()
        if was_open and self._at == "list":
            if self._narrow and not self.list.table.selected_rows():
                self._invite()  # what is out of sight is not what the next key is for
            self.list.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _escape(self) -> None:
        """Leave what is innermost: the editor, else the detail."""
        if self.desk.detail.editing:
            self.desk.detail.end_edit()
        else:
            self.close_detail()

    def _fold(self) -> None:
        alone = self._at in ALONE and not self._opened
        self.stack.setVisible(not (self._narrow and self._opened))
        self.right.setVisible(self._opened if self._narrow else not alone)
        if self._desk is not None:
            self._desk.back.setVisible(self._narrow or self._at in ALONE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._narrow = self.width() < NARROW
        self._fold()

    # Deeds ----------------------------------------------------------------------------------------------

    @Slot()
    def _edit(self) -> None:
        if self.desk.shows_memory:
            self._opened = True
            self._fold()
            self.desk.detail.begin_edit()

    @Slot()
    def _undo(self) -> None:
        """The undo key: what the bar counts down, else the latest change."""
        if self.undo_bar.counting and self.undo_bar.forgetting is not None:
            self.deeds.take_back(self.undo_bar.forgetting)
        else:
            self.deeds.undo()

    @Slot(str, object)
    def _changed(self, said: str, change: Change) -> None:
        self.undo_bar.offer(said)
        self._back_to_table()
        if change.made and change.kind is ChangeKind.MERGE:
            self.desk.show_memory(change.made[-1])

    @Slot(str, object)
    def _forgotten(self, said: str, forgetting: Forgetting) -> None:
        if self._narrow or self._at != "list":
            self.close_detail()
        elif self.desk.memory_id in forgetting.memory_ids and self._selected_id() not in forgetting.memory_ids:
            self._followed = None  # it was opened by a link or in another view: back to what is selected
            self._invite()
            self._look()
        self.undo_bar.count_down(said, forgetting.id, forgetting.asked_at, forgetting.due_at)
        if self._at == "list":
            self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)  # the button that was pressed goes away

    def _back_to_table(self) -> None:
        """The keyboard goes to the table: a search field would keep the undo key for itself."""
        if self._at == "list" and not self.desk.isAncestorOf(self.focusWidget() or self.desk):
            self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _heard(self, event: Event) -> None:
        if isinstance(event, ForgettingChanged) and event.forgetting_id == self.undo_bar.forgetting:
            self.deeds.look_after(event.forgetting_id)

    @Slot(object)
    def _gone(self, receipt: Receipt) -> None:
        if self.undo_bar.forgetting == receipt.id and self.undo_bar.counting:
            self.undo_bar.gone(receipt.id, self.tr("Gone for good."))

    @Slot(int)
    def _show_receipt(self, forgetting_id: int) -> None:
        from ui.memories.receipt import show_receipt  # seen seldom

        show_receipt(self._bridge, forgetting_id, self, self._tell)

    @Slot(object)
    def _tell(self, error: CompanionError) -> None:
        self.undo_bar.tell(f"{error} {error.next_step}".strip())
