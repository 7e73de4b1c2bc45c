"""Models that could be downloaded: what each costs, what it is good for, and a button."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.records import ModelOffer
from ui.models.words import facts_of_offer, size_words
from ui.theme import Space
from ui.wrapped import WrappedLabel


class OfferCard(QFrame):
    """One offer; `wanted` carries its name."""

    wanted = Signal(str)

    def __init__(self, offer: ModelOffer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offer = offer
        self.setProperty("look", "card")
        title = QLabel(offer.title)
        title.setProperty("look", "heading")
        upper = QHBoxLayout()
        upper.setSpacing(Space.S)
        upper.addWidget(title)
        if badge := self._badge():
            mark = QLabel(badge)
            mark.setProperty("look", "badge")
            upper.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        upper.addStretch(1)
        self.button = QPushButton(self.tr("Download"))
        self.button.setAccessibleName(self.tr("Download {}").format(offer.title))
        self.button.setAccessibleDescription(f"{facts_of_offer(offer)}. {offer.about}")
        if offer.recommended:
            self.button.setProperty("look", "primary")
        self.button.clicked.connect(lambda: self.wanted.emit(offer.name))
        upper.addWidget(self.button)
        about = WrappedLabel(offer.about)
        facts = WrappedLabel(facts_of_offer(offer))
        facts.setProperty("look", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.M, Space.M)
        column.setSpacing(Space.XS)
        column.addLayout(upper)
        for label in (about, facts):
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)

    def _badge(self) -> str:
        if not self.offer.fits:
            return self.tr("needs {} of memory").format(size_words(self.offer.memory))
        return self.tr("recommended for this computer") if self.offer.recommended else ""


class OffersList(QWidget):
    """Offers under one another, the recommended one first; those that do not fit only when all are shown."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[OfferCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self.all = QPushButton()
        self.all.setProperty("look", "quiet")
        self.all.setCheckable(True)
        self.all.toggled.connect(self._dress)
        self._passed: set[str] = set()
        self._column.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)

    def show_offers(self, offers: Collection[ModelOffer], shown: int = 3) -> None:
        """Show these; `shown` of them at first."""
        for card in self.cards:
            self._column.removeWidget(card)
            card.deleteLater()
        ranked = sorted(offers, key=lambda offer: (not offer.recommended, not offer.fits))
        self.cards = []
        for place, offer in enumerate(ranked):
            card = OfferCard(offer)
            card.wanted.connect(self.wanted)
            card.setProperty("more", place >= shown or not offer.fits)
            self.cards.append(card)
            self._column.insertWidget(place, card)
        self._dress()

    def pass_over(self, names: Collection[str]) -> None:
        """Do not offer what is there or on its way already."""
        self._passed = {name.removesuffix(":latest") for name in names}
        self._dress()

    @Slot()
    def _dress(self) -> None:
        offered = [card for card in self.cards if card.offer.name not in self._passed]
        for card in self.cards:
            card.setVisible(card in offered and (self.all.isChecked() or not card.property("more")))
        self.all.setVisible(any(card.property("more") for card in offered))
        self.all.setText(self.tr("Fewer models") if self.all.isChecked() else self.tr("More models"))
