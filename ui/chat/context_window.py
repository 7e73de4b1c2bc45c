"""The window behind the context meter: each part of a prompt with its share, and the exact text."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from companion.errors import CompanionError
from companion.records import SentPrompt
from ui.chat.meter import colours, exact_text, name_of, paint_bar
from ui.theme import Space, tokens_of
from ui.wrapped import WrappedLabel

WIDTH, HEIGHT = 620, 640
BAR = 14


class _Bar(QWidget):
    """The parts side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: SentPrompt | None = None
        self.setFixedHeight(BAR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.sent is not None:
            painter = QPainter(self)
            paint_bar(painter, QRectF(self.rect()), self.sent, tokens_of(self))
            painter.end()


class _Dot(QWidget):
    """The colour of one part."""

    def __init__(self, section: str) -> None:
        super().__init__()
        self._section = section
        self.setFixedSize(10, 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours(tokens).get(self._section, tokens.muted)))
        painter.drawRoundedRect(self.rect(), 3, 3)
        painter.end()


class ContextWindow(QDialog):
    """Shows what was sent for the last reply, or what would be sent now; or why there is nothing. Not modal."""

    models_wanted = Signal()
    """There is no model, and the user wants to choose one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("What the model is given"))
        self.resize(WIDTH, HEIGHT)
        self._next: SentPrompt | None = None
        self._last: SentPrompt | None = None
        self._trouble: CompanionError | None = None
        self.next = self._choice(self.tr("Next message"))
        self.last = self._choice(self.tr("Last reply"))
        self.next.setChecked(True)
        group = QButtonGroup(self)
        choices = QHBoxLayout()
        for button in (self.next, self.last):
            group.addButton(button)
            choices.addWidget(button)
        choices.addStretch(1)
        group.buttonToggled.connect(self._fill)
        self.size_line = WrappedLabel("")
        self._bar = _Bar()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(Space.XS)
        self._grid.setColumnStretch(1, 1)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("The exact text"))
        self.copy = QPushButton(self.tr("Copy the exact text"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        self.models = QPushButton(self.tr("Choose a model"))
        self.models.clicked.connect(self._want_models)
        foot = QHBoxLayout()
        foot.addWidget(self.models)
        foot.addStretch(1)
        foot.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addLayout(choices)
        layout.addWidget(self.size_line)
        layout.addWidget(self._bar)
        layout.addLayout(self._grid)
        layout.addWidget(self.text, 1)
        layout.addLayout(foot)
        layout.addStretch(0)
        self._fill()

    def _choice(self, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setProperty("look", "chip")
        button.setCheckable(True)
        return button

    def show_prompts(
        self, next_one: SentPrompt | None, last: SentPrompt | None, trouble: CompanionError | None = None
    ) -> None:
        """Show these: what would be sent now, and what was sent for the last reply of this run.

        `trouble` is why nothing can be sent now.
        """
        self._next, self._last, self._trouble = next_one, last, trouble
        self.last.setEnabled(last is not None)
        if last is None:
            self.next.setChecked(True)
        self._fill()

    @Slot()
    def _want_models(self) -> None:
        self.close()
        self.models_wanted.emit()

    @Slot()
    def _fill(self) -> None:
        sent = self._last if self.last.isChecked() else self._next
        for choice in (self.next, self.last):
            choice.setVisible(self._next is not None or self._last is not None)
        for part in (self._bar, self.text, self.copy):
            part.setVisible(sent is not None)
        self._bar.setVisible(sent is not None and sent.num_ctx > 0)
        self.models.setVisible(sent.num_ctx == 0 if sent is not None else self._trouble is not None)
        self._bar.sent = sent
        self._bar.update()
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.size_line.setText(self._size(sent))
        text = exact_text(sent.prompt) if sent is not None else ""
        if text != self.text.toPlainText():
            self.text.setPlainText(text)
        if sent is None:
            return
        for line, section in enumerate(s for s in sent.prompt.sections if s.tokens):
            size = QLabel(QLocale().toString(sent.share(section)))
            size.setProperty("look", "muted")
            self._grid.addWidget(_Dot(section.name), line, 0)
            self._grid.addWidget(QLabel(name_of(section.name)), line, 1)
            self._grid.addWidget(size, line, 2, Qt.AlignmentFlag.AlignRight)

    def _size(self, sent: SentPrompt | None) -> str:
        if sent is None:
            trouble = self._trouble
            return f"{trouble} {trouble.next_step}".strip() if trouble else self.tr("Looking at what would be sent…")
        numbers = QLocale()
        size, room = numbers.toString(sent.tokens), numbers.toString(sent.num_ctx)
        if not sent.num_ctx:
            return self.tr("No model reads this: the answer comes from memory, by rule. A model would be given this.")
        if sent.counted is not None:
            return self.tr("{0} counted {1} tokens; it holds {2}. The parts are shares of that, estimated.").format(
                sent.model, size, room
            )
        return self.tr("About {1} of the {2} tokens that {0} holds. Before a reply, all sizes are estimates.").format(
            sent.model, size, room
        )
