"""The way back to the end of the transcript, which says whether there is something new."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QPushButton

from ui.chat.scroll import NEAR_END
from ui.chat.transcript_view import TranscriptView
from ui.icons import icon
from ui.theme import tokens_of

ABOVE_END = 48
"""How far above the lower edge of the transcript it floats, in pixels."""


class Pill(QPushButton):
    """Floats over a transcript while its end is out of sight. Main thread only."""

    def __init__(self, view: TranscriptView, busy: Callable[[], bool]) -> None:
        """`busy` says whether a reply is on its way: only then is what comes news."""
        super().__init__(view)
        self._view = view
        self._busy = busy
        self._fresh = False
        self.setProperty("look", "pill")
        view.rows.rowsInserted.connect(self._came)
        view.rows.dataChanged.connect(self._grew)
        view.followed.connect(self._followed)
        view.verticalScrollBar().valueChanged.connect(self._look)
        view.verticalScrollBar().rangeChanged.connect(self._look)
        view.installEventFilter(self)
        self.clicked.connect(view.follow)
        self._dress()

    @Slot()
    def _came(self) -> None:
        # Another version of what was there is not news.
        self._fresh = self._busy() and not self._view.following
        self._dress()

    @Slot()
    def _grew(self) -> None:
        self._fresh = self._fresh or (self._busy() and not self._view.following)
        self._dress()

    @Slot(bool)
    def _followed(self, following: bool) -> None:
        self._fresh = self._fresh and not following
        self._dress()

    @Slot()
    def _look(self) -> None:
        """Where the end is in sight there is nothing to go to."""
        if self._end_in_sight and self._fresh:
            self._fresh = False
            self._dress()
        self.setVisible(not self._end_in_sight)

    @property
    def _end_in_sight(self) -> bool:
        bar = self._view.verticalScrollBar()
        return self._view.following or bar.value() >= bar.maximum() - NEAR_END

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._dress()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        self.setText(self.tr("New messages") if self._fresh else self.tr("Latest"))
        self.setIcon(icon("arrow-down", tokens_of(self).accent if self._fresh else tokens_of(self).text))
        self.adjustSize()
        self.move((self._view.width() - self.width()) // 2, self._view.height() - ABOVE_END)
        self.setVisible(not self._end_in_sight)
