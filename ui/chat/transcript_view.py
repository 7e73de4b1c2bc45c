"""The transcript under the reader's hands: links, buttons, keys and the menu of a message."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QToolTip, QWidget

from ui.chat import message_actions as actions
from ui.chat.attachment_cards import PREFIX
from ui.chat.footer_layout import Button
from ui.chat.message_menu import message_menu
from ui.chat.remedies import AWAIT, FREE, may_await, remedies
from ui.chat.shortcuts import MARKING, READING, pressed
from ui.chat.transcript_marking import MarkingCanvas
from ui.chat.transcript_model import TranscriptModel


class TranscriptView(MarkingCanvas):
    """Shows a `TranscriptModel` and says what the reader wants. Main thread only."""

    retry_wanted = Signal(int)
    edit_wanted = Signal(int)
    go_on_wanted = Signal(int)
    turn_wanted = Signal(int, int)
    """A message, and how many versions further: -1 or 1."""
    delete_wanted = Signal(int)
    undo_wanted = Signal()
    remedy_wanted = Signal(int, str)
    """A reply, and the key of what is to be done about its trouble (`ui.chat.remedies`)."""
    why_wanted = Signal(int)
    attachment_wanted = Signal(int, int)
    """A message, and what came with it."""
    link_wanted = Signal(str)

    def __init__(self, model: TranscriptModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setAccessibleName(self.tr("Conversation"))
        self.setAutoScroll(False)  # a click on a message that can be seen in part must not move it
        model.rowsAboutToBeRemoved.connect(self.unmark)
        model.modelReset.connect(self.unmark)

    def _button(self, point: QPointF) -> tuple[int, Button] | None:
        spot = self._spot(point)
        if spot is None:
            return None
        at, layout, inner = spot
        return next(((at, b) for b in layout.buttons if b.rect.contains(inner)), None)

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
        at = self.row_at(event.position().y())
        if at >= 0:
            self.setCurrentIndex(self.rows.index(at))
        if event.button() == Qt.MouseButton.LeftButton and self._button(event.position()) is None:
            self.begin_mark(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if event.buttons() & Qt.MouseButton.LeftButton and self.marked.anchor is not None:
            self.drag_mark(point)
            return
        button = self._button(point)
        self._set_hovered(self.row_at(point.y()), button[1].key if button is not None else "")
        shape = Qt.CursorShape.ArrowCursor
        if (button is not None and button[1].enabled) or self._link(point):
            shape = Qt.CursorShape.PointingHandCursor
        elif self._over_text(point):
            shape = Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        button = self._button(event.position())
        if self.marked.ends is None and button is not None:
            if button[1].enabled:
                self.act(button[0], button[1].key)
        elif self.marked.ends is None and (link := self._link(event.position())):
            self.link_wanted.emit(link)

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
            if button.icon and key != "why":
                corner = self.row_rect(at).topLeft() + button.rect.bottomLeft().toPoint()
                QToolTip.showText(self.viewport().mapToGlobal(corner), button.label, self.viewport())

    def act(self, at: int, key: str) -> None:
        """Do to the message in row `at` what a button, a key or the menu names."""
        row = self.rows.row(at)
        message_id = row.message.id
        if key == actions.COPY:
            QGuiApplication.clipboard().setText(row.text)
        elif key == actions.COPY_TEXT:
            self.copy_text(at)
        elif key in (actions.EARLIER, actions.LATER):
            self.hold(at)
            self.turn_wanted.emit(message_id, 1 if key == actions.LATER else -1)
        elif key.startswith(PREFIX):
            self.attachment_wanted.emit(message_id, int(key.removeprefix(PREFIX)))
        elif key == "thoughts":
            self.rows.fold(message_id)
        elif key == "copy_thoughts":
            QGuiApplication.clipboard().setText(row.beside.thoughts.strip())
        elif key.startswith(actions.CODE):
            self._copy_code(at, int(key.removeprefix(actions.CODE)))
        elif key in (actions.AGAIN, "retry"):
            self.retry_wanted.emit(message_id)
        elif (
            key == FREE
            or key in remedies(row.message, pictures=row.of_picture)
            or (key == AWAIT and may_await(row.message))
        ):
            self.remedy_wanted.emit(message_id, key)
        else:
            {
                actions.EDIT: self.edit_wanted,
                actions.GO_ON: self.go_on_wanted,
                actions.DELETE: self.delete_wanted,
                "why": self.why_wanted,
            }[key].emit(message_id)

    def _copy_code(self, at: int, number: int) -> None:
        blocks = self.layout_of(at).text.code_blocks()
        if number < len(blocks):
            QGuiApplication.clipboard().setText(blocks[number].code)

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

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        rows = self.visible_rows()
        by_mouse = event.reason() is Qt.FocusReason.MouseFocusReason  # which chooses the message that it is on
        if rows and not by_mouse and self.currentIndex().row() not in rows:
            self.setCurrentIndex(self.rows.index(rows[-1] if self.following else rows[0]))
        self.viewport().update()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks through the messages in view, then on to the next part of the window."""
        at, rows = self.currentIndex().row() + (1 if forward else -1), self.visible_rows()
        if at in rows and self.hasFocus():
            self.setCurrentIndex(self.rows.index(at))
            self.scrollTo(self.rows.index(at))
            self.viewport().update()
            return True
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = pressed(event, READING, MARKING)
        if not self._obey(event, name):
            if name in ("walk", "ends"):
                super().keyPressEvent(event)
                self.scrollTo(self.currentIndex())
            else:
                event.ignore()  # the list would look for a message that begins with this letter
        self.viewport().update()

    def _obey(self, event: QKeyEvent, name: str) -> bool:
        """Do what the shortcut of this name says; False for those that Qt knows how to do."""
        bar, at = self.verticalScrollBar(), self.currentIndex().row()
        forward = event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown)
        step = 1 if forward else -1
        if name == "copy":
            self.copy()
        elif name == "mark_all":
            self.mark_all()
        elif name == "mark_characters":
            self.mark_characters(step)
        elif name == "mark_messages":
            self.mark_messages(step)
        elif name == "unmark" and self.marked.ends is not None:
            self.unmark()
        elif name == "pages":
            bar.setValue(bar.value() + step * (bar.pageStep() - 40))
        elif name == "undo":
            self.undo_wanted.emit()
        elif name == "menu" and at >= 0:
            self._open_menu(at, self.viewport().mapToGlobal(self.row_rect(at).center()))
        elif at >= 0 and name in actions.actions_of(self.rows.row(at), busy=self.rows.streaming):
            self.act(at, name)
        else:
            return False
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = self.row_at(event.pos().y())
        if at >= 0:
            self._open_menu(at, event.globalPos())

    @Slot(int, QPoint)
    def _open_menu(self, at: int, spot: QPoint) -> None:
        menu = message_menu(self, at)
        if not menu.isEmpty():
            menu.popup(spot)
