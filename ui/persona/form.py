"""The fields of one persona: name, picture, character sliders, style, limits, and whose memories it has."""

from __future__ import annotations

from dataclasses import fields, replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from companion.records import Persona, Sliders
from ui.persona.pictures import picture_from, round_picture
from ui.theme import Space, tokens_of

SHOWN = 72
"""Pixels of the picture in the form."""


class PersonaForm(QWidget):
    """Edits a copy of a persona; `changed` comes with every keystroke."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._persona: Persona | None = None
        self._filling = False
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.summary = QLineEdit()
        self.summary.setMaxLength(200)
        self.description = self._text(self.tr("Who it is"), 76)
        self.style_ = self._text(self.tr("How it speaks"), 92)
        self.empathy = self._text(self.tr("Feelings"), 92)
        self.limits = self._text(self.tr("What it never does"), 92)
        self.greeting = self._text(self.tr("First words"), 52)
        self.own_memories = QCheckBox(self.tr("Keeps its memories to itself"))
        self.own_memories.setToolTip(
            self.tr(
                "What you say to it is not known to the others, and it knows nothing of what they know. "
                "Counts for new conversations; earlier ones stay where they are."
            )
        )
        self.picture = QLabel()
        self.choose = QPushButton(self.tr("Choose a picture…"))
        self.remove = QPushButton(self.tr("Remove it"))
        self.author = QLabel()
        self.author.setProperty("look", "caption")
        self.author.setWordWrap(True)
        self.sliders = {field.name: self._slider(field.name) for field in fields(Sliders)}
        self._lay_out()
        self._wire()

    def _text(self, name: str, height: int) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setAccessibleName(name)
        field.setTabChangesFocus(True)
        field.setFixedHeight(height)
        return field

    def _slider(self, name: str) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(-2, 2)
        slider.setPageStep(1)
        slider.setTickPosition(QSlider.TickPosition.NoTicks)
        slider.setMinimumHeight(26)
        low, high = self.ends(name)
        slider.setAccessibleName(self.tr("From {0} to {1}").format(low, high))
        return slider

    def ends(self, name: str) -> tuple[str, str]:
        """What the two ends of a slider mean."""
        return {
            "warmth": (self.tr("matter-of-fact"), self.tr("warm")),
            "play": (self.tr("serious"), self.tr("playful")),
            "length": (self.tr("brief"), self.tr("thorough")),
            "directness": (self.tr("gentle"), self.tr("direct")),
            "curiosity": (self.tr("reserved"), self.tr("curious")),
        }[name]

    def _lay_out(self) -> None:
        buttons = QVBoxLayout()
        buttons.addWidget(self.choose)
        buttons.addWidget(self.remove)
        head = QHBoxLayout()
        head.setSpacing(Space.L)
        head.addWidget(self.picture)
        head.addLayout(buttons)
        head.addStretch(1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setColumnStretch(1, 1)
        for row, (name, slider) in enumerate(self.sliders.items()):
            low, high = self.ends(name)
            left = QLabel(low)
            left.setMinimumWidth(104)
            grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(slider, row, 1)
            grid.addWidget(QLabel(high), row, 2)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(Space.S)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("In one line"), self.summary)
        lines = self.tr("{0} (one rule on each line)")
        for title, field in (
            (self.tr("Who it is"), self.description),
            (lines.format(self.tr("How it speaks")), self.style_),
            (lines.format(self.tr("Feelings")), self.empathy),
            (lines.format(self.tr("What it never does")), self.limits),
            (self.tr("First words to somebody new"), self.greeting),
        ):
            form.addRow(title, field)
        character = QLabel(self.tr("Character"))
        character.setProperty("look", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(head)
        column.addWidget(self.author)
        column.addWidget(character)
        column.addLayout(grid)
        column.addWidget(self.own_memories)
        column.addLayout(form)
        column.addStretch(1)

    def _wire(self) -> None:
        for line in (self.name, self.summary):
            line.textEdited.connect(self._touched)
        for text in (self.description, self.style_, self.empathy, self.limits, self.greeting):
            text.textChanged.connect(self._touched)
        for slider in self.sliders.values():
            slider.valueChanged.connect(self._touched)
        self.own_memories.toggled.connect(self._touched)
        self.choose.clicked.connect(self._ask_picture)
        self.remove.clicked.connect(lambda: self.set_picture(b""))

    def show_persona(self, persona: Persona) -> None:
        """Fill the fields."""
        self._filling = True
        self._persona = persona
        self.name.setText(persona.name)
        self.summary.setText(persona.summary)
        self.description.setPlainText(" ".join(persona.description.split()))
        self.greeting.setPlainText(persona.greeting)
        for field, lines in (
            (self.style_, persona.style),
            (self.empathy, persona.empathy),
            (self.limits, persona.limits),
        ):
            field.setPlainText("\n".join(lines))
        for name, slider in self.sliders.items():
            slider.setValue(getattr(persona.sliders, name))
        self.own_memories.setChecked(persona.own_memories)
        said = self.tr("Written by {0}. It says how the companion talks, and cannot change how memories are kept.")
        self.author.setText(said.format(persona.author))
        self.author.setVisible(bool(persona.author))
        self._filling = False
        self.dress()

    def persona(self) -> Persona:
        """The persona as the fields say it, not yet checked."""
        assert self._persona is not None
        return replace(
            self._persona,
            name=self.name.text().strip(),
            summary=self.summary.text().strip(),
            description=self.description.toPlainText().strip(),
            greeting=self.greeting.toPlainText().strip(),
            style=_lines(self.style_),
            empathy=_lines(self.empathy),
            limits=_lines(self.limits),
            sliders=Sliders(**{name: slider.value() for name, slider in self.sliders.items()}),
            own_memories=self.own_memories.isChecked(),
        )

    def set_picture(self, picture: bytes) -> None:
        """Take this picture; empty for none."""
        if self._persona is not None:
            self._persona = replace(self.persona(), picture=picture)
            self.dress()
            self._touched()

    @Slot()
    def _touched(self) -> None:
        if not self._filling:
            self.changed.emit()

    @Slot()
    def _ask_picture(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a picture"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Pictures (*.png *.jpg *.jpeg *.webp)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.take_file)
        dialog.open()

    @Slot(str)
    def take_file(self, path: str) -> None:
        """Take the picture in this file; one that cannot be read changes nothing."""
        if picture := picture_from(path):
            self.set_picture(picture)

    def dress(self) -> None:
        """Draw the picture in the colours of now."""
        if self._persona is None:
            return
        tokens = tokens_of(self)
        picture, name = self._persona.picture, self.name.text()
        ratio = self.devicePixelRatioF()
        self.picture.setPixmap(round_picture(picture, name, SHOWN, ratio, tokens.accent_soft, tokens.on_accent_soft))
        self.picture.setAccessibleName(self.tr("Picture of {0}").format(name))
        self.remove.setVisible(bool(picture))


def _lines(field: QPlainTextEdit) -> tuple[str, ...]:
    return tuple(line.strip() for line in field.toPlainText().splitlines() if line.strip())
