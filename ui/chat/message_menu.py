"""The menu of one message: all that can be done with it, with its keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from ui.chat import message_actions as actions
from ui.chat.beside import tr
from ui.chat.remedies import AWAIT, FREE, may_await, remedies
from ui.chat.remedies import label_of as remedy_label
from ui.chat.shortcuts import BY_NAME

if TYPE_CHECKING:
    from ui.chat.transcript_view import TranscriptView

_COPIES = (actions.COPY, actions.COPY_TEXT)


def message_menu(view: TranscriptView, at: int) -> QMenu:
    """A menu for the message in row `at`; it deletes itself when it is closed."""
    row = view.rows.row(at)
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(tr("Message"))
    if view.marked.ends is not None:
        menu.addAction(tr("Copy marked text"), view.copy)
    can = actions.actions_of(row, busy=view.rows.streaming)
    for key in _COPIES:
        if key in can:
            _add(menu, view, at, key)
    codes = [button for button in view.layout_of(at).buttons if button.key.startswith(actions.CODE)]
    for number, button in enumerate(codes, 1):
        label = button.label if len(codes) == 1 else tr("Copy code {0}").format(number)
        menu.addAction(label, partial(view.act, at, button.key))
    menu.addSeparator()
    for key in can:
        if key not in (*_COPIES, actions.DELETE):
            _add(menu, view, at, key)
    for key in remedies(row.message, pictures=row.of_picture):
        if key not in ("retry", *can):
            menu.addAction(remedy_label(key), partial(view.act, at, key))
    if row.streaming and row.beside.phase == "stuck":
        menu.addAction(remedy_label(FREE), partial(view.act, at, FREE))
    if may_await(row.message):
        menu.addAction(tr("Ask the model when Ollama is back"), partial(view.act, at, AWAIT))
    menu.addSeparator()
    if row.beside.thoughts:
        fold = tr("Hide thoughts") if row.beside.open else tr("Show thoughts")
        menu.addAction(fold, partial(view.act, at, "thoughts"))
        menu.addAction(tr("Copy thoughts"), partial(view.act, at, "copy_thoughts"))
    if not row.mine and not row.streaming:
        menu.addAction(tr("What I remembered"), partial(view.act, at, "why"))
    if actions.DELETE in can:
        menu.addSeparator()
        _add(menu, view, at, actions.DELETE)
    return menu


def _add(menu: QMenu, view: TranscriptView, at: int, key: str) -> None:
    action = menu.addAction(actions.label_of(key, view.rows.row(at)), partial(view.act, at, key))
    # Shown, not obeyed: the view obeys the key itself, also while no menu is open.
    action.setShortcut(QKeySequence(BY_NAME[key].keys[0]))
    action.setShortcutVisibleInContextMenu(True)
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
