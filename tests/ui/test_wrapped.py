"""A wrapped label shows all its lines."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.conftest import qtbot_app
from ui.chat.empty import EmptyConversation
from ui.theme import Theme
from ui.wrapped import WrappedLabel


def test_no_line_of_the_greeting_is_cut_off(qtbot: QtBot) -> None:
    Theme(qtbot_app()).start()
    page = EmptyConversation()
    qtbot.addWidget(page)
    page.show()
    for height in (700, 420, 560):
        page.resize(760, height)
        qtbot.wait(1)
        for label in page.findChildren(QLabel):
            needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            assert label.height() >= needed, label.text()


def test_a_narrower_label_is_higher(qtbot: QtBot) -> None:
    label = WrappedLabel("some words that stand on one line when there is room for them")
    qtbot.addWidget(label)
    label.resize(600, 10)
    label.show()
    one = label.minimumHeight()
    label.resize(120, 10)
    assert label.minimumHeight() > 2 * one
    label.resize(600, 200)
    assert label.minimumHeight() == one
