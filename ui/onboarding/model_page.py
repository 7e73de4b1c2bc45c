"""The page of the welcome on which Ollama is found and a model is chosen, or downloaded, or done without."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from companion.records import HostFinding, ModelOffer
from ui.bridge import Bridge
from ui.models.downloads_list import DownloadsList
from ui.models.find_box import FindBox
from ui.models.offers_list import OffersList
from ui.onboarding.pages import Page
from ui.settings.fields import guard_wheel
from ui.theme import Space


class ModelPage(Page):
    """Finds Ollama, offers models. `changed` says that the button that goes on may say something else."""

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__("", "")
        self._bridge = bridge
        self.title.setText(self.tr("A model to talk with"))
        self.line.setText(
            self.tr("Companion speaks through Ollama, a free program that runs language models on your own computer.")
        )
        self.box = FindBox(bridge)
        self.downloads = DownloadsList(bridge)
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Model that answers"))
        guard_wheel(self.choice)
        self.offers = OffersList()
        self._chooser = QWidget()
        chosen = QHBoxLayout(self._chooser)
        chosen.setContentsMargins(0, 0, 0, 0)
        chosen.addWidget(QLabel(self.tr("Talk with")))
        chosen.addWidget(self.choice, 1)
        self._more = QLabel(self.tr("Download one"))
        self._more.setProperty("look", "heading")
        inside = QWidget()
        inside.setObjectName("page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.M, 0)
        column.setSpacing(Space.M)
        for part in (self.box, self._chooser, self.downloads, self._more, self.offers):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setAccessibleName(self.title.text())
        self.column.addWidget(scroll, 1)
        for part in (self._chooser, self._more, self.offers):
            part.hide()
        self.box.found.connect(self._found)
        self.offers.wanted.connect(self.downloads.add)
        self.downloads.done.connect(self._arrived)
        self.downloads.changed.connect(self._pass_over)
        self._arrival = ""

    def start(self) -> None:
        """Look, and ask what is on its way."""
        self.downloads.start()
        self.box.look()

    @property
    def model(self) -> str:
        """Who will answer; empty for nobody."""
        found = self.box.finding is not None and self.box.finding.code == "found"
        return self.choice.currentText() if found else ""

    @property
    def next_label(self) -> str:
        if self.model:
            return self.tr("Continue")
        return self.tr("Continue meanwhile") if self.downloads.under_way else self.tr("Continue without a model")

    @Slot(object)
    def _found(self, finding: HostFinding) -> None:
        if not self._bridge.attached:
            return
        there = finding.code in ("found", "no_models")
        wanted = self._arrival or self.choice.currentText() or self._bridge.engine.settings.text("model_name")
        self.choice.clear()
        self.choice.addItems(list(finding.models))
        place = max((self.choice.findText(name) for name in (wanted, f"{wanted}:latest") if wanted), default=0)
        self.choice.setCurrentIndex(max(place, 0))
        self._arrival = ""
        self._chooser.setVisible(finding.code == "found")
        self.offers.setVisible(there)
        self._more.setVisible(finding.code == "no_models")
        self._pass_over()
        if there and not self.offers.cards:
            self._bridge.ask(self, lambda engine: engine.model_offers(), self._offer, lambda _error: None)
        self.changed.emit()

    def _offer(self, offers: tuple[ModelOffer, ...]) -> None:
        shown = 0 if self.model else 3
        self.offers.show_offers([offer for offer in offers if not offer.embeds], shown)

    @Slot()
    def _pass_over(self) -> None:
        here = self.box.finding.models if self.box.finding is not None else ()
        self.offers.pass_over([*here, *self.downloads.under_way])
        self.changed.emit()

    @Slot(str)
    def _arrived(self, name: str) -> None:
        self._arrival = name
        self.box.look()
