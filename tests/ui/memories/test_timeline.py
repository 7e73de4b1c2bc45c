"""The view of time: days gather into weeks and months, and each can be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from companion.records import DayCount, Kind
from tests.ui.memories.house import PATIENCE, House
from ui.memories.band import WIDEST, TimeBand, bars
from ui.memories.days import ConversationCard
from ui.memories.jump import JumpButton
from ui.memories.rows import MemoryRow
from ui.memories.timeline import TimelineView

FIRST = dt.date(2026, 1, 5)


def counts(*days: int) -> list[DayCount]:
    return [DayCount(FIRST + dt.timedelta(day), 3, 1) for day in days]


@given(st.sets(st.integers(0, 900), min_size=1, max_size=60), st.sampled_from(["day", "week", "month"]))
def test_nothing_is_lost_when_days_are_gathered(days: set[int], unit: str) -> None:
    found = bars(counts(*sorted(days)), unit)
    assert sum(bar.said for bar in found) == 3 * len(days)
    assert sum(bar.learned for bar in found) == len(days)
    for day in days:
        date = FIRST + dt.timedelta(day)
        assert sum(0 <= (date - bar.first).days < bar.days for bar in found) == 1


@pytest.fixture
def band(qtbot: QtBot) -> TimeBand:
    made = TimeBand()
    qtbot.addWidget(made)
    made.resize(600, 132)
    made.show()
    return made


def test_many_years_are_months_and_come_apart_when_zoomed(band: TimeBand) -> None:
    band.set_counts(counts(*range(0, 1500, 10)))
    assert band.unit == "month"
    for _ in range(20):
        band.zoom(1.5)
    assert band.unit == "day"
    band.fit()
    assert band.unit == "month"


def test_keys_walk_over_the_days_that_have_memories(band: TimeBand, qtbot: QtBot) -> None:
    band.set_counts(counts(0, 4, 30))
    walked: list[dt.date] = []
    band.chosen.connect(walked.append)
    band.chosen.connect(band.choose)
    for key in (Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right):
        QTest.keyClick(band, key)
    assert [(day - FIRST).days for day in walked] == [30, 4, 0, 4]
    assert "3 days with memories" in band.accessibleDescription()


def test_a_click_on_a_bar_reads_its_day(band: TimeBand, qtbot: QtBot) -> None:
    band.set_counts(counts(0, 4, 9))
    with qtbot.waitSignal(band.chosen) as read:
        wide = min(band.width() / 12, WIDEST)
        QTest.mouseClick(band, Qt.MouseButton.LeftButton, pos=QPoint(round(5.5 * wide), 60))
    assert read.args is not None
    assert read.args[0] == FIRST + dt.timedelta(4)


@pytest.fixture
def view(house: House, qtbot: QtBot) -> Iterator[TimelineView]:
    house.talk("My sister Mara lives in Porto.", "I am allergic to peanuts.")
    made = TimelineView(house.bridge)
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    qtbot.waitUntil(lambda: bool(made.day_page.findChildren(ConversationCard)), timeout=PATIENCE)
    yield made
    made.close()


def test_the_latest_day_is_read_first(view: TimelineView, qtbot: QtBot) -> None:
    (card,) = view.day_page.findChildren(ConversationCard)
    assert "allergic to peanuts" in card.words.toPlainText()
    rows = view.day_page.findChildren(MemoryRow)
    assert any("Porto" in row.view.memory.text for row in rows)
    with qtbot.waitSignal(view.memory_wanted) as wanted:
        QTest.keyClick(rows[0], Qt.Key.Key_Space)
    assert wanted.args == [rows[0].view.memory.id]
    with qtbot.waitSignal(view.message_wanted):
        QTest.mouseClick(card.findChildren(JumpButton)[0], Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("told", ["all", "less"])
def test_what_sums_up_the_whole_day_is_not_shown_twice(
    view: TimelineView, house: House, qtbot: QtBot, told: str
) -> None:
    (today,) = house.run(house.engine.memory_days())
    day = house.run(house.engine.day(today.day))
    (whole,) = [one for one in day.learned if one.memory.kind is Kind.EVENT]
    summary = whole.memory.text[: None if told == "all" else whole.memory.text.index("“")].strip()
    view.day_page.show_day(replace(day, summary=replace(whole, memory=replace(whole.memory, text=summary))))

    def shown() -> list[str]:
        return [row.view.memory.text for row in view.day_page.findChildren(MemoryRow) if row.isVisible()]

    qtbot.waitUntil(lambda: len(shown()) == len(day.learned) - 1, timeout=PATIENCE)
    assert view.day_page.summary.toPlainText() == summary
    assert whole.memory.text not in shown()


def test_the_story_stands_in_its_place(view: TimelineView, qtbot: QtBot) -> None:
    QTest.mouseClick(view.story, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.pages.currentWidget() is view.story_page, timeout=PATIENCE)
    assert view.story_page.none.isVisible()


def test_what_is_new_comes_in(view: TimelineView, house: House, qtbot: QtBot) -> None:
    house.talk("My brother Jonas is a baker.")
    qtbot.waitUntil(lambda: len(view.day_page.findChildren(ConversationCard)) == 2, timeout=PATIENCE)


def test_without_days_it_says_what_will_come(house: House, qtbot: QtBot) -> None:
    made = TimelineView(house.bridge)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.state.heading.text() == "No days yet", timeout=PATIENCE)
