"""The welcome: four short pages, each of which may be passed over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from companion.errors import CompanionError
from ui.bridge import Bridge
from ui.onboarding.model_page import ModelPage
from ui.onboarding.pages import DonePage, HelloPage, Page, YouPage
from ui.theme import Space

WIDTH = 620
PAGES = ("hello", "you", "model", "done")


class Welcome(QWidget):
    """Walks through the pages and saves what was chosen on each as it is left. Main thread only."""

    ended = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._bridge = bridge
        self.hello, self.you, self.model, self.done = HelloPage(), YouPage(), ModelPage(bridge), DonePage()
        self._pages: tuple[Page, ...] = (self.hello, self.you, self.model, self.done)
        self._stack = QStackedWidget()
        for page in self._pages:
            self._stack.addWidget(page)
            page.next_wanted.connect(self.go_on)
        self._where = QLabel()
        self._where.setProperty("look", "caption")
        self._trouble = QLabel()
        self._trouble.setProperty("look", "danger")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        self.skip = QPushButton(self.tr("Skip the welcome"))
        self.skip.setProperty("look", "quiet")
        self.back = QPushButton(self.tr("Back"))
        self.next = QPushButton()
        self.next.setProperty("look", "primary")
        self._lay_out()
        self.skip.clicked.connect(self.end)
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self.go_on)
        self.model.changed.connect(self._dress)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self.skip)
        foot.addStretch(1)
        foot.addWidget(self._where)
        foot.addSpacing(Space.M)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        line = QFrame()
        line.setProperty("look", "line")
        middle = QWidget()
        middle.setMaximumWidth(WIDTH)
        inner = QVBoxLayout(middle)
        inner.setContentsMargins(Space.XL, Space.XXL, Space.XL, Space.L)
        inner.setSpacing(Space.M)
        inner.addWidget(self._stack, 1)
        inner.addWidget(self._trouble)
        inner.addWidget(line)
        inner.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(middle, 100)
        row.addStretch(1)

    def start(self, page: str = "") -> None:
        """Begin at this page of `PAGES`, or at the first one."""
        self.you.show_settings(self._bridge.engine.settings)
        self._bridge.ask(self, lambda engine: engine.personas(), self._take_personas, lambda _error: None)
        self.model.start()
        self._show(PAGES.index(page) if page in PAGES else 0)

    def _take_personas(self, personas: list[tuple[str, str]]) -> None:
        self.you.show_personas(personas)
        for key, _name in personas:
            self._ask_summary(key)

    def _ask_summary(self, key: str) -> None:
        self._bridge.ask(self, lambda engine: engine.persona(key), self.you.show_summary, lambda _error: None)

    def _show(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self._trouble.hide()
        self._dress()
        (self._pages[place].first_focus() or self.next).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _dress(self) -> None:
        place = self._stack.currentIndex()
        self.next.setText(self._pages[place].next_label)
        self.back.setVisible(place > 0)
        self.skip.setVisible(place < len(PAGES) - 1)
        self._where.setText(self.tr("{} of {}").format(place + 1, len(PAGES)))
        self._where.setAccessibleName(self.tr("Step {} of {}: {}").format(place + 1, len(PAGES), self._title(place)))

    def _title(self, place: int) -> str:
        return self._pages[place].title.text()

    @Slot()
    def go_on(self) -> None:
        """Save what was chosen on this page and show the next one; after the last one, end."""
        page = self._pages[self._stack.currentIndex()]
        changes: dict[str, str] = {}
        if page is self.you:
            changes = self.you.changes
        elif page is self.model:
            self.done.say(self.model.model)
            changes = {"model_name": self.model.model} if self.model.model else {}
        if changes:
            self._bridge.ask(
                self, lambda engine: engine.change_settings(changes), lambda _none: self._next(), self._refused
            )
        else:
            self._next()

    def _next(self) -> None:
        if self._stack.currentIndex() == len(PAGES) - 1:
            self.end()
        else:
            self._show(self._stack.currentIndex() + 1)

    @Slot()
    def _go_back(self) -> None:
        self._show(self._stack.currentIndex() - 1)

    def _refused(self, error: CompanionError) -> None:
        self._trouble.setText(f"{error} {error.next_step}".strip())
        self._trouble.show()

    @Slot()
    def end(self) -> None:
        """Leave; it does not come by itself again."""
        self._bridge.ask(self, lambda engine: engine.end_welcome(), None, lambda _error: None)
        self.ended.emit()
