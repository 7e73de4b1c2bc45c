"""The cards of the portrait: character, mood, and what the companion is told of the user."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from companion.records import Mood, TraitScore
from ui.memories.reading import ReadingText
from ui.portrait import words
from ui.portrait.mood import MoodChart
from ui.portrait.scale import TraitScale
from ui.theme import Space, Type


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
    set_wanted = Signal(str, float)
    wrong_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.title.setText(self.tr("Character"))
        self.setAccessibleName(self.title.text())
        self.column.setContentsMargins(Space.XS, Space.M, Space.XS, Space.S)
        self.column.setSpacing(0)
        self.title.setContentsMargins(Space.M, 0, 0, Space.XS)
        self.scales: dict[str, TraitScale] = {}

    def set_traits(self, traits: Sequence[TraitScore], *, past: bool = False) -> None:
        """Show these traits; their scales stay the same widgets, so that the keyboard stays where it is."""
        for trait in traits:
            if trait.name not in self.scales:
                scale = TraitScale(trait.name)
                scale.opened.connect(self.opened)
                scale.lock_wanted.connect(self.lock_wanted)
                scale.set_wanted.connect(self.set_wanted)
                scale.wrong_wanted.connect(self.wrong_wanted)
                self.scales[trait.name] = scale
                self.column.addWidget(scale)
            self.scales[trait.name].set_trait(trait)
            self.scales[trait.name].set_past(past)

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


class StrategyCard(Card):
    """What the companion is told about the user: the very words of the prompt, and a switch to leave them out."""

    used_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.title.setText(self.tr("What the companion is told about you"))
        self.setAccessibleName(self.title.text())
        self.note = QLabel()
        self.note.setProperty("look", "caption")
        self.note.setWordWrap(True)
        self.text = ReadingText(Type.BODY)
        self.text.setAccessibleName(self.title.text())
        self.used = QCheckBox(self.tr("Tell the companion"))
        self.used.setToolTip(
            self.tr("Off: nothing of the portrait goes into the prompt. The portrait goes on learning.")
        )
        self.column.addWidget(self.note)
        self.column.addWidget(self.text)
        self.column.addWidget(self.used)
        self.used.clicked.connect(self._clicked)

    def set_told(self, told: str, *, used: bool, past: bool) -> None:
        """Show the section of the prompt; `used` says whether it goes into it."""
        note = self.tr("Word for word what the model reads before each reply.")
        if past:
            note = self.tr("What would follow from this day's portrait.")
        elif not used:
            note = self.tr("Left out: the model is told nothing of this.")
        self.note.setText(note)
        self.used.setChecked(used)
        self.used.setVisible(not past)
        self.text.setEnabled(used or past)
        if self.text.toPlainText() != told:
            self.text.setPlainText(told)

    @Slot(bool)
    def _clicked(self, used: bool) -> None:
        self.used_changed.emit(used)
