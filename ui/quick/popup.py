"""Quick chat: one line to type, the answer beneath, and a way into the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QBitmap,
    QCloseEvent,
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.settings import Settings
from ui.bridge import Bridge
from ui.chat.company import Company
from ui.chat.composer import Composer
from ui.chat.conversation import Conversation
from ui.chat.editing import EditBox, Editing
from ui.chat.message_hand import MessageHand, deleted_words
from ui.chat.off_record import OffRecordBanner
from ui.chat.remedy_actions import RemedyActions
from ui.chat.shortcuts import BY_NAME, hint
from ui.chat.transcript_view import TranscriptView
from ui.memories.undo import UndoBar
from ui.theme import Radius, Space, tokens_of

WIDTH, CLOSED_HEIGHT, OPEN_HEIGHT = 560, 138, 460
BANNER_HEIGHT = 84
TOP_SHARE = 0.18
"""How far down the screen the popup stands."""


class QuickChat(QWidget):
    """A small window of its own with one conversation; it begins a new one each time it is opened afresh."""

    window_wanted = Signal(int)
    """The session to show in the main window."""
    help_wanted = Signal(str)
    """A window that helps against a reply's trouble, such as `models`."""
    closed = Signal()
    """The popup is gone by the user's hand."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(
            None, Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        )
        self.setWindowTitle(self.tr("Quick chat"))
        # X11 may have nothing that composes windows, and then what is see-through is black.
        self._cut_out = QGuiApplication.platformName() == "xcb"
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, not self._cut_out)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.conversation = Conversation(bridge, self)
        self._remedies = RemedyActions(bridge, self.conversation)
        self.transcript = TranscriptView(self.conversation.model)
        self.company = Company(bridge, self.conversation, self.transcript, self)
        self.composer = Composer()
        self.composer.field.setPlaceholderText(self.tr("Ask or tell something"))
        self.hand = MessageHand(bridge, self.conversation)
        self.edit_box = EditBox()
        self.editing = Editing(self.hand, self.transcript, self.composer, self.edit_box)
        self.undo = UndoBar()
        self.off_record = OffRecordBanner(bridge, self.conversation)
        self.off = QPushButton(self.tr("Off the record"))
        self.off.setProperty("look", "quiet")
        self.off.setToolTip(hint(self.tr("Nothing of this conversation is saved or learned"), "off_record"))
        self._error = QLabel()
        self._error.setProperty("look", "danger")
        self._error.setWordWrap(True)
        self._hint = QLabel(self.tr("Enter sends, Esc closes"))
        self._hint.setProperty("look", "caption")
        self.open = QPushButton(self.tr("Open in window"))
        self.open.setProperty("look", "quiet")
        foot = QHBoxLayout()
        foot.setContentsMargins(Space.XL + Space.S, 0, Space.L, 0)
        foot.addWidget(self._error, 1)
        foot.addWidget(self._hint, 1)
        foot.addWidget(self.off)
        foot.addWidget(self.open)
        banner = QHBoxLayout()
        banner.setContentsMargins(Space.XL, 0, Space.XL, Space.XS)
        banner.addWidget(self.off_record)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, Space.M, 1, Space.S)
        layout.setSpacing(0)
        layout.addWidget(self.composer)
        layout.addWidget(self.edit_box)
        layout.addLayout(banner)
        layout.addWidget(self.transcript, 1)
        bar = QHBoxLayout()
        bar.setContentsMargins(Space.XL, 0, Space.XL, Space.XS)
        bar.addWidget(self.undo)
        layout.addLayout(bar)
        layout.addLayout(foot)
        self._wire()
        self._grow(False)

    def _wire(self) -> None:
        talk = self.conversation
        self.composer.send_wanted.connect(self._send)
        self.composer.stop_wanted.connect(talk.stop)
        self.composer.field.escaped.connect(self._escape)
        talk.busy_changed.connect(self.composer.set_busy)
        talk.begun.connect(lambda session: self.composer.switch(session, adopt=True))
        talk.refused.connect(self._refused)
        self.hand.serve(self.transcript)
        self.hand.deleted.connect(lambda deletion: self.undo.offer(deleted_words(deletion)))
        self.undo.undo_wanted.connect(self.hand.undo)
        self.transcript.remedy_wanted.connect(self._remedies.act)
        self._remedies.window_wanted.connect(self.help_wanted)
        self.editing.refused.connect(self._say)
        self.open.clicked.connect(self._open_window)
        self.off.clicked.connect(self.off_record.begin)
        for keys in BY_NAME["off_record"].keys:
            QShortcut(QKeySequence(keys), self).activated.connect(self.off_record.begin)
        self.off_record.opened.connect(self._begin)
        self.off_record.end_wanted.connect(lambda: self.off_record.leave_for(None, lambda: self._begin(None)))

    def apply(self, settings: Settings) -> None:
        """Follow these settings."""
        self.composer.field.enter_sends = settings.flag("enter_sends")
        self.transcript.set_still(settings.flag("reduced_motion"))
        self.transcript.set_text_scale(settings.whole("text_size") / 100)

    def ask(self, text: str = "") -> None:
        """Come up, ready to type; `text` is sent at once."""
        if not self.isVisible():
            self._begin(None)
            screen = QGuiApplication.primaryScreen().availableGeometry()
            self.move(screen.center().x() - WIDTH // 2, screen.top() + round(screen.height() * TOP_SHARE))
        self.show()
        self.raise_()
        self.activateWindow()
        self.composer.setFocus()
        if text.strip():
            self._send(text)

    @Slot(object)
    def _begin(self, session_id: int | None) -> None:
        """An empty conversation: a new one, or one off the record."""
        self.editing.leave()
        self.conversation.open(session_id)
        self.composer.switch(session_id)
        self.undo.hide()
        self._grow(False)

    def _grow(self, tall: bool) -> None:
        off = self.off_record.active
        self.transcript.setVisible(tall)
        self.open.setVisible(tall and not off)
        self.off.setVisible(not tall and not off)
        self.off_record.setVisible(off)
        self._error.setVisible(False)
        self._hint.setVisible(True)
        closed = CLOSED_HEIGHT + (BANNER_HEIGHT if off else 0)
        self.setFixedSize(WIDTH, OPEN_HEIGHT if tall else closed)

    @Slot(str)
    def _send(self, text: str) -> None:
        self._grow(True)
        self.transcript.follow()
        self.conversation.send(text)

    @Slot(str, object)
    def _refused(self, text: str, error: CompanionError) -> None:
        self.composer.put_back(text)
        self._say(error)

    @Slot(object)
    def _say(self, error: CompanionError) -> None:
        self._error.setText(str(error))
        self._error.show()
        self._hint.hide()

    @Slot()
    def _escape(self) -> None:
        if not self.conversation.busy:
            self._close()

    def _close(self) -> None:
        self.off_record.leave_for(None, self._gone)

    def _gone(self) -> None:
        self.hide()
        self.conversation.open(None)
        self.closed.emit()

    @Slot()
    def _open_window(self) -> None:
        if self.conversation.session_id is not None:
            self.window_wanted.emit(self.conversation.session_id)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self._close()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._cut_out:
            shape = QBitmap(self.size())
            shape.clear()
            painter = QPainter(shape)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(Qt.GlobalColor.color1)
            painter.drawRoundedRect(self.rect(), Radius.L, Radius.L)
            painter.end()
            self.setMask(shape)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        if self._cut_out:
            painter.fillRect(self.rect(), QColor(tokens.border_strong))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.border_strong), 1))
        painter.setBrush(QColor(tokens.canvas))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), Radius.L, Radius.L)
        painter.end()
