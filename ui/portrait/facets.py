"""What is known of one facet: each item opens what it rests on, and can be corrected, removed or locked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from companion.records import PortraitItem
from ui.elided import ElidedLabel
from ui.icons import icon
from ui.memories.words import day_text
from ui.portrait import words
from ui.portrait.cards import Card
from ui.theme import Space, tokens_of

MOST_ITEMS = 40
"""The items of a facet that are shown, the weightiest first."""


class ItemRow(QWidget):
    """One item with the day it last came up and a menu. A click or Enter asks for its ledger."""

    opened = Signal(str)
    edit_wanted = Signal(str)
    remove_wanted = Signal(str)
    wrong_wanted = Signal(str)
    lock_wanted = Signal(str, bool)

    def __init__(self, item: PortraitItem, *, past: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = item.text
        self.name = QPushButton()
        self.name.setProperty("look", "quiet")
        spoken = self.tr("{0}, last on {1}, locked") if item.locked else self.tr("{0}, last on {1}")
        self.name.setAccessibleName(spoken.format(item.text, day_text(item.last_day)))
        self.name.setToolTip(self.tr("Show what it rests on"))
        label = ElidedLabel(item.text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QHBoxLayout(self.name)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(label)
        when = day_text(item.last_day)
        day = QLabel(self.tr("locked · {0}").format(when) if item.locked else when)
        day.setProperty("look", "caption")
        day.setToolTip(self.tr("The day it last came up"))
        self.more = QToolButton()
        self.more.setAccessibleName(self.tr("Correct {0}").format(item.text))
        self.more.setToolTip(self.tr("Correct this"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setIconSize(QSize(16, 16))
        self.more.setEnabled(not past)
        menu = QMenu(self.more)
        menu.addAction(self.tr("Show what it rests on"), lambda: self.opened.emit(self.text))
        change = self.tr("Unlock") if item.locked else self.tr("Lock: keep it as it is")
        menu.addAction(change, lambda: self.lock_wanted.emit(self.text, not item.locked))
        for name, wanted in (
            (self.tr("Word it anew…"), self.edit_wanted),
            (self.tr("This is wrong"), self.wrong_wanted),
            (self.tr("Remove"), self.remove_wanted),
        ):
            menu.addAction(name, partial(wanted.emit, self.text)).setEnabled(not item.locked)
        self.more.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.name, 1)
        row.addWidget(day)
        row.addWidget(self.more)
        self.name.clicked.connect(lambda: self.opened.emit(self.text))
        self.setMinimumHeight(30)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        self.more.setIcon(icon("more", tokens_of(self).muted))


class FacetCard(Card):
    """What is known of one facet, the weightiest first. Signals carry the facet and the text of an item."""

    opened = Signal(str)
    """The name of the item's ledger: `facet: text`."""
    add_wanted = Signal(str)
    edit_wanted = Signal(str, str)
    remove_wanted = Signal(str, str)
    wrong_wanted = Signal(str, str)
    lock_wanted = Signal(str, str, bool)

    def __init__(self, facet: str, parent: QWidget | None = None) -> None:
        super().__init__(words.facet_name(facet), parent)
        self.facet = facet
        self.rows: list[ItemRow] = []
        self.add = QPushButton(self.tr("Add…"))
        self.add.setProperty("look", "quiet")
        self.add.setAccessibleName(self.tr("Add to {0}").format(words.facet_name(facet)))
        self.add.clicked.connect(lambda: self.add_wanted.emit(self.facet))
        self.nothing = QLabel(self.tr("Nothing yet."))
        self.nothing.setProperty("look", "muted")
        head = QHBoxLayout()
        self.column.removeWidget(self.title)
        head.addWidget(self.title, 1)
        head.addWidget(self.add)
        self.column.insertLayout(0, head)
        self.column.addWidget(self.nothing)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self.column.addLayout(self._list)

    def set_items(self, items: Sequence[PortraitItem], *, past: bool = False) -> None:
        """Show the items of this facet among these that count for something."""
        mine = sorted(
            (item for item in items if item.facet == self.facet and item.weight > 0),
            key=lambda item: (-item.weight, -item.last_day.toordinal()),
        )
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [self._row(item, past) for item in mine[:MOST_ITEMS]]
        for row in self.rows:
            self._list.addWidget(row)
        self.nothing.setVisible(not mine)
        self.add.setEnabled(not past)

    def _row(self, item: PortraitItem, past: bool) -> ItemRow:
        row = ItemRow(item, past=past)
        row.opened.connect(self._open)
        row.edit_wanted.connect(lambda text: self.edit_wanted.emit(self.facet, text))
        row.remove_wanted.connect(lambda text: self.remove_wanted.emit(self.facet, text))
        row.wrong_wanted.connect(lambda text: self.wrong_wanted.emit(self.facet, text))
        row.lock_wanted.connect(lambda text, locked: self.lock_wanted.emit(self.facet, text, locked))
        return row

    @Slot(str)
    def _open(self, text: str) -> None:
        self.opened.emit(f"{self.facet}: {text}")
