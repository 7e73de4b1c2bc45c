"""What can be done with a message, and what that is called. No widgets."""

from __future__ import annotations

from companion.records import MessageState
from ui.chat.beside import tr
from ui.chat.transcript_model import Row

COPY, COPY_TEXT = "copy", "copy_text"
EDIT, AGAIN, GO_ON = "edit", "again", "go_on"
EARLIER, LATER, DELETE = "earlier", "later", "delete"
"""Each is also the name of its shortcut in `ui.chat.shortcuts`."""
CODE = "code:"
"""How the key begins that copies a block of code; its number follows."""

ICONS = {COPY: "copy", EDIT: "edit", AGAIN: "refresh", GO_ON: "go-on", DELETE: "trash"}
"""Those that have a button in the row."""


def actions_of(row: Row, *, busy: bool = False) -> tuple[str, ...]:
    """The keys of what can be done with this message, in the order of its menu.

    While a reply is on its way (`busy`) messages can only be copied.
    """
    found = [COPY, COPY_TEXT] if row.text and not row.mine else [COPY] if row.text else []
    if busy or row.streaming:
        return tuple(found)
    if row.mine:
        found.append(EDIT)
    if not row.mine or row.last:
        found.append(AGAIN)
    if can_go_on(row):
        found.append(GO_ON)
    if row.message.version > 1:
        found.append(EARLIER)
    if row.message.version < row.message.versions:
        found.append(LATER)
    return (*found, DELETE)


def can_go_on(row: Row) -> bool:
    """Whether the model can go on where this reply ended."""
    cut = row.message.state in (MessageState.STOPPED, MessageState.INCOMPLETE)
    return cut and row.last and bool(row.text) and not row.mine


def label_of(key: str, row: Row) -> str:
    """What an action is called for this message."""
    if key == AGAIN:
        return tr("Answer this") if row.mine else tr("Answer again") if row.text else tr("Try again")
    if key == DELETE:
        if row.message.versions > 1:
            return tr("Delete this version") if row.last else tr("Delete this version and what follows")
        return tr("Delete") if row.last else tr("Delete with what follows")
    if key == COPY and not row.mine:
        return tr("Copy as Markdown")
    return {
        COPY: tr("Copy"),
        COPY_TEXT: tr("Copy as text"),
        EDIT: tr("Edit"),
        GO_ON: tr("Go on"),
        EARLIER: tr("Earlier version"),
        LATER: tr("Later version"),
    }[key]


def version_words(row: Row) -> str:
    """`2/3`; empty for a message that has one version."""
    message = row.message
    return f"{message.version}/{message.versions}" if message.versions > 1 else ""


def describe(row: Row) -> str:
    """What a screen reader says of a message beside its words."""
    message = row.message
    said = []
    if message.versions > 1:
        said.append(tr("Version {0} of {1}.").format(message.version, message.versions))
    if message.state is MessageState.STOPPED:
        said.append(tr("Stopped."))
    said.append(tr("Enter shows what can be done."))
    return " ".join(said)
