"""The side of the portrait: the ledger of what is chosen, the way to the words, and "this is wrong"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.records import LedgerEntry
from ui.portrait import words
from ui.portrait.ledger import LedgerModel, LedgerView
from ui.theme import Space


class EvidencePane(QWidget):
    """Lists changes, the latest first. What can be done is done to the row that is chosen."""

    message_wanted = Signal(int, int)
    """A session and a message in it."""
    wrong_wanted = Signal(int)
    """The number of a ledger row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(300)
        self.model = LedgerModel(self)
        self.list = LedgerView(self.model)
        self.title = QLabel()
        self.title.setProperty("look", "heading")
        self.title.setWordWrap(True)
        self.nothing = QLabel(self.tr("Nothing has moved it yet."))
        self.all = QPushButton(self.tr("All changes"))
        self.back = QPushButton(self.tr("Back to the portrait"))
        self.go = QPushButton(self.tr("Show in the conversation"))
        self.wrong = QPushButton(self.tr("This is wrong"))
        self.wrong.setToolTip(self.tr("Takes back what this moved, and counts it no longer"))
        self._past = False
        self._arrange()
        self.list.selectionModel().currentChanged.connect(self._dress)
        self.list.doubleClicked.connect(self._go)
        self.list.activated.connect(self._go)
        self.go.clicked.connect(self._go)
        self.wrong.clicked.connect(self._wrong)

    def _arrange(self) -> None:
        for button in (self.all, self.back):
            button.setProperty("look", "quiet")
        self.nothing.setProperty("look", "muted")
        self.nothing.setContentsMargins(Space.L, Space.S, Space.L, 0)
        head = QHBoxLayout()
        head.setContentsMargins(Space.L, 0, Space.S, 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.all)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(Space.L, Space.S, Space.L, Space.M)
        foot.addWidget(self.go)
        foot.addWidget(self.wrong)
        foot.addStretch(1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, Space.L, 0, 0)
        self.column.setSpacing(Space.S)
        self.column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(head)
        self.column.addWidget(self.nothing)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self._foot)

    def show_rows(self, name: str, entries: Sequence[LedgerEntry], *, past: bool) -> None:
        """Show these rows of a trait or an item; an empty name stands for all."""
        self._past = past
        self.model.set_entries(entries)
        self.list.setVisible(bool(entries))
        self.nothing.setVisible(not entries)
        self.title.setText(words.trait_name(name) if name else self.tr("All changes"))
        self.all.setVisible(bool(name))
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop if not entries else Qt.AlignmentFlag(0))
        self._dress()

    @Slot()
    def _dress(self) -> None:
        entry = self.list.entry()
        quoted = entry is not None and entry.message_id is not None and entry.session_id is not None
        self._foot.setVisible(entry is not None)
        self.go.setEnabled(quoted)
        counted = entry is not None and entry.trait in words.TRAITS and entry.before != entry.after
        self.wrong.setEnabled(quoted and counted and not self._past)

    @Slot()
    def _go(self) -> None:
        entry = self.list.entry()
        if entry is not None and entry.message_id is not None and entry.session_id is not None:
            self.message_wanted.emit(entry.session_id, entry.message_id)

    @Slot()
    def _wrong(self) -> None:
        entry = self.list.entry()
        if entry is not None:
            self.wrong_wanted.emit(entry.id)
