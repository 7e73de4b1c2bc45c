"""Another address for Ollama, and the token that it may ask for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from ui.bridge import Bridge
from ui.theme import Space, set_look
from ui.wrapped import WrappedLabel


class HostForm(QWidget):
    """Saves an address in the settings and a token in the system's keyring; `saved` says that both are in force."""

    saved = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.host = QLineEdit()
        self.host.setPlaceholderText(self.tr("this computer, or http://192.168.1.5:11434"))
        self.host.setAccessibleName(self.tr("Address of Ollama"))
        self.token = QLineEdit()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setAccessibleName(self.tr("Token of this host"))
        self.save = QPushButton(self.tr("Save and look"))
        self.forget = QPushButton(self.tr("Forget the token"))
        self.forget.hide()
        self.words = WrappedLabel()
        self.words.setProperty("look", "caption")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        form = QGridLayout()
        form.setSpacing(Space.S)
        for row, (name, line) in enumerate(((self.tr("Address"), self.host), (self.tr("Token"), self.token))):
            label = QLabel(name)
            label.setBuddy(line)
            form.addWidget(label, row, 0)
            form.addWidget(line, row, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        for button in (self.save, self.forget):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(form)
        column.addWidget(self.words)
        column.addLayout(buttons)
        self._tell(
            self.tr("The token is kept in your system's keyring, never in a file. Empty where none is asked for.")
        )
        self.save.clicked.connect(self._save)
        self.forget.clicked.connect(self._forget)
        for line in (self.host, self.token):
            line.returnPressed.connect(self._save)

    def start(self) -> None:
        """Show what is in force."""
        self.host.setText(self._bridge.engine.settings.text("model_host"))
        self._bridge.ask(self, lambda engine: engine.has_host_token(), self._know_token, lambda _error: None)

    def _know_token(self, there: bool) -> None:
        self.token.setPlaceholderText(self.tr("There is one; a new one takes its place") if there else "")
        self.forget.setVisible(there)

    @Slot()
    def _save(self) -> None:
        host = self.host.text().strip()
        self._bridge.ask(
            self, lambda engine: engine.change_settings({"model_host": host}), lambda _none: self._keep(), self._failed
        )

    def _keep(self) -> None:
        token = self.token.text().strip()
        if not token:
            self.saved.emit()
            return
        self._bridge.ask(self, lambda engine: engine.keep_host_token("", token), self._kept, self._failed)

    def _kept(self, kept: bool) -> None:
        self.token.clear()
        self._know_token(True)
        if kept:
            self._tell(self.tr("The token lies in your system's keyring."))
        else:
            self._tell(
                self.tr("No keyring takes the token here, so it counts only until Companion is closed."), "warning"
            )
        self.saved.emit()

    @Slot()
    def _forget(self) -> None:
        def gone(_kept: bool) -> None:
            self._know_token(False)
            self._tell(self.tr("The token is forgotten."))
            self.saved.emit()

        self._bridge.ask(self, lambda engine: engine.keep_host_token("", ""), gone, self._failed)

    def _failed(self, error: CompanionError) -> None:
        self._tell(f"{error} {error.next_step}".strip(), "danger")

    def _tell(self, words: str, look: str = "caption") -> None:
        set_look(self.words, "look", look)
        self.words.setText(words)
