"""Rows that ask the engine: which models and personas there are, who answers now, where the profile lies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.events import Event, ModelChanged
from companion.records import EngineStatus, ModelInfo, ModelStatus
from companion.settings import Setting
from ui.bridge import Bridge
from ui.settings.fields import ChoiceField, Field, SuggestField, field_for
from ui.theme import Space, set_look


def plain(error: CompanionError) -> str:
    """The sentence and the next step of an error, for a line beside a field."""
    return f"{error} {error.next_step}".strip()


class HostTest(QWidget):
    """A button that looks for Ollama at the host in the field, and a line that says what was found.

    The engine looks where its settings say. So the host is saved first: `save_wanted` asks for that, and who
    saves calls `look`.
    """

    save_wanted = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.button = QPushButton(self.tr("Save and test"))
        self.button.setAccessibleDescription(self.tr("Saves this host and looks for Ollama there"))
        self.result = QLabel()
        self.result.setWordWrap(True)
        self.result.setProperty("look", "caption")
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.button)
        row.addWidget(self.result, 1)
        self.button.clicked.connect(self._clicked)
        bridge.events.connect(self._happened)

    @Slot()
    def _clicked(self) -> None:
        self.tell(self.tr("Looking …"), busy=True)
        self.save_wanted.emit()

    def look(self) -> None:
        """Look for the model now."""
        self._bridge.ask(self, lambda e: e.refresh_model(), self._found, self.failed)

    def failed(self, error: CompanionError) -> None:
        """Say why it could not be tested."""
        self.tell(plain(error))

    def tell(self, sentence: str, *, busy: bool = False) -> None:
        """Show `sentence` beside the button, which waits while `busy`."""
        self.result.setText(sentence)
        self.result.setAccessibleName(sentence)
        self.button.setEnabled(not busy)

    def _found(self, status: ModelStatus) -> None:
        who = self.tr("No model answers: the companion speaks from memory.")
        if status.silent:
            who = self.tr("No model answers, and nothing is answered from memory.")
        elif not status.offline and status.code:
            who = self.tr("{0} does not answer.").format(status.name)
        elif not status.offline:
            who = self.tr("{0} answers.").format(status.name)
        self.tell(f"{who} {status.detail}".strip())

    @Slot(object)
    def _happened(self, event: Event) -> None:
        if isinstance(event, ModelChanged) and self.button.isEnabled():
            self._found(event.status)


class FolderRow(QWidget):
    """Where the profile lies, and a choice of another folder for the next start. No setting: it counts at once."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.label = QLabel(self.tr("Profile folder"))
        self.path = QLabel()
        self.path.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.path.setTextFormat(Qt.TextFormat.PlainText)
        self.path.setWordWrap(True)
        self.path.setAccessibleName(self.label.text())
        self.help = QLabel(self.tr("One person's conversations, memories and portrait lie here."))
        self.help.setProperty("look", "muted")
        self.help.setWordWrap(True)
        self.change = QPushButton(self.tr("Change …"))
        self.usual = QPushButton(self.tr("Use the usual folder"))
        self.usual.setProperty("look", "quiet")
        self.result = QLabel()
        self.result.setProperty("look", "caption")
        self.result.setWordWrap(True)
        self.result.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.change)
        buttons.addWidget(self.usual)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        for part in (self.label, self.path, self.help):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(self.result)
        self.change.clicked.connect(self.ask)
        self.usual.clicked.connect(lambda: self.choose(None))
        bridge.ask(self, lambda e: e.status(), self._show_home, self._failed)

    def _show_home(self, status: EngineStatus) -> None:
        self.path.setText(status.home)

    @Slot()
    def ask(self) -> None:
        """Let a person choose a folder."""
        self.dialog = QFileDialog(self.window(), self.tr("Profile folder"), self.path.text())
        self.dialog.setFileMode(QFileDialog.FileMode.Directory)
        self.dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.fileSelected.connect(lambda name: self.choose(Path(name)))
        self.dialog.open()

    def choose(self, folder: Path | None) -> None:
        """Open this folder at the next start; None: the usual one."""
        shown = str(folder) if folder is not None else self.tr("the usual folder")
        sentence = self.tr("From the next start: {0}. What is here now stays where it is.").format(shown)
        self._bridge.ask(
            self, lambda e: e.choose_home(folder), lambda _none: self._say(sentence, "caption"), self._failed
        )

    def _failed(self, error: CompanionError) -> None:
        self._say(plain(error), "danger")

    def _say(self, sentence: str, look: str) -> None:
        set_look(self.result, "look", look)
        self.result.setText(sentence)
        self.result.show()


def editor_for(setting: Setting, bridge: Bridge) -> Field:
    """The editor of a setting. Model and persona fill themselves from the engine when it answers."""
    if setting.key in ("model_name", "background_model"):
        models = SuggestField(setting, hint=models_hint(setting, bridge))

        def offer(names: Sequence[str]) -> None:
            models.set_suggestions(names)

        bridge.ask(models, lambda e: e.models(), offer, lambda _error: None)
        return models
    if setting.key == "embedding_model":
        embedders = SuggestField(setting, hint=bridge.tr("The bundled one"))

        def offer_embedders(found: Sequence[ModelInfo]) -> None:
            embedders.set_suggestions([model.name for model in found if model.embeds])

        bridge.ask(embedders, lambda e: e.installed_models(), offer_embedders, lambda _error: None)
        return embedders
    if setting.key == "persona":
        personas = ChoiceField(setting, ())
        bridge.ask(personas, lambda e: e.personas(), personas.set_choices, lambda _error: None)
        return personas
    return field_for(setting)


def models_hint(setting: Setting, bridge: Bridge) -> str:
    """What stands in the empty field of a model."""
    if setting.key == "background_model":
        return bridge.tr("The chat model")
    return bridge.tr("The first chat model that is found")
