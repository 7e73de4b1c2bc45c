"""The right side of the browser: the memory that was chosen in any of the views, with all that belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from companion.errors import CompanionError, NotFound
from companion.events import Event, MemoriesChanged, SettingsChanged
from companion.records import MemoryView
from ui.bridge import Bridge, Ticket
from ui.memories.detail import DetailPane
from ui.memories.panes import StatePane
from ui.theme import Space

if TYPE_CHECKING:
    from companion.engine import Engine

CALM_MS = 200
"""How long a burst of changes is gathered before the memory is asked for again."""


class Desk(QWidget):
    """Shows one memory and keeps it true. It asks for the memory first and for what surrounds it afterwards."""

    back_wanted = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._asked: list[Ticket] = []
        self._memory_id: int | None = None
        self.setMinimumWidth(300)
        # Each is made in its place: to move a pane with all its parts means to style all of them again.
        self.pages = QStackedWidget(self)
        self.detail, self.nothing = DetailPane(self.pages), StatePane(self.pages)
        self.pages.addWidget(self.nothing)
        self.pages.addWidget(self.detail)
        self.back = QPushButton(self.tr("Back"))
        self.back.setProperty("look", "quiet")
        self.back.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.pages, 1)
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self._again)
        self.back.clicked.connect(self.back_wanted)
        self.detail.memory_wanted.connect(self.show_memory)
        bridge.events.connect(self._happened)
        self.nothing.tell("", "")

    @property
    def memory_id(self) -> int | None:
        """Which memory is shown or on its way."""
        return self._memory_id

    @property
    def shows_memory(self) -> bool:
        """Whether a memory stands here."""
        return self.pages.currentWidget() is self.detail

    @Slot(int)
    def show_memory(self, memory_id: int) -> None:
        """Bring this memory."""
        self._drop()
        self._memory_id = memory_id
        self._ask(lambda e: e.memory(memory_id), self._show, self._missing)

    def tell(self, picture: str, heading: str, sentence: str = "") -> None:
        """Nothing, or many, are chosen: say what to do."""
        self._drop()
        self._memory_id = None
        self.nothing.tell(picture, heading, sentence)
        self.pages.setCurrentWidget(self.nothing)

    def _drop(self) -> None:
        for ticket in self._asked:
            ticket.cancel()
        self._asked.clear()

    def _ask(
        self,
        work: Callable[[Engine], Coroutine[Any, Any, Any]],
        done: Callable[[Any], None],
        failed: Callable[[CompanionError], None],
    ) -> None:
        self._asked.append(self._bridge.ask(self, work, done, failed))

    def _show(self, view: MemoryView) -> None:
        detail, memory_id = self.detail, view.memory.id
        detail.show_view(view)
        self.pages.setCurrentWidget(detail)
        self._ask(lambda e: e.course(memory_id), detail.show_course, self._part_missing)
        self._ask(lambda e: e.links(memory_id), detail.show_links, self._part_missing)
        self._ask(lambda e: e.shaped(memory_id), detail.around.show_shaped, self._part_missing)
        versions = partial(detail.around.show_versions, view.memory.text)
        self._ask(lambda e: e.versions(memory_id), versions, self._part_missing)
        self._ask(lambda e: e.timeline(memory_id), partial(detail.around.show_topic, memory_id), self._part_missing)

    def _missing(self, error: CompanionError) -> None:
        if isinstance(error, NotFound):
            self.tell("memory", self.tr("It is gone"), self.tr("Choose another memory to see what it rests on."))
        else:
            self.tell("warning", self.tr("It could not be read"), f"{error} {error.next_step}".strip())

    def _part_missing(self, error: CompanionError) -> None:
        if not isinstance(error, NotFound):
            self.detail.say_problem(f"{error} {error.next_step}".strip())

    @Slot(object)
    def _happened(self, event: Event) -> None:
        decay = isinstance(event, SettingsChanged) and any(key.startswith("decay") for key in event.keys)
        ours = isinstance(event, MemoriesChanged) and (not event.memory_ids or self._memory_id in event.memory_ids)
        if self._memory_id is not None and (decay or ours):
            self._calm.start()

    @Slot()
    def _again(self) -> None:
        if self._memory_id is not None and self.shows_memory:
            self.show_memory(self._memory_id)
