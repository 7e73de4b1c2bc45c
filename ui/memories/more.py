"""The menu of what else can be done to one memory."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from companion.records import Kind, Memory, Sensitivity, Truth
from ui.memories import words
from ui.memories.bulk import LEVELS, level_names

STATED = (Kind.FACT, Kind.INTENTION, Kind.LESSON)


class MoreButton(QPushButton):
    """Opens the menu. `wanted` carries what is to be done and its value: see `menu_for`."""

    wanted = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory: Memory | None = None
        self._muted = False
        self.setText(self.tr("More"))
        help_text = self.tr("Importance, mute, split and how it was meant")
        self.setToolTip(help_text)
        self.setAccessibleDescription(help_text)
        self.clicked.connect(self._open)

    def offer(self, memory: Memory, muted: bool) -> None:
        """The menu is about this memory now."""
        self._memory, self._muted = memory, muted

    @Slot()
    def _open(self) -> None:
        if self._memory is not None:
            self.menu_for(self._memory).popup(self.mapToGlobal(self.rect().bottomLeft()))

    def menu_for(self, memory: Memory) -> QMenu:
        """`importance` (a share), `mute` (on or off), `confirm`, `split`, `sensitivity`, `truth`, `unlearn`."""
        menu = QMenu(self)
        levels = menu.addMenu(self.tr("Importance"))
        for level, name in zip(LEVELS, level_names(self), strict=True):
            self._add(levels, name, "importance", level)
        self._add(menu, self.tr("Let it come up again") if self._muted else self.tr("Mute"), "mute", not self._muted)
        if memory.kind in STATED:
            self._add(menu, self.tr("That is right"), "confirm", None)
            self._add(menu, self.tr("Split …"), "split", None)
        meant = menu.addMenu(self.tr("It was meant"))
        for truth in Truth:
            self._add(meant, words.truth_name(truth), "truth", truth).setEnabled(truth is not memory.truth)
        private = memory.sensitivity is Sensitivity.SENSITIVE
        other = Sensitivity.ORDINARY if private else Sensitivity.SENSITIVE
        self._add(menu, self.tr("Not sensitive") if private else self.tr("Sensitive"), "sensitivity", other)
        if memory.session_id is not None:
            menu.addSeparator()
            self._add(menu, self.tr("Undo what this conversation taught"), "unlearn", memory.session_id)
        return menu

    def _add(self, menu: QMenu, name: str, deed: str, value: object) -> QAction:
        action = menu.addAction(name)
        action.triggered.connect(lambda: self.wanted.emit(deed, value))
        return action
