"""What is remembered and not brought up: a list with a field to add to it, and a way back for each."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from companion.errors import CompanionError
from companion.records import MutedTopic
from ui.bridge import Bridge
from ui.memories.words import day_text
from ui.theme import Space
from ui.wrapped import WrappedLabel

_LONGEST = 90


class MutedTopics(QDialog):
    """Asks the engine for the muted topics when it is made. Main thread only."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.setWindowTitle(self.tr("Muted topics"))
        self.resize(460, 420)
        hint = WrappedLabel(
            self.tr("These are remembered, but do not come up by themselves. When you ask about one, it is answered.")
        )
        hint.setProperty("look", "muted")
        self.field = QLineEdit()
        self.field.setMaxLength(200)
        self.field.setPlaceholderText(self.tr("A topic, such as: my old job"))
        self.field.setAccessibleName(self.tr("Topic to mute"))
        self.add = QPushButton(self.tr("Mute"))
        self.add.setEnabled(False)
        self.add.setAutoDefault(False)
        self.problem = WrappedLabel()
        self.problem.setProperty("look", "danger")
        self.problem.hide()
        self.empty = WrappedLabel(self.tr("Nothing is muted. You can also say: “Don't bring up the old flat again.”"))
        self.empty.setProperty("look", "muted")
        self.empty.hide()
        self.buttons: list[QPushButton] = []
        self._lay_out(hint)
        self.field.textChanged.connect(lambda text: self.add.setEnabled(bool(text.strip())))
        self.field.returnPressed.connect(self._mute)
        self.add.clicked.connect(self._mute)
        self._ask()

    def _lay_out(self, hint: WrappedLabel) -> None:
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self.field, 1)
        line.addWidget(self.add)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, Space.S, 0)
        self._list.setSpacing(Space.S)
        inner = QWidget()
        inner.setLayout(self._list)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setAccessibleName(self.windowTitle())
        close = QPushButton(self.tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(hint)
        column.addLayout(line)
        column.addWidget(self.problem)
        column.addWidget(self.empty)
        column.addWidget(scroll, 1)
        column.addLayout(foot)

    def _ask(self) -> None:
        self._bridge.ask(self, lambda engine: engine.muted_topics(), self._fill)

    def _fill(self, topics: list[MutedTopic]) -> None:
        self.buttons = []
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.empty.setVisible(not topics)
        for topic in topics:
            self._list.addWidget(self._row(topic))
        self._list.addStretch(1)

    def _row(self, topic: MutedTopic) -> QFrame:
        card = QFrame()
        card.setProperty("look", "card")
        short = topic.topic if len(topic.topic) <= _LONGEST else topic.topic[:_LONGEST] + "…"
        name = WrappedLabel(short)
        since = WrappedLabel(self.tr("since {0}").format(day_text(topic.made_at.astimezone().date())))
        since.setProperty("look", "caption")
        button = QPushButton(self.tr("Unmute"))
        button.setAccessibleName(self.tr("Unmute {0}").format(short))
        button.setAutoDefault(False)  # Enter in the field is not this one
        button.clicked.connect(lambda: self._unmute(topic.id))
        self.buttons.append(button)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(since)
        row = QHBoxLayout(card)
        row.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        row.addLayout(words, 1)
        row.addWidget(button)
        return card

    @Slot()
    def _mute(self) -> None:
        words = self.field.text().strip()
        if words:
            self._bridge.ask(self, lambda engine: engine.mute_topic(words), self._muted, self._failed)

    def _muted(self, _topic: MutedTopic) -> None:
        self.field.clear()
        self.problem.hide()
        self._ask()

    def _failed(self, error: CompanionError) -> None:
        self.problem.setText(f"{error} {error.next_step}".strip())
        self.problem.show()

    def _unmute(self, topic_id: int) -> None:
        self._bridge.ask(self, lambda engine: engine.unmute_topic(topic_id), lambda _none: self._ask(), self._failed)
