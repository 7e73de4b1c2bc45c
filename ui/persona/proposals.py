"""Wishes that would change a persona: each with its words, to accept or to leave."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.records import Proposal
from ui.memories.words import day_text
from ui.theme import Space


class ProposalsCard(QFrame):
    """Hidden while nothing waits. `decided` carries a number and whether it was accepted."""

    decided = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.setAccessibleName(self.tr("You wished for"))
        title = QLabel(self.tr("You wished for"))
        title.setProperty("look", "heading")
        note = QLabel(self.tr("Nothing changes unless you say so."))
        note.setProperty("look", "caption")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self.column.addWidget(title)
        self.column.addWidget(note)
        self.rows: list[tuple[QWidget, QPushButton, QPushButton]] = []
        self.hide()

    def set_proposals(self, proposals: Sequence[Proposal]) -> None:
        """Show these."""
        for row, _, _ in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [self._row(one) for one in proposals]
        for row, _, _ in self.rows:
            self.column.addWidget(row)
        self.setVisible(bool(proposals))

    def _row(self, proposal: Proposal) -> tuple[QWidget, QPushButton, QPushButton]:
        row = QWidget()
        text = QLabel(proposal.wish)
        text.setWordWrap(True)
        day = day_text(proposal.made_at.astimezone().date())
        quote = QLabel(self.tr("You said: “{0}” ({1})").format(proposal.quote, day))
        quote.setProperty("look", "caption")
        quote.setWordWrap(True)
        accept, refuse = QPushButton(self.tr("Accept")), QPushButton(self.tr("Leave as it is"))
        refuse.setProperty("look", "quiet")
        for button in (accept, refuse):
            button.setAccessibleDescription(proposal.wish)
        accept.clicked.connect(lambda: self.decided.emit(proposal.id, True))
        refuse.clicked.connect(lambda: self.decided.emit(proposal.id, False))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(text)
        words.addWidget(quote)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, Space.XS, 0, 0)
        line.addLayout(words, 1)
        line.addWidget(accept)
        line.addWidget(refuse)
        return row, accept, refuse
