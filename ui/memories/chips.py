"""The chips that are more than a choice of values: when it happened, and whom or what it is about."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, Signal, Slot
from PySide6.QtWidgets import (
    QDateEdit,
    QFormLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from ui.memories import words
from ui.memories.menus import FocusOnShow, MenuChip
from ui.theme import Space

Days = tuple[dt.date | None, dt.date | None]
ANY: Days = (None, None)


class TimeChip(MenuChip):
    """First and last day on which it happened: a usual range, or two days of one's own."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Time"), self.tr("Only what happened in these days"), parent)
        self.days: Days = ANY

    def _usual(self) -> list[tuple[str, Days]]:
        today = dt.date.today()
        return [
            (self.tr("Today"), (today, today)),
            (self.tr("Last 7 days"), (today - dt.timedelta(6), today)),
            (self.tr("Last 30 days"), (today - dt.timedelta(29), today)),
            (self.tr("This year"), (today.replace(month=1, day=1), today)),
            (self.tr("Any time"), ANY),
        ]

    def make_menu(self) -> QMenu:
        menu = QMenu(self)
        for place, (label, _) in enumerate(self._usual()):
            menu.addAction(label).triggered.connect(
                lambda _checked=False, place=place: self.choose(*self._usual()[place][::-1])
            )
        menu.addSeparator()
        own = QWidgetAction(menu)
        own.setDefaultWidget(self._own_days())
        menu.addAction(own)
        return menu

    def _own_days(self) -> QWidget:
        page = QWidget()
        self.first, self.last = QDateEdit(), QDateEdit()
        today = QDate.currentDate()
        for field, name, day in (
            (self.first, self.tr("From"), today.addMonths(-1)),
            (self.last, self.tr("To"), today),
        ):
            field.setCalendarPopup(False)
            field.setDisplayFormat("yyyy-MM-dd")
            field.setDate(day)
            field.setAccessibleName(name)
        self.apply = QPushButton(self.tr("Show these days"))
        self.apply.clicked.connect(self._take_own)
        form = QFormLayout()
        form.addRow(self.tr("From"), self.first)
        form.addRow(self.tr("To"), self.last)
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.addLayout(form)
        column.addWidget(self.apply)
        return page

    @Slot()
    def _take_own(self) -> None:
        first, last = (_day(field.date()) for field in (self.first, self.last))
        self.choose((min(first, last), max(first, last)))
        self.menu_made.close()

    def choose(self, days: Days, label: str = "") -> None:
        """Set these days; `label` is what the chip calls them."""
        if days == self.days:
            return
        self.days = days
        since, until = days
        spelled = words.day_text(since) if since and since == until else ""
        if since and until and not spelled:
            spelled = f"{words.day_text(since)} – {words.day_text(until)}"
        self.say("" if days == ANY else label or spelled)
        self.changed.emit()


class AboutChip(MenuChip):
    """A person or a key word."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("About"), self.tr("Only what is about a person or filed under a key word"), parent)
        self.value = ""

    def make_menu(self) -> QMenu:
        menu = QMenu(self)
        page = QWidget()
        self.field = QLineEdit(self.value)
        self.field.setPlaceholderText(self.tr("A name or a key word"))
        self.field.setAccessibleName(self.tr("A person or a key word"))
        self.field.setMinimumWidth(220)
        self.field.returnPressed.connect(self._take)
        FocusOnShow(self.field)
        hint = QLabel(self.tr("Enter shows only what is about it; empty shows everything."))
        hint.setProperty("look", "caption")
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.addWidget(self.field)
        column.addWidget(hint)
        action = QWidgetAction(menu)
        action.setDefaultWidget(page)
        menu.addAction(action)
        return menu

    @Slot()
    def _take(self) -> None:
        self.choose(self.field.text())
        self.menu_made.close()

    def choose(self, value: str) -> None:
        """Set this name or word; empty: none."""
        value = " ".join(value.split())
        if value == self.value:
            return
        self.value = value
        self.say(value)
        if self._menu is not None:
            self.field.setText(value)
        self.changed.emit()


def _day(date: QDate) -> dt.date:
    return dt.date(date.year(), date.month(), date.day())
