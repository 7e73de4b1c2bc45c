"""What the memory table is narrowed by: words, kinds, statuses, pinned."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from companion.records import Kind, MemoryQuery, Status
from ui.memories import words
from ui.memories.flow import FlowLayout
from ui.search_field import SearchField
from ui.theme import Space

TYPING_MS = 150
"""How long the keyboard must be still before a search starts."""
SHOWN_STATUSES = (Status.ACTIVE, Status.DORMANT, Status.SUPERSEDED, Status.FORGOTTEN)


class FilterBar(QWidget):
    """A search field over a row of chips. `changed` comes 150 ms after the last key, for a chip at once."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField()
        self.search.setPlaceholderText(self.tr("Search memories"))
        self.search.setAccessibleName(self.tr("Search memories"))
        self.toggle = QPushButton(self.tr("Filter"))
        self.toggle.setProperty("look", "chip")
        self.toggle.setCheckable(True)
        self.toggle.setAccessibleDescription(self.tr("Shows or hides the filters"))
        self.toggle.hide()
        self.chips = QWidget()
        self.kinds = {kind: self._chip(words.kind_plural(kind), words.kind_help(kind)) for kind in Kind}
        self.statuses = {
            status: self._chip(words.status_name(status), words.status_help(status)) for status in SHOWN_STATUSES
        }
        self.pinned = self._chip(self.tr("Pinned"), self.tr("Only what does not fade"))
        self._arrange()
        self._still = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._still.timeout.connect(self.changed)
        self.search.textChanged.connect(self._typed)
        self.toggle.toggled.connect(self._unfold)

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self.search, 1)
        line.addWidget(self.toggle)
        chips = QVBoxLayout(self.chips)
        chips.setContentsMargins(0, 0, 0, 0)
        chips.setSpacing(Space.S)
        for group in (self.kinds.values(), (*self.statuses.values(), self.pinned)):
            flow = FlowLayout(gap=Space.S)
            for chip in group:
                flow.addWidget(chip)
            chips.addLayout(flow)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(line)
        column.addWidget(self.chips)

    def _chip(self, name: str, help_text: str) -> QPushButton:
        chip = QPushButton(name, self.chips)
        chip.setProperty("look", "chip")
        chip.setCheckable(True)
        chip.setToolTip(help_text)
        chip.setAccessibleName(self.tr("Filter: {0}").format(name))
        chip.setAccessibleDescription(help_text)
        chip.toggled.connect(self._chosen)
        return chip

    def narrow(self, query: MemoryQuery) -> MemoryQuery:
        """`query` narrowed by what is chosen here. No chip of a group chosen means: the usual ones."""
        statuses = tuple(status for status, chip in self.statuses.items() if chip.isChecked())
        return replace(
            query,
            text=self.search.text().strip(),
            kinds=tuple(kind for kind, chip in self.kinds.items() if chip.isChecked()),
            statuses=statuses or MemoryQuery().statuses,
            pinned=True if self.pinned.isChecked() else None,
        )

    @property
    def active(self) -> bool:
        """Whether anything is narrowed."""
        return self.narrow(MemoryQuery()) != MemoryQuery()

    @Slot()
    def clear(self) -> None:
        """Show everything again."""
        for chip in (*self.kinds.values(), *self.statuses.values(), self.pinned):
            chip.blockSignals(True)
            chip.setChecked(False)
            chip.blockSignals(False)
        self.search.clear()
        self._chosen()

    def set_folded(self, folded: bool) -> None:
        """In a small window the chips hide behind a button."""
        self.toggle.setVisible(folded)
        self.chips.setVisible(not folded or self.toggle.isChecked())

    @Slot()
    def _chosen(self) -> None:
        self._still.stop()
        self.changed.emit()

    @Slot(str)
    def _typed(self, _text: str) -> None:
        self._still.start()

    @Slot(bool)
    def _unfold(self, shown: bool) -> None:
        self.chips.setVisible(shown)

    def focus(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
