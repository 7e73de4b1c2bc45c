"""The foot of the side bar: who answers, and a small menu to choose somebody else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from companion.errors import CompanionError
from companion.events import Event, ModelChanged
from companion.records import ModelStatus
from companion.settings import Value
from ui.bridge import Bridge
from ui.icons import icon
from ui.theme import tokens_of

MOST = 12
"""Models in the menu; the others are in the window of models."""


class ModelButton(QPushButton):
    """Says who answers. Pressed, it offers the models, the window of models, and another look."""

    window_wanted = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.status = ModelStatus("offline", True)
        self.menu_: QMenu | None = None
        self.setProperty("look", "status")
        self.setText(self.tr("Looking for a model…"))
        self.clicked.connect(self.open_menu)
        bridge.events.connect(self._hear)

    @Slot()
    def look(self) -> None:
        """Look again for a model."""
        self.setText(self.tr("Looking for a model…"))
        self._bridge.ask(self, lambda engine: engine.refresh_model(), self.show_status, self._failed)

    def show_status(self, status: ModelStatus) -> None:
        """Say who answers."""
        self.status = status
        words = self._words()
        self.setText(words)
        self.setAccessibleName(self.tr("Model: {}").format(words))
        hint = self.tr("Click to choose a model.")
        self.setToolTip(f"{status.detail}\n{hint}" if status.detail else hint)
        self._dress()

    def _words(self) -> str:
        status = self.status
        if not status.offline:
            return self.tr("{} does not answer").format(status.name) if status.code else status.name
        if not status.silent:
            return self.tr("Offline: answers from memory")
        return {
            "unauthorized": self.tr("Ollama wants a token"),
            "forbidden": self.tr("Ollama refuses"),
            "not_found": self.tr("The model is not installed"),
            "no_models": self.tr("Ollama has no model yet"),
            "not_ollama": self.tr("This is not Ollama"),
        }.get(status.code, self.tr("No model answers"))

    def _failed(self, error: CompanionError) -> None:
        self.setText(str(error))

    @Slot()
    def open_menu(self) -> None:
        """Show the menu above the button."""
        self.menu_ = menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for name in self.status.available[:MOST]:
            self._add(menu, name, name == self.status.name, {"model_name": name, "model_offline": False})
        if not self.status.available:
            menu.addAction(self.tr("How to get a model…"), lambda: self.window_wanted.emit("welcome:model"))
        never = self.status.code == "never"
        self._add(menu, self.tr("Answer from memory only"), never, {"model_offline": not never})
        menu.addSeparator()
        menu.addAction(self.tr("Models…"), lambda: self.window_wanted.emit("models"))
        menu.addAction(self.tr("Look again"), self.look)
        corner = self.mapToGlobal(self.rect().topLeft())
        menu.popup(QPoint(corner.x(), corner.y() - menu.sizeHint().height()))

    def _add(self, menu: QMenu, words: str, chosen: bool, changes: dict[str, Value]) -> None:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(chosen)
        action.triggered.connect(lambda: self._change(changes))

    def _change(self, changes: dict[str, Value]) -> None:
        self._bridge.ask(self, lambda engine: engine.change_settings(changes), None, self._failed)

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, ModelChanged):
            self.show_status(event.status)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate and self.status.offline and self._bridge.attached:
            # Whoever comes back from starting Ollama sees at once whether it is there; a change is told as an event.
            self._bridge.ask(self, lambda engine: engine.refresh_model(), None, self._failed)
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        tokens = tokens_of(self)
        offline = self.status.offline
        if self.status.silent or (self.status.code and not offline):
            self.setIcon(icon("warning", tokens.warning))
        else:
            self.setIcon(icon("moon" if offline else "check", tokens.muted if offline else tokens.success))
