"""Menus that stay open while several things are chosen, and chips that open them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

T = TypeVar("T")


class StayMenu(QMenu):
    """A menu in which a click or the space key on a checkable entry does not close it."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        chosen = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if chosen and action is not None and action.isCheckable():
            action.trigger()
        else:
            super().keyPressEvent(event)


class MenuChip(QPushButton):
    """A chip that opens a menu, is lit while something is set, and then says what.

    The menu is made when it is first wanted: opening the window does not wait for it.
    """

    def __init__(self, name: str, help_text: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.name = name
        self._menu: QMenu | None = None
        self.setProperty("look", "chip")
        self.setCheckable(True)
        self.setToolTip(help_text)
        self.setAccessibleDescription(help_text)
        self.say("")
        self.clicked.connect(self._open)

    def say(self, value: str) -> None:
        """Show what is set; empty: nothing is."""
        self.setText(f"{self.name}: {value}" if value else f"{self.name} ▾")
        self.setAccessibleName(self.tr("Filter: {0}").format(f"{self.name}: {value}" if value else self.name))
        self.setChecked(bool(value))

    @property
    def menu_made(self) -> QMenu:
        """The menu, made now if it was not."""
        if self._menu is None:
            self._menu = self.make_menu()
        return self._menu

    def make_menu(self) -> QMenu:
        """The menu of this chip."""
        raise NotImplementedError

    @Slot()
    def _open(self) -> None:
        self.setChecked(":" in self.text())  # a click opens; only a choice lights the chip
        self.menu_made.popup(self.mapToGlobal(self.rect().bottomLeft()))


class ChoiceChip(MenuChip, Generic[T]):
    """Any number of values out of a few."""

    changed = Signal()

    def __init__(
        self,
        name: str,
        help_text: str,
        choices: Mapping[T, str],
        explain: Callable[[T], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, help_text, parent)
        self._choices, self._explain = choices, explain
        self.values: tuple[T, ...] = ()

    def make_menu(self) -> QMenu:
        menu = StayMenu(self)
        menu.setToolTipsVisible(True)
        for value, label in self._choices.items():
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setToolTip(self._explain(value))
            action.setChecked(value in self.values)
            action.triggered.connect(lambda on, value=value: self._toggle(value, on))
        return menu

    def _toggle(self, value: T, on: bool) -> None:
        self.choose((*self.values, value) if on else tuple(known for known in self.values if known != value))

    def choose(self, values: tuple[T, ...]) -> None:
        """Set these values."""
        values = tuple(known for known in self._choices if known in values)
        if values == self.values:
            return
        self.values = values
        self.say(", ".join(self._choices[value] for value in values))
        if self._menu is not None:
            for value, action in zip(self._choices, self._menu.actions(), strict=True):
                action.setChecked(value in values)
        self.changed.emit()


class FocusOnShow(QObject):
    """Puts the keyboard into a field as soon as the menu round it opens."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._field.setFocus(Qt.FocusReason.PopupFocusReason)
        return super().eventFilter(watched, event)
