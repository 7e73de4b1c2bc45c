"""What one conversation taught, as a diff: each thing with what it replaced, and what can be said to it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.records import Lesson, Taught
from ui.icons import icon
from ui.memories import words
from ui.memories.differences import changes_html, changes_in_words
from ui.memories.editor import MemoryEditor
from ui.memories.jump import JumpButton
from ui.memories.reading import ReadingText
from ui.theme import Space, Type, tokens_of
from ui.wrapped import WrappedLabel


class TaughtRow(QFrame):
    """One thing: new, or in place of something else. Says what is wanted; the view does it."""

    accept_wanted = Signal(int)
    refuse_wanted = Signal(int)
    never_wanted = Signal(int)
    edited = Signal(int, str)
    memory_wanted = Signal(int)

    def __init__(self, taught: Taught, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.taught = taught
        memory = taught.view.memory
        self.text = ReadingText(Type.BODY)
        old = taught.replaced.text if taught.replaced is not None else ""
        spoken = changes_in_words(old, memory.text) if old else memory.text
        self.text.setAccessibleName(f"{self._what()}: {spoken}")
        caption = WrappedLabel(" · ".join(part for part in (self._what(), *self._notes()) if part))
        caption.setProperty("look", "caption")
        self.accept = self._button(self.tr("Accept") if taught.waits else self.tr("That is right"), "check")
        self.refuse = self._button(self.tr("Refuse"), "close")
        self.edit = self._button(self.tr("Edit"), "edit")
        self.more = QToolButton()
        self.more.setToolTip(self.tr("More"))
        self.more.setAccessibleName(self.tr("More about: {0}").format(memory.text))
        self.editor: MemoryEditor | None = None
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.XS)
        for button in (self.accept, self.edit, self.refuse, self.more):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.XS, 0, Space.S)
        column.setSpacing(Space.XS)
        for widget in (self.text, caption):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.accept.clicked.connect(lambda: self.accept_wanted.emit(memory.id))
        self.refuse.clicked.connect(lambda: self.refuse_wanted.emit(memory.id))
        self.edit.clicked.connect(self.begin_edit)
        self.more.clicked.connect(self._open_more)
        self._dress()

    def _button(self, name: str, picture: str) -> QPushButton:
        button = QPushButton(name)
        button.setProperty("look", "quiet")
        button.setObjectName(picture)
        button.setAccessibleName(f"{name}: {self.taught.view.memory.text}")
        return button

    def _what(self) -> str:
        kind = words.kind_name(self.taught.view.memory.kind)
        if self.taught.replaced is not None:
            return self.tr("{0}, changed").format(kind)
        return self.tr("{0}, new").format(kind)

    def _notes(self) -> list[str]:
        told = self.taught.waits or self.taught.replaced is not None
        return [self.taught.reason if told else "", *words.marks(self.taught.view.memory)]

    def more_menu(self) -> QMenu:
        """What else can be said to it."""
        menu = QMenu(self)
        memory = self.taught.view.memory
        never = menu.addAction(self.tr("Never remember this kind of thing"))
        never.triggered.connect(lambda: self.never_wanted.emit(memory.id))
        menu.addAction(self.tr("Show the memory")).triggered.connect(lambda: self.memory_wanted.emit(memory.id))
        return menu

    @Slot()
    def _open_more(self) -> None:
        self.more_menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    @property
    def editing(self) -> bool:
        """Whether the editor is open."""
        return self.editor is not None

    @Slot()
    def begin_edit(self) -> None:
        """Open the editor on the text; it is made now: few rows are ever edited."""
        column = self.layout()
        if self.editor is not None or not isinstance(column, QVBoxLayout):
            return
        memory = self.taught.view.memory
        self.editor = MemoryEditor()
        self.editor.closed.connect(self.end_edit)
        self.editor.saved.connect(lambda text: self.edited.emit(memory.id, text))
        column.insertWidget(1, self.editor)
        self.text.hide()
        self.editor.begin(memory.text)

    @Slot()
    def end_edit(self) -> None:
        """Close the editor."""
        if self.editor is not None:
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None
        self.text.show()

    def show_problem(self, error: CompanionError) -> None:
        """Say in the editor why it was not saved."""
        if self.editor is not None:
            self.editor.show_problem(error)

    def _dress(self) -> None:
        tokens = tokens_of(self)
        memory, replaced = self.taught.view.memory, self.taught.replaced
        if replaced is not None:
            self.text.setHtml(changes_html(replaced.text, memory.text, tokens))
        else:
            self.text.setPlainText(memory.text)
        for button in (self.accept, self.refuse, self.edit):
            button.setIcon(icon(button.objectName(), tokens.text))
        self.more.setIcon(icon("more", tokens.text))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "more"):
            self._dress()
        super().changeEvent(event)


class LessonCard(QFrame):
    """One conversation and what it taught."""

    accept_all_wanted = Signal(object)
    unlearn_wanted = Signal(int)
    message_wanted = Signal(int, int)

    def __init__(self, lesson: Lesson, connect: Callable[[TaughtRow], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lesson = lesson
        self.setProperty("look", "card")
        session = lesson.session
        title = QLabel(session.title or self.tr("Conversation"))
        title.setProperty("look", "heading")
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setMinimumWidth(60)
        day = QLabel(words.day_text(session.day))
        day.setProperty("look", "caption")
        jump = JumpButton()
        jump.clicked.connect(lambda: self.message_wanted.emit(session.id, 0))
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(day)
        head.addWidget(jump)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.S)
        column.setSpacing(Space.S)
        column.addLayout(head)
        self.rows = [TaughtRow(taught) for taught in lesson.taught]
        for row in self.rows:
            connect(row)
            line = QFrame()
            line.setProperty("look", "line")
            column.addWidget(line)
            column.addWidget(row)
        waiting = [taught.view.memory.id for taught in lesson.taught if taught.waits]
        self.all = QPushButton(self.tr("Accept all {0}").format(len(waiting)))
        self.all.setProperty("look", "primary")
        self.all.setVisible(len(waiting) > 1)
        self.all.clicked.connect(lambda: self.accept_all_wanted.emit(waiting))
        self.undo = QPushButton(self.tr("Undo what this conversation taught"))
        self.undo.setProperty("look", "quiet")
        self.undo.clicked.connect(lambda: self.unlearn_wanted.emit(session.id))
        foot = QHBoxLayout()
        foot.addWidget(self.all)
        foot.addWidget(self.undo)
        foot.addStretch(1)
        column.addLayout(foot)
