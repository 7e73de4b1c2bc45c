"""What the memory table is narrowed by: words or their meaning, kinds, statuses, time, people, marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from companion.records import Kind, MemoryQuery, Status
from ui.memories import words
from ui.memories.chips import ANY, AboutChip, TimeChip
from ui.memories.flow import FlowLayout
from ui.memories.menus import ChoiceChip
from ui.search_field import SearchField
from ui.theme import Space

TYPING_MS = 150
"""How long the keyboard must be still before a search starts."""
SHOWN_STATUSES = (Status.INBOX, Status.ACTIVE, Status.DORMANT, Status.SUPERSEDED, Status.FORGOTTEN)


class FilterBar(QWidget):
    """A search field over a row of chips. `changed` comes 150 ms after the last key, for a chip at once."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField()
        self.search.setAccessibleName(self.tr("Search memories"))
        self.by_words = self._mode(self.tr("Words"), self.tr("Finds the letters you type, wherever they stand"))
        self.by_meaning = self._mode(
            self.tr("Meaning"), self.tr("Finds what answers, the best first, as the companion itself recalls")
        )
        modes = QButtonGroup(self)
        for button in (self.by_words, self.by_meaning):
            modes.addButton(button)
        self.by_words.setChecked(True)
        self.kind = ChoiceChip(
            self.tr("Kind"), self.tr("Only these kinds"), {k: words.kind_plural(k) for k in Kind}, words.kind_help
        )
        self.status = ChoiceChip(
            self.tr("Status"),
            self.tr("Only what stands like this"),
            {s: words.status_name(s) for s in SHOWN_STATUSES},
            words.status_help,
        )
        self.time, self.about = TimeChip(), AboutChip()
        self.pinned = self._mark(self.tr("Pinned"), self.tr("Only what does not fade"))
        self.muted = self._mark(self.tr("Muted"), self.tr("Only what keeps from coming up by itself"))
        self.sensitive = self._mark(self.tr("Sensitive"), self.tr("Only what is private"))
        self.chosen = self._mark("", self.tr("Only what was chosen elsewhere"))
        self.clear_all = QPushButton(self.tr("Clear"))
        self.clear_all.setProperty("look", "quiet")
        self.clear_all.setToolTip(self.tr("Show everything again"))
        self._ids: tuple[int, ...] | None = None
        self._arrange()
        self._still = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._still.timeout.connect(self._changed)
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._entered)
        for chip in (self.kind, self.status, self.time, self.about):
            chip.changed.connect(self._chosen)
        self.clear_all.clicked.connect(self.clear)
        modes.buttonClicked.connect(self._mode_chosen)
        self._say_mode()
        self._show_state()

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self.search, 1)
        line.addWidget(self.by_words)
        line.addWidget(self.by_meaning)
        chips = FlowLayout(gap=Space.S)
        for chip in (
            self.kind,
            self.status,
            self.time,
            self.about,
            self.pinned,
            self.muted,
            self.sensitive,
            self.chosen,
        ):
            chips.addWidget(chip)
        chips.addWidget(self.clear_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(line)
        column.addLayout(chips)

    def _mode(self, name: str, help_text: str) -> QPushButton:
        button = QPushButton(name)
        button.setProperty("look", "quiet")
        button.setCheckable(True)
        button.setToolTip(help_text)
        button.setAccessibleName(self.tr("Search by {0}").format(name.lower()))
        button.setAccessibleDescription(help_text)
        return button

    def _mark(self, name: str, help_text: str) -> QPushButton:
        chip = QPushButton(name)
        chip.setProperty("look", "chip")
        chip.setCheckable(True)
        chip.setToolTip(help_text)
        chip.setAccessibleName(self.tr("Filter: {0}").format(name))
        chip.setAccessibleDescription(help_text)
        chip.toggled.connect(self._chosen)
        return chip

    def narrow(self, query: MemoryQuery) -> MemoryQuery:
        """`query` narrowed by what is chosen here. Nothing chosen on a chip means: the usual ones."""
        since, until = self.time.days
        return replace(
            query,
            text=self.search.text().strip(),
            ranked=self.by_meaning.isChecked() and bool(self.search.text().strip()),
            kinds=self.kind.values,
            statuses=self.status.values or MemoryQuery().statuses,
            pinned=True if self.pinned.isChecked() else None,
            muted=True if self.muted.isChecked() else None,
            sensitive=True if self.sensitive.isChecked() else None,
            since=since,
            until=until,
            about=self.about.value,
            ids=self._ids if self.chosen.isChecked() else None,
        )

    @property
    def active(self) -> bool:
        """Whether anything is narrowed."""
        return self.narrow(MemoryQuery()) != MemoryQuery()

    def only(self, ids: Sequence[int], label: str) -> None:
        """Show only these memories, under a chip of this name that can be taken off."""
        self._reset()
        self._ids = tuple(ids)
        self.chosen.setText(f"{label} ✕")
        self.chosen.setAccessibleName(self.tr("Filter: {0}").format(label))
        self.chosen.blockSignals(True)
        self.chosen.setChecked(True)
        self.chosen.blockSignals(False)
        self._chosen()

    @Slot()
    def clear(self) -> None:
        """Show everything again."""
        self._reset()
        self._chosen()

    def _reset(self) -> None:
        marks = (self.pinned, self.muted, self.sensitive, self.chosen)
        parts = (*marks, self.kind, self.status, self.time, self.about, self.search)
        for part in parts:
            part.blockSignals(True)
        for mark in marks:
            mark.setChecked(False)
        self.kind.choose(())
        self.status.choose(())
        self.time.choose(ANY)
        self.about.choose("")
        for part in parts:
            part.blockSignals(False)
        self.search.clear()

    @Slot()
    def _chosen(self) -> None:
        self._still.stop()
        self._changed()

    @Slot()
    def _changed(self) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        self.clear_all.setVisible(self.active)
        self.chosen.setVisible(self.chosen.isChecked())
        self.updateGeometry()

    @Slot(str)
    def _typed(self, _text: str) -> None:
        self._still.start()

    @Slot()
    def _entered(self) -> None:
        """Search now, and go on to what is found."""
        if self._still.isActive():
            self._chosen()
        self.search.results_wanted.emit()

    @Slot()
    def _mode_chosen(self) -> None:
        self._say_mode()
        if self.search.text().strip():
            self._chosen()

    def _say_mode(self) -> None:
        ranked = self.by_meaning.isChecked()
        self.search.setPlaceholderText(
            self.tr("Ask for a memory, such as: what am I allergic to?") if ranked else self.tr("Search memories")
        )

    def focus(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
