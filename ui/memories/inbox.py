"""The view of the inbox: what the last conversations taught, to accept, edit or refuse."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.records import Change, Lesson, Refusal
from companion.settings import BY_KEY
from ui.bridge import Bridge
from ui.memories import words
from ui.memories.menus import StayMenu
from ui.memories.panes import Skeleton, StatePane
from ui.memories.steps import Steps
from ui.memories.taught import LessonCard, TaughtRow
from ui.memories.view import View
from ui.theme import Space

if TYPE_CHECKING:
    from companion.engine import Engine

ASKED = ("ask_facts", "ask_plans", "ask_lessons", "ask_sensitive")
"""The settings that say what waits here instead of being believed at once."""


class InboxView(View):
    """One card a conversation. What waits for a word stands first in its words; the rest was learned by itself."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._lessons: tuple[Lesson, ...] = ()
        self._refusals: tuple[Refusal, ...] = ()
        self.cards: list[LessonCard] = []
        self._steps = Steps(self)
        self.heading = QLabel()
        self.heading.setProperty("look", "muted")
        self.heading.setWordWrap(True)
        self.accept_all = QPushButton(self.tr("Accept all"))
        self.accept_all.setProperty("look", "primary")
        self.ask = QPushButton(self.tr("Ask me first ▾"))
        self.ask.setProperty("look", "quiet")
        self.ask.setToolTip(self.tr("Choose what waits here until you accept it"))
        self.rules = QPushButton(self.tr("Never remembered ▾"))
        self.rules.setProperty("look", "quiet")
        self.state = StatePane()
        self._arrange()
        self.accept_all.clicked.connect(self._accept_all)
        self.ask.clicked.connect(lambda: self._pop(self.ask, self.ask_menu()))
        self.rules.clicked.connect(lambda: self._pop(self.rules, self.rules_menu()))
        self.state.button_pressed.connect(self.refresh)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(Space.L, Space.M, Space.L, 0)
        head.addWidget(self.heading, 1)
        for button in (self.rules, self.ask, self.accept_all):
            head.addWidget(button)
        page = QWidget()
        page.setObjectName("page")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        self._column.setSpacing(Space.M)
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(page)
        self.area.setAccessibleName(self.tr("What the last conversations taught"))
        self.pages = QStackedWidget()
        for widget in (Skeleton(), self.area, self.state):
            self.pages.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.S)
        outer.addLayout(head)
        outer.addWidget(self.pages, 1)

    @Slot()
    def refresh(self) -> None:
        self._bridge.ask(self, lambda e: e.lessons(), self._show, self._broken)
        self._bridge.ask(self, lambda e: e.refusals(), self._show_rules, self.failed.emit)

    def focus(self) -> None:
        first = self.cards[0].rows[0].accept if self.cards and self.cards[0].rows else self.ask
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _broken(self, error: CompanionError) -> None:
        sentence = f"{error} {error.next_step}".strip()
        self.state.tell("warning", self.tr("This could not be read"), sentence, self.tr("Try again"))
        self.pages.setCurrentWidget(self.state)

    def _show(self, lessons: Sequence[Lesson]) -> None:
        if any(row.editing for card in self.cards for row in card.rows):
            self._calm.start()  # somebody writes: look again when that is over
            self._stale = True
            return
        self._lessons = tuple(lessons)
        waiting = self.waiting()
        one, many = self.tr("1 thing waits for your word."), self.tr("{0} things wait for your word.")
        calm = self.tr("Nothing waits. Below stands what was learned lately.")
        self.heading.setText(one if len(waiting) == 1 else many.format(len(waiting)) if waiting else calm)
        self.accept_all.setVisible(len(waiting) > 1)
        if not lessons:
            self.heading.setText("")
            sentence = self.tr("When a conversation ends, what it taught stands here, to accept, edit or refuse.")
            self.state.tell("inbox", self.tr("Nothing was learned yet"), sentence)
            self.pages.setCurrentWidget(self.state)
            return
        place = self.area.verticalScrollBar().value()
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        ordered = sorted(lessons, key=lambda lesson: not any(one.waits for one in lesson.taught))
        self.cards = []
        self._steps.drop()
        self._steps.add(*(partial(self._add_card, lesson) for lesson in ordered))
        self._steps.add(partial(self.area.verticalScrollBar().setValue, place))
        self.pages.setCurrentWidget(self.area)

    def _add_card(self, lesson: Lesson) -> None:
        card = LessonCard(lesson, self._connect)
        card.accept_all_wanted.connect(self.accept)
        card.unlearn_wanted.connect(self.unlearn_wanted)
        card.message_wanted.connect(self.message_wanted)
        self._column.insertWidget(len(self.cards), card)
        self.cards.append(card)

    def _connect(self, row: TaughtRow) -> None:
        row.accept_wanted.connect(lambda memory_id: self.accept([memory_id]))
        row.refuse_wanted.connect(self._refuse)
        row.never_wanted.connect(self._never)
        row.memory_wanted.connect(self.memory_wanted)
        row.edited.connect(lambda memory_id, text: self._edit(row, memory_id, text))

    def waiting(self) -> list[int]:
        """The memories that wait for a word."""
        return [one.view.memory.id for lesson in self._lessons for one in lesson.taught if one.waits]

    @Slot(object)
    def accept(self, ids: Sequence[int]) -> None:
        """Believe what waits of these; what is believed already is confirmed."""
        waiting = set(self.waiting())
        wait = [i for i in ids if i in waiting]
        if wait:
            self._do(lambda e: e.accept(wait), self.tr("Accepted."))
        else:
            self._do(lambda e: e.confirm(ids), self.tr("Noted as right: it fades more slowly now."))

    @Slot()
    def _accept_all(self) -> None:
        self.accept(self.waiting())

    @Slot(int)
    def _refuse(self, memory_id: int) -> None:
        self._do(lambda e: e.refuse(memory_id), self.tr("Refused: it is not remembered."))

    @Slot(int)
    def _never(self, memory_id: int) -> None:
        self._do(lambda e: e.never(memory_id), self.tr("Refused, and things of this kind are never remembered."))

    def _edit(self, row: TaughtRow, memory_id: int, text: str) -> None:
        def saved(change: Change | None) -> None:
            row.end_edit()
            if row.taught.waits:
                self.accept([memory_id])
            elif change is not None:
                self.changed.emit(self.tr("The text was changed."), change)

        self._bridge.ask(self, lambda e: e.edit_memory(memory_id, text), saved, row.show_problem)

    def _do(self, work: Callable[[Engine], Coroutine[Any, Any, Change | None]], said: str) -> None:
        def done(change: Change | None) -> None:
            if change is not None:
                self.changed.emit(said, change)
            else:
                self.told.emit(self.tr("That was noted today already."))
            self.refresh()

        self._bridge.ask(self, work, done, self.failed.emit)

    def _show_rules(self, found: Sequence[Refusal]) -> None:
        self._refusals = tuple(found)
        self.rules.setVisible(bool(found))

    def ask_menu(self) -> QMenu:
        """What waits here until it is accepted, each to switch on and off."""
        menu = StayMenu(self)
        menu.setToolTipsVisible(True)
        for key in ASKED:
            setting = BY_KEY[key]
            action = menu.addAction(setting.label)
            action.setToolTip(setting.help)
            action.setCheckable(True)
            action.setChecked(self._bridge.engine.settings.flag(key))
            action.triggered.connect(lambda on, key=key: self._set(key, on))
        return menu

    def _set(self, key: str, on: bool) -> None:
        self._bridge.ask(self, lambda e: e.change_settings({key: on}), None, self.failed.emit)

    def rules_menu(self) -> QMenu:
        """The rules of what is never remembered; choosing one drops it."""
        menu = QMenu(self)
        for rule in self._refusals:
            about = " ".join(part for part in (rule.subject, rule.relation.replace("_", " ")) if part)
            name = self.tr("{0}: {1}").format(words.kind_plural(rule.kind), about or self.tr("all"))
            action = menu.addAction(self.tr("Allow again: {0}").format(name))
            action.triggered.connect(lambda _checked=False, rule=rule: self._drop(rule.id))
        return menu

    def _drop(self, refusal_id: int) -> None:
        def done(_dropped: bool) -> None:
            self.told.emit(self.tr("Such things may be remembered again."))
            self.refresh()

        self._bridge.ask(self, lambda e: e.drop_refusal(refusal_id), done, self.failed.emit)

    def _pop(self, button: QPushButton, menu: QMenu) -> None:
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
