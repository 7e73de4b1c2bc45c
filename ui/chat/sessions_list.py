"""The list of sessions in the side bar and how its rows are painted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.chat.sessions_model import SessionsModel, SideRow, SideRowRole
from ui.theme import Radius, Space, Type, tokens_of, type_size

Index = QModelIndex | QPersistentModelIndex


class SideRowDelegate(QStyledItemDelegate):
    """Paints headings, sessions and found messages."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: SideRow = index.data(SideRowRole)
        line = QFontMetrics(option.font).height()
        if row.session is None:
            return QSize(100, line + 20)
        return QSize(100, line + 16 + (line if row.excerpt else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: SideRow = index.data(SideRowRole)
        view = option.widget
        tokens = tokens_of(view)
        box = QRect(option.rect).adjusted(0, 1, 0, -1)
        text = box.adjusted(Space.M, 0, -Space.M, 0)
        small = QFont(option.font)
        small.setPixelSize(type_size(Type.CAPTION))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.session is None:
            small.setWeight(QFont.Weight.DemiBold)
            painter.setFont(small)
            painter.setPen(QColor(tokens.muted))
            painter.drawText(text.adjusted(0, 8, 0, -2), Qt.AlignmentFlag.AlignVCenter, row.text)
            painter.restore()
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected if chosen else tokens.hover))
            painter.drawRoundedRect(box, Radius.S, Radius.S)
        if option.state & QStyle.StateFlag.State_HasFocus and view.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), Radius.S, Radius.S)
        self._words(painter, option.font, small, row, text, tokens.text, tokens.muted)
        painter.restore()

    def _words(
        self, painter: QPainter, font: QFont, small: QFont, row: SideRow, room: QRect, ink: str, quiet: str
    ) -> None:
        title = QRect(room)
        if row.excerpt:
            title.setHeight(room.height() // 2 + 2)
            below = room.adjusted(0, room.height() // 2 - 2, 0, 0)
            painter.setFont(small)
            painter.setPen(QColor(quiet))
            line = QFontMetrics(small).elidedText(row.excerpt, Qt.TextElideMode.ElideRight, below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, line)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        line = QFontMetrics(font).elidedText(row.text, Qt.TextElideMode.ElideRight, title.width())
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, line)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Title"))
        editor.setMaxLength(120)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(option.rect)


class SessionsList(QListView):
    """Sessions to choose from. `chosen` carries the session and the message that was found, or None."""

    chosen = Signal(int, object)
    end_wanted = Signal(int)

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
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
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
        if row is not None and row.session is not None:
            self.chosen.emit(row.session.id, row.message_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        open_keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in open_keys and self.state() != QAbstractItemView.State.EditingState:
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QPoint)
    def _open_menu(self, spot: QPoint) -> None:
        index = self.indexAt(spot)
        row: SideRow | None = index.data(SideRowRole)
        if row is None or row.session is None:
            return
        session = row.session
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if row.message_id is None:
            menu.addAction(self.tr("Rename"), lambda: self.edit(index))
        end = menu.addAction(self.tr("End and learn from it"), lambda: self.end_wanted.emit(session.id))
        end.setEnabled(session.ended_at is None)
        menu.popup(self.viewport().mapToGlobal(spot))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()
