"""Where Ollama is, what was found there, and what to do about it: a sentence, a command, a way to look again."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.records import HostFinding
from ui.bridge import Bridge
from ui.icons import icon
from ui.models.advice import advice_for
from ui.models.host_form import HostForm
from ui.theme import Space, tokens_of
from ui.wrapped import WrappedLabel


class FindBox(QFrame):
    """Looks for Ollama and shows what is there. `found` carries each `HostFinding`."""

    found = Signal(object)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None, system: str = sys.platform) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._system = system
        self.finding: HostFinding | None = None
        self.setProperty("look", "card")
        self._mark = QLabel()
        self.words = WrappedLabel()
        self.advice = WrappedLabel()
        self.advice.setProperty("look", "muted")
        for label in (self.words, self.advice):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.command = QLineEdit()
        self.command.setReadOnly(True)
        self.command.setAccessibleName(self.tr("Command for a terminal"))
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.setAccessibleName(self.tr("Copy the command"))
        self.again = QPushButton(self.tr("Look again"))
        self.elsewhere = QPushButton()
        self.other = QPushButton(self.tr("Another address…"))
        self.other.setCheckable(True)
        self.form = HostForm(bridge)
        self.form.hide()
        self._lay_out()
        self.copy.clicked.connect(self._copy)
        self.again.clicked.connect(self.look)
        self.elsewhere.clicked.connect(self._use_elsewhere)
        self.other.toggled.connect(self._open_form)
        self.form.saved.connect(self.look)

    def _lay_out(self) -> None:
        said = QHBoxLayout()
        said.setSpacing(Space.M)
        said.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.words, 1)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self.command, 1)
        line.addWidget(self.copy)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        for button in (self.again, self.elsewhere, self.other):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addLayout(said)
        column.addWidget(self.advice)
        column.addLayout(line)
        column.addLayout(buttons)
        column.addWidget(self.form)
        self._show_parts(HostFinding("", "", ""))

    @Slot()
    def look(self) -> None:
        """Look for Ollama where the settings say."""
        self.words.setText(self.tr("Looking for Ollama…"))
        self.again.setEnabled(False)
        self._bridge.ask(self, lambda engine: engine.find_ollama(), self._take, self._failed)

    def _take(self, finding: HostFinding) -> None:
        self.finding = finding
        self.again.setEnabled(True)
        self.words.setText(finding.detail)
        self.words.setAccessibleName(finding.detail)
        self._show_parts(finding)
        if finding.code == "unauthorized":
            self.other.setChecked(True)
            self.form.token.setFocus()
        self._dress()
        self.found.emit(finding)

    def _failed(self, error: CompanionError) -> None:
        self._take(HostFinding("host", "", str(error), error.next_step))

    def _show_parts(self, finding: HostFinding) -> None:
        advice = advice_for(finding, self._system)
        said = "" if finding.code == "found" else advice.words
        self.advice.setText(said)
        self.advice.setVisible(bool(said))
        self.command.setText(advice.command)
        self.command.setCursorPosition(0)
        for part in (self.command, self.copy):
            part.setVisible(bool(advice.command))
        self.elsewhere.setText(self.tr("Use the one at {}").format(finding.elsewhere))
        self.elsewhere.setVisible(bool(finding.elsewhere))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())
        self.copy.setText(self.tr("Copied"))

    @Slot()
    def _use_elsewhere(self) -> None:
        place = self.finding.elsewhere if self.finding is not None else ""
        self._bridge.ask(
            self, lambda engine: engine.change_settings({"model_host": place}), lambda _none: self.look(), self._failed
        )

    @Slot(bool)
    def _open_form(self, opened: bool) -> None:
        self.form.setVisible(opened)
        if opened:
            self.form.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        tokens = tokens_of(self)
        well = self.finding is not None and self.finding.code == "found"
        mark = icon("check", tokens.success) if well else icon("warning", tokens.warning)
        self._mark.setPixmap(mark.pixmap(QSize(20, 20), self.devicePixelRatioF()))
        self.copy.setIcon(icon("copy", tokens.muted))
        self.again.setIcon(icon("refresh", tokens.muted))
