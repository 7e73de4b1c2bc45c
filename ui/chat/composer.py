"""Where the user writes: grows with the text, keeps a draft for each session, sends and stops."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from companion.records import Draft, NewAttachment
from ui.chat.attach_tray import AttachTray
from ui.icons import icon
from ui.theme import READING_WIDTH, Space, Type, set_look, tokens_of, type_size

LEAST_ROOM = 4
"""Lines that the field may grow to in any window, however low."""
WINDOW_SHARE = 3
"""The field grows up to this part of the window's height."""
BUTTON, ICON = 36, 18
LARGE_FROM, LARGE = 1.5, 1.5
"""Text size from which on the buttons are larger, too, and by how much."""


class MessageField(QPlainTextEdit):
    """As high as its text, up to a third of the window. Enter never breaks an IME's composition."""

    entered = Signal()
    escaped = Signal()
    last_wanted = Signal()
    """Up in an empty field: the message before is to be edited."""
    focus_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.enter_sends = True
        self.takes: Callable[[QMimeData], bool] = lambda _source: False
        """Whether somebody else takes what is pasted or dropped here."""
        self._composing = False
        self._letters = 0
        self._placeholder = ""
        self.setProperty("look", "plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.textChanged.connect(self._align)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    @Slot()
    def _align(self) -> None:
        """Begin at the side from which the first paragraph is read."""
        leftward = self.document().firstBlock().textDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if leftward else Qt.AlignmentFlag.AlignLeft
        option = self.document().defaultTextOption()
        if option.alignment() != side:
            option.setAlignment(side)
            self.document().setDefaultTextOption(option)

    def set_letters(self, pixels: int) -> None:
        """The size of what is written here, and of the placeholder."""
        self._letters = pixels
        self._keep_letters()

    def _keep_letters(self) -> None:
        """A new theme gives every widget the letters of the application."""
        for part in (self, self.viewport()):  # the placeholder is drawn in the viewport's
            font = part.font()
            if self._letters and font.pixelSize() != self._letters:
                font.setPixelSize(self._letters)
                part.setFont(font)

    @Slot()
    def _fit(self) -> None:
        lines = max(1, round(self.document().size().height()))
        line = self.fontMetrics().lineSpacing()
        frame = 2 * round(self.document().documentMargin()) + 2
        most = max(LEAST_ROOM, (self.window().height() // WINDOW_SHARE - frame) // line)
        self.setFixedHeight(min(lines, most) * line + frame)
        tall = lines > most
        always, never = Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(always if tall else never)
        if not tall:
            self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._keep_letters()
            self._fit()

    def setPlaceholderText(self, words: str) -> None:
        self._placeholder = words
        super().setPlaceholderText("" if self._composing else words)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        # Qt would draw the placeholder below what is being composed, since the field is still empty.
        super().setPlaceholderText("" if self._composing else self._placeholder)
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() == Qt.Key.Key_Up and self.document().isEmpty() and not self._composing:
            self.last_wanted.emit()
        elif enter and not self._composing:
            held = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
            if bool(held) != self.enter_sends:
                self.entered.emit()
            else:
                self.insertPlainText("\n")
                self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if self.takes(source):
            return
        if source.hasText():
            self.insertPlainText(source.text())
            self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasImage() or source.hasUrls()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()


class Composer(QWidget):
    """The field with its button. `send_wanted` carries the text; the field is emptied by `clear` alone."""

    send_wanted = Signal(str)
    stop_wanted = Signal()
    attach_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drafts: dict[int | None, Draft] = {}
        self._session: int | None = None
        self._busy = False
        self.field = MessageField()
        self.field.setAccessibleName(self.tr("Message"))
        self.field.setPlaceholderText(self.tr("Write a message"))
        self.button = QToolButton()
        self.button.setProperty("look", "send")
        self._card = QFrame()
        self._card.setProperty("look", "composer")
        self.tray = AttachTray()
        self.attach = QToolButton()
        self.attach.setAccessibleName(self.tr("Attach a picture or a text"))
        self.attach.setToolTip(self.attach.accessibleName())
        self.attach.hide()
        stacked = QVBoxLayout(self._card)
        stacked.setContentsMargins(Space.L, 7, 8, 7)
        stacked.setSpacing(0)
        stacked.addWidget(self.tray)
        inner = QHBoxLayout()
        inner.setSpacing(Space.S)
        stacked.addLayout(inner)
        inner.addWidget(self.attach, 0, Qt.AlignmentFlag.AlignBottom)
        inner.addWidget(self.field, 1, Qt.AlignmentFlag.AlignVCenter)
        inner.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(Space.XL, Space.XS, Space.XL, Space.L)
        outer.addStretch(1)
        outer.addWidget(self._card, 1000)
        outer.addStretch(1)
        self.setFocusProxy(self.field)
        self.field.entered.connect(self._send)
        self.field.escaped.connect(self._stop)
        self.field.textChanged.connect(self._dress_button)
        self.field.focus_changed.connect(self._dress)
        self.button.clicked.connect(self._press)
        self.attach.clicked.connect(self.attach_wanted)
        self.tray.changed.connect(self._dress_field)
        self.set_text_scale(1.0)
        self._dress()

    def set_text_scale(self, scale: float) -> None:
        """The `text_size` setting as a factor: the words as large and the field as wide as the column above it."""
        self.field.set_letters(round(type_size(Type.BODY) * scale))
        large = scale >= LARGE_FROM
        for button in (self.attach, self.button):
            button.setIconSize(QSize(ICON, ICON) * (LARGE if large else 1))
        self.button.setFixedSize(QSize(BUTTON, BUTTON) * (LARGE if large else 1))
        set_look(self.button, "large", "yes" if large else "no")
        self._card.setMaximumWidth(round(READING_WIDTH * scale) + 2 * Space.L)

    def set_busy(self, busy: bool) -> None:
        """While a reply is on its way the button stops it."""
        self._busy = busy
        self._dress_button()

    def switch(self, session_id: int | None, *, adopt: bool = False) -> None:
        """Put the draft away and take out the one of this session. `adopt`: the text goes along."""
        if session_id == self._session:
            return
        if adopt:
            self._drafts.pop(self._session, None)
            self._session = session_id
            return
        self._drafts[self._session] = self.draft
        self._session = session_id
        self._show_draft(self._drafts.get(session_id, Draft()))

    def restore(self, session_id: int | None, draft: Draft) -> None:
        """A draft of this session from before; what was written since is newer and stays."""
        if session_id != self._session:
            if self._drafts.get(session_id, Draft()) == Draft():
                self._drafts[session_id] = draft
        elif self.draft == Draft():
            self._show_draft(draft)

    def replace(self, session_id: int | None, before: Draft, draft: Draft) -> None:
        """`draft` in place of `before`, unless something else has been written in this session meanwhile."""
        here = self.draft if session_id == self._session else self._drafts.get(session_id, Draft())
        if (here.text, here.attached) != (before.text, before.attached):
            return
        if session_id == self._session:
            self._show_draft(draft)
        else:
            self._drafts[session_id] = draft

    def _show_draft(self, draft: Draft) -> None:
        self.set_text(draft.text, draft.cursor)
        self.tray.hold(draft.attached)

    @property
    def text(self) -> str:
        """What is written now."""
        return self.field.toPlainText()

    @property
    def draft(self) -> Draft:
        """What is written now, where the cursor stands, and what is attached."""
        return Draft(self.text, self.field.textCursor().position() if self.text else 0, self.tray.held)

    def set_text(self, text: str, cursor: int | None = None) -> None:
        """Write this instead; the cursor stands behind it, or at a place counted in UTF-16 units."""
        self.field.setPlainText(text)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        if cursor is not None:
            at = self.field.textCursor()
            at.setPosition(min(max(cursor, 0), at.position()))
            self.field.setTextCursor(at)

    def take_attached(self) -> tuple[NewAttachment, ...]:
        """What is attached; it is sent, so the tray is empty now."""
        held = self.tray.held
        self.tray.hold(())
        return held

    @Slot()
    def _dress_field(self) -> None:
        waiting = bool(self.tray.held)
        self.field.setPlaceholderText(self.tr("Say something about it") if waiting else self.tr("Write a message"))
        self._dress_button()

    def put_back(self, text: str) -> None:
        """A text that could not be sent comes back, before what was written since."""
        rest = self.text
        self.set_text(f"{text}\n{rest}" if rest else text)

    def _press(self) -> None:
        if self._busy:
            self.stop_wanted.emit()
        else:
            self._send()

    @Slot()
    def _send(self) -> None:
        if self._ready and not self._busy:
            text = self.text.strip("\n")
            self.field.clear()
            self.send_wanted.emit(text)

    @property
    def _ready(self) -> bool:
        return bool(self.text.strip() or self.tray.held)

    @Slot()
    def _stop(self) -> None:
        if self._busy:
            self.stop_wanted.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    @Slot()
    def _dress(self) -> None:
        set_look(self._card, "active", "yes" if self.field.hasFocus() else "no")
        self._dress_button()

    @Slot()
    def _dress_button(self) -> None:
        tokens = tokens_of(self)
        ready = self._busy or self._ready
        name, label = ("stop", self.tr("Stop")) if self._busy else ("send", self.tr("Send"))
        hint = self.tr("Stop the reply (Esc)") if self._busy else self.tr("Send")
        self.attach.setIcon(icon("attach", tokens.muted))
        self.button.setEnabled(ready)
        self.button.setIcon(icon(name, tokens.on_accent if ready else tokens.muted))
        self.button.setAccessibleName(label)
        self.button.setToolTip(hint)
