"""The list of sessions in the side bar: choosing, renaming, arranging, by mouse and by key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from companion.records import Session
from ui.chat.sessions_model import SessionsModel, SideRow, SideRowRole
from ui.chat.side_row import SideRowDelegate

FORMATS = (("md", "Markdown"), ("html", "HTML"), ("json", "JSON"))
Index = QModelIndex | QPersistentModelIndex


class SessionsList(QListView):
    """Sessions to choose from. `chosen` carries the session and the message that was found, or None."""

    chosen = Signal(int, object)
    end_wanted = Signal(int)
    pin_wanted = Signal(int, bool)
    archive_wanted = Signal(int, bool)
    delete_wanted = Signal(int)
    export_wanted = Signal(int, str)

    def __init__(self, model: SessionsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(SideRowDelegate(self))
        self.setProperty("look", "plain")
        self.setAccessibleName(self.tr("Conversations"))
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.clicked.connect(self._choose)

    def _first(self) -> QModelIndex:
        rows = (self.model().index(at, 0) for at in range(self.model().rowCount()))
        return next((row for row in rows if row.flags() & Qt.ItemFlag.ItemIsSelectable), QModelIndex())

    @Slot()
    def enter(self) -> None:
        """Take the keyboard, at the first conversation that is listed."""
        if self._first().isValid():
            self.setCurrentIndex(self._first())
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def choose_first(self) -> None:
        """Open the first conversation that is listed."""
        self._choose(self._first())

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        row: SideRow | None = index.data(SideRowRole)
        if row is not None and row.session_id is not None:
            self.chosen.emit(row.session_id, row.message_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
            return
        row: SideRow | None = self.currentIndex().data(SideRowRole)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete and row is not None and row.session_id is not None:
            self.delete_wanted.emit(row.session_id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)  # another button opens the menu, and what is open stays marked

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            self.scrollTo(index)
            spot = self.visualRect(index).center() if by_key else event.pos()
            self.open_menu(index, self.viewport().mapToGlobal(spot))

    def open_menu(self, index: QModelIndex, spot: QPoint) -> None:
        """Show what can be done with a conversation."""
        row: SideRow | None = index.data(SideRowRole)
        if row is None or row.session is None:
            return

        def rename() -> None:
            self.edit(index)

        self.menu_of(row.session, rename if row.message_id is None else None).popup(spot)

    def menu_of(self, session: Session, rename: Callable[[], object] | None) -> QMenu:
        """The menu of a conversation; `rename` is called for its first entry, which is left out without it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        number = session.id
        if rename is not None:
            menu.addAction(self.tr("Rename"), rename).setShortcut(Qt.Key.Key_F2)
        pin = self.tr("Unpin") if session.pinned else self.tr("Pin to the top")
        menu.addAction(pin, lambda: self.pin_wanted.emit(number, not session.pinned))
        put = self.tr("Take out of the archive") if session.archived else self.tr("Archive")
        menu.addAction(put, lambda: self.archive_wanted.emit(number, not session.archived))
        export = menu.addMenu(self.tr("Export as"))
        for ending, name in FORMATS:
            export.addAction(name, partial(self.export_wanted.emit, number, ending))
        end = menu.addAction(self.tr("End and learn from it"), lambda: self.end_wanted.emit(number))
        end.setEnabled(session.ended_at is None)
        menu.addSeparator()
        menu.addAction(self.tr("Delete…"), lambda: self.delete_wanted.emit(number)).setShortcut(Qt.Key.Key_Delete)
        return menu

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()
