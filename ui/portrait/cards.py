"""The cards of the portrait: character, mood, what is known by facet, and the strategy that follows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from companion.records import Mood, PortraitItem, TraitScore
from ui.memories.reading import ReadingText
from ui.memories.words import day_text
from ui.portrait import words
from ui.portrait.mood import MoodChart
from ui.portrait.scale import TraitScale
from ui.theme import Space, Type

MOST_ITEMS = 40
"""The items of a facet that are shown, the weightiest first."""


class Card(QFrame):
    """A titled frame; `column` takes its contents."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.title = QLabel(title)
        self.title.setProperty("look", "heading")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        self.column.setSpacing(Space.S)
        self.column.addWidget(self.title)


class TraitsCard(Card):
    """The five traits."""

    opened = Signal(str)
    lock_wanted = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.title.setText(self.tr("Character"))
        self.setAccessibleName(self.title.text())
        self.column.setContentsMargins(Space.XS, Space.M, Space.XS, Space.S)
        self.column.setSpacing(0)
        self.title.setContentsMargins(Space.M, 0, 0, Space.XS)
        self.scales: dict[str, TraitScale] = {}

    def set_traits(self, traits: Sequence[TraitScore]) -> None:
        """Show these traits; their scales stay the same widgets, so that the keyboard stays where it is."""
        for trait in traits:
            if trait.name not in self.scales:
                scale = TraitScale(trait.name)
                scale.opened.connect(self.opened)
                scale.lock_wanted.connect(self.lock_wanted)
                self.scales[trait.name] = scale
                self.column.addWidget(scale)
            self.scales[trait.name].set_trait(trait)

    def choose(self, name: str) -> None:
        """Mark the trait whose ledger is shown; empty for none."""
        for scale in self.scales.values():
            scale.set_chosen(scale.name == name)


class MoodCard(Card):
    """The mood of the last conversations, as a chart and as a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.title.setText(self.tr("Mood"))
        self.setAccessibleName(self.title.text())
        self.chart = MoodChart()
        self.sentence = QLabel()
        self.sentence.setProperty("look", "muted")
        self.sentence.setWordWrap(True)
        self.column.addWidget(self.chart)
        self.column.addWidget(self.sentence)

    def set_moods(self, moods: Sequence[Mood]) -> None:
        """Show the course of these."""
        self.chart.set_moods(moods)
        self.chart.setVisible(bool(moods))
        self.sentence.setText(words.mood_sentence(tuple(moods)))


class FacetCard(Card):
    """What is known of one facet, the weightiest first, each with the day it last came up."""

    def __init__(self, facet: str, parent: QWidget | None = None) -> None:
        super().__init__(words.facet_name(facet), parent)
        self.facet = facet
        self._grid: QWidget | None = None

    def set_items(self, items: Sequence[PortraitItem]) -> None:
        """Show the items of this facet among these; without any the card hides."""
        mine = sorted(
            (item for item in items if item.facet == self.facet),
            key=lambda item: (-item.weight, -item.last_day.toordinal()),
        )
        self.setVisible(bool(mine))
        if self._grid is not None:
            self._grid.hide()
            self._grid.deleteLater()
        self._grid = QWidget()
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.XS + 2)
        grid.setColumnStretch(0, 1)
        for row, item in enumerate(mine[:MOST_ITEMS]):
            text, day = QLabel(item.text), QLabel(day_text(item.last_day))
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setAccessibleName(self.tr("{0}, last on {1}").format(item.text, day.text()))
            day.setProperty("look", "caption")
            day.setToolTip(self.tr("The day it last came up"))
            grid.addWidget(text, row, 0)
            grid.addWidget(day, row, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self.column.addWidget(self._grid)


class StrategyCard(Card):
    """How the companion answers this person: the very words that go into the prompt."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.title.setText(self.tr("How the companion answers you"))
        self.setAccessibleName(self.title.text())
        note = QLabel(self.tr("Word for word what the model is told."))
        note.setProperty("look", "caption")
        self.text = ReadingText(Type.BODY)
        self.text.setAccessibleName(self.title.text())
        self.column.addWidget(note)
        self.column.addWidget(self.text)

    def set_strategy(self, strategy: str) -> None:
        """Show it; without one the card hides."""
        self.setVisible(bool(strategy))
        if self.text.toPlainText() != strategy:
            self.text.setPlainText(strategy)
