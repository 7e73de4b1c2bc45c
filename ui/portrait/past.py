"""The bar that goes through the portrait's past: a slider over its days, and the way back to one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from ui.memories.words import day_text
from ui.theme import Space

PAUSE_MS = 90
"""So long the slider rests before the portrait of its day is asked for."""


class PastBar(QWidget):
    """A slider whose last place is today. Says which day is wanted; None stands for today."""

    wanted = Signal(object)
    """A `date`, or None for the present."""
    restore_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: list[dt.date] = []
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Portrait as of"))
        self.slider.setPageStep(5)
        self.slider.setMinimumHeight(26)
        self.label = QLabel()
        self.label.setMinimumWidth(150)
        self.today = QPushButton(self.tr("Back to today"))
        self.today.setProperty("look", "quiet")
        self.restore = QPushButton(self.tr("Bring this day back"))
        self.restore.setToolTip(self.tr("Makes the portrait of this day the present one. It can be undone."))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.label)
        row.addWidget(self.slider, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.today)
        buttons.addWidget(self.restore)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(row)
        column.addLayout(buttons)
        self.slider.valueChanged.connect(self._moved)
        self._pause.timeout.connect(lambda: self.wanted.emit(self.day))
        self.today.clicked.connect(self.leave)
        self.restore.clicked.connect(lambda: self.restore_wanted.emit(self.day))
        self._dress()

    @property
    def day(self) -> dt.date | None:
        """The day that is shown; None: the present."""
        place = self.slider.value()
        return self._days[place] if place < len(self._days) - 1 else None

    def set_days(self, days: Sequence[dt.date]) -> None:
        """Offer these days; the last stands for the present. Without a past the bar hides."""
        shown = self.day
        self._days = list(days)
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(len(self._days) - 1, 0))
        self.slider.setValue(self._days.index(shown) if shown in self._days else len(self._days) - 1)
        self.slider.blockSignals(False)
        self.setVisible(len(self._days) > 1)
        self._dress()

    @Slot()
    def leave(self) -> None:
        """Show the present again."""
        self.slider.setValue(self.slider.maximum())

    @Slot()
    def _moved(self) -> None:
        self._dress()
        self._pause.start()

    def _dress(self) -> None:
        day = self.day
        said = self.tr("As it is today") if day is None else self.tr("As of {0}").format(day_text(day))
        self.label.setText(said)
        self.slider.setAccessibleDescription(said)
        for button in (self.today, self.restore):
            button.setVisible(day is not None)
