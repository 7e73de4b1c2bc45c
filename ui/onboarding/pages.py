"""The pages of the welcome that need no model: hello, who you are, done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from companion.records import Persona
from companion.settings import Settings
from ui.icons import app_icon
from ui.theme import Space
from ui.wrapped import WrappedLabel

MARK = 64


class Page(QWidget):
    """One step: a title, a line under it, and what belongs to it."""

    next_wanted = Signal()

    def __init__(self, title: str, line: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(title)
        self.title.setProperty("look", "title")
        self.line = WrappedLabel(line)
        self.line.setProperty("look", "muted")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.M)
        self.column.addWidget(self.title)
        self.column.addWidget(self.line)
        self.column.addSpacing(Space.S)

    @property
    def next_label(self) -> str:
        """What stands on the button that goes on."""
        return self.tr("Continue")

    def first_focus(self) -> QWidget | None:
        """Where the keyboard belongs when the page comes; None for the button that goes on."""
        return None


class HelloPage(Page):
    """What this is, and what becomes of what is said."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.title.setText(self.tr("Welcome to Companion"))
        self.line.setText(self.tr("Somebody to talk with who remembers you, on your own computer."))
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(MARK, MARK))
        self.column.insertWidget(0, mark)
        for head, words in (
            (
                self.tr("It remembers"),
                self.tr("What you tell it comes back when it matters, with its date and source."),
            ),
            (
                self.tr("You see and correct it"),
                self.tr("Every memory can be looked at, changed, pinned or forgotten."),
            ),
            (
                self.tr("It stays here"),
                self.tr("All of it lies on this computer, encrypted where it has a keyring. There is no account."),
            ),
        ):
            self.column.addWidget(self._point(head, words))
        self.column.addStretch(1)

    @property
    def next_label(self) -> str:
        return self.tr("Begin")

    def _point(self, head: str, words: str) -> QWidget:
        card = QFrame()
        card.setProperty("look", "card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        inner.setSpacing(2)
        title = QLabel(head)
        title.setProperty("look", "heading")
        line = WrappedLabel(words)
        line.setProperty("look", "muted")
        inner.addWidget(title)
        inner.addWidget(line)
        return card


class YouPage(Page):
    """How the companion addresses you, and who it is. Both may stay as they are."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.title.setText(self.tr("You and your companion"))
        self.line.setText(self.tr("Both can be changed at any time in the settings."))
        label = QLabel(self.tr("Your name"))
        self.name = QLineEdit()
        self.name.setMaxLength(60)
        self.name.setPlaceholderText(self.tr("May stay empty"))
        self.name.setAccessibleName(label.text())
        label.setBuddy(self.name)
        self.name.returnPressed.connect(self.next_wanted)
        who = QLabel(self.tr("Who you talk with"))
        self.column.addWidget(label)
        self.column.addWidget(self.name)
        self.column.addSpacing(Space.M)
        self.column.addWidget(who)
        self._personas = QVBoxLayout()
        self._personas.setSpacing(Space.XS)
        self.column.addLayout(self._personas)
        self.column.addStretch(1)
        self._group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        self._wanted = ""

    def first_focus(self) -> QWidget | None:
        return self.name

    def show_settings(self, settings: Settings) -> None:
        """What is in force."""
        self.name.setText(settings.text("user_name"))
        self._wanted = settings.text("persona")

    def show_personas(self, personas: list[tuple[str, str]]) -> None:
        """The companions that there are: (key, name and summary)."""
        for key, name in personas:
            if key in self.choices:
                continue
            choice = QRadioButton(name)
            choice.setChecked(key == self._wanted)
            self._group.addButton(choice)
            self._personas.addWidget(choice)
            self.choices[key] = choice

    def show_summary(self, persona: Persona) -> None:
        """What this companion is like, beside its name."""
        choice = self.choices.get(persona.key)
        if choice is not None and persona.summary:
            choice.setText(f"{persona.name}: {persona.summary}")

    @property
    def changes(self) -> dict[str, str]:
        """What was chosen, as settings."""
        chosen = next((key for key, choice in self.choices.items() if choice.isChecked()), self._wanted)
        return {"user_name": self.name.text().strip()} | ({"persona": chosen} if chosen else {})


class DonePage(Page):
    """Nothing more to do; what to try first."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.title.setText(self.tr("Ready"))
        for keys, words in (
            ("Ctrl+N", self.tr("a new conversation")),
            ("Ctrl+M", self.tr("what it remembers of you")),
            ("Ctrl+Shift+M", self.tr("models: more of them, or another one")),
            ("Ctrl+,", self.tr("settings; this welcome can be seen again from there")),
        ):
            row = QHBoxLayout()
            row.setSpacing(Space.M)
            key = QLabel(keys)
            key.setProperty("look", "badge")
            key.setMinimumWidth(110)
            key.setAlignment(Qt.AlignmentFlag.AlignCenter)
            row.addWidget(key)
            row.addWidget(WrappedLabel(words), 1)
            self.column.addLayout(row)
        self.column.addStretch(1)

    def say(self, model: str) -> None:
        """Who will answer: this model, or nobody but memory when it is empty."""
        self.line.setText(
            self.tr("{} answers you. Whatever you say first is a good beginning.").format(model)
            if model
            else self.tr("Without a model, Companion answers by quoting what you told it. A model can come later.")
        )

    @property
    def next_label(self) -> str:
        return self.tr("Start talking")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_wanted.emit()
        else:
            super().keyPressEvent(event)
