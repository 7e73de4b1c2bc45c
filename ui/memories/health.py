"""The view of health: how much is remembered, what fades, what doubles and contradicts, and a checkup of recall."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.events import Event, ForgettingChanged, Progress
from companion.records import Checkup, MemoryHealth, MemoryView, Receipt, Status
from ui.bridge import Bridge
from ui.memories import words
from ui.memories.cards import Card, Columns, ShareBars
from ui.memories.delegates import kind_colour
from ui.memories.panes import Skeleton, StatePane
from ui.memories.receipt import ReceiptDialog
from ui.memories.rows import MemoryRow, Section
from ui.memories.view import View
from ui.theme import Space, tokens_of

SHOWN = 5
"""Memories that a card shows; its button lists all that are named."""
RECEIPTS = 8


class HealthView(View):
    """Cards, each with a heading, a sentence, and what can be done about it."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._health: MemoryHealth | None = None
        self.kinds, self.statuses = ShareBars(), ShareBars()
        self.storage = QLabel()
        self.fading, self.fading_note = self._named(self.tr("Fades this week"))
        self.doubles, self.doubles_note = self._named(self.tr("Said twice"))
        self.conflicts, self.conflicts_note = self._named(self.tr("Contradictions"))
        self.start = QPushButton(self.tr("Check recall"))
        self.progress = QProgressBar()
        self.result = QLabel()
        self.missed = Section(self.tr("Not found"))
        self.receipts = QVBoxLayout()
        self.receipts_note = QLabel()
        self.state = StatePane()
        self._arrange()
        self.start.clicked.connect(self.check)
        self.state.button_pressed.connect(self.refresh)
        bridge.events.connect(self._tell_progress)

    def _named(self, heading: str) -> tuple[Card, QLabel]:
        card = Card(heading)
        note = card.note()
        return card, note

    def _counted(self, heading: str, bars: ShareBars) -> Card:
        card = Card(heading)
        bars.setAccessibleName(heading)
        card.column.addWidget(bars)
        card.column.addStretch(1)
        return card

    def _arrange(self) -> None:
        stored = Card(self.tr("Storage"))
        self.storage.setProperty("look", "muted")
        self.storage.setWordWrap(True)
        stored.column.addWidget(self.storage)
        stored.column.addStretch(1)
        self._sections = {card: Section("") for card in (self.fading, self.doubles, self.conflicts)}
        self._buttons: dict[Card, QPushButton] = {}
        for card, section in self._sections.items():
            section.heading.hide()
            button = QPushButton(self.tr("List all"))
            button.setProperty("look", "quiet")
            button.clicked.connect(lambda _checked=False, card=card: self._list_all(card))
            card.head.addWidget(button)
            card.column.addWidget(section)
            card.column.addStretch(1)
            self._buttons[card] = button
        self.columns = Columns(
            (
                self._counted(self.tr("By kind"), self.kinds),
                self._counted(self.tr("By status"), self.statuses),
                self._check_card(),
                self.fading,
                self.conflicts,
                self.doubles,
                stored,
                self._receipt_card(),
            )
        )
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.addWidget(self.columns)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(page)
        self.area.setAccessibleName(self.tr("Health of the memory"))
        self.pages = QStackedWidget()
        for widget in (Skeleton(), self.area, self.state):
            self.pages.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)

    def _check_card(self) -> Card:
        card = Card(self.tr("Recall checkup"))
        self.start.setToolTip(self.tr("Asks about your own facts and counts what is found"))
        card.head.addWidget(self.start)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Progress of the checkup"))
        self.progress.hide()
        self.result.setProperty("look", "muted")
        self.result.setWordWrap(True)
        self.result.setText(self.tr("Asks about your own facts by half of their words, and counts how many are found."))
        for widget in (self.result, self.progress, self.missed):
            card.column.addWidget(widget)
        card.column.addStretch(1)
        return card

    def _receipt_card(self) -> Card:
        card = Card(self.tr("Forgotten for good"))
        self.receipts_note.setProperty("look", "muted")
        self.receipts_note.setWordWrap(True)
        card.column.addWidget(self.receipts_note)
        card.column.addLayout(self.receipts)
        card.column.addStretch(1)
        return card

    @Slot()
    def refresh(self) -> None:
        self._bridge.ask(self, lambda e: e.memory_health(), self._show, self._broken)
        self._bridge.ask(self, lambda e: e.receipts(), self._show_receipts, self.failed.emit)

    def focus(self) -> None:
        self.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _broken(self, error: CompanionError) -> None:
        sentence = f"{error} {error.next_step}".strip()
        self.state.tell("warning", self.tr("This could not be read"), sentence, self.tr("Try again"))
        self.pages.setCurrentWidget(self.state)

    def _show(self, health: MemoryHealth) -> None:
        self._health = health
        self._paint_counts(health)
        mib = self.tr("{0} MB")
        sizes = [mib.format(f"{size / 1_000_000:,.1f}") for size in (health.record_bytes, health.index_bytes)]
        text = self.tr("The record takes {0}, its index {1}. {2} vectors make it findable by meaning.")
        self.storage.setText(text.format(*sizes, f"{health.vectors:,}"))
        one = health.fading_count == 1
        fades = self.tr("{0} memories will be dormant within a week unless they come up.")
        nothing = self.tr("Nothing will be dormant within a week.")
        fades = self.tr("One memory will be dormant within a week unless it comes up.") if one else fades
        self.fading_note.setText(fades.format(f"{health.fading_count:,}") if health.fading_count else nothing)
        self._fill(self.fading, health.fading, words.fading_text)
        groups = self.tr("{0} things are remembered more than once: list and merge them.")
        count = len(health.duplicates)
        groups = self.tr("One thing is remembered more than once: list and merge it.") if count == 1 else groups
        self.doubles_note.setText(groups.format(count) if count else self.tr("Nothing is remembered twice."))
        self._fill(self.doubles, [v for group in health.duplicates for v in group], words.when_text)
        pairs = self.tr("{0} pairs cannot both be true: correct or forget one of each.")
        count = len(health.contradictions)
        pairs = self.tr("Two memories cannot both be true: correct or forget one.") if count == 1 else pairs
        self.conflicts_note.setText(pairs.format(count) if count else self.tr("Nothing contradicts anything else."))
        self._fill(self.conflicts, [v for pair in health.contradictions for v in pair], words.when_text)
        self.columns.fit(self.width())
        self.pages.setCurrentWidget(self.area)

    def _paint_counts(self, health: MemoryHealth) -> None:
        tokens = tokens_of(self)
        self.kinds.set_rows([(words.kind_plural(k), n, kind_colour(tokens, k)) for k, n in health.kinds.items()])
        colours = {Status.ACTIVE: tokens.accent, Status.INBOX: tokens.warning, Status.DORMANT: tokens.border_strong}
        rows = [(words.status_name(s), n, colours.get(s, tokens.muted)) for s, n in health.statuses.items()]
        self.statuses.set_rows([*rows, (words.muted(), health.muted, tokens.info)])

    def _fill(self, card: Card, views: Sequence[MemoryView], caption: words.Caption) -> None:
        rows: list[QWidget] = []
        for view in views[:SHOWN]:
            row = MemoryRow(view, caption(view))
            row.chosen.connect(self.memory_wanted)
            rows.append(row)
        self._sections[card].fill(rows)
        self._buttons[card].setVisible(bool(views))

    def _list_all(self, card: Card) -> None:
        health = self._health
        if health is None:
            return
        groups = {
            self.fading: (health.fading, self.tr("Fades this week")),
            self.doubles: ([v for group in health.duplicates for v in group], self.tr("Said twice")),
            self.conflicts: ([v for pair in health.contradictions for v in pair], self.tr("Contradictions")),
        }
        views, label = groups[card]
        self.only_wanted.emit(tuple(view.memory.id for view in views), label)

    @Slot()
    def check(self) -> None:
        """Ask recall about the user's own facts."""
        self.start.setEnabled(False)
        self.progress.setValue(0)
        self.progress.show()
        self._bridge.ask(self, lambda e: e.checkup(), self._checked, self._not_checked)

    @Slot(object)
    def _tell_progress(self, event: Event) -> None:
        if isinstance(event, Progress) and event.task == "checkup":
            self.progress.setMaximum(event.total)
            self.progress.setValue(event.done)
        elif isinstance(event, ForgettingChanged) and self.isVisible():
            self._bridge.ask(self, lambda e: e.receipts(), self._show_receipts, self.failed.emit)

    def _checked(self, found: Checkup) -> None:
        self._end_check()
        if not found.asked:
            self.result.setText(self.tr("There are no facts to ask about yet."))
            return
        text = self.tr("{0} of {1} facts were found, {2} of them in the first place.")
        self.result.setText(text.format(found.near, found.asked, found.first))
        rows: list[QWidget] = []
        for view in found.missed[:SHOWN]:
            row = MemoryRow(view, words.when_text(view))
            row.chosen.connect(self.memory_wanted)
            rows.append(row)
        self.missed.fill(rows)

    def _not_checked(self, error: CompanionError) -> None:
        self._end_check()
        self.result.setText(f"{error} {error.next_step}".strip())

    def _end_check(self) -> None:
        self.progress.hide()
        self.start.setEnabled(True)

    def _show_receipts(self, receipts: Sequence[Receipt]) -> None:
        while (item := self.receipts.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        none = self.tr("Nothing was forgotten for good. Each forget leaves a receipt here.")
        self.receipts_note.setText(self.tr("Each forget left a receipt.") if receipts else none)
        for receipt in receipts[:RECEIPTS]:
            count = sum(receipt.memories.values())
            button = QPushButton(self.tr("{0}: {1} memories").format(words.moment_text(receipt.erased_at), count))
            button.setProperty("look", "quiet")
            button.setProperty("align", "left")
            button.clicked.connect(lambda _checked=False, receipt=receipt: ReceiptDialog(receipt, self).open())
            self.receipts.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.fit(self.width())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and getattr(self, "_health", None) is not None:
            assert self._health is not None
            self._paint_counts(self._health)
        super().changeEvent(event)
