"""The detail pane: one memory with its retention, its words and what can be done to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from companion.records import MemoryView, Status
from companion.settings import Settings
from ui.icons import icon
from ui.memories import words
from ui.memories.editor import MemoryEditor
from ui.memories.flow import FlowLayout
from ui.memories.quotes import QuoteCard
from ui.memories.reading import ReadingText
from ui.memories.retention import RetentionCard
from ui.theme import Space, Type, tokens_of


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
        self.retention = RetentionCard()
        self.facts = QFormLayout()
        self.quotes_title = QLabel(self.tr("The words it comes from"))
        self.quotes_title.setProperty("look", "heading")
        self.quotes = QVBoxLayout()
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
        buttons = QWidget()
        row = FlowLayout(buttons, Space.S)
        for button in (self.pin, self.edit, self.forget, self.restore):
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
        column.addStretch(1)
        self.setWidget(page)

    def _connect(self) -> None:
        self.pin.clicked.connect(self._pin)
        self.edit.clicked.connect(self.begin_edit)
        self.forget.clicked.connect(self.forget_wanted)
        self.restore.clicked.connect(self.restore_wanted)
        self.editor.closed.connect(self.end_edit)
        self.editor.saved.connect(self.saved)

    def show_view(self, view: MemoryView, settings: Settings) -> None:
        """Show this memory. An edit that is under way on the same memory stays as it is."""
        other = self.view is None or self.view.memory.id != view.memory.id
        self.view = view
        memory = view.memory
        named = [words.kind_name(memory.kind, memory.scope), words.status_name(memory.status)]
        if memory.pinned:
            named.append(words.status_pinned())
        self.badges.setText(" · ".join(named))
        if self.text.toPlainText() != memory.text:
            self.text.setPlainText(memory.text)
        gone = memory.status is Status.FORGOTTEN
        self.pin.setText(self.tr("Unpin") if memory.pinned else self.tr("Pin"))
        for button in (self.pin, self.edit, self.forget):
            button.setVisible(not gone)
        self.restore.setVisible(gone)
        self.retention.setVisible(not gone)
        self.retention.set_view(view, settings)
        self._write_facts(view)
        self._write_quotes(view)
        if other:
            self.end_edit()
            self.verticalScrollBar().setValue(0)

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
            self.quotes.addWidget(QuoteCard(message, source))
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
