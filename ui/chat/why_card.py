"""One memory behind a reply: its words, why it came up, how well it is kept, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.records import MemoryView, WhyRow
from ui.chat.why_parts import ScoreParts
from ui.chat.why_words import shown_parts
from ui.icons import icon
from ui.memories import words
from ui.memories.editor import MemoryEditor
from ui.memories.retention import RetentionBar
from ui.theme import Space, tokens_of
from ui.wrapped import WrappedLabel

SHORT = 280
"""Characters of a memory that are shown before it is unfolded."""
_NAMED = 40


class WhyCard(QFrame):
    """Shows a `WhyRow`; what the user wants of it is only signalled."""

    jump_wanted = Signal(int)
    pin_wanted = Signal(int, bool)
    edit_wanted = Signal(int, str)
    forget_wanted = Signal(int)
    without_wanted = Signal(int)
    """Answer again without this memory."""

    def __init__(self, row: WhyRow, view: MemoryView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self._memory = view.memory
        self._icons: list[tuple[QToolButton, str]] = []
        self.setProperty("look", "card")
        self.setAccessibleName(self._memory.text)
        self.text = WrappedLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.quiet = WrappedLabel(
            "  ·  ".join((words.day_text(self._memory.day), words.source_name(self._memory), self._kind()))
        )
        self.quiet.setProperty("look", "caption")
        self.editor = MemoryEditor()
        self.editor.hide()
        self.parts = ScoreParts()
        self.parts.set_parts(shown_parts(row.parts))
        self._detail = self._details(view)
        self._lay_out()
        self._show_text(short=True)
        self._dress()

    def _kind(self) -> str:
        return words.kind_name(self._memory.kind, self._memory.scope)

    def _details(self, view: MemoryView) -> QWidget:
        box = QWidget()
        bar = RetentionBar()
        bar.set_share(1.0 if self._memory.pinned else view.retention)
        percent = QLabel(words.retention_text(self._memory, view.retention))
        percent.setProperty("look", "caption")
        kept = QLabel(self.tr("Kept"))
        kept.setProperty("look", "caption")
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(kept)
        line.addWidget(bar, 1)
        line.addWidget(percent)
        reason = WrappedLabel(view.reason)
        reason.setProperty("look", "caption")
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self.parts)
        column.addLayout(line)
        column.addWidget(reason)
        return box

    def _lay_out(self) -> None:
        self.more = QPushButton()
        self.more.setProperty("look", "quiet")
        self.more.clicked.connect(lambda: self._unfold(self._detail.isHidden()))
        self.jump = self._tool("quote", self.tr("Go to where it was said"))
        self.pin = self._tool("pin", self.tr("Pin: it does not fade"))
        self.pin.setCheckable(True)
        self.pin.setChecked(self._memory.pinned)
        self.edit = self._tool("edit", self.tr("Correct"))
        self.forget = self._tool("trash", self.tr("Forget"))
        self.without = QPushButton(self.tr("Answer again without this"))
        self.without.setVisible(self.row.level in ("used", "given"))
        tools = QHBoxLayout()
        tools.setSpacing(Space.XS)
        tools.addWidget(self.more)
        tools.addStretch(1)
        for button in (self.jump, self.pin, self.edit, self.forget):
            tools.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S + 2, Space.M, Space.S)
        column.setSpacing(Space.XS)
        for widget in (self.text, self.quiet, self.editor, self._detail):
            column.addWidget(widget)
        column.addLayout(tools)
        column.addWidget(self.without)
        column.addSpacing(Space.XS)
        self._unfold(self.row.level == "used")
        which = self._memory.id
        self.jump.clicked.connect(lambda: self.jump_wanted.emit(which))
        self.pin.clicked.connect(lambda on: self.pin_wanted.emit(which, on))
        self.edit.clicked.connect(self._begin_edit)
        self.forget.clicked.connect(lambda: self.forget_wanted.emit(which))
        self.without.clicked.connect(lambda: self.without_wanted.emit(which))
        self.editor.saved.connect(lambda text: self.edit_wanted.emit(which, text))
        self.editor.closed.connect(self.end_edit)

    def _tool(self, name: str, label: str) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(16, 16))
        button.setToolTip(label)
        button.setAccessibleName(f"{label}: {self._memory.text[:_NAMED]}")
        self._icons.append((button, name))
        return button

    def _unfold(self, on: bool) -> None:
        self._detail.setVisible(on)
        self.more.setText(self.tr("Less") if on else self.tr("Why"))
        self.more.setAccessibleName(self.tr("Why it came up: {0}").format(self._memory.text[:_NAMED]))
        self._show_text(short=not on)

    def _show_text(self, *, short: bool) -> None:
        plain = self._memory.text
        self.text.setText(plain if not short or len(plain) <= SHORT else plain[:SHORT].rsplit(" ", 1)[0] + "…")

    @Slot()
    def _begin_edit(self) -> None:
        self.text.hide()
        self.editor.show()
        self.editor.begin(self._memory.text)

    @Slot()
    def end_edit(self) -> None:
        """Show the words again."""
        self.editor.hide()
        self.text.show()
        self.edit.setFocus()

    def show_problem(self, error: CompanionError) -> None:
        """Say under the field why the new words were not saved."""
        self.editor.show_problem(error)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        for button, name in self._icons:
            shown = "pin-filled" if name == "pin" and self._memory.pinned else name
            button.setIcon(icon(shown, tokens_of(self).muted))
