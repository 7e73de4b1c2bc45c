"""Two answers to one message beside each other, and the choice between them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from companion.records import Message
from ui.chat.markdown import Markdown
from ui.theme import Space, tokens_of


class AnswersDialog(QDialog):
    """Shows the first answer and the one that did without a memory. `kept` carries the id of the one to keep."""

    kept = Signal(int)

    def __init__(self, first: Message, second: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Two answers"))
        self.resize(880, 520)
        hint = QLabel(self.tr("Both are kept as versions of the reply. Choose the one that is shown."))
        hint.setProperty("look", "muted")
        hint.setWordWrap(True)
        beside = QHBoxLayout()
        beside.setSpacing(Space.M)
        titles = (self.tr("With all memories"), self.tr("Without this one"))
        labels = (self.tr("Keep the first"), self.tr("Keep the second"))
        self.buttons: list[QPushButton] = []
        for title, label, message in zip(titles, labels, (first, second), strict=True):
            beside.addWidget(self._side(title, label, message), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(hint)
        column.addLayout(beside, 1)

    def _side(self, title: str, label: str, message: Message) -> QFrame:
        card = QFrame()
        card.setProperty("look", "card")
        heading = QLabel(title)
        heading.setProperty("look", "caption")
        text = QTextBrowser()
        text.setProperty("look", "plain")
        text.setOpenLinks(False)
        text.setAccessibleName(title)
        style = Markdown(tokens_of(self))
        text.document().setDefaultStyleSheet(style.style())
        text.setHtml(style.html(message.text or message.notice))
        keep = QPushButton(label)
        keep.clicked.connect(lambda: self._choose(message.id))
        self.buttons.append(keep)
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(heading)
        column.addWidget(text, 1)
        column.addWidget(keep)
        return card

    def _choose(self, message_id: int) -> None:
        self.kept.emit(message_id)
        self.accept()
