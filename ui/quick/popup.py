"""Quick chat: one line to type, the answer beneath, and a way into the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QBitmap,
    QCloseEvent,
    QColor,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.settings import Settings
from ui.bridge import Bridge
from ui.chat.composer import Composer
from ui.chat.conversation import Conversation
from ui.chat.editing import EditBox, Editing
from ui.chat.message_hand import MessageHand
from ui.chat.transcript_view import TranscriptView
from ui.theme import Radius, Space, tokens_of

WIDTH, CLOSED_HEIGHT, OPEN_HEIGHT = 560, 124, 460
TOP_SHARE = 0.18
"""How far down the screen the popup stands."""


class QuickChat(QWidget):
    """A small window of its own with one conversation; it begins a new one each time it is opened afresh."""

    window_wanted = Signal(int)
    """The session to show in the main window."""
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
        self.transcript = TranscriptView(self.conversation.model)
        self.composer = Composer()
        self.composer.field.setPlaceholderText(self.tr("Ask or tell something"))
        self.hand = MessageHand(bridge, self.conversation)
        self.edit_box = EditBox()
        self.editing = Editing(self.hand, self.transcript, self.composer, self.edit_box)
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
        foot.addWidget(self.open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, Space.M, 1, Space.S)
        layout.setSpacing(0)
        layout.addWidget(self.composer)
        layout.addWidget(self.edit_box)
        layout.addWidget(self.transcript, 1)
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
        self.editing.refused.connect(self._say)
        self.open.clicked.connect(self._open_window)

    def apply(self, settings: Settings) -> None:
        """Follow these settings."""
        self.composer.field.enter_sends = settings.flag("enter_sends")
        self.transcript.set_still(settings.flag("reduced_motion"))
        self.transcript.set_text_scale(settings.whole("text_size") / 100)

    def ask(self, text: str = "") -> None:
        """Come up, ready to type; `text` is sent at once."""
        if not self.isVisible():
            self.editing.leave()
            self.conversation.open(None)
            self.composer.switch(None)
            self._grow(False)
            screen = QGuiApplication.primaryScreen().availableGeometry()
            self.move(screen.center().x() - WIDTH // 2, screen.top() + round(screen.height() * TOP_SHARE))
        self.show()
        self.raise_()
        self.activateWindow()
        self.composer.setFocus()
        if text.strip():
            self._send(text)

    def _grow(self, tall: bool) -> None:
        self.transcript.setVisible(tall)
        self.open.setVisible(tall)
        self._error.setVisible(False)
        self._hint.setVisible(True)
        self.setFixedSize(WIDTH, OPEN_HEIGHT if tall else CLOSED_HEIGHT)

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
        self.hide()
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
