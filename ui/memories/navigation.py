"""The head of the browser: its five views, one button each."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.icons import icon
from ui.theme import Space, tokens_of

PICTURES = {"list": "list", "timeline": "timeline", "map": "map", "inbox": "inbox", "health": "health"}
"""The views in their order, each with its icon. The n-th opens with Ctrl and its number."""


class Navigation(QWidget):
    """Says which view is wanted. The inbox shows how many things wait there."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting = 0
        self.setAccessibleName(self.tr("Views of the memories"))
        self.title = QLabel(self.tr("Memories"))
        self.title.setProperty("look", "title")
        self.title.setContentsMargins(0, 0, Space.L, 0)
        self._group = QButtonGroup(self)
        self.buttons = {name: self._button(name, number) for number, name in enumerate(PICTURES, 1)}
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.M, Space.L, 0)
        row.setSpacing(Space.XS)
        row.addWidget(self.title)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        self._dress()

    def _button(self, name: str, number: int) -> QPushButton:
        button = QPushButton(self._label(name))
        button.setProperty("look", "quiet")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setToolTip(self._help(name) + f" (Ctrl+{number})")
        button.setAccessibleDescription(self._help(name))
        button.clicked.connect(lambda: self.chosen.emit(name))
        self._group.addButton(button)
        return button

    def _label(self, name: str) -> str:
        return {
            "list": self.tr("List"),
            "timeline": self.tr("Timeline"),
            "map": self.tr("Map"),
            "inbox": self.tr("Inbox"),
            "health": self.tr("Health"),
        }[name]

    def _help(self, name: str) -> str:
        return {
            "list": self.tr("Everything that is remembered, to search, sort and change"),
            "timeline": self.tr("Days and months, and what happened on them"),
            "map": self.tr("Memories laid out by meaning"),
            "inbox": self.tr("What the last conversations taught, for you to accept or refuse"),
            "health": self.tr("How the memory is doing"),
        }[name]

    def mark(self, name: str) -> None:
        """This view is shown now."""
        self.buttons[name].setChecked(True)

    def set_waiting(self, count: int) -> None:
        """So many things wait in the inbox."""
        if count == self._waiting:
            return
        self._waiting = count
        button = self.buttons["inbox"]
        button.setText(self._label("inbox") + (f"  {count}" if count else ""))
        waiting = self.tr("Inbox, {0} waiting").format(count)
        button.setAccessibleName(waiting if count else self._label("inbox"))
        self._dress()

    @property
    def waiting(self) -> int:
        """How many things wait in the inbox."""
        return self._waiting

    def _dress(self) -> None:
        tokens = tokens_of(self)
        for name, button in self.buttons.items():
            wanted = name == "inbox" and self._waiting > 0
            button.setIcon(icon(PICTURES[name], tokens.accent if wanted else tokens.text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Where it would be cut, the title of the window says it.
        views = sum(button.sizeHint().width() + Space.XS for button in self.buttons.values())
        self.title.setVisible(self.width() >= views + self.title.sizeHint().width() + 2 * Space.L)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "buttons"):
            self._dress()
        super().changeEvent(event)
