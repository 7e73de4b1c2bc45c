"""One installed model: what it is, whether it is loaded, what it is used for, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from companion.records import ModelInfo
from ui.icons import icon
from ui.models.words import facts_of
from ui.theme import Space, tokens_of
from ui.wrapped import WrappedLabel


@dataclass(frozen=True, slots=True)
class Uses:
    """Which model does what: the names in force; empty where nobody or the bundled one does."""

    chat: str = ""
    learning: str = ""
    search: str = ""


class ModelCard(QFrame):
    """Shows a `ModelInfo`. `wanted` carries what is to be done (`chat`, `learning`, `search`, `wake`, `free`, `delete`,
    `think:<level>`) and the model's name."""

    wanted = Signal(str, str)

    def __init__(self, model: ModelInfo, uses: Uses, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.setProperty("look", "card")
        name = QLabel(model.name)
        name.setProperty("look", "heading")
        name.setTextFormat(Qt.TextFormat.PlainText)
        upper = QHBoxLayout()
        upper.setSpacing(Space.S)
        upper.addWidget(name)
        self.badges = self._badges(uses)
        for words in self.badges:
            badge = QLabel(words)
            badge.setProperty("look", "badge")
            upper.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        upper.addStretch(1)
        self.use = self._use_button(uses)
        upper.addWidget(self.use)
        self.more = QToolButton()
        self.more.setAccessibleName(self.tr("More about {}").format(model.name))
        self.more.setToolTip(self.tr("More"))
        self.menu = self._menu(uses)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        upper.addWidget(self.more)
        self.facts = WrappedLabel(facts_of(model))
        self.facts.setProperty("look", "caption")
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.M, Space.M)
        column.setSpacing(Space.XS)
        column.addLayout(upper)
        column.addWidget(self.facts)
        self._dress()

    def _badges(self, uses: Uses) -> list[str]:
        found = []
        if self.model.name == uses.chat:
            found.append(self.tr("talks with you"))
        if self.model.name == uses.learning:
            found.append(self.tr("learns"))
        if self.model.name == uses.search:
            found.append(self.tr("finds memories"))
        if self.model.loaded:
            found.append(self.tr("in memory"))
        return found

    def _use_button(self, uses: Uses) -> QPushButton:
        chat = self.model.chat
        button = QPushButton(self.tr("Use for chat") if chat else self.tr("Use to find memories"))
        button.setAccessibleName(f"{button.text()}: {self.model.name}")
        button.setVisible(chat or self.model.embeds)
        button.setEnabled(self.model.name != (uses.chat if chat else uses.search))
        key = "chat" if chat else "search"
        button.clicked.connect(lambda: self.wanted.emit(key, self.model.name))
        return button

    def _menu(self, uses: Uses) -> QMenu:
        menu = QMenu(self)
        if self.model.chat:
            learning = menu.addAction(self.tr("Use for learning in the background"))
            learning.setCheckable(True)
            learning.setChecked(self.model.name == uses.learning)
            learning.triggered.connect(lambda: self._say("learning"))
        if self.model.thinking:
            self._add_thinking(menu)
        if self.model.name == uses.chat and not self.model.loaded:
            menu.addAction(self.tr("Wake it now"), lambda: self._say("wake"))
        if self.model.loaded and self.model.chat:
            menu.addAction(self.tr("Free its memory"), lambda: self._say("free"))
        menu.addSeparator()
        menu.addAction(self.tr("Delete…"), lambda: self._say("delete"))
        return menu

    def _add_thinking(self, menu: QMenu) -> None:
        names = {
            "off": self.tr("Does not think first"),
            "on": self.tr("Thinks before it answers"),
            "low": self.tr("Thinks a little"),
            "medium": self.tr("Thinks for a while"),
            "high": self.tr("Thinks at length"),
            "max": self.tr("Thinks as long as it can"),
        }
        menu.addSeparator()
        for level in self.model.thinking:
            action = menu.addAction(names[level])
            action.setCheckable(True)
            action.setChecked(level == self.model.thinks)
            action.triggered.connect(lambda _checked=False, level=level: self._say(f"think:{level}"))
        menu.addSeparator()

    def _say(self, what: str) -> None:
        self.wanted.emit(what, self.model.name)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        self.more.setIcon(icon("more", tokens_of(self).muted))
