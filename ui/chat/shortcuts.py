"""Every key of the main window in one table: the window obeys it, and Help reads it. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

WINDOW, WRITING, LISTING, READING, MARKING = "window", "writing", "listing", "reading", "marking"
GROUPS = (WINDOW, WRITING, LISTING, READING, MARKING)
"""Where keys work, in the order in which Help lists them."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key, or several for the same thing, in Qt's portable notation. `name` is what code calls it."""

    name: str
    keys: tuple[str, ...]
    group: str

    def shown(self) -> str:
        """The keys as this system writes them."""
        native = QKeySequence.SequenceFormat.NativeText
        return ", ".join(QKeySequence(key).toString(native) for key in self.keys)


SHORTCUTS = (
    Shortcut("new", ("Ctrl+N",), WINDOW),
    Shortcut("off_record", ("Ctrl+Shift+N",), WINDOW),
    Shortcut("search", ("Ctrl+K",), WINDOW),
    Shortcut("find", ("Ctrl+F",), WINDOW),
    Shortcut("find_next", ("F3", "Ctrl+G"), WINDOW),
    Shortcut("find_previous", ("Shift+F3", "Ctrl+Shift+G"), WINDOW),
    Shortcut("settings", ("Ctrl+,",), WINDOW),
    Shortcut("memories", ("Ctrl+M",), WINDOW),
    Shortcut("models", ("Ctrl+Shift+M",), WINDOW),
    Shortcut("portrait", ("Ctrl+P",), WINDOW),
    Shortcut("sidebar", ("Ctrl+B",), WINDOW),
    Shortcut("context", ("Ctrl+I",), WINDOW),
    Shortcut("pane", ("F6",), WINDOW),
    Shortcut("zoom_in", ("Ctrl++", "Ctrl+="), WINDOW),
    Shortcut("zoom_out", ("Ctrl+-",), WINDOW),
    Shortcut("zoom_reset", ("Ctrl+0",), WINDOW),
    Shortcut("help", ("F1", "Ctrl+/"), WINDOW),
    Shortcut("close", ("Ctrl+W",), WINDOW),
    Shortcut("quit", ("Ctrl+Q",), WINDOW),
    Shortcut("send", ("Return",), WRITING),
    Shortcut("line", ("Shift+Return",), WRITING),
    Shortcut("stop", ("Esc",), WRITING),
    Shortcut("edit_last", ("Up",), WRITING),
    Shortcut("list_open", ("Return",), LISTING),
    Shortcut("list_rename", ("F2",), LISTING),
    Shortcut("list_menu", ("Menu", "Shift+F10"), LISTING),
    Shortcut("list_delete", ("Del",), LISTING),
    Shortcut("walk", ("Up", "Down", "Tab", "Shift+Tab"), READING),
    Shortcut("ends", ("Home", "End"), READING),
    Shortcut("pages", ("PgUp", "PgDown"), READING),
    Shortcut("menu", ("Return", "Menu"), READING),
    Shortcut("edit", ("F2",), READING),
    Shortcut("again", ("Ctrl+R",), READING),
    Shortcut("go_on", ("Ctrl+Return",), READING),
    Shortcut("earlier", ("Alt+Left",), READING),
    Shortcut("later", ("Alt+Right",), READING),
    Shortcut("copy_text", ("Ctrl+Shift+C",), READING),
    Shortcut("delete", ("Del",), READING),
    Shortcut("undo", ("Ctrl+Z",), READING),
    Shortcut("copy", ("Ctrl+C",), MARKING),
    Shortcut("mark_all", ("Ctrl+A",), MARKING),
    Shortcut("mark_characters", ("Shift+Left", "Shift+Right"), MARKING),
    Shortcut("mark_messages", ("Shift+Up", "Shift+Down"), MARKING),
    Shortcut("unmark", ("Esc",), MARKING),
)
"""All of them, in the order in which Help lists them."""

BY_NAME = {shortcut.name: shortcut for shortcut in SHORTCUTS}


def hint(words: str, name: str) -> str:
    """`words` with their key behind them, for a tooltip."""
    return f"{words} ({BY_NAME[name].shown()})"


def pressed(event: QKeyEvent, *groups: str) -> str:
    """The name of the shortcut that this key is in one of these groups; empty for none."""
    keypad = Qt.KeyboardModifier.KeypadModifier
    combination = event.keyCombination()
    key = Qt.Key.Key_Return if combination.key() == Qt.Key.Key_Enter else combination.key()
    wanted = QKeySequence(int(key.value) | (event.modifiers() & ~keypad).value)
    for shortcut in SHORTCUTS:
        if shortcut.group in groups and any(QKeySequence(one) == wanted for one in shortcut.keys):
            return shortcut.name
    return ""


def tr(text: str) -> str:
    """`text` in the user's language."""
    return QCoreApplication.translate("Shortcuts", text)


def group_words(group: str) -> str:
    """What Help calls a group."""
    return {
        WINDOW: tr("Anywhere in the window"),
        WRITING: tr("While you write"),
        LISTING: tr("In the list of conversations"),
        READING: tr("On a message (reach it with F6 or Shift+Tab)"),
        MARKING: tr("Marking text"),
    }[group]


def words_of(name: str) -> str:
    """What a shortcut does, as Help says it."""
    return {
        "new": tr("New conversation"),
        "off_record": tr("New conversation off the record"),
        "search": tr("Search everything that was said"),
        "find": tr("Find in this conversation"),
        "find_next": tr("Next place that was found"),
        "find_previous": tr("The place before"),
        "context": tr("What the model is given"),
        "zoom_in": tr("Larger text"),
        "zoom_out": tr("Smaller text"),
        "zoom_reset": tr("The usual text size"),
        "help": tr("This list"),
        "list_open": tr("Open the conversation"),
        "list_rename": tr("Rename it"),
        "list_menu": tr("Pin, archive, export and more"),
        "list_delete": tr("Delete it"),
        "settings": tr("Settings"),
        "memories": tr("Memories"),
        "models": tr("Models"),
        "portrait": tr("Portrait"),
        "sidebar": tr("Show or hide the side bar"),
        "pane": tr("Next part of the window"),
        "close": tr("Close the window"),
        "quit": tr("Quit"),
        "send": tr("Send (the settings can turn this round)"),
        "line": tr("New line"),
        "stop": tr("Stop the reply, or leave editing"),
        "edit_last": tr("Edit your last message, when the field is empty"),
        "walk": tr("Walk through the messages"),
        "ends": tr("First and last message"),
        "pages": tr("One page up or down"),
        "menu": tr("All that can be done with this message"),
        "edit": tr("Edit your message"),
        "again": tr("Answer again"),
        "go_on": tr("Go on with a reply that was cut off"),
        "earlier": tr("Earlier version"),
        "later": tr("Later version"),
        "copy_text": tr("Copy the message as text, without Markdown"),
        "delete": tr("Delete the message and what follows it"),
        "undo": tr("Bring back what was deleted"),
        "copy": tr("Copy what is marked, or the message"),
        "mark_all": tr("Mark everything"),
        "mark_characters": tr("Mark character by character"),
        "mark_messages": tr("Mark message by message"),
        "unmark": tr("Mark nothing"),
    }[name]
