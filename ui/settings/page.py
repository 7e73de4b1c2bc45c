"""The rows of the dialog under their headings, and which of them are in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from companion.settings import BY_KEY, TABLE
from ui.bridge import Bridge
from ui.settings.draft import groups, matches
from ui.settings.muted_row import MutedRow
from ui.settings.row import SettingRow
from ui.settings.special import FolderRow, HostTest, editor_for
from ui.theme import Space

YOU = "You"
WIDEST = 640
"""The widest a row becomes, in pixels: help is read in lines of this length."""


class SettingsPage(QScrollArea):
    """All rows in one column. Shows one group, or whatever fits a search."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("Settings"))
        self.host_test = HostTest(bridge)
        self.folder = FolderRow(bridge)
        self.models = QPushButton(self.tr("Models: see, download, choose…"))
        self.models.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.welcome = QPushButton(self.tr("See the welcome again…"))
        self.muted = MutedRow(bridge)
        self._beside: dict[str, FolderRow | MutedRow] = {YOU: self.folder, "Memory": self.muted}
        self.rows = {setting.key: SettingRow(editor_for(setting, bridge)) for setting in TABLE}
        self.headings: dict[str, QLabel] = {}
        self.none = QLabel(self.tr("No setting matches."))
        self.none.setProperty("look", "muted")
        inside = QWidget()
        inside.setObjectName("page")
        inside.setMaximumWidth(WIDEST)
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.XL)
        column.setSpacing(Space.XL - 4)
        for group in groups():
            heading = QLabel(group)
            heading.setProperty("look", "title")
            self.headings[group] = heading
            column.addWidget(heading)
            for setting in TABLE:
                if setting.group == group:
                    column.addWidget(self._row(setting.key))
            if group in self._beside:
                column.addWidget(self._beside[group])
            if group == YOU:
                column.addWidget(self.welcome, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.none)
        column.addStretch(1)
        self.setWidget(inside)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def _row(self, key: str) -> QWidget:
        row = self.rows[key]
        if key == "model_host" and (column := row.layout()) is not None:
            column.addWidget(self.host_test)
            column.addWidget(self.models)
        return row

    def show_group(self, group: str) -> None:
        """Show one group from its top."""
        self._show({key for key in self.rows if BY_KEY[key].group == group}, {group} & self._beside.keys())

    def search(self, text: str) -> int:
        """Show what fits `text`; so many rows are in sight then."""
        wanted = text.casefold().split()
        words = {group: f"{row.label.text()} {row.help.text()}".casefold() for group, row in self._beside.items()}
        beside = {group for group, told in words.items() if all(word in told for word in wanted)}
        found = {key for key in self.rows if matches(BY_KEY[key], text)}
        self._show(found, beside)
        return len(found) + len(beside)

    def _show(self, keys: set[str], beside: set[str]) -> None:
        """These settings, and the rows beside the settings of these groups."""
        for key, row in self.rows.items():
            row.setVisible(key in keys)
        for group, extra in self._beside.items():
            extra.setVisible(group in beside)
        self.welcome.setVisible(YOU in beside)
        shown = {BY_KEY[key].group for key in keys} | beside
        for group, heading in self.headings.items():
            heading.setVisible(group in shown)
        self.none.setVisible(not shown)
        self.verticalScrollBar().setValue(0)
