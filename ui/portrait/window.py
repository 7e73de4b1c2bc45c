"""The portrait: what the companion understands of the user, and the words that each part rests on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from companion.errors import CompanionError
from companion.events import Event, PortraitChanged
from companion.records import LedgerEntry, Portrait
from ui.bridge import Bridge, Ticket
from ui.memories.panes import StatePane
from ui.memories.words import moment_text
from ui.portrait import words
from ui.portrait.cards import FacetCard, MoodCard, StrategyCard, TraitsCard
from ui.portrait.ledger import LedgerModel, LedgerView
from ui.theme import Space

NARROW = 880
"""Below this width in pixels the ledger takes the place of the portrait instead of standing beside it."""


class PortraitWindow(QWidget):
    """Shows the portrait and, for a trait, its ledger. Make it on the main thread and `show()` it."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Portrait"))
        self.resize(1080, 780)
        self.setMinimumSize(480, 380)
        self._bridge = bridge
        self._trait = ""
        self._narrow = self._opened = self._stale = False
        self._asked: Ticket | None = None
        self._looking: Ticket | None = None
        self.traits, self.mood, self.strategy = TraitsCard(), MoodCard(), StrategyCard()
        self.facets = [FacetCard(facet) for facet in words.FACETS]
        self.subtitle = QLabel()
        self.subtitle.setProperty("look", "muted")
        self.subtitle.setWordWrap(True)
        self.state = StatePane()
        self.ledger = LedgerModel(self)
        self.entries = LedgerView(self.ledger)
        self.entries_title = QLabel()
        self.entries_title.setProperty("look", "heading")
        self.no_entries = QLabel(self.tr("Nothing has moved it yet."))
        self.all = QPushButton(self.tr("All changes"))
        self.back = QPushButton(self.tr("Back to the portrait"))
        self._arrange()
        self._connect()
        self.load()

    def _arrange(self) -> None:
        inside = QWidget()
        inside.setObjectName("page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.XL)
        column.setSpacing(Space.L)
        title = QLabel(self.tr("Portrait"))
        title.setProperty("look", "title")
        column.addWidget(title)
        column.addWidget(self.subtitle)
        for card in (self.traits, self.mood, *self.facets, self.strategy):
            column.addWidget(card)
        column.addStretch(1)
        self.portrait = QScrollArea()
        self.portrait.setWidgetResizable(True)
        self.portrait.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.portrait.setAccessibleName(self.tr("Portrait"))
        self.portrait.setWidget(inside)
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.portrait)
        self.splitter.addWidget(self._side())
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([640, 420])
        self.pages = QStackedWidget()
        self.pages.addWidget(self.state)
        self.pages.addWidget(self.splitter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)
        self.state.tell("", "")

    def _side(self) -> QWidget:
        self.side = QWidget()
        self.side.setMinimumWidth(300)
        for button in (self.all, self.back):
            button.setProperty("look", "quiet")
        self.no_entries.setProperty("look", "muted")
        self.no_entries.setContentsMargins(Space.L, Space.S, Space.L, 0)
        head = QHBoxLayout()
        head.setContentsMargins(Space.L, 0, Space.S, 0)
        head.addWidget(self.entries_title, 1)
        head.addWidget(self.all)
        column = QVBoxLayout(self.side)
        column.setContentsMargins(0, Space.L, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(head)
        column.addWidget(self.no_entries)
        column.addWidget(self.entries, 1)
        return self.side

    def _connect(self) -> None:
        self._bridge.events.connect(self._happened)
        self.traits.opened.connect(self.open_trait)
        self.traits.lock_wanted.connect(self.lock)
        self.all.clicked.connect(lambda: self.open_trait(""))
        self.back.clicked.connect(self.close_ledger)
        self.state.button_pressed.connect(self.load)
        QShortcut(QKeySequence("Escape"), self).activated.connect(self.close_ledger)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.load)
        QShortcut(QKeySequence("Ctrl+W"), self).activated.connect(self.close)

    @Slot(object)
    def _happened(self, event: Event) -> None:
        if isinstance(event, PortraitChanged):
            if self.isVisible():
                self.load()
            else:
                self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.load()

    @Slot()
    def load(self) -> None:
        """Ask for the portrait and the ledger that is open."""
        if self._looking is not None:
            self._looking.cancel()  # an older answer must not come after a newer one
        self._looking = self._bridge.ask(self, lambda e: e.portrait(), self._show, self._failed)
        self._load_ledger()

    def _load_ledger(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
        trait = self._trait or None
        self._asked = self._bridge.ask(self, lambda e: e.ledger(trait), self._show_ledger, self._failed)

    def _show(self, portrait: Portrait) -> None:
        known = portrait.sessions or portrait.items or any(trait.evidence for trait in portrait.traits)
        if not known:
            self.state.tell(
                "portrait",
                self.tr("No portrait yet"),
                self.tr(
                    "After your first conversations you see here what the companion has understood of you, "
                    "and the words that it rests on."
                ),
            )
            self.pages.setCurrentWidget(self.state)
            return
        said = self.tr("From {0} conversations.").format(portrait.sessions)
        if portrait.sessions == 1:
            said = self.tr("From one conversation.")
        if portrait.updated_at is not None:
            said += " " + self.tr("Last changed on {0}.").format(moment_text(portrait.updated_at))
        self.subtitle.setText(said)
        self.traits.set_traits(portrait.traits)
        self.traits.choose(self._trait)
        self.mood.set_moods(portrait.moods)
        for card in self.facets:
            card.set_items(portrait.items)
        self.strategy.set_strategy(portrait.strategy)
        self.pages.setCurrentWidget(self.splitter)

    def _show_ledger(self, entries: Sequence[LedgerEntry]) -> None:
        self.ledger.set_entries(entries)
        self.entries.setVisible(bool(entries))
        self.no_entries.setVisible(not entries)
        name = words.trait_name(self._trait) if self._trait else self.tr("All changes")
        self.entries_title.setText(name)
        self.all.setVisible(bool(self._trait))
        column = self.side.layout()
        if column is not None:
            column.setAlignment(Qt.AlignmentFlag.AlignTop if not entries else Qt.AlignmentFlag(0))

    def _failed(self, error: CompanionError) -> None:
        sentence = f"{error} {error.next_step}".strip()
        self.state.tell("warning", self.tr("The portrait could not be read"), sentence, self.tr("Try again"))
        self.pages.setCurrentWidget(self.state)

    @Slot(str)
    def open_trait(self, name: str) -> None:
        """Show the ledger of this trait; empty: of all."""
        self._trait = name
        self.traits.choose(name)
        self._load_ledger()
        self._opened = True
        self._fold()

    @Slot()
    def close_ledger(self) -> None:
        """In a narrow window: go back to the portrait."""
        self._opened = False
        self._fold()

    @Slot(str, bool)
    def lock(self, trait: str, locked: bool) -> None:
        """Keep this trait where it is, or let it move again."""
        self._bridge.ask(self, lambda e: e.lock_trait(trait, locked), lambda _none: self.load(), self._failed)

    def _fold(self) -> None:
        self.portrait.setVisible(not (self._narrow and self._opened))
        self.side.setVisible(self._opened or not self._narrow)
        self.back.setVisible(self._narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._narrow = self.width() < NARROW
        self._fold()
