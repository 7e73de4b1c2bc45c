"""One setting as the dialog shows it: label, editor, reset, what it means, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from companion.settings import Value
from ui.icons import icon
from ui.settings.fields import Field, FlagField
from ui.theme import Space, tokens_of


class SettingRow(QWidget):
    """Shows one field of the dialog. Knows nothing of the draft; who owns it connects the signals."""

    edited = Signal(str, object)
    reset_wanted = Signal(str)

    def __init__(self, field: Field, beside: QWidget | None = None) -> None:
        super().__init__()
        setting = field.setting
        self.key, self.field = setting.key, field
        self.reset = QToolButton()
        self.reset.setToolTip(self.tr("Back to the default"))
        self.reset.setAccessibleName(self.tr("Reset {0}").format(setting.label))
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self.problem = self._line("danger")
        self.note = self._line("caption")
        self.note.setText(self.tr("Counts from the next start.") if setting.restart else "")
        self.help = self._line("muted")
        self.help.setText(setting.help)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(field)
        line.addWidget(self.reset)
        if beside is not None:
            line.addWidget(beside)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        if not isinstance(field, FlagField):
            label = QLabel(setting.label)
            label.setBuddy(field.control)
            column.addWidget(label)
        column.addLayout(line)
        for words in (self.problem, self.help, self.note):
            words.setVisible(bool(words.text()))
            column.addWidget(words)
        field.edited.connect(self._edited)
        self.reset.clicked.connect(self._reset)
        self._dress()

    def _line(self, look: str) -> QLabel:
        label = QLabel()
        label.setProperty("look", look)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return label

    def show_state(self, value: Value, problem: str, *, default: bool) -> None:
        """Show the value, what is wrong with it, and whether it differs from the default."""
        self.field.show_value(value)
        self.show_problem(problem)
        self.reset.setVisible(not default)

    def show_problem(self, sentence: str) -> None:
        """Say under the field what is wrong; empty when nothing is."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.field.show_problem(sentence)

    @Slot(object)
    def _edited(self, value: Value) -> None:
        self.edited.emit(self.key, value)

    @Slot()
    def _reset(self) -> None:
        self.reset_wanted.emit(self.key)
        self.field.control.setFocus()

    def _dress(self) -> None:
        self.reset.setIcon(icon("undo", tokens_of(self).muted))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)
