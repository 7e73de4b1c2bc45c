"""What can be done with a message, in every state that it can be in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.records import MessageState
from tests.ui.chat.messages import message
from ui.chat.message_actions import actions_of, describe, label_of, version_words
from ui.chat.remedies import remedies
from ui.chat.transcript_model import Row


def row(
    number: int,
    *,
    text: str = "",
    last: bool = True,
    version: int = 1,
    versions: int = 1,
    state: MessageState = MessageState.COMPLETE,
) -> Row:
    said = replace(message(number, text, state), version=version, versions=versions)
    return Row(said, said.text, False, last=last)


@pytest.mark.parametrize(
    ("shown", "actions"),
    [
        (row(1, last=False), ("copy", "edit", "delete")),
        (row(1), ("copy", "edit", "again", "delete")),
        (row(2), ("copy", "copy_text", "again", "delete")),
        (row(2, state=MessageState.STOPPED), ("copy", "copy_text", "again", "go_on", "delete")),
        (row(2, state=MessageState.INCOMPLETE, last=False), ("copy", "copy_text", "again", "delete")),
        (row(2, text="-", state=MessageState.FAILED), ("again", "delete")),
        (row(2, text="-", state=MessageState.STREAMING), ()),
        (row(2, version=2, versions=3), ("copy", "copy_text", "again", "earlier", "later", "delete")),
        (row(2, version=3, versions=3), ("copy", "copy_text", "again", "earlier", "delete")),
        (row(1, last=False, version=1, versions=2), ("copy", "edit", "later", "delete")),
    ],
)
def test_each_message_offers_what_can_be_done_with_it(shown: Row, actions: tuple[str, ...]) -> None:
    assert actions_of(shown) == actions
    assert all(label_of(key, shown) for key in actions)


def test_while_a_reply_comes_messages_can_only_be_copied() -> None:
    assert actions_of(row(2, version=2, versions=3), busy=True) == ("copy", "copy_text")


def test_what_deleting_takes_along_is_said() -> None:
    assert label_of("delete", row(2)) == "Delete"
    assert label_of("delete", row(2, last=False)) == "Delete with what follows"
    assert label_of("delete", row(2, versions=2)) == "Delete this version"


def test_versions_are_told_to_eye_and_ear() -> None:
    assert version_words(row(2)) == ""
    assert version_words(row(2, version=2, versions=3)) == "2/3"
    assert describe(row(2, version=2, versions=3)).startswith("Version 2 of 3.")


def test_only_a_last_reply_with_words_is_offered_to_go_on() -> None:
    broken = message(2, "Some words", MessageState.INCOMPLETE)
    assert remedies(broken, last=True)[0] == "go_on"
    assert "go_on" not in remedies(broken)
    assert "go_on" not in remedies(message(2, "-", MessageState.FAILED), last=True)
