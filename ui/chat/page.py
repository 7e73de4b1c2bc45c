"""The main pane: title, transcript or greeting, notices and composer of the open conversation."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from companion.errors import CompanionError
from companion.records import AttachmentContent, Deletion, Message
from companion.settings import Settings
from ui.bridge import Bridge
from ui.chat.announcer import Announcer
from ui.chat.attaching import Attaching
from ui.chat.beside import phase_words
from ui.chat.company import Company
from ui.chat.composer import Composer
from ui.chat.conversation import Conversation
from ui.chat.drafts import Drafts
from ui.chat.editing import EditBox, Editing
from ui.chat.empty import EmptyConversation
from ui.chat.find_bar import FindBar
from ui.chat.link_question import ask_link
from ui.chat.message_hand import MessageHand, deleted_words
from ui.chat.meter import ContextMeter
from ui.chat.notices import NoticeStrip
from ui.chat.off_record import OffRecordBanner
from ui.chat.picture_window import PictureWindow
from ui.chat.pill import Pill
from ui.chat.remedy_actions import RemedyActions
from ui.chat.shortcuts import hint
from ui.chat.spoken_strip import SpokenStrip
from ui.chat.transcript_view import TranscriptView
from ui.elided import ElidedLabel
from ui.icons import icon
from ui.memories.undo import UndoBar
from ui.theme import READING_WIDTH, Space, set_look, tokens_of


def _centred(strip: QWidget) -> QHBoxLayout:
    """A strip above or below the composer, as wide as the column of text."""
    row = QHBoxLayout()
    row.setContentsMargins(Space.XL, 0, Space.XL, 0)
    row.addStretch(1)
    row.addWidget(strip, 1000)
    row.addStretch(1)
    strip.setMaximumWidth(READING_WIDTH + 2 * Space.L)
    return row


class ChatPage(QWidget):
    """Shows one `Conversation` and turns what the user does into calls on it."""

    why_wanted = Signal(int)
    sidebar_wanted = Signal()
    window_wanted = Signal(str)
    """A window that helps against a reply's trouble, such as `models` or `settings:num_ctx`."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.conversation = Conversation(bridge, self)
        self._remedies = RemedyActions(bridge, self.conversation)
        self.hand = MessageHand(bridge, self.conversation)
        self.transcript = TranscriptView(self.conversation.model)
        self.announcer = Announcer(self.transcript, self.conversation.model)
        self.empty = EmptyConversation()
        self.company = Company(bridge, self.conversation, self.transcript, self)
        self.composer = Composer()
        self.attaching = Attaching(bridge, self.composer, self)
        self.drafts = Drafts(bridge, self.composer, self)
        self.edit_box = EditBox()
        self.editing = Editing(self.hand, self.transcript, self.composer, self.edit_box)
        self.undo = UndoBar()
        self.find_bar = FindBar(self.transcript)
        self.meter = ContextMeter()
        self.notices = NoticeStrip()
        self.spoken = SpokenStrip(bridge)
        self.off_record = OffRecordBanner(bridge, self.conversation)
        self.title = ElidedLabel()
        self.title.setProperty("look", "heading")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.sidebar_button = QToolButton()
        self.sidebar_button.setAccessibleName(self.tr("Show or hide the side bar"))
        self.sidebar_button.setToolTip(self.tr("Side bar"))
        self.sidebar_button.setIconSize(QSize(20, 20))
        self.off_record_button = QToolButton()
        self.off_record_button.setAccessibleName(self.tr("Off the record"))
        self.off_record_button.setIconSize(QSize(20, 20))
        self.pill = Pill(self.transcript, lambda: self.conversation.busy)
        self._wanted_message: int | None = None
        self._sought: int | None = None
        self._lay_out()
        self._wire()
        self._dress()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(Space.M, Space.S, Space.L, Space.S)
        head.setSpacing(Space.S)
        head.addWidget(self.sidebar_button)
        head.addWidget(self.title, 1)
        head.addWidget(self.off_record_button)
        self._stack = QStackedLayout()
        middle = QWidget()
        centred = QHBoxLayout(middle)
        centred.setContentsMargins(0, 0, 0, 0)
        centred.addWidget(self.empty)
        self._stack.addWidget(middle)
        self._stack.addWidget(self.transcript)
        self._hint = ElidedLabel(self.tr("Companion can be wrong. Your conversations stay on this computer."))
        self._hint.setProperty("look", "caption")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, Space.S)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(_centred(self.off_record))
        layout.addLayout(_centred(self.find_bar))
        layout.addLayout(self._stack, 1)
        layout.addSpacing(Space.XS)
        strips = QVBoxLayout()
        strips.setSpacing(Space.XS)
        for strip in (self.spoken, self.notices, self.undo):
            strips.addLayout(_centred(strip))
        layout.addLayout(strips)
        layout.addWidget(self.composer)
        layout.addWidget(self.edit_box)
        foot = QWidget()
        below = QHBoxLayout(foot)
        below.setContentsMargins(Space.L, 0, Space.L, 0)
        below.addWidget(self._hint, 1)
        below.addWidget(self.meter)
        layout.addLayout(_centred(foot))

    def _wire(self) -> None:
        talk = self.conversation
        talk.opened.connect(self._opened)
        talk.begun.connect(self._begun)
        talk.loaded.connect(self._loaded)
        talk.reader.completed.connect(self._show_wanted)
        talk.busy_changed.connect(self._busy)
        talk.refused.connect(self._refused)
        talk.reply_ended.connect(self._announce)
        talk.waiting.connect(self._announce_waiting)
        talk.model.rowsInserted.connect(self._rows_came)
        self.composer.send_wanted.connect(self._send)
        self.composer.stop_wanted.connect(talk.stop)
        self._wire_hand()
        self._wire_attachments()
        self.transcript.remedy_wanted.connect(self._remedies.act)
        self._remedies.window_wanted.connect(self.window_wanted)
        self.transcript.why_wanted.connect(self.why_wanted)
        self.transcript.link_wanted.connect(self._ask_link)
        self.transcript.seen.connect(talk.ask_why)
        self.empty.chosen.connect(self._begin)
        self.sidebar_button.clicked.connect(self.sidebar_wanted)
        self.off_record_button.clicked.connect(self._switch_off_record)
        self.off_record.opened.connect(self.open)
        self.off_record.end_wanted.connect(lambda: self.open(None))

    def _wire_attachments(self) -> None:
        talk = self.conversation
        self.composer.attach.show()
        self.attaching.refused.connect(self.say_error)
        talk.attached_back.connect(self.composer.tray.hold)
        talk.picture_wanted.connect(self._show_picture)
        self.transcript.attachment_wanted.connect(talk.open_attachment)
        self.transcript.seen.connect(talk.ask_pictures)

    @Slot(object)
    def _show_picture(self, content: AttachmentContent) -> None:
        PictureWindow(content, self).show()

    def _wire_hand(self) -> None:
        self.hand.serve(self.transcript)
        self.hand.deleted.connect(self._offer_undo)
        self.hand.restored.connect(self.undo.hide)
        self.undo.undo_wanted.connect(self.hand.undo)
        self.editing.refused.connect(self.say_error)

    @Slot(object)
    def _offer_undo(self, deletion: Deletion) -> None:
        self.undo.offer(deleted_words(deletion))

    def apply(self, settings: Settings) -> None:
        """Follow these settings: text size, Enter, motion, the user's name."""
        scale = settings.whole("text_size") / 100
        self.transcript.set_text_scale(scale)
        self.composer.set_text_scale(scale)
        self.edit_box.set_text_scale(scale)
        self.edit_box.field.enter_sends = settings.flag("enter_sends")
        self.transcript.set_still(settings.flag("reduced_motion"))
        self.composer.field.enter_sends = settings.flag("enter_sends")
        self.drafts.open(self.conversation.session_id)
        self.empty.greet(settings.text("user_name"))

    def open(self, session_id: int | None, message_id: int | None = None, found: tuple[str, ...] = ()) -> None:
        """Show this session, at this message, with the words that were `found`; None begins a new one.

        One off the record is ended before, if the user agrees.
        """
        self.off_record.leave_for(session_id, lambda: self._open(session_id, message_id, found))

    def _open(self, session_id: int | None, message_id: int | None, found: tuple[str, ...]) -> None:
        if self.find_bar.isVisible():
            self.find_bar.shut()
        self.transcript.mark_found(found)
        self._wanted_message = message_id
        self._sought = None
        if session_id == self.conversation.session_id and self.conversation.model.rowCount():
            self._show_wanted()
        else:
            self.conversation.open(session_id)
        if self.isVisibleTo(self.window()):
            self.composer.setFocus()  # else the welcome stands in its place, and has the keys

    @Slot(object)
    def _opened(self, session_id: int | None) -> None:
        self.editing.leave()
        self.undo.hide()
        self.drafts.open(session_id)
        self.spoken.open(session_id)
        self._stack.setCurrentIndex(0 if session_id is None or self.off_record.active else 1)
        self._dress_off_record()

    @Slot(int)
    def _begun(self, session_id: int) -> None:
        self.drafts.begun(session_id)
        self.spoken.begun(session_id)
        self._stack.setCurrentIndex(1)

    @Slot()
    def _loaded(self) -> None:
        talking = self.conversation.session_id is not None and not self.off_record.active
        self._stack.setCurrentIndex(1 if talking or self.conversation.model.rowCount() else 0)
        self._show_wanted()

    @Slot()
    def _show_wanted(self) -> None:
        wanted, self._wanted_message = self._wanted_message, None
        at = self.conversation.model.place(wanted) if wanted is not None else None
        if wanted is not None and at is None and not self.conversation.reader.complete:
            self._wanted_message = wanted
        elif wanted is not None and at is None and wanted != self._sought:
            # It stands in another branch; looked for once, since it may be deleted.
            self._wanted_message = self._sought = wanted
            self.conversation.find(wanted)
        elif at is not None:
            self.transcript.setCurrentIndex(self.conversation.model.index(at))
            self.transcript.show_row(at)

    @Slot(str)
    def _send(self, text: str) -> None:
        self.transcript.mark_found(())
        self.transcript.follow()
        self.notices.answer("")
        self.spoken.settle()
        self.conversation.send(text, self.composer.take_attached())

    @Slot(str)
    def _begin(self, words: str) -> None:
        self.composer.set_text(words)
        self.composer.setFocus()
        if words.endswith("?"):
            self.composer.field.entered.emit()

    @Slot(bool)
    def _busy(self, busy: bool) -> None:
        self.composer.set_busy(busy)

    @Slot(str, object)
    def _refused(self, text: str, error: CompanionError) -> None:
        self.composer.put_back(text)
        self.say_error(error)

    @Slot(object)
    def say_error(self, error: CompanionError) -> None:
        """Show above the composer why what the user has just tried did not come about."""
        self.notices.answer(f"{error} {error.next_step}".strip())

    @Slot(object)
    def _announce(self, reply: Message) -> None:
        self.announcer.finish(reply)
        self.transcript.seen.emit(*self._seen_rows())

    @Slot(int)
    def _announce_waiting(self, reply_id: int) -> None:
        at = self.conversation.model.place(reply_id)
        if at is not None and (words := phase_words(self.conversation.model.row(at).beside)):
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.transcript, words))

    def _seen_rows(self) -> tuple[int, int]:
        rows = self.transcript.visible_rows()
        return (rows[0], rows[-1]) if rows else (0, -1)

    @Slot()
    def _switch_off_record(self) -> None:
        if self.off_record.active:
            self.open(None)
        else:
            self.off_record.begin()

    def _dress_off_record(self) -> None:
        on = self.off_record.active
        self.off_record.setVisible(on)
        self.empty.say_what_is_kept(off_record=on)
        set_look(self, "offrecord", "yes" if on else "no")
        end, begin = self.tr("End the conversation off the record"), self.tr("New conversation off the record")
        self.off_record_button.setToolTip(end if on else hint(begin, "off_record"))
        tokens = tokens_of(self)
        self.off_record_button.setIcon(icon("off-record", tokens.accent if on else tokens.muted))

    @Slot()
    def _rows_came(self) -> None:
        self._stack.setCurrentIndex(1)

    @Slot(str)
    def _ask_link(self, link: str) -> None:
        if refusal := ask_link(self, link):
            self.notices.answer(refusal)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        self.sidebar_button.setIcon(icon("sidebar", tokens_of(self).muted))
        self._dress_off_record()
