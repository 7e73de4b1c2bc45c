"""The table of keys: complete, without two meanings in one place, and what the window obeys."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from ui.chat.message_actions import AGAIN, COPY, COPY_TEXT, DELETE, EARLIER, EDIT, GO_ON, LATER
from ui.chat.shortcuts import BY_NAME, GROUPS, MARKING, READING, SHORTCUTS, WINDOW, group_words, pressed, words_of


def test_every_key_has_words_a_group_and_one_meaning_where_it_works() -> None:
    assert {shortcut.group for shortcut in SHORTCUTS} == set(GROUPS)
    assert all(group_words(group) for group in GROUPS)
    for shortcut in SHORTCUTS:
        assert words_of(shortcut.name)
        assert shortcut.shown()
        assert all(not QKeySequence(keys).isEmpty() for keys in shortcut.keys)
    together = [shortcut for shortcut in SHORTCUTS if shortcut.group in (READING, MARKING, WINDOW)]
    for one, other in combinations(together, 2):
        assert not {QKeySequence(k).toString() for k in one.keys} & {QKeySequence(k).toString() for k in other.keys}


def test_every_action_of_a_message_has_a_key() -> None:
    assert {COPY, COPY_TEXT, EDIT, AGAIN, GO_ON, EARLIER, LATER, DELETE} <= set(BY_NAME)


@pytest.mark.parametrize(
    ("key", "held", "name"),
    [
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, "edit"),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, "menu"),
        (Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier, "again"),
        (Qt.Key.Key_R, Qt.KeyboardModifier.NoModifier, ""),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier, "earlier"),
        (Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier, "mark_all"),
    ],
)
def test_a_pressed_key_is_found_by_its_place(key: Qt.Key, held: Qt.KeyboardModifier, name: str) -> None:
    assert pressed(QKeyEvent(QEvent.Type.KeyPress, key, held), READING, MARKING) == name
