"""The settings dialog: every setting of the table, checked as it is typed, saved in one go."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from companion.errors import CompanionError
from companion.events import Event, SettingsChanged
from companion.settings import BY_KEY, Value
from ui.bridge import Bridge
from ui.search_field import SearchField
from ui.settings.draft import Draft, groups
from ui.settings.page import SettingsPage
from ui.settings.special import plain
from ui.theme import Space, set_look


class SettingsDialog(QDialog):
    """Edits a draft of the settings. Nothing counts before `Save`. Main thread; `show()` or `open()` it.

    It is made anew each time and goes when it closes, so it always begins with what is in force.
    """

    window_wanted = Signal(str)
    """Another window that somebody asked for here; this one has closed."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.resize(820, 640)
        self.setMinimumSize(520, 380)
        self._bridge = bridge
        self.draft = Draft(bridge.engine.settings)
        self.search = SearchField()
        self.search.setPlaceholderText(self.tr("Search settings"))
        self.search.setAccessibleName(self.tr("Search settings"))
        self.search.left.connect(self.reject)
        self.groups = QListWidget()
        self.groups.setProperty("look", "plain")
        self.groups.setAccessibleName(self.tr("Groups of settings"))
        self.groups.setStyleSheet("QListWidget::item { padding: 7px 8px; }")
        self.groups.addItems(groups())
        self.page = SettingsPage(bridge)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.reset_all = QPushButton(self.tr("Reset all"))
        self.reset_all.setToolTip(self.tr("Puts every default in; nothing counts before you save"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.save = QPushButton(self.tr("Save"))
        self.save.setProperty("look", "primary")
        self.save.setDefault(True)
        self._arrange()
        self._connect()
        self.groups.setCurrentRow(0)
        self._show_all()

    def _arrange(self) -> None:
        side = QFrame()
        side.setProperty("look", "sidebar")
        side.setFixedWidth(190)
        left = QVBoxLayout(side)
        left.setContentsMargins(Space.M, Space.L, Space.M, Space.M)
        left.setSpacing(Space.M)
        left.addWidget(self.search)
        left.addWidget(self.groups, 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(side)
        upper.addWidget(self.page, 1)
        line = QFrame()
        line.setProperty("look", "line")
        foot = QHBoxLayout()
        foot.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        foot.setSpacing(Space.S)
        foot.addWidget(self.reset_all)
        foot.addWidget(self.message, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        for button in (self.reset_all, self.cancel, self.page.host_test.button, self.page.models, self.page.welcome):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper, 1)
        column.addWidget(line)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.groups.currentTextChanged.connect(self._show_group)
        self.groups.itemClicked.connect(lambda item: self._show_group(item.text()))
        self.search.textChanged.connect(self._search)
        for row in self.page.rows.values():
            row.edited.connect(self._edited)
            row.reset_wanted.connect(self._reset)
        self.page.host_test.save_wanted.connect(self._save_host)
        self.page.models.clicked.connect(lambda: self._leave_for("models"))
        self.page.welcome.clicked.connect(lambda: self._leave_for("welcome"))
        self.reset_all.clicked.connect(self._reset_all)
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self.save_changes)
        self._bridge.events.connect(self._happened)
        self.finished.connect(self.deleteLater)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(self.search.setFocus)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self).activated.connect(self.save_changes)

    def show_setting(self, key: str) -> None:
        """Bring one setting into view, with the keyboard in it."""
        self.groups.setCurrentRow(groups().index(BY_KEY[key].group))
        self.page.ensureWidgetVisible(self.page.rows[key])
        self.page.rows[key].field.setFocus()

    def _leave_for(self, window: str) -> None:
        self.reject()
        self.window_wanted.emit(window)

    @Slot(str)
    def _show_group(self, group: str) -> None:
        with QSignalBlocker(self.search):
            self.search.clear()
        self.page.show_group(group)

    @Slot(str)
    def _search(self, text: str) -> None:
        here = self.groups.currentItem()
        here.setSelected(not text.strip())
        if text.strip():
            self.page.search(text)
        else:
            self.page.show_group(here.text())

    @Slot(str, object)
    def _edited(self, key: str, value: Value) -> None:
        self.draft.put(key, value)
        row = self.page.rows[key]
        row.show_problem(self.draft.problem(key))
        row.reset.setVisible(not self.draft.is_default(key))
        self._tell("")
        self._show_buttons()

    @Slot(str)
    def _reset(self, key: str) -> None:
        self.draft.reset(key)
        self._show_row(key)
        self._show_buttons()

    @Slot()
    def _reset_all(self) -> None:
        for key in BY_KEY:
            self.draft.reset(key)
        self._show_all()
        self._tell(self.tr("Every default is in. Save to keep it so."), "muted")

    def _show_row(self, key: str) -> None:
        self.page.rows[key].show_state(
            self.draft.value(key), self.draft.problem(key), default=self.draft.is_default(key)
        )

    def _show_all(self) -> None:
        for key in BY_KEY:
            self._show_row(key)
        self._show_buttons()

    def _show_buttons(self) -> None:
        self.save.setEnabled(bool(self.draft.changes) and self.draft.valid)
        self.reset_all.setEnabled(not all(self.draft.is_default(key) for key in BY_KEY))

    @Slot()
    def save_changes(self) -> None:
        """Hand all changes to the engine in one call and close when they are in force."""
        changes = self.draft.changes
        if changes and self.draft.valid:
            self.save.setEnabled(False)
            self._bridge.ask(self, lambda e: e.change_settings(changes), lambda _none: self.accept(), self._refused)

    def _refused(self, error: CompanionError) -> None:
        """Say it beside the setting that it names; else in the foot."""
        self._show_buttons()
        for key, setting in BY_KEY.items():
            if str(error).startswith(f"{setting.label}:"):
                self.page.rows[key].show_problem(str(error))
                self.groups.setCurrentRow(groups().index(setting.group))
                self.page.ensureWidgetVisible(self.page.rows[key])
        self._tell(plain(error), "danger")

    @Slot()
    def _save_host(self) -> None:
        """Save the host alone, then look whether somebody answers there."""
        test, key = self.page.host_test, "model_host"
        if problem := self.draft.problem(key):
            test.tell(problem)
            return
        host = self.draft.value(key)
        self._bridge.ask(self, lambda e: e.change_settings({key: host}), lambda _none: test.look(), test.failed)

    @Slot(object)
    def _happened(self, event: Event) -> None:
        if isinstance(event, SettingsChanged):
            self.draft.rebase(self._bridge.engine.settings)
            for key in event.keys:
                if key in BY_KEY and key not in self.draft.changes:
                    self._show_row(key)
            self._show_buttons()

    def _tell(self, sentence: str, look: str = "muted") -> None:
        set_look(self.message, "look", look)
        self.message.setText(sentence)
