"""The way from words that are quoted to the conversation in which they were said."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget


class JumpButton(QPushButton):
    """Opens the conversation at the message."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(self.tr("Open in chat"))
        self.setProperty("look", "status")
        self.setToolTip(self.tr("Show this message in its conversation"))
