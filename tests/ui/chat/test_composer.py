"""The composer: sends by the right keys, grows, and keeps what was written."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.chat.composer import Composer
from ui.theme import Theme, Type, type_size


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    widget = Composer()
    qtbot.addWidget(widget)
    widget.resize(700, 120)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def test_enter_sends_and_empties_the_field(composer: Composer, qtbot: QtBot) -> None:
    QTest.keyClicks(composer.field, "hello")
    with qtbot.waitSignal(composer.send_wanted) as told:
        QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert told.args == ["hello"]
    assert composer.text == ""


def test_shift_enter_makes_a_line_and_the_setting_swaps_the_two(composer: Composer, qtbot: QtBot) -> None:
    QTest.keyClicks(composer.field, "one")
    QTest.keyClick(composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(composer.field, "two")
    assert composer.text == "one\ntwo"
    composer.field.enter_sends = False
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert composer.text == "one\ntwo\n"
    with qtbot.waitSignal(composer.send_wanted):
        QTest.keyClick(composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)


def test_enter_while_an_input_method_composes_does_not_send(composer: Composer, qtbot: QtBot) -> None:
    QTest.keyClicks(composer.field, "ni")
    QApplication.sendEvent(composer.field, QInputMethodEvent("hao", []))
    with qtbot.assertNotEmitted(composer.send_wanted):
        QTest.keyClick(composer.field, Qt.Key.Key_Return)


def test_blank_text_is_not_sent(composer: Composer, qtbot: QtBot) -> None:
    QTest.keyClicks(composer.field, "   ")
    with qtbot.assertNotEmitted(composer.send_wanted):
        QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert not composer.button.isEnabled()


def test_field_grows_to_a_third_of_the_window_and_no_further(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    composer = Composer()
    QVBoxLayout(window).addWidget(composer)
    window.resize(700, 600)
    window.show()
    one = composer.field.height()
    composer.set_text("a\nb\nc")
    three = composer.field.height()
    composer.set_text("x\n" * 500)
    full = composer.field.height()
    assert one < three < full <= 200
    assert full > 200 - composer.field.fontMetrics().lineSpacing()
    composer.set_text("")
    assert composer.field.height() == one


def test_the_text_size_reaches_the_field(composer: Composer) -> None:
    low = composer.field.height()
    composer.set_text_scale(2.0)
    assert composer.field.height() > 1.5 * low
    composer.set_text_scale(1.0)
    assert composer.field.height() == low


def test_while_a_reply_comes_button_and_escape_stop_it(composer: Composer, qtbot: QtBot) -> None:
    composer.set_busy(True)
    assert composer.button.accessibleName() == "Stop"
    with qtbot.waitSignal(composer.stop_wanted):
        QTest.mouseClick(composer.button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(composer.stop_wanted):
        QTest.keyClick(composer.field, Qt.Key.Key_Escape)
    composer.set_text("next")
    with qtbot.assertNotEmitted(composer.send_wanted):
        QTest.keyClick(composer.field, Qt.Key.Key_Return)


def test_drafts_stay_with_their_session(composer: Composer) -> None:
    composer.set_text("for a new one")
    composer.switch(1)
    assert composer.text == ""
    composer.set_text("for one")
    composer.switch(2)
    composer.switch(1)
    assert composer.text == "for one"
    composer.switch(None)
    assert composer.text == "for a new one"


def test_what_is_written_while_a_session_begins_goes_along(composer: Composer) -> None:
    composer.set_text("already the next thing")
    composer.switch(7, adopt=True)
    assert composer.text == "already the next thing"


def test_a_refused_text_comes_back_before_what_was_written_since(composer: Composer) -> None:
    composer.set_text("newer")
    composer.put_back("older")
    assert composer.text == "older\nnewer"


def test_letters_keep_their_size_when_the_theme_changes_and_large_ones_get_large_buttons(
    composer: Composer, qapp: QApplication
) -> None:
    theme = Theme(qapp)
    theme.start()
    composer.set_text_scale(2.0)
    high, side = composer.field.height(), composer.button.width()
    for choice in ("dark", "light"):
        theme.choose(choice)
        sizes = {part.font().pixelSize() for part in (composer.field, composer.field.viewport())}
        assert sizes == {2 * type_size(Type.BODY)}
        assert composer.field.height() == high
    composer.set_text_scale(1.0)
    assert composer.field.height() < high
    assert composer.button.width() < side


def test_what_is_being_composed_is_not_drawn_over_the_placeholder(composer: Composer) -> None:
    shown = composer.field.placeholderText()
    QApplication.sendEvent(composer.field, QInputMethodEvent("\u306b\u307b\u3093", []))
    assert composer.field.placeholderText() == ""
    QApplication.sendEvent(composer.field, QInputMethodEvent("", []))
    assert composer.field.placeholderText() == shown != ""


def test_words_that_run_from_right_to_left_begin_at_the_right(composer: Composer) -> None:
    composer.set_text("\u05e9\u05dc\u05d5\u05dd")
    assert composer.field.cursorRect().left() > composer.field.viewport().width() // 2
    composer.set_text("Hello")
    assert composer.field.cursorRect().left() < composer.field.viewport().width() // 2
