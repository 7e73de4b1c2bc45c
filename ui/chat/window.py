"""The main window: opening, error, or side bar and conversation."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from companion.errors import CompanionError
from companion.events import Event, NoticeRaised, SettingsChanged
from companion.records import Notice, Session
from ui.bridge import Bridge
from ui.chat.chat_keys import ChatKeys
from ui.chat.page import ChatPage
from ui.chat.session_actions import SessionActions
from ui.chat.sessions_model import name_of
from ui.chat.shortcuts import BY_NAME
from ui.chat.sidebar import SideBar
from ui.chat.states import ErrorState, OpeningState
from ui.chat.tools import WindowTools
from ui.chat.why_panel import WhyPanel
from ui.theme import type_size
from ui.window_state import WindowState

LEAST_WIDTH, LEAST_HEIGHT = 720, 480
COLLAPSE_BELOW = 820
"""A window narrower than this hides the side bar by itself; like the next but one, with the usual system font."""
GOES_ON = dt.timedelta(minutes=30)
"""A conversation that was left open this short a time ago is opened again, though quitting has ended it."""
WHY_FITS_FROM = 1080
"""A window narrower than this has no room for side bar, conversation and panel beside one another."""


class MainWindow(QMainWindow):
    """Wires side bar and conversation to the engine. `close_wanted` decides what closing means."""

    close_wanted = Signal()
    retry_wanted = Signal()
    folder_chosen = Signal(str)
    window_wanted = Signal(str)
    """`memories`, `portrait` or `settings`."""

    def __init__(self, bridge: Bridge, state: WindowState) -> None:
        super().__init__()
        self._bridge = bridge
        self._sidebar_wanted = state.sidebar
        self._narrow = False
        self._first_session = state.session_id
        self.setWindowTitle(self.tr("Companion"))
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.resize(state.width, state.height)
        if state.maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.sidebar = SideBar(bridge)
        self.page = ChatPage(bridge)
        self.why = WhyPanel(bridge)
        self.sessions = SessionActions(bridge, self)
        self.tools = WindowTools(bridge, self.page, self)
        self.error = ErrorState()
        self._stack = QStackedWidget()
        self._chat = QWidget()
        row = QHBoxLayout(self._chat)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self.page, 1)
        row.addWidget(self.why)
        self._opening = OpeningState()
        for page in (self._opening, self.error, self._chat):
            self._stack.addWidget(page)
        self.setCentralWidget(self._stack)
        self._wire()
        self._shortcuts()
        ChatKeys(self, self.page)

    def _wire(self) -> None:
        self.sidebar.chosen.connect(self._open_chosen)
        self._wire_sessions()
        self.sidebar.new_wanted.connect(self.new_conversation)
        self.sidebar.search.left.connect(self._arrange)
        self.sidebar.search.left.connect(self.page.composer.setFocus)
        self.sidebar.window_wanted.connect(self.window_wanted)
        self.page.sidebar_wanted.connect(self._toggle_sidebar)
        self.page.why_wanted.connect(self._show_why)
        self.page.window_wanted.connect(self.window_wanted)
        self.page.conversation.opened.connect(self._opened)
        self.page.conversation.begun.connect(self._opened)
        self.sidebar.model.modelReset.connect(self._dress_title)
        self.why.jump_wanted.connect(self._jump)
        self.why.closed.connect(self._arrange)
        self.why.closed.connect(self.page.composer.setFocus)
        self.error.retry_wanted.connect(self.retry_wanted)
        self.error.folder_wanted.connect(self._ask_folder)
        self.error.quit_wanted.connect(self.close_wanted)
        self._bridge.events.connect(self._hear)
        self._bridge.trouble.connect(self._say_trouble)

    def _wire_sessions(self) -> None:
        self.sidebar.list.delete_wanted.connect(self._delete)
        self.sidebar.list.export_wanted.connect(self._export)
        self.sidebar.undo.undo_wanted.connect(self.sessions.take_back)
        self.sessions.hidden.connect(self._hide_session)
        self.sessions.offered.connect(self.sidebar.undo.offer)
        self.sessions.told.connect(self.sidebar.undo.tell)

    @Slot(int, object)
    def _open_chosen(self, session_id: int, message_id: int | None) -> None:
        self.page.open(session_id, message_id, self.sidebar.sought if message_id is not None else ())

    @Slot(int)
    def _delete(self, session_id: int) -> None:
        session = self.sidebar.model.session(session_id)
        if session is not None:
            self.sessions.ask_delete(session)

    @Slot(int, str)
    def _export(self, session_id: int, format: str) -> None:
        session = self.sidebar.model.session(session_id)
        if session is not None:
            self.sessions.ask_export(session, format)

    @Slot(int, bool)
    def _hide_session(self, session_id: int, hidden: bool) -> None:
        self.sidebar.model.hide(session_id, hidden)
        if hidden and self.page.conversation.session_id == session_id:
            self.new_conversation()

    def _shortcuts(self) -> None:
        for name, action in (
            # Not the button's own shortcut: that is deaf while the side bar is hidden, and waits 100 ms.
            ("new", self.new_conversation),
            ("off_record", self.page.off_record.begin),
            ("search", self._focus_search),
            ("settings", lambda: self.window_wanted.emit("settings")),
            ("memories", lambda: self.window_wanted.emit("memories")),
            ("models", lambda: self.window_wanted.emit("models")),
            ("portrait", lambda: self.window_wanted.emit("portrait")),
            ("sidebar", self._toggle_sidebar),
            ("quit", self.close_wanted.emit),
            ("close", self.close),
            ("pane", self._next_pane),
            ("find", self.tools.find),
            ("find_next", self.tools.find_next),
            ("find_previous", self.tools.find_previous),
            ("context", self.tools.context.open),
            ("zoom_in", self.tools.zoom_in),
            ("zoom_out", self.tools.zoom_out),
            ("zoom_reset", self.tools.zoom_reset),
            ("help", self.tools.help),
        ):
            for keys in BY_NAME[name].keys:
                QShortcut(QKeySequence(keys), self).activated.connect(action)

    # States ---------------------------------------------------------------------------------------------

    def show_opening(self) -> None:
        """The profile is being opened."""
        self._stack.setCurrentWidget(self._opening)

    def show_error(self, error: CompanionError) -> None:
        """The profile did not open."""
        self._stack.setCurrentWidget(self.error)
        self.error.show_error(error)

    def show_chat(self) -> None:
        """The engine is there: show conversations."""
        self._apply()
        self._stack.setCurrentWidget(self._chat)
        self.sidebar.start()
        first, self._first_session = self._first_session, None
        self._bridge.ask(self, lambda engine: engine.sessions(), lambda found: self._begin(found, first))
        self._arrange()
        self.page.composer.setFocus()

    def show_welcome(self, page: str = "") -> None:
        """Show the welcome in place of the conversations, from this page of it on."""
        from ui.onboarding.welcome import Welcome  # seen once in the life of a profile

        welcome = Welcome(self._bridge)
        self._stack.addWidget(welcome)
        self._stack.setCurrentWidget(welcome)
        welcome.ended.connect(lambda: self._end_welcome(welcome))
        welcome.start(page)

    def _end_welcome(self, welcome: QWidget) -> None:
        self._stack.setCurrentWidget(self._chat)
        self._stack.removeWidget(welcome)
        welcome.deleteLater()
        self.sidebar.status.look()
        self.page.composer.setFocus()

    def _begin(self, sessions: list[Session], wanted: int | None) -> None:
        if self.page.conversation.session_id is not None or self.page.composer.text:
            return
        since = dt.datetime.now(dt.UTC) - GOES_ON
        known = {session.id for session in sessions if session.ended_at is None or session.last_at > since}
        self.page.open(wanted if wanted in known else None)

    def new_conversation(self) -> None:
        """Begin a conversation."""
        self.page.open(None)

    def state(self) -> WindowState:
        """How the window is arranged now."""
        size = self.normalGeometry().size() if self.isMaximized() else self.size()
        session = self.page.conversation.session_id
        return WindowState(size.width(), size.height(), self.isMaximized(), self._sidebar_wanted, session)

    def leave(self) -> list[Future[Any]]:
        """Begin what must be saved before the profile closes; what is under way."""
        under_way = (self.page.drafts.save(), self.sessions.settle())
        return [future for future in under_way if future is not None]

    def show_notice(self, notice: Notice) -> None:
        """Say it above the composer."""
        self.page.notices.show_text(f"{notice.text} {notice.next_step}".strip())

    @Slot(object)
    def _say_trouble(self, error: CompanionError) -> None:
        self.page.notices.show_text(f"{error} {error.next_step}".strip())

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, NoticeRaised):
            self.show_notice(event.notice)
        elif isinstance(event, SettingsChanged) and self._bridge.attached:
            self._apply()
            if "persona" in event.keys:
                # What was said to another one may be that one's own: it does not stay in sight.
                self.new_conversation()

    def _apply(self) -> None:
        """Follow the settings."""
        settings = self._bridge.engine.settings
        self.page.apply(settings)
        before = self.sidebar.growth
        self.sidebar.set_text_scale(settings.whole("text_size") / 100)
        if self.sidebar.growth != before:
            self._arrange()

    @Slot(object)
    def _opened(self, session_id: int | None) -> None:
        self.sidebar.mark(session_id)
        if self.why.isVisible():
            self.why.shut()
        self._dress_title()
        if self._narrow:
            self._arrange()

    @Slot()
    def _dress_title(self) -> None:
        session_id = self.page.conversation.session_id
        session = self.sidebar.model.session(session_id) if session_id is not None else None
        self.page.title.setText(name_of(session) if session is not None else self.page.off_record.title)

    # Arrangement ----------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        self._narrow = self.width() < type_size(COLLAPSE_BELOW) * self.sidebar.growth
        crowded = self.why.isVisible() and self.width() < type_size(WHY_FITS_FROM)
        self.sidebar.setVisible(self._sidebar_wanted and not self._narrow and not crowded)

    @Slot()
    def _toggle_sidebar(self) -> None:
        show = not self.sidebar.isVisible()
        if not self._narrow:
            self._sidebar_wanted = show
        if show and self.why.isVisible() and self.width() < type_size(WHY_FITS_FROM):
            self.why.hide()
        self.sidebar.setVisible(show)

    @Slot(int)
    def _show_why(self, reply_id: int) -> None:
        self.why.show_reply(reply_id)
        QTimer.singleShot(0, self, self._arrange)

    @Slot(int, int)
    def _jump(self, session_id: int, message_id: int) -> None:
        """Go to where a memory was said; the panel stays when that is in the same conversation."""
        self.page.open(session_id, message_id)

    @Slot()
    def _focus_search(self) -> None:
        self.sidebar.show()
        self.sidebar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.sidebar.search.selectAll()

    @Slot()
    def _next_pane(self) -> None:
        panes: list[QWidget] = [self.page.composer.field, self.page.edit_box.field, self.page.transcript]
        if self.sidebar.isVisible():
            panes += [self.sidebar.search, self.sidebar.list]
        panes = [pane for pane in panes if pane.isVisible()]
        focused = QApplication.focusWidget()
        at = panes.index(focused) + 1 if focused in panes else 0
        panes[at % len(panes)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Open another folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.folder_chosen)
        dialog.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.close_wanted.emit()
