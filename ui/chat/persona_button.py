"""Who is spoken with: the chosen persona with its picture, and a menu to speak with another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from companion.events import Event, PersonasChanged, SettingsChanged
from companion.records import Persona
from ui.bridge import Bridge
from ui.persona.pictures import round_picture
from ui.theme import tokens_of

if TYPE_CHECKING:
    from companion.engine import Engine

SIDE = 22


class PersonaButton(QPushButton):
    """Shows the persona of new conversations. Choosing another one begins a new conversation."""

    changed = Signal()
    """Another persona was chosen."""
    edit_wanted = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Persona"))  # until it is known who speaks
        self._bridge = bridge
        self._persona: Persona | None = None
        self._waiting = 0
        self.setProperty("look", "quiet")
        self.setProperty("align", "left")
        self.setIconSize(QSize(SIDE, SIDE))
        self.choices = QMenu(self)
        self.setMenu(self.choices)
        bridge.events.connect(self._hear)

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, PersonasChanged) or (isinstance(event, SettingsChanged) and "persona" in event.keys):
            self.load()

    @Slot()
    def load(self) -> None:
        """Ask who is chosen, who else there is, and how many wishes wait."""
        self._bridge.ask(self, _personas, self._show)

    def _show(self, found: tuple[Persona, list[tuple[str, str]], int]) -> None:
        self._persona, personas, self._waiting = found
        name = self._persona.name
        self.setText(f"{name}  ({self._waiting})" if self._waiting else name)
        said = self.tr("You talk with {0}").format(name)
        if self._waiting:
            said += self.tr(", {0} wishes wait").format(self._waiting)
        self.setAccessibleName(said)
        self.setToolTip(self.tr("Talk with another persona: a new conversation begins"))
        self.choices.clear()
        for key, named in personas:
            action = self.choices.addAction(named)
            action.setCheckable(True)
            action.setChecked(key == self._persona.key)
            action.triggered.connect(lambda _checked=False, key=key: self.choose(key))
        self.choices.addSeparator()
        self.choices.addAction(self.tr("Shape personas…"), self.edit_wanted.emit)
        self._dress()

    def choose(self, key: str) -> None:
        """Speak with this persona from now on."""
        self._bridge.ask(self, lambda e: e.choose_persona(key), lambda _none: self.changed.emit())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        if self._persona is not None:
            tokens = tokens_of(self)
            picture = round_picture(
                self._persona.picture, self._persona.name, SIDE, self.devicePixelRatioF(), tokens.accent,
                tokens.on_accent,
            )  # fmt: skip
            self.setIcon(QIcon(picture))


async def _personas(engine: Engine) -> tuple[Persona, list[tuple[str, str]], int]:
    return await engine.persona_of(None), await engine.personas(), len(await engine.persona_proposals())
