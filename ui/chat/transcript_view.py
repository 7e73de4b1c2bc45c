"""The transcript under the reader's hands: marking text, links, buttons, keys and the menu of a message."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QToolTip, QWidget

from ui.chat.remedies import label_of, remedies
from ui.chat.row_layout import Button, RowLayout
from ui.chat.text_selection import Place
from ui.chat.transcript_canvas import TranscriptCanvas
from ui.chat.transcript_model import TranscriptModel


class TranscriptView(TranscriptCanvas):
    """Shows a `TranscriptModel` and says what the reader wants. Main thread only."""

    retry_wanted = Signal(int)
    remedy_wanted = Signal(int, str)
    """A reply, and the key of what is to be done about its trouble (`ui.chat.remedies`)."""
    why_wanted = Signal(int)
    link_wanted = Signal(str)

    def __init__(self, model: TranscriptModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setAccessibleName(self.tr("Conversation"))

    def _spot(self, point: QPointF) -> tuple[int, RowLayout, QPointF] | None:
        """The row at `point`, its layout, and the point in the row's own coordinates."""
        at = self.row_at(point.y())
        if at < 0:
            return None
        return at, self.layout_of(at), point - QPointF(self.row_rect(at).topLeft())

    def _button(self, point: QPointF) -> tuple[int, Button] | None:
        spot = self._spot(point)
        if spot is None:
            return None
        at, layout, inner = spot
        return next(((at, b) for b in layout.buttons if b.rect.contains(inner)), None)

    def _text_place(self, point: QPointF) -> Place | None:
        spot = self._spot(point)
        if spot is None:
            return None
        at, layout, inner = spot
        return at, layout.text.hit(inner - layout.body.topLeft())

    def _link(self, point: QPointF) -> str:
        spot = self._spot(point)
        if spot is None:
            return ""
        _, layout, inner = spot
        return layout.text.link(inner - layout.body.topLeft())

    def _over_text(self, point: QPointF) -> bool:
        spot = self._spot(point)
        return spot is not None and spot[1].body.contains(spot[2])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._button(event.position()) is not None:
            return
        place = self._text_place(event.position())
        longer = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.marked.anchor is not None
        if place is None:
            self.marked.clear()
        elif longer:
            self.marked.focus = place
        else:
            self.marked.begin(place)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if event.buttons() & Qt.MouseButton.LeftButton and self.marked.anchor is not None:
            self.marked.focus = self._text_place(point) or self.marked.focus
            self.viewport().update()
            return
        button = self._button(point)
        self._set_hovered(self.row_at(point.y()), button[1].key if button is not None else "")
        shape = Qt.CursorShape.ArrowCursor
        if button is not None or self._link(point):
            shape = Qt.CursorShape.PointingHandCursor
        elif self._over_text(point):
            shape = Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        button = self._button(event.position())
        if self.marked.ends is None and button is not None:
            self._press(*button)
        elif self.marked.ends is None and (link := self._link(event.position())):
            self.link_wanted.emit(link)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._text_place(event.position())
        if place is None:
            return
        first, last = self.layout_of(place[0]).text.word(place[1])
        self.marked.anchor, self.marked.focus = (place[0], first), (place[0], last)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._set_hovered(-1, "")
        return super().viewportEvent(event)

    def _set_hovered(self, at: int, key: str) -> None:
        if (at, key) == self.hovered:
            return
        self.hovered = (at, key)
        self.viewport().update()
        if key and at >= 0:
            button = next(b for b in self.layout_of(at).buttons if b.key == key)
            if button.hover_only:
                corner = self.row_rect(at).topLeft() + button.rect.bottomLeft().toPoint()
                QToolTip.showText(self.viewport().mapToGlobal(corner), button.label, self.viewport())

    def _press(self, at: int, button: Button) -> None:
        row = self.rows.row(at)
        if button.key == "copy":
            QGuiApplication.clipboard().setText(row.text)
        elif button.key == "retry":
            self.retry_wanted.emit(row.message.id)
        elif button.key == "thoughts":
            self.rows.fold(row.message.id)
        elif button.key in remedies(row.message):
            self.remedy_wanted.emit(row.message.id, button.key)
        elif button.key == "why":
            self.why_wanted.emit(row.message.id)

    def selected_text(self) -> str:
        """The marked text, messages apart by an empty line."""
        ends = self.marked.ends
        if ends is None:
            return ""
        pieces = []
        for at in range(ends[0][0], ends[1][0] + 1):
            text = self.layout_of(at).text
            span = self.marked.within(at, text.length)
            if span is not None:
                pieces.append(text.text(span))
        return "\n\n".join(pieces)

    def copy(self) -> None:
        """Put the marked text on the clipboard, or the current message when nothing is marked."""
        text = self.selected_text() or str(self.currentIndex().data() or "")
        if text:
            QGuiApplication.clipboard().setText(text)

    # Keys and menu --------------------------------------------------------------------------------------

    def moveCursor(self, action: QAbstractItemView.CursorAction, _keys: Qt.KeyboardModifier) -> QModelIndex:
        move = QAbstractItemView.CursorAction
        last = self.rows.rowCount() - 1
        now = self.currentIndex().row()
        if now < 0 <= last:
            return self.rows.index(self.visible_rows()[-1])
        steps = {move.MoveUp: now - 1, move.MoveDown: now + 1, move.MoveHome: 0, move.MoveEnd: last}
        wanted = steps.get(action, now)
        return self.rows.index(min(max(wanted, 0), last)) if last >= 0 else QModelIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        pages = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in pages:
            bar.setValue(bar.value() + pages[Qt.Key(event.key())] * (bar.pageStep() - 40))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Menu) and self.currentIndex().isValid():
            at = self.currentIndex().row()
            self._open_menu(at, self.viewport().mapToGlobal(self.row_rect(at).center()))
        else:
            super().keyPressEvent(event)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = self.row_at(event.pos().y())
        if at >= 0:
            self._open_menu(at, event.globalPos())

    def _open_menu(self, at: int, spot: QPoint) -> None:
        row = self.rows.row(at)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.marked.ends is not None:
            menu.addAction(self.tr("Copy marked text"), self.copy)
        if row.text:
            menu.addAction(self.tr("Copy message"), lambda: QGuiApplication.clipboard().setText(row.text))
        layout = self.layout_of(at)
        if any(button.key == "retry" for button in layout.buttons):
            menu.addAction(self.tr("Try again"), lambda: self.retry_wanted.emit(row.message.id))
        for key in remedies(row.message):
            if key != "retry":
                menu.addAction(label_of(key), partial(self.remedy_wanted.emit, row.message.id, key))
        if row.beside.thoughts:
            fold = self.tr("Hide thoughts") if row.beside.open else self.tr("Show thoughts")
            menu.addAction(fold, lambda: self.rows.fold(row.message.id))
            menu.addAction(
                self.tr("Copy thoughts"), lambda: QGuiApplication.clipboard().setText(row.beside.thoughts.strip())
            )
        if not row.mine and not row.streaming:
            menu.addAction(self.tr("What I remembered"), lambda: self.why_wanted.emit(row.message.id))
        if not menu.isEmpty():
            menu.popup(spot)
