"""The way from the settings to what is not to be brought up. No setting: each change counts at once."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.chat.muted_topics import MutedTopics
from ui.theme import Space
from ui.wrapped import WrappedLabel


class MutedRow(QWidget):
    """Opens the list of muted topics."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.label = QLabel(self.tr("Muted topics"))
        self.help = WrappedLabel(self.tr("What is remembered and does not come up by itself."))
        self.help.setProperty("look", "muted")
        self.open = QPushButton(self.tr("Show…"))
        self.open.setAccessibleName(self.tr("Show muted topics"))
        line = QHBoxLayout()
        line.addWidget(self.open)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self.label)
        column.addLayout(line)
        column.addWidget(self.help)
        self.open.clicked.connect(self._show)

    @Slot()
    def _show(self) -> None:
        dialog = MutedTopics(self._bridge, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
