"""The portrait: what the companion understands of the user, the words it rests on, and every way to correct it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from companion.engine import Engine
from companion.errors import CompanionError
from companion.events import Event, PortraitChanged, SettingsChanged
from companion.records import Portrait, PortraitChange
from ui.bridge import Bridge
from ui.memories.panes import StatePane
from ui.memories.words import day_text, moment_text
from ui.portrait import words
from ui.portrait.cards import MoodCard, StrategyCard, TraitsCard
from ui.portrait.corrections import ItemDialog, ScoreDialog
from ui.portrait.evidence import EvidencePane
from ui.portrait.facets import FacetCard
from ui.portrait.past import PastBar
from ui.portrait.reading import Look, PortraitReader
from ui.theme import Space

NARROW = 880
"""Below this width in pixels the ledger takes the place of the portrait instead of standing beside it."""

Correction = Callable[[Engine], Coroutine[Any, Any, PortraitChange]]


class PortraitWindow(QWidget):
    """Shows the portrait and what it rests on. Make it on the main thread and `show()` it."""

    message_wanted = Signal(int, int)
    """A session and a message in it, to be shown in the chat."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Portrait"))
        self.resize(1080, 780)
        self.setMinimumSize(480, 380)
        self._bridge = bridge
        self.reader = PortraitReader(bridge, self)
        self._narrow = self._opened = self._stale = False
        self._change: PortraitChange | None = None
        self.traits, self.mood, self.strategy = TraitsCard(), MoodCard(), StrategyCard()
        self.facets = [FacetCard(facet) for facet in words.FACETS]
        self.past = PastBar()
        self.undo = QPushButton(self.tr("Undo"))
        self.subtitle = QLabel()
        self.said = QLabel()
        self.state = StatePane()
        self.side = EvidencePane()
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
        self.undo.setProperty("look", "quiet")
        self.undo.setVisible(False)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.undo)
        column.addLayout(head)
        for label, look in ((self.subtitle, "muted"), (self.said, "danger")):
            label.setProperty("look", look)
            label.setWordWrap(True)
            column.addWidget(label)
        self.said.hide()
        for card in (self.past, self.traits, self.mood, *self.facets, self.strategy):
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
        self.splitter.addWidget(self.side)
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

    def _connect(self) -> None:
        self._bridge.events.connect(self._happened)
        self.reader.found.connect(self._show)
        self.reader.rows_found.connect(self._show_rows)
        self.reader.failed.connect(self._failed)
        self.traits.opened.connect(self.open_trait)
        self.traits.lock_wanted.connect(self.lock)
        self.traits.set_wanted.connect(self._ask_score)
        self.traits.wrong_wanted.connect(lambda name: self._correct(lambda e: e.wrong_trait(name)))
        for card in self.facets:
            card.opened.connect(self.open_trait)
            card.add_wanted.connect(lambda facet: self._ask_item(facet, ""))
            card.edit_wanted.connect(self._ask_item)
            card.remove_wanted.connect(
                lambda facet, text: self._correct(lambda e: e.put_portrait_item(facet, text, ""))
            )
            card.wrong_wanted.connect(lambda facet, text: self._correct(lambda e: e.wrong_item(facet, text)))
            card.lock_wanted.connect(self.lock_item)
        self.strategy.used_changed.connect(self._use)
        self.past.wanted.connect(self.reader.look_at)
        self.past.restore_wanted.connect(self._ask_restore)
        self.undo.clicked.connect(self._undo)
        self.side.all.clicked.connect(lambda: self.open_trait(""))
        self.side.back.clicked.connect(self.close_ledger)
        self.side.message_wanted.connect(self.message_wanted)
        self.side.wrong_wanted.connect(lambda number: self._correct(lambda e: e.wrong_evidence(number)))
        self.state.button_pressed.connect(self.load)
        QShortcut(QKeySequence("Escape"), self).activated.connect(self.close_ledger)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.load)
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(self._undo)
        QShortcut(QKeySequence("Ctrl+W"), self).activated.connect(self.close)

    @Slot(object)
    def _happened(self, event: Event) -> None:
        used = isinstance(event, SettingsChanged) and {"portrait_in_prompt", "persona"} & set(event.keys)
        if isinstance(event, PortraitChanged) or used:
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
        self.reader.load()

    @Slot(object)
    def _show(self, look: Look) -> None:
        portrait, past = look.portrait, look.day is not None
        known = portrait.sessions or portrait.items or any(trait.evidence for trait in portrait.traits)
        if not known and not past and len(look.days) < 2:
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
        self.subtitle.setText(self._summary(portrait, look.day))
        self.past.set_days(look.days)
        self.traits.set_traits(portrait.traits, past=past)
        self.traits.choose(self.reader.name)
        self.mood.set_moods(portrait.moods)
        for card in self.facets:
            card.set_items(portrait.items, past=past)
        self.strategy.set_told(look.told or portrait.strategy, used=bool(look.told), past=past)
        self.pages.setCurrentWidget(self.splitter)

    def _summary(self, portrait: Portrait, day: dt.date | None) -> str:
        if day is not None:
            return self.tr("This is how it stood at the end of {0}. Nothing here can be changed.").format(day_text(day))
        said = self.tr("From {0} conversations.").format(portrait.sessions)
        if portrait.sessions == 1:
            said = self.tr("From one conversation.")
        if portrait.updated_at is not None:
            said += " " + self.tr("Last changed on {0}.").format(moment_text(portrait.updated_at))
        return said

    @Slot(object)
    def _show_rows(self, entries: object) -> None:
        assert isinstance(entries, list)
        self.side.show_rows(self.reader.name, entries, past=self.past.day is not None)

    @Slot(object)
    def _failed(self, error: CompanionError) -> None:
        sentence = f"{error} {error.next_step}".strip()
        self.state.tell("warning", self.tr("The portrait could not be read"), sentence, self.tr("Try again"))
        self.pages.setCurrentWidget(self.state)

    @Slot(str)
    def open_trait(self, name: str) -> None:
        """Show the ledger of this trait or item; empty: of all."""
        self.traits.choose(name)
        self.reader.open(name)
        self._opened = True
        self._fold()

    @Slot()
    def close_ledger(self) -> None:
        """In a narrow window: go back to the portrait."""
        self._opened = False
        self._fold()

    # Corrections ----------------------------------------------------------------------------------------

    @Slot(str, bool)
    def lock(self, trait: str, locked: bool) -> None:
        """Keep this trait where it is, or let it move again."""
        self._bridge.ask(self, lambda e: e.lock_trait(trait, locked), lambda _none: self.load(), self._say)

    @Slot(str, str, bool)
    def lock_item(self, facet: str, text: str, locked: bool) -> None:
        """Keep this item as it is, or let it move again."""
        self._bridge.ask(
            self, lambda e: e.lock_portrait_item(facet, text, locked), lambda _none: self.load(), self._say
        )

    def _correct(self, work: Correction) -> None:
        """Change the portrait; what was changed can be undone."""
        self.said.hide()
        self._bridge.ask(self, work, self._corrected, self._say)

    def _corrected(self, change: PortraitChange) -> None:
        self._change = change if change.first else None
        self.undo.setVisible(self._change is not None)
        self.past.leave()

    def _say(self, error: CompanionError) -> None:
        self.said.setText(f"{error} {error.next_step}".strip())
        self.said.show()

    @Slot()
    def _undo(self) -> None:
        change, self._change = self._change, None
        self.undo.setVisible(False)
        if change is not None:
            self._bridge.ask(self, lambda e: e.undo_portrait(change), lambda _change: None, self._say)

    @Slot(str, float)
    def _ask_score(self, trait: str, score: float) -> None:
        dialog = ScoreDialog(trait, score, self)
        dialog.chosen.connect(lambda chosen: self._correct(lambda e: e.set_trait(trait, chosen)))
        dialog.open()

    @Slot(str, str)
    def _ask_item(self, facet: str, text: str) -> None:
        dialog = ItemDialog(facet, text, self)
        dialog.chosen.connect(lambda chosen: self._correct(lambda e: e.put_portrait_item(facet, text, chosen)))
        dialog.open()

    @Slot(object)
    def _ask_restore(self, day: dt.date) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, self.tr("Bring this day back?"), "", parent=self)
        box.setText(self.tr("The portrait becomes what it was on {0}.").format(day_text(day)))
        box.setInformativeText(self.tr("What is locked stays as it is. You can undo it, and the ledger keeps both."))
        yes = box.addButton(self.tr("Bring it back"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        yes.clicked.connect(lambda: self._correct(lambda e: e.restore_portrait(day)))
        box.open()

    @Slot(bool)
    def _use(self, used: bool) -> None:
        self._bridge.ask(self, lambda e: e.change_settings({"portrait_in_prompt": used}), lambda _none: None, self._say)

    def _fold(self) -> None:
        self.portrait.setVisible(not (self._narrow and self._opened))
        self.side.setVisible(self._opened or not self._narrow)
        self.side.back.setVisible(self._narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._narrow = self.width() < NARROW
        self._fold()
