"""The bar under the list: how many there are, and what can be done to all that are selected."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from ui.icons import icon
from ui.theme import Space, tokens_of

LEVELS = (0.1, 0.3, 0.5, 0.75, 0.95)
"""The importance that each word of `level_names` means, in [0, 1]."""


def level_names(widget: QWidget) -> list[str]:
    """What the levels of importance are called, the lowest first."""
    return [
        widget.tr("A passing remark"),
        widget.tr("Minor"),
        widget.tr("Ordinary"),
        widget.tr("Important"),
        widget.tr("Must not be lost"),
    ]


class ImportanceButton(QPushButton):
    """A button whose menu sets how much something matters."""

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(self.tr("Importance"))
        help_text = self.tr("Set how much it matters: what matters fades more slowly")
        self.setToolTip(help_text)
        self.setAccessibleDescription(help_text)
        self.clicked.connect(self._open)

    def levels(self) -> QMenu:
        """The menu of levels, made anew."""
        menu = QMenu(self)
        for level, name in zip(LEVELS, level_names(self), strict=True):
            menu.addAction(name).triggered.connect(lambda _checked=False, level=level: self.chosen.emit(level))
        return menu

    @Slot()
    def _open(self) -> None:
        self.levels().popup(self.mapToGlobal(self.rect().bottomLeft()))


class BulkBar(QWidget):
    """Counts the list, and acts on many memories at once."""

    pin_wanted = Signal(bool)
    importance_wanted = Signal(float)
    mute_wanted = Signal(bool)
    merge_wanted = Signal()
    forget_wanted = Signal()
    columns_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = QLabel()
        self.count.setProperty("look", "muted")
        self.count.setMinimumWidth(10)
        self.count.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.pin = self._button(self.tr("Pin"), self.tr("Pinned memories do not fade"))
        self.unpin = self._button(self.tr("Unpin"), self.tr("Let them fade again"))
        self.importance = ImportanceButton()
        self.importance.setProperty("look", "quiet")
        self.mute = self._button(self.tr("Mute"), self.tr("Keep them from coming up by themselves"))
        self.merge = self._button(self.tr("Merge"), self.tr("Make them one memory"))
        self.forget = self._button(self.tr("Forget"), self.tr("Take them out of memory (Delete)"))
        self._all = (self.pin, self.unpin, self.importance, self.mute, self.merge, self.forget)
        self.columns = QToolButton()
        self.columns.setToolTip(self.tr("Choose the columns"))
        self.columns.setAccessibleName(self.tr("Choose the columns"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(self.count, 1)
        for button in self._all:
            row.addWidget(button)
        row.addWidget(self.columns)
        self.pin.clicked.connect(lambda: self.pin_wanted.emit(True))
        self.unpin.clicked.connect(lambda: self.pin_wanted.emit(False))
        self.importance.chosen.connect(self.importance_wanted)
        self.mute.clicked.connect(lambda: self.mute_wanted.emit(True))
        self.merge.clicked.connect(self.merge_wanted)
        self.forget.clicked.connect(self.forget_wanted)
        self.columns.clicked.connect(self.columns_wanted)
        self._total = self._selected = 0
        self._narrow = False
        self._say()
        self._dress()

    def _button(self, name: str, help_text: str) -> QPushButton:
        button = QPushButton(name)
        button.setProperty("look", "quiet")
        button.setToolTip(help_text)
        button.setAccessibleDescription(help_text)
        return button

    def set_total(self, total: int) -> None:
        """The list has so many memories."""
        self._total = total
        self._say()

    def set_selected(self, selected: int) -> None:
        """So many are selected; the buttons are there from two on."""
        if selected != self._selected:
            self._selected = selected
            self._say()

    def _say(self) -> None:
        many = self._selected > 1
        if many:
            text = self.tr("{0} selected").format(f"{self._selected:,}")
        else:
            text = self.tr("1 memory") if self._total == 1 else self.tr("{0} memories").format(f"{self._total:,}")
        self.count.setText(text)
        for button in self._all:
            button.setVisible(many)
        self.columns.setVisible(not many)

    def _dress(self) -> None:
        tokens = tokens_of(self)
        for button, name in (
            (self.pin, "pin"),
            (self.importance, "level"),
            (self.mute, "mute"),
            (self.merge, "merge"),
            (self.columns, "columns"),
        ):
            button.setIcon(icon(name, tokens.text))
        self.forget.setIcon(icon("trash", tokens.danger))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "columns"):
            self._dress()
        super().changeEvent(event)
