"""What an empty conversation shows: a warm line and three ways to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ui.icons import app_icon
from ui.theme import READING_WIDTH, Space
from ui.wrapped import WrappedLabel

MARK = 56


class EmptyConversation(QWidget):
    """Greets, and offers beginnings; `chosen` carries the words to begin with."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(MARK, MARK))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel()
        self._title.setProperty("look", "title")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._line = line = WrappedLabel()
        line.setProperty("look", "muted")
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.setFixedWidth(460)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        layout.setSpacing(Space.M)
        layout.addStretch(3)
        layout.addWidget(mark)
        layout.addSpacing(Space.XS)
        layout.addWidget(self._title)
        layout.addWidget(line, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(Space.L)
        for label, words in self._beginnings():
            chip = QPushButton(label)
            chip.setProperty("look", "chip")
            chip.clicked.connect(lambda _checked=False, words=words: self.chosen.emit(words))
            layout.addWidget(chip, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(4)
        self.setMaximumWidth(READING_WIDTH + 2 * Space.XL)
        self.greet("")
        self.say_what_is_kept(off_record=False)

    def say_what_is_kept(self, *, off_record: bool) -> None:
        """What becomes of what is said."""
        kept = self.tr("Tell me about your day. I keep what matters here on your computer, and you can see all of it.")
        gone = self.tr("What you say here is for now. I listen, and I keep nothing of it.")
        self._line.setText(gone if off_record else kept)

    def greet(self, name: str) -> None:
        """Greet the user by this name; empty for none."""
        self._title.setText(
            self.tr("What is on your mind, {}?").format(name) if name else self.tr("What is on your mind?")
        )

    def _beginnings(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Something that happened today"), self.tr("Today ")),
            (self.tr("Something I am looking forward to"), self.tr("I am looking forward to ")),
            (self.tr("What do you remember about me?"), self.tr("What do you remember about me?")),
        ]
