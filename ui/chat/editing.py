"""Editing a message: a field in place of the composer, whose draft stays as it is, until Enter or Esc."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from ui.chat.composer import Composer, MessageField
from ui.chat.message_hand import MessageHand
from ui.chat.transcript_view import TranscriptView
from ui.icons import icon
from ui.theme import READING_WIDTH, Space, Type, set_look, tokens_of, type_size


class EditBox(QWidget):
    """A field with what it is for above it, and two ways out."""

    saved = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = QLabel()
        title = QLabel(self.tr("Editing your message"))
        title.setProperty("look", "badge")
        hint = QLabel(self.tr("What it was, and what followed, stays as another version. Esc leaves."))
        hint.setProperty("look", "caption")
        hint.setWordWrap(True)
        self.field = MessageField()
        self.field.setAccessibleName(self.tr("Your message, to be edited"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setProperty("look", "quiet")
        self.save = QPushButton(self.tr("Send"))
        self.save.setProperty("look", "primary")
        self._card = QFrame()
        self._card.setProperty("look", "composer")
        self._lay_out(title, hint)
        self.setFocusProxy(self.field)
        self.field.entered.connect(self._save)
        self.field.escaped.connect(self.left)
        self.field.textChanged.connect(self._dress_button)
        self.field.focus_changed.connect(self._dress)
        self.cancel.clicked.connect(self.left)
        self.save.clicked.connect(self._save)
        self.set_text_scale(1.0)
        self._dress()
        self.hide()

    def _lay_out(self, title: QLabel, hint: QLabel) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self._mark)
        head.addWidget(title)
        head.addWidget(hint, 1)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(Space.L, Space.M, Space.M, Space.M)
        inner.setSpacing(Space.S)
        inner.addLayout(head)
        inner.addWidget(self.field)
        inner.addLayout(foot)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(Space.XL, Space.XS, Space.XL, Space.L)
        outer.addStretch(1)
        outer.addWidget(self._card, 1000)
        outer.addStretch(1)

    def set_text_scale(self, scale: float) -> None:
        """The `text_size` setting as a factor."""
        self.field.set_letters(round(type_size(Type.BODY) * scale))
        self._card.setMaximumWidth(round(READING_WIDTH * scale) + 2 * Space.L)

    def begin(self, text: str) -> None:
        """Come up with these words, ready to type."""
        self.field.setPlainText(text)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _save(self) -> None:
        if self.field.toPlainText().strip():
            self.saved.emit(self.field.toPlainText().strip("\n"))

    @Slot()
    def _dress_button(self) -> None:
        self.save.setEnabled(bool(self.field.toPlainText().strip()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    @Slot()
    def _dress(self) -> None:
        set_look(self._card, "active", "yes" if self.field.hasFocus() else "no")
        self._mark.setPixmap(icon("edit", tokens_of(self).accent).pixmap(QSize(16, 16), self.devicePixelRatioF()))


class Editing(QObject):
    """Takes the composer away while a message is edited, and brings it back. Main thread only."""

    refused = Signal(object)
    """A `CompanionError`: why the edited message could not be saved. Its words are in the field again."""

    def __init__(self, hand: MessageHand, transcript: TranscriptView, composer: Composer, box: EditBox) -> None:
        super().__init__(box)
        self._hand = hand
        self._transcript = transcript
        self._composer = composer
        self._box = box
        self.message_id: int | None = None
        """What is being edited; None while nothing is."""
        transcript.edit_wanted.connect(self.begin)
        composer.field.last_wanted.connect(self._begin_last)
        box.saved.connect(self._save)
        box.left.connect(self.leave)
        hand.edit_refused.connect(self._put_back)

    @Slot(int)
    def begin(self, message_id: int) -> None:
        """Edit this message of the user's."""
        at = self._transcript.rows.place(message_id)
        if at is not None and self._transcript.rows.row(at).mine:
            self._open(message_id, self._transcript.rows.row(at).text)

    def _open(self, message_id: int, text: str) -> None:
        self.message_id = message_id
        self._transcript.mark_edited(message_id)
        self._composer.hide()
        self._box.begin(text)

    @Slot()
    def _begin_last(self) -> None:
        if (message := self._hand.last_of_mine()) is not None:
            self.begin(message.id)

    @Slot()
    def leave(self) -> None:
        """Edit nothing any more; what stands in the field is dropped."""
        if self.message_id is None:
            return
        self.message_id = None
        self._transcript.mark_edited(None)
        self._box.hide()
        self._composer.show()
        self._composer.setFocus()

    @Slot(str)
    def _save(self, text: str) -> None:
        edited = self.message_id
        self.leave()
        if edited is not None:
            self._hand.edit(edited, text)

    @Slot(int, str, object)
    def _put_back(self, message_id: int, text: str, error: CompanionError) -> None:
        if self.message_id is None and self._transcript.rows.place(message_id) is not None:
            self._open(message_id, text)
        self.refused.emit(error)
