"""One editor for each type of setting. Each shows a value, says when a person changed it, and gives it back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from companion.settings import Setting, Value
from ui.theme import Space, set_look

WIDE = 300
"""The usual width of a field in pixels."""


class Field(QWidget):
    """Base of the editors. `edited` carries the new value and comes only for what a person did."""

    edited = Signal(object)

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)

    def hold(self, control: QWidget, *, wide: bool = True) -> None:
        """Take `control` in, named as the setting is."""
        self.control = control
        control.setAccessibleName(self.setting.label)
        control.setAccessibleDescription(self.setting.help)
        if wide:
            control.setFixedWidth(WIDE)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(control)
        self.setFocusProxy(control)

    def show_value(self, value: Value) -> None:
        """Show `value` without saying that it was edited."""
        self.control.blockSignals(True)
        self._put(value)
        self.control.blockSignals(False)

    def show_problem(self, sentence: str) -> None:
        """Mark the field as wrong, or right again when `sentence` is empty."""
        set_look(self.control, "wrong", "true" if sentence else "")
        spoken = f"{sentence} {self.setting.help}".strip()
        self.control.setAccessibleDescription(spoken)

    def _put(self, value: Value) -> None:
        raise NotImplementedError


class TextField(Field):
    """A line of text."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.line = QLineEdit()
        self.hold(self.line)
        self.line.textChanged.connect(self.edited.emit)

    def _put(self, value: Value) -> None:
        self.line.setText(str(value))


class _WheelGuard(QObject):
    """Keeps a turning wheel from changing a field that is only passed by while scrolling."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def make_room(spin: QSpinBox | QDoubleSpinBox) -> None:
    """Keep the number off the edge, where the text of a line stands."""
    spin.lineEdit().setTextMargins(Space.S, 0, 0, 0)


def guard_wheel(control: QWidget) -> None:
    """The wheel changes `control` only when the keyboard is in it."""
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.installEventFilter(_WheelGuard(control))


def _suffix(setting: Setting) -> str:
    """The unit behind a number: a word stands apart, a per cent sign does not."""
    return setting.unit if setting.unit in ("", "%") else f" {setting.unit}"


class WholeField(Field):
    """A whole number with its unit. Any number can be typed, so that a wrong one is explained and not swallowed."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.spin = QSpinBox()
        self.spin.setRange(-(2**31), 2**31 - 1)
        self.spin.setGroupSeparatorShown(False)
        self.spin.setSuffix(_suffix(setting))
        self.spin.setSingleStep(step_of(setting))
        guard_wheel(self.spin)
        make_room(self.spin)
        self.hold(self.spin)
        self.spin.valueChanged.connect(self.edited.emit)

    def _put(self, value: Value) -> None:
        self.spin.setValue(int(value))


class NumberField(Field):
    """A number with decimals."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.spin = QDoubleSpinBox()
        self.spin.setDecimals(2)
        self.spin.setRange(-1e9, 1e9)
        self.spin.setSuffix(_suffix(setting))
        self.spin.setSingleStep(0.05)
        guard_wheel(self.spin)
        make_room(self.spin)
        self.hold(self.spin)
        self.spin.valueChanged.connect(self.edited.emit)

    def _put(self, value: Value) -> None:
        self.spin.setValue(float(value))


class FlagField(Field):
    """Yes or no. The words beside the box are the setting's own."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.box = QCheckBox(setting.label)
        self.hold(self.box, wide=False)
        self.box.toggled.connect(self.edited.emit)

    def _put(self, value: Value) -> None:
        self.box.setChecked(bool(value))


class ChoiceField(Field):
    """One of a list of (key, name)."""

    def __init__(self, setting: Setting, choices: Sequence[tuple[str, str]] | None = None) -> None:
        super().__init__(setting)
        self.combo = QComboBox()
        guard_wheel(self.combo)
        self.hold(self.combo)
        self.set_choices(setting.choices if choices is None else choices)
        self.combo.currentIndexChanged.connect(self._chosen)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these instead; what was chosen stays chosen, also when it is not among them."""
        kept = self.combo.currentData()
        self.combo.blockSignals(True)
        self.combo.clear()
        for key, name in choices:
            self.combo.addItem(name, key)
        if kept is not None:
            self._put(kept)
        self.combo.blockSignals(False)

    def _put(self, value: Value) -> None:
        place = self.combo.findData(value)
        if place < 0:
            self.combo.addItem(str(value), value)
            place = self.combo.count() - 1
        self.combo.setCurrentIndex(place)

    @Slot(int)
    def _chosen(self, _place: int) -> None:
        self.edited.emit(self.combo.currentData())


class SuggestField(Field):
    """A line of text with suggestions: any text may be typed."""

    def __init__(self, setting: Setting, hint: str) -> None:
        super().__init__(setting)
        self.combo = QComboBox()
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        guard_wheel(self.combo)
        line = self.combo.lineEdit()
        if line is not None:
            line.setPlaceholderText(hint)
            line.setAccessibleName(setting.label)
        self.hold(self.combo)
        self.combo.editTextChanged.connect(self.edited.emit)

    def set_suggestions(self, names: Sequence[str]) -> None:
        """Offer these; what was typed stays."""
        typed = self.combo.currentText()
        self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItems(list(names))
        self.combo.setEditText(typed)
        self.combo.blockSignals(False)

    def _put(self, value: Value) -> None:
        self.combo.setEditText(str(value))


def step_of(setting: Setting) -> int:
    """How far one press of an arrow goes: about a fiftieth of the default, as a round number."""
    default = abs(int(setting.default))
    if default >= 2048 and default & (default - 1) == 0:
        return 1024
    return 100 if default >= 500 else 10 if default >= 100 else 5 if default >= 20 else 1


def field_for(setting: Setting) -> Field:
    """The editor for a setting that needs nothing from the engine."""
    if setting.choices:
        return ChoiceField(setting)
    if isinstance(setting.default, bool):
        return FlagField(setting)
    if isinstance(setting.default, int):
        return WholeField(setting)
    return NumberField(setting) if isinstance(setting.default, float) else TextField(setting)
