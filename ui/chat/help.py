"""The window that lists every key, from the one table that the main window obeys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.chat.shortcuts import GROUPS, SHORTCUTS, group_words, words_of
from ui.theme import Space

WIDTH, HEIGHT = 560, 620


class KeyboardHelp(QDialog):
    """A list of keys under the places where they work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(WIDTH, HEIGHT)
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(Space.XL, Space.S, Space.XL, Space.L)
        self._grid.setHorizontalSpacing(Space.XL)
        self._grid.setVerticalSpacing(Space.S)
        self._grid.setColumnStretch(0, 1)
        self._fill()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, Space.S, 0, Space.M)
        layout.addWidget(scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(Space.XL, 0, Space.XL, 0)
        foot.addWidget(buttons)
        layout.addLayout(foot)

    def _fill(self) -> None:
        line = 0
        for group in GROUPS:
            heading = QLabel(group_words(group))
            heading.setProperty("look", "heading")
            heading.setWordWrap(True)
            heading.setContentsMargins(0, Space.M, 0, Space.XS)
            self._grid.addWidget(heading, line, 0, 1, 2)
            line += 1
            for shortcut in SHORTCUTS:
                if shortcut.group == group:
                    words = QLabel(words_of(shortcut.name))
                    words.setWordWrap(True)
                    keys = QLabel(shortcut.shown())
                    keys.setProperty("look", "badge")
                    keys.setAccessibleName(f"{words.text()}: {keys.text()}")
                    self._grid.addWidget(words, line, 0)
                    self._grid.addWidget(keys, line, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
                    line += 1
        self._grid.setRowStretch(line, 1)
