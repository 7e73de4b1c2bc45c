"""The memory browser over a real engine: find, understand, correct, forget, take back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from companion.errors import CompanionError, NotFound
from companion.records import Kind, MemoryQuery, Status
from tests.ui.memories.house import PATIENCE, House
from ui.memories.around import ReplyCard, VersionCard
from ui.memories.columns import RETENTION, TEXT
from ui.memories.joining import MergeDialog
from ui.memories.quotes import QuoteCard
from ui.memories.receipt import ReceiptDialog
from ui.memories.rows import MemoryRow
from ui.memories.window import NARROW, MemoryWindow

TALK = ("My sister Mara lives in Porto.", "I am allergic to peanuts.", "I play the cello every Tuesday.")


@pytest.fixture
def talked(house: House) -> House:
    house.talk(*TALK)
    return house


@pytest.fixture
def window(talked: House, qtbot: QtBot) -> Iterator[MemoryWindow]:
    made = MemoryWindow(talked.bridge)
    qtbot.addWidget(made)
    made.resize(1180, 760)
    made.show()
    qtbot.waitUntil(lambda: made.ready and made.list.model.rowCount() > 0, timeout=PATIENCE)
    yield made
    made.close()


def rows(window: MemoryWindow) -> list[str]:
    model = window.list.model
    return [model.index(row, TEXT).data() for row in range(model.rowCount())]


def wait(qtbot: QtBot, so: Callable[[], bool]) -> None:
    qtbot.waitUntil(so, timeout=PATIENCE)


def choose(window: MemoryWindow, qtbot: QtBot, text: str) -> int:
    """Click the row of this text and wait for its detail; the id of the memory comes back."""
    wait(qtbot, lambda: text in rows(window))
    table = window.list.table
    index = window.list.model.index(rows(window).index(text), TEXT)
    table.scrollTo(index)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center() - QPoint(20, 0))
    wait(qtbot, lambda: window.desk.detail.view is not None and window.desk.detail.view.memory.text == text)
    wait(qtbot, lambda: window.desk.shows_memory)
    assert window.desk.detail.view is not None
    return window.desk.detail.view.memory.id


def fact(house: House, word: str) -> str:
    found = house.run(house.engine.memories(MemoryQuery(text=word, kinds=(Kind.FACT,))))
    return found[0].memory.text


def test_everything_that_was_said_and_learned_is_listed(window: MemoryWindow, talked: House) -> None:
    total = talked.run(talked.engine.count_memories())
    assert window.list.model.rowCount() == total
    assert f"{total} memories" in window.list.bulk.count.text()
    assert any("peanuts" in text for text in rows(window))


def test_the_search_waits_for_the_keyboard_and_narrows(window: MemoryWindow, qtbot: QtBot) -> None:
    QTest.keyClicks(window.list.filters.search, "peanuts")
    wait(qtbot, lambda: bool(rows(window)) and all("peanuts" in (text or "") for text in rows(window)))
    QTest.keyClicks(window.list.filters.search, "xyzzy")
    wait(qtbot, lambda: window.list.pages.currentWidget() is window.list.state)
    assert window.list.state.heading.text() == "Nothing found"
    QTest.mouseClick(window.list.state.button, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: len(rows(window)) > 3)
    assert window.list.filters.search.text() == ""


def test_a_chip_shows_one_kind(window: MemoryWindow, qtbot: QtBot) -> None:
    window.list.filters.kind.menu_made.actions()[list(Kind).index(Kind.FACT)].trigger()
    assert "Facts" in window.list.filters.kind.text()
    model = window.list.model

    def only_facts() -> bool:
        views = [model.view_at(row) for row in range(model.rowCount())]
        return bool(views) and all(view is not None and view.memory.kind is Kind.FACT for view in views)

    wait(qtbot, only_facts)


def test_a_click_on_a_heading_sorts(window: MemoryWindow, qtbot: QtBot) -> None:
    header = window.list.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(TEXT) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    wait(qtbot, lambda: rows(window) == sorted(rows(window), key=str.casefold) and len(rows(window)) > 3)
    place.setX(header.sectionViewportPosition(RETENTION) + 20)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    wait(qtbot, lambda: window.list.feed.query.sort == "retention")
    assert window.list.feed.query.descending


def test_the_detail_shows_the_source_words_and_the_reason(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    choose(window, qtbot, fact(talked, "peanuts"))
    view = window.desk.detail.view
    assert view is not None
    assert window.desk.detail.retention.reason.text() == view.reason
    assert window.desk.detail.retention.curve.isVisible()
    cards = window.desk.detail.findChildren(QuoteCard)
    assert any("allergic to peanuts" in card.words.toPlainText() for card in cards)
    assert "allergic to peanuts" in cards[0].words.accessibleName()


def test_the_chosen_curve_is_drawn_first(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    choose(window, qtbot, fact(talked, "peanuts"))
    curve = window.desk.detail.retention.curve
    wait(qtbot, lambda: curve.course is not None and curve.course.lines[0].curve == "ebbinghaus")
    assert "dormant" in curve.accessibleDescription()
    talked.run(talked.engine.change_settings({"decay_curve": "fsrs"}))
    wait(qtbot, lambda: curve.course is not None and curve.course.lines[0].curve == "fsrs")


def test_pin_by_button_and_by_key(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    memory_id = choose(window, qtbot, fact(talked, "peanuts"))
    QTest.mouseClick(window.desk.detail.pin, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.desk.detail.pin.text() == "Unpin")
    assert talked.run(talked.engine.memory(memory_id)).memory.pinned
    assert not window.desk.detail.retention.curve.isVisible()
    row = window.list.model.row_of(memory_id)
    assert window.list.table.selected_rows() == [row]
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    wait(qtbot, lambda: window.desk.detail.pin.text() == "Pin")
    assert not talked.run(talked.engine.memory(memory_id)).memory.pinned


def test_edit_in_place(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    memory_id = choose(window, qtbot, fact(talked, "peanuts"))
    QTest.keyClick(window, Qt.Key.Key_F2)
    wait(qtbot, window.desk.detail.editor.isVisible)
    assert not window.desk.detail.editor.save.isEnabled()
    window.desk.detail.editor.field.selectAll()
    QTest.keyClicks(window.desk.detail.editor.field, "Allergic to walnuts")
    QTest.mouseClick(window.desk.detail.editor.save, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.desk.detail.text.toPlainText() == "Allergic to walnuts")
    assert not window.desk.detail.editor.isVisible()
    assert talked.run(talked.engine.memory(memory_id)).memory.text == "Allergic to walnuts"


def test_escape_gives_an_edit_up(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    text = fact(talked, "peanuts")
    memory_id = choose(window, qtbot, text)
    QTest.mouseClick(window.desk.detail.edit, Qt.MouseButton.LeftButton)
    QTest.keyClicks(window.desk.detail.editor.field, "something else")
    QTest.keyClick(window.desk.detail.editor.field, Qt.Key.Key_Escape)
    assert not window.desk.detail.editor.isVisible()
    assert talked.run(talked.engine.memory(memory_id)).memory.text == text


def test_forget_is_offered_back(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    text = fact(talked, "peanuts")
    memory_id = choose(window, qtbot, text)
    QTest.keyClick(window.list.table, Qt.Key.Key_Delete)
    wait(qtbot, window.undo_bar.isVisible)
    assert "gone for good in" in window.undo_bar.label.text()
    assert window.undo_bar.left.value() > 0
    wait(qtbot, lambda: window.list.model.row_of(memory_id) is None)
    assert talked.run(talked.engine.memory(memory_id)).memory.status is Status.FORGOTTEN
    assert window.list.table.selected_rows(), "the neighbour is chosen, so that the keyboard goes on"
    QTest.mouseClick(window.undo_bar.button, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.list.model.row_of(memory_id) is not None)
    assert talked.run(talked.engine.memory(memory_id)).memory.status is Status.ACTIVE


def test_the_undo_key_brings_several_back_at_once(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    total = window.list.model.rowCount()
    window.list.table.selectAll()
    wait(qtbot, lambda: str(total) in window.desk.nothing.heading.text())
    assert window.list.bulk.count.text() == f"{total} selected"
    QTest.mouseClick(window.list.bulk.forget, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.list.model.rowCount() == 0 and window.undo_bar.isVisible())
    assert talked.run(talked.engine.count_memories()) == 0
    assert window.list.state.heading.text() == "Nothing is remembered yet"
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait(qtbot, lambda: window.list.model.rowCount() == total)


def test_rows_that_are_not_here_yet_are_named_by_the_engine(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    shown = [view.memory.id for view in talked.run(talked.engine.memories())]
    window.list.model.fill(len(shown), {})
    got: list[int] = []
    window.list.with_ids([1, 3, 4], got.extend)
    wait(qtbot, lambda: bool(got))
    assert got == [shown[1], shown[3], shown[4]]


def test_a_list_that_has_moved_is_not_acted_upon(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    model = window.list.model
    first, second = model.view_at(0), model.view_at(1)
    assert first is not None
    assert second is not None
    model.fill(model.rowCount(), {})
    model.put_page(0, [second, first])
    got: list[int] = []
    with qtbot.waitSignal(window.list.failed, timeout=PATIENCE):
        window.list.with_ids([0, 1, 2], got.extend)
    assert not got


def test_a_forgotten_memory_is_found_by_its_chip_and_restored(
    window: MemoryWindow, talked: House, qtbot: QtBot
) -> None:
    text = fact(talked, "peanuts")
    memory_id = choose(window, qtbot, text)
    talked.run(talked.engine.forget(memory_id))
    wait(qtbot, lambda: window.list.model.row_of(memory_id) is None)
    window.list.filters.status.choose((Status.FORGOTTEN,))
    wait(qtbot, lambda: text in rows(window))
    choose(window, qtbot, text)
    wait(qtbot, window.desk.detail.restore.isVisible)
    assert not window.desk.detail.forget.isVisible()
    QTest.mouseClick(window.desk.detail.restore, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.list.model.rowCount() == 0)
    assert talked.run(talked.engine.memory(memory_id)).memory.status is Status.ACTIVE


def test_new_memories_come_in_and_the_choice_stays(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    memory_id = choose(window, qtbot, fact(talked, "peanuts"))
    before = window.list.model.rowCount()
    talked.talk("My brother Jonas is a baker.")
    wait(qtbot, lambda: window.list.model.rowCount() > before)
    assert window.list.table.selected_rows() == [window.list.model.row_of(memory_id)]
    assert window.desk.shows_memory


def test_a_hidden_window_catches_up_when_it_is_shown(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    before = window.list.model.rowCount()
    window.hide()
    talked.talk("My brother Jonas is a baker.")
    total = talked.run(talked.engine.count_memories())
    assert total > before
    window.show()
    wait(qtbot, lambda: window.list.model.rowCount() == total)


def test_enter_opens_and_escape_leaves_in_a_small_window(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    choose(window, qtbot, fact(talked, "peanuts"))
    window.resize(NARROW - 100, 480)
    wait(qtbot, lambda: not window.right.isVisible())
    QTest.keyClick(window.list.table, Qt.Key.Key_Return)
    wait(qtbot, window.right.isVisible)
    assert not window.list.isVisible()
    assert window.desk.back.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    wait(qtbot, window.list.isVisible)
    assert not window.right.isVisible()


def test_what_was_opened_elsewhere_stays_open_in_the_list_and_its_place_is_kept(
    talked: House, qtbot: QtBot, window: MemoryWindow
) -> None:
    for number in range(12):
        talked.talk(f"I counted {number + 2} herons today.", learn=False)
    table = window.list.table
    wait(qtbot, lambda: table.verticalScrollBar().maximum() > 200)
    table.verticalScrollBar().setValue(150)
    opened = talked.run(talked.engine.memories(MemoryQuery(text="peanuts", kinds=(Kind.FACT,))))[0].memory.id
    for size in (1180, NARROW - 100):
        window.resize(size, 480)
        window.show_view("timeline")
        wait(qtbot, lambda: window.ready)
        window.open_memory(opened)
        wait(qtbot, lambda: window.desk.shows_memory)
        window.show_view("list")
        wait(qtbot, window.list.isVisible)
        assert window.desk.memory_id == (opened if size > NARROW else None)
        assert table.verticalScrollBar().value() == 150
    window.open_memory(opened)
    with qtbot.waitSignal(window.list.feed.replaced, timeout=PATIENCE):
        window.list.feed.refresh()
    assert window.right.isVisible()
    QTest.mouseClick(window.desk.back, Qt.MouseButton.LeftButton)
    wait(qtbot, window.list.isVisible)
    qtbot.wait(50)
    assert table.verticalScrollBar().value() == 150
    QTest.keyClick(table, Qt.Key.Key_Delete)
    qtbot.wait(50)
    assert not window.undo_bar.counting


@pytest.mark.parametrize("width", [480, 600, NARROW, 1180])
def test_nothing_is_cut_at_any_width(window: MemoryWindow, talked: House, qtbot: QtBot, width: int) -> None:
    talked.talk("What am I allergic to?", learn=False)
    ids = [view.memory.id for view in talked.run(talked.engine.memories(MemoryQuery()))]
    window.resize(width, 640)
    window.splitter.setSizes([width, 0])
    window.open_memory(next(i for i in ids if talked.run(talked.engine.shaped(i))))
    detail = window.desk.detail
    wait(qtbot, lambda: bool(detail.findChildren(ReplyCard)) and bool(detail.findChildren(QuoteCard)))
    qtbot.wait(50)
    inside = detail.widget()
    assert inside is not None
    assert inside.width() <= detail.viewport().width()
    title = window.navigation.title
    assert title.isVisible() or width < NARROW
    assert not title.isVisible() or title.width() >= title.sizeHint().width()


def test_a_link_stays_open_when_the_list_is_read_anew(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    chosen = choose(window, qtbot, fact(talked, "peanuts"))
    other = talked.run(talked.engine.memories(MemoryQuery(text="cello", kinds=(Kind.FACT,))))[0].memory.id
    window.desk.show_memory(other)
    with qtbot.waitSignal(window.list.feed.replaced, timeout=PATIENCE):
        window.list.feed.refresh()
    assert window.desk.memory_id == other
    window.show_view("timeline")
    wait(qtbot, lambda: window.ready)
    window.show_view("list")
    wait(qtbot, lambda: window.desk.memory_id == chosen)
    window.list.table.clearSelection()
    wait(qtbot, lambda: window.desk.memory_id is None)


def test_the_close_key_closes(window: MemoryWindow, qtbot: QtBot) -> None:
    QTest.keySequence(window, "Ctrl+W")
    qtbot.waitUntil(lambda: not window.isVisible())


def test_an_error_is_said_and_can_be_tried_again(window: MemoryWindow, qtbot: QtBot) -> None:
    window.list.feed.failed.emit(CompanionError("The disk is gone.", "Plug it in."))
    assert window.list.pages.currentWidget() is window.list.state
    assert window.list.state.sentence.text() == "The disk is gone. Plug it in."
    QTest.mouseClick(window.list.state.button, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.list.pages.currentWidget() is window.list.table)


def test_an_empty_profile_says_what_will_come(house: House, qtbot: QtBot) -> None:
    made = MemoryWindow(house.bridge)
    qtbot.addWidget(made)
    made.show()
    wait(qtbot, lambda: made.list.pages.currentWidget() is made.list.state)
    wait(qtbot, lambda: made.list.state.heading.text() == "Nothing is remembered yet")


def test_every_control_has_a_name(window: MemoryWindow) -> None:
    for control in (*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit)):
        inside_a_field = isinstance(control.parent(), QLineEdit)
        if control.isVisibleTo(window) and not inside_a_field:
            heard = QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
            assert heard, control
    assert window.list.table.accessibleName() == "Memories"


def _stands(window: MemoryWindow, name: str) -> bool:
    return window.stack.currentWidget() is window.shown and window.navigation.buttons[name].isChecked()


def test_the_numbers_open_the_views(window: MemoryWindow, qtbot: QtBot) -> None:
    for number, name in enumerate(window.navigation.buttons, 1):
        QTest.keySequence(window, f"Ctrl+{number}")
        wait(qtbot, partial(_stands, window, name))
        assert window.navigation.buttons[name].isChecked()
    QTest.keySequence(window, "Ctrl+1")
    wait(qtbot, lambda: window.list.isVisible() and window.list.filters.search.hasFocus())


def test_a_quote_leads_to_its_message(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    memory_id = choose(window, qtbot, fact(talked, "peanuts"))
    (message, _), *_rest = talked.run(talked.engine.memory(memory_id)).quotes
    with qtbot.waitSignal(window.message_wanted) as wanted:
        QTest.mouseClick(window.desk.detail.findChildren(QuoteCard)[0].open, Qt.MouseButton.LeftButton)
    assert wanted.args == [message.session_id, message.id]


def test_what_surrounds_a_memory_is_shown_and_leads_on(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    memory_id = choose(window, qtbot, fact(talked, "peanuts"))
    around = window.desk.detail.around
    wait(qtbot, lambda: around.graph is not None)
    assert around.graph is not None
    assert "Comes from" in around.graph.accessibleDescription()
    links = talked.run(talked.engine.links(memory_id))
    assert [row.view.memory.id for row in around.links.findChildren(MemoryRow)] == [
        link.view.memory.id for link in links
    ]
    QTest.keyClick(around.graph, Qt.Key.Key_Right)
    QTest.keyClick(around.graph, Qt.Key.Key_Return)
    wait(qtbot, lambda: window.desk.memory_id in {link.view.memory.id for link in links})


def test_an_edit_shows_the_words_that_changed(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    memory_id = choose(window, qtbot, fact(talked, "peanuts"))
    talked.run(talked.engine.edit_memory(memory_id, "I am allergic to walnuts"))
    versions = window.desk.detail.around.versions

    def compared() -> list[str]:
        return [card.words.accessibleName() for card in versions.findChildren(VersionCard)]

    # For a moment the new version is not yet beside the old one.
    wait(qtbot, lambda: len(compared()) == 1 and "peanuts" in compared()[0])
    (words,) = compared()
    assert "peanuts" in words.split("+")[0]
    assert "walnuts" in words.split("+")[1]


def test_many_are_merged_by_the_bar_and_come_apart_by_the_undo_key(
    window: MemoryWindow, talked: House, qtbot: QtBot
) -> None:
    talked.talk("I am allergic to walnuts.")
    window.list.filters.search.setText("allergic")
    window.list.filters.kind.choose((Kind.FACT,))
    wait(qtbot, lambda: len(rows(window)) == 2 and all("allergic" in (text or "").lower() for text in rows(window)))
    window.list.table.selectAll()
    QTest.mouseClick(window.list.bulk.merge, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: bool(window.findChildren(MergeDialog)))
    (dialog,) = window.findChildren(MergeDialog)
    assert "walnuts" in dialog.field.toPlainText()
    dialog.field.setPlainText("I am allergic to peanuts and walnuts")
    dialog.act.click()
    wait(qtbot, lambda: "I am allergic to peanuts and walnuts" in rows(window))
    wait(qtbot, window.undo_bar.isVisible)
    window.activateWindow()
    wait(qtbot, window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait(qtbot, lambda: window.undo_bar.label.text().startswith("Taken back"))
    wait(qtbot, lambda: "I am allergic to peanuts and walnuts" not in rows(window))


def test_importance_is_set_for_all_that_are_selected(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    window.list.filters.kind.choose((Kind.FACT,))
    count = talked.run(talked.engine.count_memories(MemoryQuery(kinds=(Kind.FACT,))))
    wait(qtbot, lambda: window.list.model.rowCount() == count)
    window.list.table.selectAll()
    window.list.bulk.importance.levels().actions()[-1].trigger()

    def all_dear() -> bool:
        views = talked.run(talked.engine.memories(MemoryQuery(kinds=(Kind.FACT,))))
        return all(view.memory.importance > 0.9 for view in views)

    wait(qtbot, all_dear)


def test_columns_can_be_left_out(window: MemoryWindow) -> None:
    table = window.list.table
    action = table.column_menu().actions()[RETENTION]
    assert not table.isColumnHidden(RETENTION)
    action.trigger()
    assert table.isColumnHidden(RETENTION)
    assert not table.column_menu().actions()[TEXT].isEnabled()


def test_what_is_set_is_shown_and_cleared_at_once(window: MemoryWindow, qtbot: QtBot) -> None:
    filters, total = window.list.filters, window.list.model.rowCount()
    assert not filters.clear_all.isVisible()
    filters.about.choose("Mara")
    filters.kind.choose((Kind.FACT, Kind.EPISODE))
    wait(qtbot, lambda: 0 < window.list.model.rowCount() < total)
    assert filters.kind.text() == "Kind: Said, Facts"
    assert filters.about.isChecked()
    QTest.mouseClick(filters.clear_all, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.list.model.rowCount() == total)
    assert not filters.active
    assert not filters.kind.isChecked()


def test_a_search_by_meaning_ranks(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    window.list.filters.by_meaning.click()
    QTest.keyClicks(window.list.filters.search, "Where does my sister live?")
    wait(qtbot, lambda: window.list.feed.query.ranked and window.list.model.view_at(0) is not None)
    wait(qtbot, lambda: "Porto" in (rows(window)[0] or ""))
    assert not window.list.table.horizontalHeader().isSortIndicatorShown()


def test_a_forget_that_is_carried_out_leaves_a_receipt(window: MemoryWindow, talked: House, qtbot: QtBot) -> None:
    memory_id = choose(window, qtbot, fact(talked, "peanuts"))
    QTest.mouseClick(window.desk.detail.forget, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.undo_bar.counting)
    QTest.mouseClick(window.undo_bar.now, Qt.MouseButton.LeftButton)
    wait(qtbot, window.undo_bar.receipt.isVisible)
    assert window.undo_bar.label.text() == "Gone for good."
    QTest.mouseClick(window.undo_bar.receipt, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: bool(window.findChildren(ReceiptDialog)))
    (dialog,) = window.findChildren(ReceiptDialog)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("1 fact" in text.split(", ") for text in said)
    assert not any("peanuts" in text for text in said), "a receipt holds no word of what is gone"
    with pytest.raises(NotFound):
        talked.run(talked.engine.memory(memory_id))


@pytest.mark.parametrize("selected", [False, True])
def test_after_a_forget_of_what_was_opened_elsewhere_the_list_is_followed_again(
    window: MemoryWindow, talked: House, qtbot: QtBot, selected: bool
) -> None:
    chosen = choose(window, qtbot, fact(talked, "peanuts")) if selected else None
    other = talked.run(talked.engine.memories(MemoryQuery(text="cello", kinds=(Kind.FACT,))))[0].memory.id
    window.open_memory(other)
    wait(qtbot, lambda: window.desk.detail.view is not None and window.desk.detail.view.memory.id == other)
    QTest.mouseClick(window.desk.detail.forget, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.undo_bar.counting)
    assert window.desk.memory_id == chosen
    QTest.mouseClick(window.undo_bar.now, Qt.MouseButton.LeftButton)
    wait(qtbot, window.undo_bar.receipt.isVisible)
    assert window.desk.memory_id == chosen


def test_a_memory_that_is_gone_is_not_named_by_its_number(window: MemoryWindow, qtbot: QtBot) -> None:
    window.open_memory(4711)
    wait(qtbot, lambda: window.desk.nothing.heading.text() == "It is gone")
    assert "4711" not in window.desk.nothing.sentence.text()


def test_the_window_comes_back_as_it_was_left(talked: House, qtbot: QtBot) -> None:
    first = MemoryWindow(talked.bridge)
    qtbot.addWidget(first)
    first.show()
    wait(qtbot, lambda: first.ready)
    first.resize(1010, 700)
    first.list.table.column_menu().actions()[RETENTION].trigger()
    first.close()
    again = MemoryWindow(talked.bridge)
    qtbot.addWidget(again)
    again.show()
    wait(qtbot, lambda: again.ready)
    assert (again.width(), again.height()) == (1010, 700)
    assert again.list.table.isColumnHidden(RETENTION)
