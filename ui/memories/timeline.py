"""The view of time: the band of days, and below it the day that is read, or the story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.records import DayCount, DayView, MemoryView
from ui.bridge import Bridge, Ticket
from ui.icons import icon
from ui.memories import words
from ui.memories.band import STEP, TimeBand
from ui.memories.days import DayPage, StoryPage
from ui.memories.panes import Skeleton, StatePane
from ui.memories.view import View
from ui.theme import Space, tokens_of


class TimelineView(View):
    """Days as a band, one of them to read."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._asked: Ticket | None = None
        self.band = TimeBand()
        self.heading = QLabel()
        self.heading.setProperty("look", "heading")
        self.heading.setMinimumWidth(40)
        self.before = self._tool("chevron-left", self.tr("The day before"))
        self.after = self._tool("chevron-right", self.tr("The day after"))
        self.out = self._tool("minus", self.tr("Show more time"))
        self.closer = self._tool("plus", self.tr("Look closer"))
        self.story = QPushButton(self.tr("Story"))
        self.story.setProperty("look", "quiet")
        self.story.setCheckable(True)
        self.story.setToolTip(self.tr("What all the days add up to"))
        self.day_page, self.story_page = DayPage(), StoryPage()
        self.state = StatePane()
        self._arrange()
        self._connect()
        self._dress()

    def _tool(self, picture: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(picture)
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.XS)
        head.addWidget(self.before)
        head.addWidget(self.after)
        head.addSpacing(Space.S)
        head.addWidget(self.heading, 1)
        for button in (self.story, self.out, self.closer):
            head.addWidget(button)
        self.pages = QStackedWidget()
        for page in (Skeleton(4), self.day_page, self.story_page):
            self.pages.addWidget(page)
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(Space.L, Space.L, Space.S, 0)
        column.setSpacing(Space.M)
        band = QHBoxLayout()
        band.setContentsMargins(0, 0, Space.S, 0)
        band.addWidget(self.band)
        column.addLayout(band)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        self.all = QStackedWidget()
        self.all.addWidget(self.body)
        self.all.addWidget(self.state)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.all)

    def _connect(self) -> None:
        self.band.chosen.connect(self.read)
        self.band.read_wanted.connect(lambda: self.day_page.setFocus(Qt.FocusReason.TabFocusReason))
        self.before.clicked.connect(lambda: self._step(-1))
        self.after.clicked.connect(lambda: self._step(1))
        self.out.clicked.connect(lambda: self.band.zoom(1 / STEP**2))
        self.closer.clicked.connect(lambda: self.band.zoom(STEP**2))
        self.story.clicked.connect(self.read_story)
        self.state.button_pressed.connect(self.refresh)
        self.story_page.day_wanted.connect(self.read)
        for page in (self.day_page, self.story_page):
            page.memory_wanted.connect(self.memory_wanted)
            page.message_wanted.connect(self.message_wanted)

    @Slot()
    def refresh(self) -> None:
        self._bridge.ask(self, lambda e: e.memory_days(), self._counted, self._broken)

    def focus(self) -> None:
        self.band.setFocus(Qt.FocusReason.OtherFocusReason)

    def _counted(self, counts: Sequence[DayCount]) -> None:
        if not counts:
            sentence = self.tr("Each day on which you talk becomes a place on this band.")
            self.state.tell("timeline", self.tr("No days yet"), sentence)
            self.all.setCurrentWidget(self.state)
            return
        self.all.setCurrentWidget(self.body)
        self.band.set_counts(counts)
        if self.story.isChecked():
            self.read_story()
        else:
            self.read(self.band.day or counts[-1].day)

    def _broken(self, error: CompanionError) -> None:
        sentence = f"{error} {error.next_step}".strip()
        self.state.tell("warning", self.tr("The days could not be read"), sentence, self.tr("Try again"))
        self.all.setCurrentWidget(self.state)

    @Slot(object)
    def read(self, day: dt.date) -> None:
        """Bring this day."""
        self.story.setChecked(False)
        self.band.choose(day)
        self.heading.setText(words.long_day_text(day))
        self.before.setEnabled(self.band.neighbour(-1) is not None)
        self.after.setEnabled(self.band.neighbour(1) is not None)
        self._ask()
        self._asked = self._bridge.ask(self, lambda e: e.day(day), self._show_day, self.failed.emit)

    @Slot()
    def read_story(self) -> None:
        """Bring the story and its summaries."""
        self.story.setChecked(True)
        self.heading.setText(self.tr("The story so far"))
        self._ask()
        self._asked = self._bridge.ask(self, lambda e: e.summaries(), self._show_story, self.failed.emit)

    def _ask(self) -> None:
        if self._asked is not None:
            self._asked.cancel()

    def _show_day(self, day: DayView) -> None:
        self.day_page.show_day(day)
        self.pages.setCurrentWidget(self.day_page)

    def _show_story(self, summaries: Sequence[MemoryView]) -> None:
        self.story_page.show_summaries(summaries)
        self.pages.setCurrentWidget(self.story_page)

    def _step(self, step: int) -> None:
        day = self.band.neighbour(step)
        if day is not None:
            self.read(day)

    def _dress(self) -> None:
        for button in (self.before, self.after, self.out, self.closer):
            button.setIcon(icon(button.objectName(), tokens_of(self).text))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "all"):
            self._dress()
        super().changeEvent(event)
