"""How a persona might answer: by rule at once, and by the model when the user asks for it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.records import Persona
from ui.bridge import Bridge, Ticket
from ui.theme import Space

PAUSE_MS = 150
"""So long the fields rest before the sample is made anew."""


class SampleCard(QFrame):
    """Shows a sample reply of the persona that `show_persona` names."""

    refused = Signal(object)
    """Why this persona cannot be kept: a `CompanionError`; None when it can."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self._bridge = bridge
        self._persona: Persona | None = None
        self._asked: Ticket | None = None
        title = QLabel(self.tr("How it might answer"))
        title.setProperty("look", "heading")
        self.question = QLabel(self.tr("“I had a long day, and I can't decide whether to call my sister.”"))
        self.question.setProperty("look", "muted")
        self.reply = QLabel()
        self.by = QLabel()
        self.by.setProperty("look", "caption")
        self.ask = QPushButton(self.tr("Ask the model"))
        self.ask.setToolTip(self.tr("One call to the model with this character"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addWidget(title)
        for label in (self.question, self.reply, self.by):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self.ask)
        column.addStretch(1)
        self.reply.setAccessibleName(title.text())
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._by_rule)
        self.ask.clicked.connect(self._by_model)

    def show_persona(self, persona: Persona) -> None:
        """Make the sample of this persona soon."""
        self._persona = persona
        self._pause.start()

    @Slot()
    def _by_rule(self) -> None:
        if (persona := self._persona) is None:
            return
        if self._asked is not None:
            self._asked.cancel()
        self.ask.setEnabled(True)
        by = self.tr("Put together by rule from the sliders.")
        self._asked = self._bridge.ask(
            self, lambda e: e.sample_reply(persona), lambda said: self._show(said, by), self.refused.emit
        )

    @Slot()
    def _by_model(self) -> None:
        if (persona := self._persona) is None:
            return
        self.ask.setEnabled(False)
        self.by.setText(self.tr("The model is writing…"))
        by = self.tr("Written by the model.")
        self._asked = self._bridge.ask(
            self, lambda e: e.sample_reply(persona, by_model=True), lambda said: self._show(said, by), self._failed
        )

    def _show(self, said: str, by: str) -> None:
        self.reply.setText(said)
        self.by.setText(by)
        self.ask.setEnabled(True)
        self.refused.emit(None)

    def _failed(self, error: CompanionError) -> None:
        self.by.setText(f"{error} {error.next_step}".strip())
        self.ask.setEnabled(True)
