"""The retention of one memory in the detail pane: bar, percent, the sentence that explains it, the curve."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from companion.records import Course, MemoryView
from ui.memories import words
from ui.memories.curve import CurvePicture
from ui.memories.delegates import paint_bar
from ui.theme import Space, tokens_of


class RetentionBar(QWidget):
    """A bar for a share in [0, 1]."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setAccessibleName(self.tr("Retention"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, 10)

    def set_share(self, share: float) -> None:
        self._share = share
        self.setAccessibleDescription(words.percent(share))
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        paint_bar(painter, QRectF(box.left(), box.center().y() - 4, box.width(), 8), tokens_of(self), self._share)
        painter.end()


class RetentionCard(QFrame):
    """How well a memory is kept, why, and until when, with the picture of its curve once the course is here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.bar = RetentionBar()
        self.percent = QLabel()
        self.reason = QLabel()
        self.reason.setWordWrap(True)
        self.reason.setProperty("look", "muted")
        self.curve = CurvePicture()
        heading = QLabel(self.tr("Retention"))
        heading.setProperty("look", "caption")
        line = QHBoxLayout()
        line.setSpacing(Space.M)
        line.addWidget(self.bar, 1)
        line.addWidget(self.percent)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(heading)
        column.addLayout(line)
        column.addWidget(self.reason)
        column.addWidget(self.curve)

    def set_view(self, view: MemoryView) -> None:
        """Show the retention of `view`."""
        pinned = view.memory.pinned
        self.bar.set_share(1.0 if pinned else view.retention)
        self.percent.setText(words.status_pinned() if pinned else words.percent(view.retention))
        self.reason.setText(view.reason)
        self.curve.setVisible(not pinned)

    def set_course(self, course: Course) -> None:
        """Draw the course of the same memory."""
        self.curve.set_course(course)
