"""The panel that shows which memories stand behind a reply, in three honest levels."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from companion.records import WhyRow
from ui.bridge import Bridge
from ui.icons import icon
from ui.memories.words import day_text, source_name
from ui.theme import Space, tokens_of

WIDTH = 320
LEVELS = ("used", "given", "recalled")


class WhyPanel(QFrame):
    """Lists the memories of one reply, the ones that it drew on first."""

    closed = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.setProperty("look", "panel")
        self.setFixedWidth(WIDTH)
        title = QLabel(self.tr("What I remembered"))
        title.setProperty("look", "heading")
        self._close = QToolButton()
        self._close.setAccessibleName(self.tr("Close this panel"))
        self._close.setIconSize(QSize(18, 18))
        self._close.clicked.connect(self.shut)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self._close)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.S)
        inner = QWidget()
        inner.setLayout(self._list)
        self._list.setContentsMargins(0, 0, Space.S, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(title.text())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.M, Space.S, Space.M)
        layout.addLayout(head)
        layout.addWidget(scroll, 1)
        self._dress()
        self.hide()

    def show_reply(self, reply_id: int) -> None:
        """Ask what stands behind this reply and show it."""
        self._bridge.ask(self, lambda engine: engine.why(reply_id), self._fill)

    def _fill(self, rows: list[WhyRow]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for level in LEVELS:
            here = [row for row in rows if row.level == level]
            if here:
                heading = QLabel(self._heading(level))
                heading.setProperty("look", "caption")
                heading.setWordWrap(True)
                self._list.addWidget(heading)
                for row in sorted(here, key=lambda row: -row.score):
                    self._list.addWidget(self._card(row))
        if not rows:
            nothing = QLabel(self.tr("No memory came up for this reply."))
            nothing.setProperty("look", "muted")
            nothing.setWordWrap(True)
            self._list.addWidget(nothing)
        self._list.addStretch(1)
        self.show()
        self._close.setFocus()

    def _heading(self, level: str) -> str:
        return {
            "used": self.tr("Used: the reply draws on these"),
            "given": self.tr("Given: read before answering, and not used"),
            "recalled": self.tr("Recalled: came to mind, and did not fit"),
        }[level]

    def _card(self, row: WhyRow) -> QFrame:
        card = QFrame()
        card.setProperty("look", "card")
        text = QLabel(row.memory.text)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        parts = ", ".join(f"{name} {value:.2f}" for name, value in row.parts.items())
        quiet = QLabel(f"{day_text(row.memory.day)}  ·  {source_name(row.memory)}")
        quiet.setProperty("look", "caption")
        quiet.setToolTip(self.tr("Score {0}: {1}").format(f"{row.score:.2f}", parts))
        inner = QVBoxLayout(card)
        inner.setContentsMargins(Space.M, Space.S + 2, Space.M, Space.S + 2)
        inner.setSpacing(Space.XS)
        inner.addWidget(text)
        inner.addWidget(quiet)
        return card

    def shut(self) -> None:
        """Hide the panel."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        self._close.setIcon(icon("close", tokens_of(self).muted))
