"""The side bar: new conversation, search, sessions, the other windows, and who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.events import Event, SessionChanged, SettingsChanged
from companion.records import SearchResult, Session
from ui.bridge import Bridge, Ticket
from ui.chat.model_button import ModelButton
from ui.chat.persona_button import PersonaButton
from ui.chat.sessions_list import SessionsList
from ui.chat.sessions_model import SessionsModel
from ui.icons import app_icon, icon
from ui.memories.undo import UndoBar
from ui.memories.waiting import Waiting
from ui.search_field import SearchField
from ui.theme import Space, Type, tokens_of, type_size

if TYPE_CHECKING:
    from companion.engine import Engine

WIDTH, WIDEST = 272, 420
"""In pixels: with the usual letters, and with the largest."""
MOST_GROWTH = 1.5
SEARCH_PAUSE_MS = 120
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
        self._refreshing = False
        self._stale = False
        self._search: Ticket | None = None
        self._current: int | None = None
        self._icons: list[tuple[QPushButton, str]] = []
        self.waiting = Waiting(bridge, self)
        self.setProperty("look", "sidebar")
        self.growth = 1.0
        self.model = SessionsModel(self)
        self.list = SessionsList(self.model)
        self.search = SearchField()
        self.search.setPlaceholderText(self.tr("Search everything"))
        self.search.setAccessibleName(self.tr("Search conversations and messages"))
        self.new = self._push("plus", self.tr("New conversation"), "")
        self.new.setToolTip(self.tr("Begin a new conversation (Ctrl+N)"))
        self.archive = QPushButton()
        self.archive.setProperty("look", "status")
        self.archive.setCheckable(True)
        self.archive.hide()
        self.undo = UndoBar()
        self.persona = PersonaButton(bridge)
        self.status = ModelButton(bridge)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_PAUSE_MS)
        self._lay_out()
        self.set_text_scale(1.0)
        self._wire()
        self._dress()

    def set_text_scale(self, scale: float) -> None:
        """The `text_size` setting as a factor: the bar follows it, half as far, as nobody reads long here."""
        self.growth = min(max(1 + (scale - 1) / 2, 1.0), MOST_GROWTH)
        self.setFixedWidth(min(round(type_size(WIDTH) * self.growth), WIDEST))
        usual, quiet = (round(type_size(size) * self.growth) for size in (Type.BODY, Type.CAPTION))
        larger = (
            f"QPushButton, QLineEdit, QListView {{ font-size: {usual}px; }}"
            f'QPushButton[look="status"] {{ font-size: {quiet}px; }}'
        )
        self.setStyleSheet(larger if self.growth > 1 else "")

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
        layout.addWidget(self.persona)
        layout.addWidget(self.new)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.archive)
        layout.addWidget(self.undo)
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
        self.persona.edit_wanted.connect(lambda: self.window_wanted.emit("persona"))
        self.status.window_wanted.connect(self.window_wanted)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self._pause.timeout.connect(self._look_up)
        self.search.results_wanted.connect(self.list.enter)
        self.search.returnPressed.connect(self.list.choose_first)
        self.list.chosen.connect(self.chosen)
        self.list.end_wanted.connect(self._end)
        self.list.pin_wanted.connect(self._pin)
        self.list.archive_wanted.connect(self._archive)
        self.archive.toggled.connect(self._show_archive)
        self.model.renamed.connect(self._rename)
        self._bridge.events.connect(self._hear)
        self.waiting.changed.connect(self._show_waiting)

    @Slot(int)
    def _show_waiting(self, count: int) -> None:
        """So many things wait in the memory inbox."""
        button = self.findChild(QPushButton, "memories")
        if button is not None:
            button.setText(self.tr("Memories") + (f"  {count}" if count else ""))
            waiting = self.tr("Memories, {0} waiting in the inbox").format(count)
            button.setAccessibleName(waiting if count else self.tr("Memories"))

    @property
    def sought(self) -> tuple[str, ...]:
        """The words that are sought now, for marking them where they were found."""
        return tuple(word.strip('"') for word in self.search.text().split() if word.strip('"'))

    def start(self) -> None:
        """Ask for the sessions and look for who answers; the engine is there now."""
        self.refresh()
        self.status.look()
        self.persona.load()
        self.waiting.look()

    def refresh(self) -> None:
        """Read the sessions again; calls while that is under way are made up for by one more."""
        if self._refreshing:
            self._stale = True
            return
        self._refreshing = True

        async def read(engine: Engine) -> tuple[list[Session], list[Session]]:
            return await engine.sessions(), await engine.archived_sessions()

        def settle() -> None:
            self._refreshing = False
            if self._stale:
                self._stale = False
                self.refresh()

        def done(found: tuple[list[Session], list[Session]]) -> None:
            self._take(*found)
            settle()

        def failed(error: CompanionError) -> None:
            settle()
            self._bridge.trouble.emit(error)

        self._bridge.ask(self, read, done, failed)

    def _take(self, sessions: list[Session], archived: list[Session]) -> None:
        self.model.set_sessions(sessions, archived)
        if not archived:
            self.archive.setChecked(False)
        self._dress_archive()
        self.mark(self._current)

    @Slot(bool)
    def _show_archive(self, shown: bool) -> None:
        self.model.show_archive(shown)
        self._dress_archive()
        self.mark(self._current)

    def _dress_archive(self) -> None:
        shown = self.archive.isChecked()
        words = self.tr("Back to all conversations") if shown else self.tr("Archived ({})").format(self.model.archived)
        self.archive.setText(words)
        self.archive.setIcon(icon("chevron-left" if shown else "archive", tokens_of(self).muted))
        self.archive.setVisible(bool(self.model.archived) and not self.search.text())

    def mark(self, session_id: int | None) -> None:
        """Show which session is open."""
        self._current = session_id
        index = self.model.place(session_id)
        if index.isValid():
            self.list.setCurrentIndex(index)
        else:
            self.list.clearSelection()

    @Slot()
    def _look_up(self) -> None:
        sought = self.search.text().strip()
        if self._search is not None:
            self._search.cancel()
        self.model.set_search(sought)
        self._dress_archive()
        self.mark(self._current)
        if not sought:
            return

        def done(result: SearchResult) -> None:
            self.model.set_search(sought, result)
            self.mark(self._current)

        self._search = self._bridge.ask(self, lambda engine: engine.search(sought), done)

    @Slot(int)
    def _end(self, session_id: int) -> None:
        self._bridge.ask(self, lambda engine: engine.end_session(session_id))

    @Slot(int, bool)
    def _pin(self, session_id: int, pinned: bool) -> None:
        self._bridge.ask(self, lambda engine: engine.pin_session(session_id, pinned))

    @Slot(int, bool)
    def _archive(self, session_id: int, archived: bool) -> None:
        self._bridge.ask(self, lambda engine: engine.archive_session(session_id, archived))

    @Slot(int, str)
    def _rename(self, session_id: int, title: str) -> None:
        self._bridge.ask(self, lambda engine: engine.rename_session(session_id, title))

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, SessionChanged) or (isinstance(event, SettingsChanged) and "persona" in event.keys):
            self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        tokens = tokens_of(self)
        self._dress_archive()
        for button, picture in self._icons:
            button.setIcon(icon(picture, tokens.muted))
