"""The transcript: rows in step with the record, a virtual view, a scroll that stays, text that can be taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from companion.records import MessageState
from tests.ui.chat.messages import conversation, message
from ui.chat.transcript_model import TranscriptModel
from ui.chat.transcript_view import TranscriptView

Make = Callable[[int], TranscriptView]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    """A shown transcript of so many messages."""

    def show(count: int) -> TranscriptView:
        model = TranscriptModel()
        view = TranscriptView(model)
        model.setParent(view)
        qtbot.addWidget(view)
        view.resize(800, 600)
        view.show()
        qtbot.waitExposed(view)
        model.show(conversation(count), {})
        return view

    return show


def test_ten_thousand_messages_are_laid_out_only_where_they_are_seen(make: Make) -> None:
    view = make(10_000)
    made = sum(view.heights.is_measured(at) for at in range(10_000))
    assert view.following
    assert view.visible_rows()[-1] == 9_999
    assert made < 60
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    assert 3_000 < view.visible_rows()[0] < 7_000


@pytest.mark.parametrize("scale", [1.0, 1.07, 1.15])
def test_the_scroll_stays_where_the_reader_put_it(make: Make, qtbot: QtBot, scale: float) -> None:
    view = make(200)
    view.set_text_scale(scale)
    view.rows.merge([*conversation(200), message(201), message(202, "-", MessageState.STREAMING)], {})
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() - 700)
    assert not view.following
    at = view.visible_rows()[1]
    before = view.row_rect(at).top()
    view.rows.stream(202, "A long reply. " * 200)
    qtbot.waitUntil(lambda: "long" in view.rows.row(201).text)
    assert view.row_rect(at).top() == before
    view.follow()
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_rows_that_are_measured_above_do_not_move_what_is_read(make: Make, qtbot: QtBot) -> None:
    view = make(1_000)
    view.show_row(500)
    before = view.row_rect(500).top()
    near = view.visible_rows()[0]
    qtbot.waitUntil(lambda: view.heights.is_measured(near - 2))
    assert view.row_rect(500).top() == before


def test_merge_touches_only_what_differs(make: Make) -> None:
    view = make(10)
    added: list[tuple[int, int]] = []
    view.rows.rowsInserted.connect(lambda _parent, first, last: added.append((first, last)))
    view.rows.merge(conversation(12), {})
    assert added == [(10, 11)]
    view.rows.merge([*conversation(11), message(14)], {})
    assert [view.rows.row(at).message.id for at in (10, 11)] == [11, 14]


def test_streamed_text_is_drawn_in_steps(make: Make, qtbot: QtBot) -> None:
    view = make(1)
    view.rows.merge([message(1), message(2, "-", MessageState.STREAMING)], {})
    drawn: list[int] = []
    view.rows.dataChanged.connect(lambda *_: drawn.append(1))
    for number in range(500):
        view.rows.stream(2, f"{number} ")
    qtbot.waitUntil(lambda: view.rows.row(1).text.endswith("499 "))
    assert len(drawn) < 5
    view.rows.end(2, MessageState.COMPLETE, "", "")
    assert not view.rows.streaming


def test_text_that_came_before_the_row_is_not_lost_and_not_doubled(make: Make, qtbot: QtBot) -> None:
    view = make(1)
    view.rows.stream(2, "early ")
    view.rows.merge([message(1), message(2, "-", MessageState.STREAMING)], {2: "early "})
    view.rows.stream(2, "late")
    qtbot.waitUntil(lambda: view.rows.row(1).text == "early late")


def drag(view: TranscriptView, start: QPoint, end: QPoint) -> None:
    port = view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def body_corner(view: TranscriptView, at: int, *, end: bool) -> QPoint:
    body = view.layout_of(at).body
    inner = body.bottomRight() - QPointF(1, 2) if end else body.topLeft() + QPointF(0, 4)
    return view.row_rect(at).topLeft() + inner.toPoint()


def test_text_is_marked_across_messages_and_copied(make: Make) -> None:
    view = make(4)
    drag(view, body_corner(view, 1, end=False), body_corner(view, 2, end=True))
    view.setFocus()
    QTest.keySequence(view, "Ctrl+C")
    copied = QGuiApplication.clipboard().text()
    assert (
        copied == "\n\n".join(view.rows.row(at).text.strip() for at in (1, 2))
        or copied.split() == (view.rows.row(1).text + " " + view.rows.row(2).text).split()
    )


def test_double_click_marks_a_word(make: Make) -> None:
    view = make(2)
    QTest.mouseDClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        body_corner(view, 1, end=False) + QPoint(8, 4),
    )
    assert view.selected_text() == "Message"


def press_button(view: TranscriptView, at: int, key: str) -> None:
    button = next(b for b in view.layout_of(at).buttons if b.key == key)
    spot = view.row_rect(at).topLeft() + button.rect.center().toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)


def test_copy_button_copies_the_whole_message(make: Make) -> None:
    view = make(2)
    press_button(view, 1, "copy")
    assert QGuiApplication.clipboard().text() == view.rows.row(1).text


@pytest.mark.parametrize("state", [MessageState.FAILED, MessageState.INCOMPLETE, MessageState.STOPPED])
def test_a_reply_that_did_not_end_well_can_be_tried_again(make: Make, qtbot: QtBot, state: MessageState) -> None:
    view = make(1)
    view.rows.merge([message(1), message(2, "-", state, "Ollama does not answer.")], {})
    with qtbot.waitSignal(view.retry_wanted) as told:
        press_button(view, 1, "again" if state is MessageState.STOPPED else "retry")
    assert told.args == [2]
    if state is not MessageState.STOPPED:
        trouble = view.layout_of(1).trouble
        assert trouble is not None
        assert "Ollama does not answer." in trouble.words


def test_remembered_line_opens_the_panel(make: Make, qtbot: QtBot) -> None:
    view = make(2)
    assert not any(b.key == "why" for b in view.layout_of(1).buttons)
    view.rows.set_remembered(2, 3)
    with qtbot.waitSignal(view.why_wanted) as told:
        press_button(view, 1, "why")
    assert told.args == [2]


def test_keys_walk_through_the_messages(make: Make) -> None:
    view = make(50)
    view.setCurrentIndex(view.rows.index(49))
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.currentIndex().row() == 47
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.currentIndex().row() == 0
    assert view.visible_rows()[0] == 0


def test_screen_readers_hear_who_said_what(make: Make) -> None:
    view = make(2)
    said = view.rows.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Mira, ")
    assert "Message 2" in said
    assert view.accessibleName()


def test_text_size_makes_rows_higher(make: Make) -> None:
    view = make(3)
    before = view.row_rect(1).height()
    view.set_text_scale(1.6)
    assert view.row_rect(1).height() > before


@pytest.mark.parametrize("scale", [0.7, 1.0, 2.0])
def test_the_line_below_a_reply_holds_its_words_in_every_size(make: Make, scale: float) -> None:
    view = make(2)
    view.set_text_scale(scale)
    view.rows.set_remembered(view.rows.row(1).message.id, 2)
    layout = view.layout_of(1)
    why = next(button for button in layout.buttons if button.key == "why")
    assert why.rect.height() >= QFontMetricsF(view.layouts.caption_font()).height()
    assert why.rect.bottom() <= layout.height


def test_all_is_marked_and_copied_in_one_piece_without_laying_all_out(make: Make) -> None:
    view = make(2_000)
    view.setFocus()
    QTest.keySequence(view, "Ctrl+A")
    QTest.keySequence(view, "Ctrl+C")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Message 1.")
    assert copied.count("Message ") == 2_000
    assert sum(view.heights.is_measured(at) for at in range(2_000)) < 60
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selected_text() == ""


def test_the_mark_is_stretched_by_keys_through_the_ends_of_messages(make: Make) -> None:
    view = make(6)
    view.setFocus()
    view.setCurrentIndex(view.rows.index(1))
    shift = Qt.KeyboardModifier.ShiftModifier
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Right, shift)
    assert view.selected_text() == "Mes"
    QTest.keyClick(view, Qt.Key.Key_Down, shift)
    assert view.selected_text().strip() == view.rows.row(1).text.strip()
    QTest.keyClick(view, Qt.Key.Key_Down, shift)
    assert view.selected_text().split() == (view.rows.row(1).text + view.rows.row(2).text).split()
    QTest.keyClick(view, Qt.Key.Key_Right, shift)
    QTest.keyClick(view, Qt.Key.Key_Right, shift)
    assert view.selected_text().endswith("\n\nM")
    QTest.keyClick(view, Qt.Key.Key_Up, shift)
    QTest.keyClick(view, Qt.Key.Key_Left, shift)
    assert view.currentIndex().row() == 2


def test_dragging_out_of_the_view_pulls_the_text_along(make: Make) -> None:
    view = make(200)
    view.verticalScrollBar().setValue(0)
    port = view.viewport()
    start = body_corner(view, 1, end=False)
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for _ in range(20):
        QTest.mouseMove(port, QPoint(start.x() + 1, port.height() + 80))
        QTest.mouseMove(port, QPoint(start.x(), port.height() + 80))
    assert view.verticalScrollBar().value() > 0
    assert view.marked.ends is not None
    assert view.marked.ends[1][0] > 8
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton)


def test_tab_walks_through_the_messages_in_view_and_then_leaves(make: Make, qtbot: QtBot) -> None:
    view = make(3)
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    view.setCurrentIndex(view.rows.index(0))
    assert view.focusNextPrevChild(True)
    assert view.currentIndex().row() == 1
    assert view.focusNextPrevChild(False)
    assert view.currentIndex().row() == 0
    assert not view.focusNextPrevChild(False)


def test_only_the_last_row_is_marked_as_such(make: Make) -> None:
    view = make(4)
    view.rows.merge(conversation(6), {})
    view.rows.merge(conversation(5), {})
    assert [view.rows.row(at).last for at in range(5)] == [False] * 4 + [True]


def test_a_reply_that_goes_on_streams_behind_its_words(make: Make, qtbot: QtBot) -> None:
    view = make(1)
    view.rows.merge([message(1), message(2, "The sea was", MessageState.STOPPED)], {})
    view.rows.go_on(2, "The sea was")
    view.rows.stream(2, " calm.")
    qtbot.waitUntil(lambda: view.rows.row(1).text == "The sea was calm.")
    assert view.rows.streaming
