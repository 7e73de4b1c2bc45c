"""The side bar: new conversation, search, sessions, the other windows, and who answers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.events import Event, ModelChanged, SessionChanged
from companion.records import Message, ModelStatus, Session
from ui.bridge import Bridge, Ticket
from ui.chat.sessions_list import SessionsList
from ui.chat.sessions_model import SessionsModel
from ui.icons import app_icon, icon
from ui.search_field import SearchField
from ui.theme import Space, tokens_of

WIDTH = 272
SEARCH_PAUSE_MS = 180
ICON = QSize(18, 18)


class SideBar(QFrame):
    """Asks the engine for sessions and searches; everything else it only signals."""

    chosen = Signal(int, object)
    new_wanted = Signal()
    window_wanted = Signal(str)
    """`memories`, `portrait` or `settings`."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._search: Ticket | None = None
        self._current: int | None = None
        self._offline = True
        self._icons: list[tuple[QPushButton, str]] = []
        self.setProperty("look", "sidebar")
        self.setFixedWidth(WIDTH)
        self.model = SessionsModel(self)
        self.list = SessionsList(self.model)
        self.search = SearchField()
        self.search.setPlaceholderText(self.tr("Search everything"))
        self.search.setAccessibleName(self.tr("Search conversations and messages"))
        self.new = self._push("plus", self.tr("New conversation"), "")
        self.new.setToolTip(self.tr("Begin a new conversation (Ctrl+N)"))
        self.status = QPushButton(self.tr("Looking for a model…"))
        self.status.setProperty("look", "status")
        self.status.setToolTip(self.tr("Look for a model again"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_PAUSE_MS)
        self._lay_out()
        self._wire()
        self._dress()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        layout.setSpacing(Space.S)
        brand = QHBoxLayout()
        brand.setContentsMargins(Space.S, 2, 0, 4)
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(22, 22))
        name = QLabel(self.tr("Companion"))
        name.setProperty("look", "heading")
        brand.addWidget(mark)
        brand.addSpacing(Space.XS)
        brand.addWidget(name, 1)
        layout.addLayout(brand)
        layout.addWidget(self.new)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        line = QFrame()
        line.setProperty("look", "line")
        layout.addWidget(line)
        for key, picture, label in (
            ("memories", "memory", self.tr("Memories")),
            ("portrait", "portrait", self.tr("Portrait")),
            ("settings", "settings", self.tr("Settings")),
        ):
            layout.addWidget(self._push(picture, label, key))
        layout.addWidget(self.status)

    def _push(self, picture: str, label: str, key: str) -> QPushButton:
        button = QPushButton(label)
        button.setProperty("look", "quiet")
        button.setProperty("align", "left")
        button.setIconSize(ICON)
        self._icons.append((button, picture))
        if key:
            button.setObjectName(key)
            button.clicked.connect(lambda: self.window_wanted.emit(key))
        return button

    def _wire(self) -> None:
        self.new.clicked.connect(self.new_wanted)
        self.status.clicked.connect(self.refresh_model)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self._pause.timeout.connect(self._look_up)
        self.search.results_wanted.connect(self.list.enter)
        self.search.returnPressed.connect(self.list.choose_first)
        self.list.chosen.connect(self.chosen)
        self.list.end_wanted.connect(self._end)
        self.model.renamed.connect(self._rename)
        self._bridge.events.connect(self._hear)

    def start(self) -> None:
        """Ask for the sessions and look for who answers; the engine is there now."""
        self.refresh()
        self.refresh_model()

    def refresh(self) -> None:
        """Read the sessions again."""
        self._bridge.ask(self, lambda engine: engine.sessions(), self._take)

    def _take(self, sessions: list[Session]) -> None:
        current = self._current
        self.model.set_sessions([s for s in sessions if not s.archived])
        self.mark(current)

    def mark(self, session_id: int | None) -> None:
        """Show which session is open."""
        self._current = session_id
        index = self.model.place(session_id)
        if index.isValid():
            self.list.setCurrentIndex(index)
        else:
            self.list.clearSelection()

    def show_model(self, status: ModelStatus) -> None:
        """Say who answers."""
        words = self.tr("Offline: answers from memory") if status.offline else status.name
        self.status.setText(words)
        self.status.setAccessibleName(self.tr("Model: {}").format(words))
        hint = self.tr("Click to look for a model again.")
        self.status.setToolTip(f"{status.detail}\n{hint}" if status.detail else hint)
        self._offline = status.offline
        self._dress()

    @Slot()
    def refresh_model(self) -> None:
        """Look again for a model."""
        self.status.setText(self.tr("Looking for a model…"))
        self._bridge.ask(self, lambda engine: engine.refresh_model(), self.show_model, self._no_model)

    def _no_model(self, error: CompanionError) -> None:
        self.status.setText(str(error))

    @Slot()
    def _look_up(self) -> None:
        sought = self.search.text().strip()
        if self._search is not None:
            self._search.cancel()
        self.model.set_search(sought)
        self.mark(self._current)
        if len(sought) < 2:
            return

        def done(found: list[Message]) -> None:
            self.model.set_search(sought, found)
            self.mark(self._current)

        self._search = self._bridge.ask(self, lambda engine: engine.search_messages(sought), done)

    @Slot(int)
    def _end(self, session_id: int) -> None:
        self._bridge.ask(self, lambda engine: engine.end_session(session_id))

    @Slot(int, str)
    def _rename(self, session_id: int, title: str) -> None:
        self._bridge.ask(self, lambda engine: engine.rename_session(session_id, title), lambda _none: self.refresh())

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, SessionChanged):
            self.refresh()
        elif isinstance(event, ModelChanged):
            self.show_model(event.status)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        tokens = tokens_of(self)
        for button, picture in self._icons:
            button.setIcon(icon(picture, tokens.muted))
        self.status.setIcon(
            icon("moon" if self._offline else "check", tokens.muted if self._offline else tokens.success)
        )
