"""The detail pane: one memory with its retention, its words and what can be done to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from companion.records import Course, Linked, MemoryView, Status
from ui.icons import icon
from ui.memories import words
from ui.memories.around import Surroundings
from ui.memories.editor import MemoryEditor
from ui.memories.flow import FlowLayout
from ui.memories.more import MoreButton
from ui.memories.quotes import QuoteCard
from ui.memories.reading import ReadingText
from ui.memories.retention import RetentionCard
from ui.theme import Space, Type, tokens_of
from ui.wrapped import WrappedLabel


def _label(look: str = "", *, selectable: bool = False) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if look:
        label.setProperty("look", look)
    if selectable:
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return label


class DetailPane(QScrollArea):
    """Shows one `MemoryView`. Says what a person wants done; the window does it."""

    pin_wanted = Signal(bool)
    forget_wanted = Signal()
    restore_wanted = Signal()
    saved = Signal(str)
    deed_wanted = Signal(str, object)
    """What else is to be done, as `MoreButton.menu_for` names it, and its value."""
    memory_wanted = Signal(int)
    message_wanted = Signal(int, int)
    """A conversation and a message in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: MemoryView | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Details of the memory"))
        self.badges = QLabel()
        self.badges.setProperty("look", "caption")
        self.text = ReadingText(Type.HEADING, bold=True)
        self.text.setAccessibleName(self.tr("Memory"))
        self.editor = MemoryEditor()
        self.editor.hide()
        self.pin = self._button(self.tr("Pin"), self.tr("A pinned memory does not fade (Ctrl+P)"))
        self.edit = self._button(self.tr("Edit"), self.tr("Correct the text (F2)"))
        self.forget = self._button(self.tr("Forget"), self.tr("Take it out of memory (Delete)"))
        self.forget.setProperty("look", "danger")
        self.restore = self._button(self.tr("Remember again"), self.tr("Bring it back"))
        self.more = MoreButton()
        self.retention = RetentionCard()
        self.facts = QFormLayout()
        self.quotes_title = WrappedLabel(self.tr("The words it comes from"))
        self.quotes_title.setProperty("look", "heading")
        self.quotes = QVBoxLayout()
        self.around = Surroundings()
        self.problem = _label("danger")
        self.problem.hide()
        self._arrange()
        self._connect()
        self._dress()

    def _button(self, name: str, help_text: str) -> QPushButton:
        button = QPushButton(name)
        button.setToolTip(help_text)
        button.setAccessibleDescription(help_text)
        return button

    def _arrange(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        self.setWidget(page)
        buttons = QWidget(page)
        row = FlowLayout(buttons, Space.S)
        for button in (self.pin, self.edit, self.forget, self.restore, self.more):
            row.addWidget(button)
        self.facts.setHorizontalSpacing(Space.L)
        self.facts.setVerticalSpacing(Space.XS + 2)
        self.facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.facts.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.quotes.setSpacing(Space.S)
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        for widget in (self.badges, self.text, self.editor, buttons, self.retention):
            column.addWidget(widget)
        column.addLayout(self.facts)
        column.addSpacing(Space.S)
        column.addWidget(self.quotes_title)
        column.addLayout(self.quotes)
        column.addWidget(self.around)
        column.addWidget(self.problem)
        column.addStretch(1)

    def _connect(self) -> None:
        self.pin.clicked.connect(self._pin)
        self.edit.clicked.connect(self.begin_edit)
        self.forget.clicked.connect(self.forget_wanted)
        self.restore.clicked.connect(self.restore_wanted)
        self.editor.closed.connect(self.end_edit)
        self.editor.saved.connect(self.saved)
        self.more.wanted.connect(self.deed_wanted)
        self.around.memory_wanted.connect(self.memory_wanted)
        self.around.message_wanted.connect(self.message_wanted)

    def show_view(self, view: MemoryView) -> None:
        """Show this memory. An edit that is under way on the same memory stays as it is."""
        other = self.view is None or self.view.memory.id != view.memory.id
        self.view = view
        memory = view.memory
        self._write_badges()
        if self.text.toPlainText() != memory.text:
            self.text.setPlainText(memory.text)
        gone = memory.status is Status.FORGOTTEN
        self.pin.setText(self.tr("Unpin") if memory.pinned else self.tr("Pin"))
        for button in (self.pin, self.edit, self.forget, self.more):
            button.setVisible(not gone)
        self.restore.setVisible(gone)
        self.retention.setVisible(not gone)
        self.retention.set_view(view)
        self._write_facts(view)
        self._write_quotes(view)
        self.more.offer(memory, view.muted)
        self.problem.hide()
        if other:
            self.around.clear()
            self.end_edit()
            self.verticalScrollBar().setValue(0)

    def _write_badges(self) -> None:
        if self.view is None:
            return
        memory = self.view.memory
        named = [words.kind_name(memory.kind, memory.scope), words.status_name(memory.status)]
        if memory.pinned:
            named.append(words.status_pinned())
        if self.view.muted:
            named.append(words.muted())
        self.badges.setText(" · ".join(named))

    def show_course(self, course: Course) -> None:
        """The course of the retention of the memory that is shown."""
        self.retention.set_course(course)

    def show_links(self, links: Sequence[Linked]) -> None:
        """What the memory that is shown is linked to."""
        if self.view is not None:
            self.around.show_links(self.view.memory.kind, links)

    def say_problem(self, sentence: str) -> None:
        """Something that belongs to the memory could not be read."""
        self.problem.setText(sentence)
        self.problem.show()

    def _write_facts(self, view: MemoryView) -> None:
        memory = view.memory
        rows = [
            (self.tr("Happened"), words.day_text(memory.day)),
            (self.tr("Learned"), words.moment_text(memory.created_at)),
            (self.tr("Said by"), words.source_name(memory)),
            (self.tr("Importance"), words.percent(memory.importance)),
            (self.tr("Used"), words.times_text(memory.decay.uses)),
            (self.tr("Holds"), words.validity_text(memory)),
            (self.tr("Keywords"), ", ".join(memory.keywords)),
            (self.tr("Notes"), "\n".join(words.marks(memory))),
        ]
        while self.facts.rowCount():
            self.facts.removeRow(0)
        for name, value in rows:
            if value:
                title, field = _label("muted"), _label(selectable=True)
                title.setWordWrap(False)
                title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                title.setText(name)
                field.setText(value)
                field.setAccessibleName(f"{name}: {value}")
                self.facts.addRow(title, field)

    def _write_quotes(self, view: MemoryView) -> None:
        while (item := self.quotes.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for message, source in view.quotes:
            card = QuoteCard(message, source)
            card.opened.connect(self.message_wanted)
            self.quotes.addWidget(card)
        self.quotes_title.setVisible(bool(view.quotes))

    @property
    def editing(self) -> bool:
        """Whether the editor is open."""
        return self.editor.isVisibleTo(self)

    @Slot()
    def begin_edit(self) -> None:
        """Open the editor on the text."""
        if self.view is not None and self.view.memory.status is not Status.FORGOTTEN:
            self.text.hide()
            self.edit.setEnabled(False)
            self.editor.show()
            self.editor.begin(self.view.memory.text)
            self.ensureWidgetVisible(self.editor)

    @Slot()
    def end_edit(self) -> None:
        """Close the editor and show the text again."""
        if self.editing:
            self.editor.hide()
            self.edit.setEnabled(True)
            self.edit.setFocus()
        self.text.show()

    @Slot()
    def _pin(self) -> None:
        if self.view is not None:
            self.pin_wanted.emit(not self.view.memory.pinned)

    def _dress(self) -> None:
        tokens = tokens_of(self)
        for button, name, colour in (
            (self.pin, "pin", tokens.text),
            (self.edit, "edit", tokens.text),
            (self.forget, "trash", tokens.danger),
            (self.restore, "undo", tokens.text),
        ):
            button.setIcon(icon(name, colour))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "restore"):
            self._dress()
        super().changeEvent(event)
