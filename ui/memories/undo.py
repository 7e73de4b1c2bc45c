"""The bar that says what was done and offers to take it back, without standing in the way."""

from __future__ import annotations

import datetime as dt
import math

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.theme import Space

LINGER_MS = 10_000
TICK_MS = 500
"""How often a grace that runs out is drawn anew."""


class UndoBar(QFrame):
    """One sentence and an `Undo` button; goes away by itself. Ctrl+Z of the window works longer than the bar.

    While a forget can still be taken back it stays, and shows how long that is.
    """

    undo_wanted = Signal()
    restore_wanted = Signal(int)
    """The forget of this number is to be taken back."""
    finish_wanted = Signal(int)
    """The forget of this number need not wait."""
    receipt_wanted = Signal(int)
    others_wanted = Signal(int)
    """What may say the same as this forget is to be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.setObjectName("undoBar")
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.button = QPushButton(self.tr("Undo"))
        self.button.setToolTip(self.tr("Take it back (Ctrl+Z)"))
        self.now = QPushButton(self.tr("Forget now"))
        self.now.setProperty("look", "quiet")
        self.now.setToolTip(self.tr("Do not wait: remove it for good at once"))
        self.receipt = QPushButton(self.tr("Show receipt"))
        self.receipt.setProperty("look", "quiet")
        self.others = QPushButton()
        self.others.setProperty("look", "quiet")
        self.others.setToolTip(self.tr("List them: they are near in meaning, and stay unless you forget them, too"))
        self.others.setAccessibleName(self.tr("What may say the same"))
        self.others.setAccessibleDescription(self.others.toolTip())
        self.left = QProgressBar()
        self.left.setTextVisible(False)
        self.left.setAccessibleName(self.tr("Time in which it can be taken back"))
        row = QHBoxLayout()
        row.addWidget(self.label, 1)
        for button in (self.others, self.now, self.receipt, self.button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addLayout(row)
        column.addWidget(self.left)
        self._linger = QTimer(self, singleShot=True, interval=LINGER_MS)
        self._linger.timeout.connect(self.hide)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._count)
        self._forgetting: int | None = None
        self._said = ""
        self._asked_at = self._due_at = dt.datetime.now(dt.UTC)
        self.button.clicked.connect(self._undo)
        self.now.clicked.connect(self._finish)
        self.receipt.clicked.connect(self._show_receipt)
        self.others.clicked.connect(self._show_others)
        self.hide()

    def offer(self, sentence: str) -> None:
        """Show `sentence` with the button for ten seconds, and read it aloud."""
        self._show_buttons(undo=True)
        self._say(sentence)
        self._linger.start()

    def tell(self, sentence: str) -> None:
        """Show `sentence` alone."""
        self._show_buttons()
        self._say(sentence)
        self._linger.start()

    def count_down(self, sentence: str, forgetting_id: int, asked_at: dt.datetime, due_at: dt.datetime) -> None:
        """Show that a forget can be taken back until `due_at`; the bar stays until then."""
        self._forgetting, self._said = forgetting_id, sentence
        self._asked_at, self._due_at = asked_at, due_at
        self._show_buttons(undo=True, now=True)
        self._linger.stop()
        self._say(sentence)
        self._count()
        self._tick.start()

    def offer_others(self, forgetting_id: int, count: int) -> None:
        """So many memories stay that may say the same as what this forget takes, if it is still the one shown."""
        if count and self.counting and self._forgetting == forgetting_id:
            self.others.setText(self.tr("{0} may say the same").format(count))
            name = self.tr("{0} memories may say the same").format(count)
            self.others.setAccessibleName(self.tr("1 memory may say the same") if count == 1 else name)
            self.others.show()
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.others.accessibleName()))

    def gone(self, forgetting_id: int, sentence: str) -> None:
        """A forget was carried out: its receipt can be seen, and still what may say the same."""
        others = self._forgetting == forgetting_id and self.others.isVisibleTo(self)
        self._forgetting = forgetting_id
        self._show_buttons(receipt=True)
        self.others.setVisible(others)
        self._say(sentence)
        self._linger.start()

    @property
    def forgetting(self) -> int | None:
        """The forget that is counted down or whose receipt is offered."""
        return self._forgetting

    @property
    def counting(self) -> bool:
        """Whether a grace is running out here."""
        return self._tick.isActive()

    def _show_buttons(self, *, undo: bool = False, now: bool = False, receipt: bool = False) -> None:
        self._tick.stop()
        self.button.setVisible(undo)
        self.now.setVisible(now)
        self.receipt.setVisible(receipt)
        self.others.hide()
        self.left.setVisible(now)
        if not (now or receipt):
            self._forgetting = None

    def _say(self, sentence: str) -> None:
        self.label.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    @Slot()
    def _count(self) -> None:
        now = dt.datetime.now(dt.UTC)
        left = max((self._due_at - now).total_seconds(), 0.0)
        whole = max((self._due_at - self._asked_at).total_seconds(), 1.0)
        self.left.setMaximum(1000)
        self.left.setValue(round(1000 * min(left / whole, 1.0)))
        seconds = math.ceil(left)
        when = self.tr("gone for good in {0} s").format(seconds) if seconds < 90 else self.tr("gone for good soon")
        self.label.setText(f"{self._said} {when}." if left else self.tr("It is being removed for good …"))
        self.button.setEnabled(left > 0)
        self.now.setEnabled(left > 0)

    @Slot()
    def _undo(self) -> None:
        forgetting, self._forgetting = self._forgetting, None
        self._tick.stop()
        self.hide()
        if forgetting is not None:
            self.restore_wanted.emit(forgetting)
        else:
            self.undo_wanted.emit()

    @Slot()
    def _finish(self) -> None:
        if self._forgetting is not None:
            self.now.setEnabled(False)
            self.finish_wanted.emit(self._forgetting)

    @Slot()
    def _show_receipt(self) -> None:
        if self._forgetting is not None:
            self.receipt_wanted.emit(self._forgetting)

    @Slot()
    def _show_others(self) -> None:
        if self._forgetting is not None:
            self.others_wanted.emit(self._forgetting)
