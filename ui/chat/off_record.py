"""Conversations off the record: the banner that says so, and the question before what was said is gone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QPushButton, QWidget

from ui.bridge import Bridge
from ui.chat.conversation import Conversation
from ui.icons import icon
from ui.theme import Space, tokens_of
from ui.wrapped import WrappedLabel

Go = Callable[[], None]


class OffRecordBanner(QFrame):
    """Begins and ends conversations off the record, at most one at a time; visible while one is shown."""

    opened = Signal(int)
    """A conversation off the record has begun: show it."""
    end_wanted = Signal()

    def __init__(self, bridge: Bridge, conversation: Conversation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._conversation = conversation
        self._session: int | None = None
        self._beginning = False
        self.setProperty("look", "offrecord")
        self._mark = QLabel()
        self._text = WrappedLabel(
            self.tr(
                "Off the record. Nothing of this conversation is saved or learned; when you close it, it is gone. "
                "What Companion knows already, it can still recall."
            )
        )
        self.end = QPushButton(self.tr("End it"))
        self.end.setProperty("look", "onbanner")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.S, Space.S)
        row.setSpacing(Space.M)
        row.addWidget(self._mark)
        row.addWidget(self._text, 1)
        row.addWidget(self.end)
        self.end.clicked.connect(self.end_wanted)
        self._dress()
        self.hide()

    @property
    def active(self) -> bool:
        """Whether the conversation that is shown is off the record."""
        return self._session is not None and self._conversation.session_id == self._session

    @property
    def title(self) -> str:
        """What stands above it; empty where there is none."""
        return self.tr("Off the record") if self.active else ""

    @property
    def said(self) -> bool:
        """Whether something would be lost by ending it."""
        return self.active and self._conversation.model.rowCount() > 0

    @Slot()
    def begin(self) -> None:
        """Begin one; does nothing while one is open."""
        if self._session is not None or self._beginning or not self._bridge.attached:
            return
        self._beginning = True

        def done(session_id: int) -> None:
            self._beginning = False
            self._session = session_id
            self.opened.emit(session_id)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._text.text()))

        def failed(error: object) -> None:
            self._beginning = False
            self._bridge.trouble.emit(error)

        self._bridge.ask(self, lambda engine: engine.open_off_record(), done, failed)

    def leave_for(self, session_id: int | None, go: Go) -> None:
        """Do `go`, which shows another conversation or closes the window; asks first if something was said."""
        if self._session is None or session_id == self._session:
            go()
        elif self.said:
            self._ask(lambda: self._leave(go))
        else:
            self._leave(go)

    def _ask(self, go: Go) -> None:
        box = QMessageBox(
            QMessageBox.Icon.NoIcon, self.tr("Off the record"), self.tr("End this conversation?"), parent=self.window()
        )
        box.setInformativeText(self.tr("It is off the record: all that was said in it will be gone."))
        end = box.addButton(self.tr("End it"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(self.tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.finished.connect(box.deleteLater)
        end.clicked.connect(go)
        box.open()

    def _leave(self, go: Go) -> None:
        session, self._session = self._session, None
        go()
        if session is not None and self._bridge.attached:
            self._bridge.ask(self, lambda engine: engine.close_off_record(session))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        colour = tokens_of(self).canvas
        self._mark.setPixmap(icon("off-record", colour).pixmap(QSize(18, 18), self.devicePixelRatioF()))
