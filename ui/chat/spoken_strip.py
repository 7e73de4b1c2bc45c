"""The strip that shows what was changed at the user's word, with the button that takes it back or says yes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.events import Event, SpokenChanged
from companion.records import Memory, SpokenChange
from ui.bridge import Bridge
from ui.icons import icon
from ui.memories.words import day_text
from ui.theme import Space, tokens_of
from ui.wrapped import WrappedLabel

MOST_LISTED = 3
_LONGEST = 110


class SpokenStrip(QFrame):
    """Shows the latest change of the open session until it is closed; hidden when there is none."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._session: int | None = None
        self.change: SpokenChange | None = None
        self.setProperty("look", "card")
        self._mark = QLabel()
        self.label = WrappedLabel()
        self.listed = WrappedLabel()
        self.listed.setProperty("look", "caption")
        self.yes = QPushButton(self.tr("Forget"))
        self.yes.setProperty("look", "danger")
        self.no = QPushButton(self.tr("Keep"))
        self.undo = QPushButton(self.tr("Undo"))
        self._close = QToolButton()
        self._close.setAccessibleName(self.tr("Close"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.label)
        words.addWidget(self.listed)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self._mark)
        row.addLayout(words, 1)
        for button in (self.yes, self.no, self.undo, self._close):
            row.addWidget(button)
        self.yes.clicked.connect(self._confirm)
        self.no.clicked.connect(self._decline)
        self.undo.clicked.connect(self._undo)
        self._close.clicked.connect(self.hide)
        bridge.events.connect(self._hear)
        self._dress()
        self.hide()

    def open(self, session_id: int | None) -> None:
        """Another session is shown: only what waits for an answer there is shown again."""
        self._session = session_id
        self.hide()
        if session_id is not None:
            self._ask(session_id, only_open=True)

    def begun(self, session_id: int) -> None:
        """The new conversation that is shown has become this session."""
        self._session = session_id
        self._ask(session_id, only_open=False)

    def settle(self) -> None:
        """The talk goes on: what was done and seen goes, what waits for an answer stays."""
        if self.change is not None and self.change.state != "asked":
            self.hide()

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, SpokenChanged) and event.session_id == self._session:
            self._ask(event.session_id, only_open=False)

    def _ask(self, session_id: int, *, only_open: bool) -> None:
        def done(changes: list[SpokenChange]) -> None:
            if session_id == self._session and changes and (not only_open or changes[0].state == "asked"):
                self._show(changes[0])

        self._bridge.ask(self, lambda engine: engine.spoken_changes(session_id), done, lambda _error: None)

    def _show(self, change: SpokenChange) -> None:
        self.change = change
        self.label.setText(self._sentence(change))
        asked = change.state == "asked"
        self.listed.setText(self._list(change) if asked else "")
        self.listed.setVisible(asked)
        self.yes.setVisible(asked)
        self.no.setVisible(asked)
        self.undo.setVisible(change.state == "done")
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.label.text()))

    def _sentence(self, change: SpokenChange) -> str:
        if change.state == "undone":
            return self.tr("Taken back: everything is as it was before.")
        if change.state == "declined":
            return self.tr("Kept.")
        if change.state == "asked":
            one, many = self.tr("Forget this memory?"), self.tr("Forget these {0} memories?")
            return one if len(change.meant) == 1 else many.format(len(change.meant))
        new, old = _joined(change.new), _joined(change.old)
        if change.wish == "remember":
            return self.tr("Remembered: {0}").format(new)
        if change.wish == "correct":
            return self.tr("Corrected: {0} instead of {1}").format(new, old)
        if change.wish == "forget":
            return self.tr("Forgotten.")
        said = self.tr("Muted: {0}") if change.wish == "mute" else self.tr("No longer muted: {0}")
        return said.format(f"“{change.topic[:_LONGEST]}”")

    def _list(self, change: SpokenChange) -> str:
        lines = [f"{day_text(memory.day)}: “{_short(memory.text)}”" for memory in change.meant[:MOST_LISTED]]
        if len(change.meant) > MOST_LISTED:
            lines.append(self.tr("and {0} more").format(len(change.meant) - MOST_LISTED))
        return "\n".join(lines)

    @Slot()
    def _confirm(self) -> None:
        if (change := self.change) is not None:
            self._bridge.ask(self, lambda engine: engine.confirm_spoken(change.id), self._show, self._failed)

    @Slot()
    def _decline(self) -> None:
        if (change := self.change) is not None:
            self._bridge.ask(self, lambda engine: engine.decline_spoken(change.id), self._show, self._failed)

    @Slot()
    def _undo(self) -> None:
        if (change := self.change) is not None:
            self._bridge.ask(self, lambda engine: engine.undo_spoken(change.id), self._show, self._failed)

    def _failed(self, error: CompanionError) -> None:
        self.label.setText(f"{error} {error.next_step}".strip())
        for button in (self.yes, self.no, self.undo):
            button.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        tokens = tokens_of(self)
        self._mark.setPixmap(icon("memory", tokens.accent).pixmap(QSize(18, 18), self.devicePixelRatioF()))
        self._close.setIcon(icon("close", tokens.muted))


def _joined(found: tuple[Memory, ...]) -> str:
    return ", ".join(f"“{_short(memory.text)}”" for memory in found)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rsplit(" ", 1)[0] + "…"
