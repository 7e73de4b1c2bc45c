"""The panel that shows which memories stand behind a reply, in three honest levels, and lets the user correct them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from companion.events import Event, ForgettingChanged
from companion.records import Forgetting, MemoryView, Reasons, Receipt, WhyRow
from ui.bridge import Bridge
from ui.chat.muted_topics import MutedTopics
from ui.chat.why_again import SecondAnswer
from ui.chat.why_card import WhyCard
from ui.chat.why_words import LEVELS, decision_sentence, level_heading
from ui.icons import icon
from ui.memories.actions import MemoryActions
from ui.memories.undo import UndoBar
from ui.theme import Space, tokens_of
from ui.wrapped import WrappedLabel

WIDTH = 356


class WhyPanel(QFrame):
    """Lists the memories of one reply, the ones that it drew on first."""

    closed = Signal()
    jump_wanted = Signal(int, int)
    """A session and the message in it where a memory was said."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._reply: int | None = None
        self.hand = MemoryActions(bridge, self)
        self.cards: list[WhyCard] = []
        self._near_widgets: list[QWidget] = []
        self.setProperty("look", "panel")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(self.tr("What I remembered"))
        self.decision = WrappedLabel()
        self.decision.setProperty("look", "muted")
        self.again = SecondAnswer(bridge)
        self.undo = UndoBar()
        self.near = QPushButton()
        self.near.setProperty("look", "quiet")
        self.near.setCheckable(True)
        self.muted = QPushButton(self.tr("Muted topics…"))
        self.muted.setProperty("look", "quiet")
        self._lay_out()
        self._wire()
        self._dress()
        self.hide()

    def _lay_out(self) -> None:
        title = QLabel(self.tr("What I remembered"))
        title.setProperty("look", "heading")
        self._close = QToolButton()
        self._close.setAccessibleName(self.tr("Close this panel"))
        self._close.setToolTip(self.tr("Close (Esc)"))
        self._close.setIconSize(QSize(18, 18))
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self._close)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.S)
        self._list.setContentsMargins(0, 0, Space.S, 0)
        inner = QWidget()
        inner.setLayout(self._list)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAccessibleName(title.text())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.M, Space.S, Space.S)
        layout.setSpacing(Space.S)
        layout.addLayout(head)
        layout.addWidget(self.decision)
        layout.addWidget(self.again)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self.undo)
        layout.addWidget(self.muted, 0, Qt.AlignmentFlag.AlignLeft)

    def _wire(self) -> None:
        self._close.clicked.connect(self.shut)
        self.muted.clicked.connect(self._show_muted)
        self.near.toggled.connect(self._show_near)
        self.again.compared.connect(self.shut)
        self.hand.changed.connect(self._changed)
        self.hand.forgotten.connect(self._forgotten)
        self.hand.undone.connect(self._undone)
        self.hand.failed.connect(self._bridge.trouble)
        self.undo.undo_wanted.connect(self.hand.undo)
        self.undo.restore_wanted.connect(self.hand.take_back)
        self.undo.finish_wanted.connect(self.hand.finish)
        self.undo.receipt_wanted.connect(self._show_receipt)
        self.hand.gone.connect(self._gone)
        self._bridge.events.connect(self._hear)

    def show_reply(self, reply_id: int) -> None:
        """Ask what stands behind this reply and show it."""
        self._reply = reply_id
        self._scroll.verticalScrollBar().setValue(0)
        self.again.clear()
        self.undo.hide()
        self._empty()
        self.decision.setText(self.tr("Looking at what stood behind this reply…"))
        self.show()
        self._close.setFocus()
        self._ask()

    def _ask(self) -> None:
        wanted = self._reply
        if wanted is None:
            return

        def fill(reasons: Reasons) -> None:
            if self._reply == wanted:
                self._fill(reasons)

        self._bridge.ask(self, lambda engine: engine.reasons(wanted), fill)

    def _empty(self) -> None:
        self.cards = []
        self._near_widgets = []
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None and widget is not self.near:
                widget.hide()
                widget.deleteLater()
        self.near.hide()

    def _fill(self, reasons: Reasons) -> None:
        place, at = self._scroll.verticalScrollBar().value(), self._focused_card()
        self._empty()
        self.decision.setText(decision_sentence(reasons))
        for level in LEVELS:
            self._section(level, [row for row in reasons.rows if row[0].level == level])
        if not reasons.rows:
            nothing = WrappedLabel(self.tr("No memory came up for this reply."))
            nothing.setProperty("look", "muted")
            self._list.addWidget(nothing)
        if reasons.near:
            self.near.setText(self.tr("What came near ({0})").format(len(reasons.near)))
            self._list.addWidget(self.near, 0, Qt.AlignmentFlag.AlignLeft)
            self.near.show()
            self._section("near", list(reasons.near))
        self._list.addStretch(1)
        self._show_near(self.near.isChecked())
        if at is not None:
            (self.cards[min(at, len(self.cards) - 1)].more if self.cards else self._close).setFocus()
        # The cards have their places, and the bar its range, when the layout is done.
        QTimer.singleShot(0, self, lambda: self._scroll.verticalScrollBar().setValue(place))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._spoken(reasons)))

    def _focused_card(self) -> int | None:
        """The place of the card that the reader's keys are in; None for none."""
        return next((at for at, card in enumerate(self.cards) if card.isAncestorOf(self.focusWidget())), None)

    def _spoken(self, reasons: Reasons) -> str:
        used = sum(row.level == "used" for row, _ in reasons.rows)
        return self.tr("{0} {1} memories used, {2} in all.").format(self.decision.text(), used, len(reasons.rows))

    def _section(self, level: str, rows: list[tuple[WhyRow, MemoryView]]) -> None:
        if not rows:
            return
        heading = WrappedLabel(level_heading(level))
        heading.setProperty("look", "caption")
        self._list.addWidget(heading)
        if level == "near":
            self._near_widgets = [heading]
        for row, view in sorted(rows, key=lambda pair: -pair[0].score):
            card = WhyCard(row, view)
            self.cards.append(card)
            if level == "near":
                self._near_widgets.append(card)
            self._list.addWidget(card)
            card.jump_wanted.connect(self._jump)
            card.pin_wanted.connect(lambda which, on: self.hand.pin([which], on))
            card.edit_wanted.connect(self._edit)
            card.forget_wanted.connect(lambda which: self.hand.forget([which]))
            card.without_wanted.connect(self._without)

    @Slot(bool)
    def _show_near(self, on: bool) -> None:
        for widget in self._near_widgets:
            widget.setVisible(on)

    # What the user does with a memory -------------------------------------------------------------------

    @Slot(int)
    def _jump(self, memory_id: int) -> None:
        def done(view: MemoryView) -> None:
            if view.quotes:
                message, _ = view.quotes[0]
                self.jump_wanted.emit(message.session_id, message.id)

        self._bridge.ask(self, lambda engine: engine.memory(memory_id), done)

    @Slot(int, str)
    def _edit(self, memory_id: int, text: str) -> None:
        card = next(card for card in self.cards if card.row.memory.id == memory_id)
        self.hand.edit(memory_id, text, card.end_edit, card.show_problem)

    @Slot(int)
    def _without(self, memory_id: int) -> None:
        if self._reply is not None:
            self.again.ask(self._reply, memory_id)

    @Slot(str, object)
    def _changed(self, sentence: str, _change: object) -> None:
        self.undo.offer(sentence)
        self._ask()

    @Slot(str, object)
    def _forgotten(self, sentence: str, forgetting: Forgetting) -> None:
        self.undo.count_down(sentence, forgetting.id, forgetting.asked_at, forgetting.due_at)
        self._ask()

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, ForgettingChanged) and event.forgetting_id == self.undo.forgetting:
            self.hand.look_after(event.forgetting_id)

    @Slot(int)
    def _show_receipt(self, forgetting_id: int) -> None:
        from ui.memories.receipt import show_receipt  # seen seldom

        show_receipt(self._bridge, forgetting_id, self.window())

    @Slot(object)
    def _gone(self, receipt: Receipt) -> None:
        if self.undo.forgetting == receipt.id and self.undo.counting:
            self.undo.gone(receipt.id, self.tr("Gone for good."))

    @Slot(str)
    def _undone(self, sentence: str) -> None:
        self.undo.tell(sentence)
        self._ask()

    @Slot()
    def _show_muted(self) -> None:
        dialog = MutedTopics(self._bridge, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # ----------------------------------------------------------------------------------------------------

    @Slot()
    def shut(self) -> None:
        """Hide the panel."""
        self._reply = None
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        self._close.setIcon(icon("close", tokens_of(self).muted))
        self.muted.setIcon(icon("mute", tokens_of(self).muted))
