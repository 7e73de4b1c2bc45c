"""The window of models: where Ollama is, what is installed there, what is on its way, what could be had."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from companion.errors import CompanionError
from companion.events import Event, ModelChanged, ModelsChanged, Progress, SettingsChanged
from companion.records import EngineStatus, HostFinding, ModelInfo, ModelOffer
from ui.bridge import Bridge
from ui.models.card import ModelCard, Uses
from ui.models.downloads_list import DownloadsList
from ui.models.find_box import FindBox
from ui.models.offers_list import OffersList
from ui.models.words import size_words
from ui.theme import Space, set_look
from ui.wrapped import WrappedLabel

WIDEST = 760
REFRESH_MS = 5000
"""How often it is looked which model is loaded, while the window can be seen."""


class ModelsWindow(QWidget):
    """One window, made when it is first wanted. Main thread only."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.setObjectName("page")
        self.setWindowTitle(self.tr("Models"))
        self.resize(860, 720)
        self.setMinimumSize(560, 420)
        self.cards: dict[str, ModelCard] = {}
        self._uses = Uses()
        self._shown: tuple[ModelInfo, ...] = ()
        self.box = FindBox(bridge)
        self.downloads = DownloadsList(bridge)
        self.offers = OffersList()
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("Name as on ollama.com, such as mistral-small"))
        self.name.setAccessibleName(self.tr("Name of a model to download"))
        self.get = QPushButton(self.tr("Download"))
        self.words = WrappedLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.hide()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("page")
        inside.setMaximumWidth(WIDEST)
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.XL)
        column.setSpacing(Space.M)
        title = QLabel(self.tr("Models"))
        title.setProperty("look", "title")
        column.addWidget(title)
        column.addWidget(self.box)
        column.addWidget(self.words)
        self._installed = QLabel(self.tr("Installed"))
        self._installed.setProperty("look", "heading")
        self._cards = QVBoxLayout()
        self._cards.setSpacing(Space.S)
        column.addSpacing(Space.S)
        column.addWidget(self._installed)
        column.addLayout(self._cards)
        self._getting = QFrame()
        inner = QVBoxLayout(self._getting)
        inner.setContentsMargins(0, Space.S, 0, 0)
        inner.setSpacing(Space.M)
        head = QLabel(self.tr("Get another one"))
        head.setProperty("look", "heading")
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self.name, 1)
        line.addWidget(self.get)
        inner.addWidget(head)
        inner.addLayout(line)
        inner.addWidget(self.downloads)
        inner.addWidget(self.offers)
        column.addWidget(self._getting)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        scroll.setAccessibleName(self.tr("Models"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._installed.hide()
        self._getting.hide()

    def _wire(self) -> None:
        self.box.found.connect(self._found)
        self.offers.wanted.connect(self.downloads.add)
        self.downloads.changed.connect(self._pass_over)
        self.get.clicked.connect(self._get)
        self.name.returnPressed.connect(self._get)
        self._bridge.events.connect(self._hear)
        self._refresh = QTimer(self)
        self._refresh.setInterval(REFRESH_MS)
        self._refresh.timeout.connect(self._read_quietly)
        self._bridge.destroyed.connect(self._refresh.stop)
        for keys in ("Esc", "Ctrl+W"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.close)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self).activated.connect(self.box.look)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.downloads.start()
        self.box.look()
        self._refresh.start()

    def hideEvent(self, event: object) -> None:
        super().hideEvent(event)  # type: ignore[arg-type]
        self._refresh.stop()

    # What is there --------------------------------------------------------------------------------------

    @Slot(object)
    def _found(self, finding: HostFinding) -> None:
        there = finding.code in ("found", "no_models")
        self._getting.setVisible(there)
        if not there:
            self._show(())
            return
        self._read()
        self._bridge.ask(self, lambda engine: engine.model_offers(), self._offer, lambda _error: None)

    def _offer(self, offers: tuple[ModelOffer, ...]) -> None:
        self.offers.show_offers(offers)
        self._pass_over()

    @Slot()
    def _pass_over(self) -> None:
        self.offers.pass_over([*self.cards, *self.downloads.under_way])

    def _read(self) -> None:
        self._bridge.ask(self, lambda engine: engine.status(), self._take_status, lambda _error: None)
        self._bridge.ask(self, lambda engine: engine.installed_models(), self._show, self._failed)

    @Slot()
    def _read_quietly(self) -> None:
        """Look which model is loaded; a host that is away is told of by the box, not every five seconds."""
        if self.cards and self._bridge.attached:
            self._bridge.ask(self, lambda engine: engine.installed_models(), self._show, lambda _error: None)

    def _take_status(self, status: EngineStatus) -> None:
        if not self._bridge.attached:
            return
        settings = self._bridge.engine.settings
        chat = "" if status.model.offline else status.model.name
        learning, search = settings.text("background_model"), settings.text("embedding_model")
        uses = Uses(chat, learning or chat, search)
        if uses != self._uses:
            self._uses = uses
            self._make_cards(self._shown)

    def _show(self, models: tuple[ModelInfo, ...]) -> None:
        if models != self._shown:
            self._make_cards(models)

    def _make_cards(self, models: tuple[ModelInfo, ...]) -> None:
        focused = next((name for name, card in self.cards.items() if card.more.hasFocus()), "")
        for card in self.cards.values():
            self._cards.removeWidget(card)
            card.deleteLater()
        self.cards = {}
        self._shown = models
        for model in models:
            card = ModelCard(model, self._uses)
            card.wanted.connect(self._act)
            self.cards[model.name] = card
            self._cards.addWidget(card)
        if focused in self.cards:
            self.cards[focused].more.setFocus()
        self._installed.setVisible(bool(models))

    # What is done ---------------------------------------------------------------------------------------

    @Slot()
    def _get(self) -> None:
        name = self.name.text().strip()
        if name:
            self._bridge.ask(self, lambda engine: engine.download(name), lambda _none: self.name.clear(), self._failed)

    @Slot(str, str)
    def _act(self, what: str, name: str) -> None:
        kind, _, level = what.partition(":")
        if kind == "think":
            self._bridge.ask(self, lambda engine: engine.choose_thinking(name, level), None, self._failed)
        elif kind == "wake":
            self._tell(self.tr("Waking {}…").format(name))
            self._bridge.ask(self, lambda engine: engine.preload_model(), lambda _none: self._woken(), self._failed)
        elif kind == "free":
            self._bridge.ask(self, lambda engine: engine.unload_model(name), lambda _none: self._read(), self._failed)
        elif kind == "delete":
            self._ask_delete(name)
        else:
            self._use(kind, name)

    def _use(self, what: str, name: str) -> None:
        key = {"chat": "model_name", "learning": "background_model", "search": "embedding_model"}[what]
        in_force = self._bridge.engine.settings.text(key) == name
        value = "" if in_force and what != "chat" else name
        self._bridge.ask(self, lambda engine: engine.change_settings({key: value}), None, self._failed)

    def _woken(self) -> None:
        self._tell("")
        self._read()

    def _ask_delete(self, name: str) -> None:
        size = next((model.size for model in self._shown if model.name == name), 0)
        box = QMessageBox(QMessageBox.Icon.NoIcon, self.tr("Delete this model?"), name, parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(
            self.tr("It frees {} on that machine. Your conversations and memories stay as they are.").format(
                size_words(size)
            )
        )
        gone = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        gone.clicked.connect(
            lambda: self._bridge.ask(self, lambda engine: engine.delete_model(name), None, self._failed)
        )
        box.open()

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, Progress) and event.task == "embedding":
            self._tell_embedding(event)
        elif not self.isVisible():
            return
        elif isinstance(event, ModelsChanged | ModelChanged):
            self._read()
        elif isinstance(event, SettingsChanged):
            if "model_host" in event.keys:
                self.box.look()
            else:
                self._read()

    def _tell_embedding(self, event: Progress) -> None:
        if event.total and event.done < event.total:
            self._tell(self.tr("Reading memories anew: {} of {}").format(event.done, event.total))
        else:
            self._tell("")

    def _failed(self, error: CompanionError) -> None:
        self._tell(f"{error} {error.next_step}".strip(), "danger")

    def _tell(self, words: str, look: str = "muted") -> None:
        set_look(self.words, "look", look)
        self.words.setText(words)
        self.words.setVisible(bool(words))
